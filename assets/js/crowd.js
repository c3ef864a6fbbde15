// The points of a map: what they are called, what they can be coloured by, and who stands near whom.

import { fill, number } from "./dom.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);

/** A colour between the stops of a ramp; share from 0 to 1. */
function between(stops, share) {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1),
    at = Math.min(stops.length - 2, Math.floor(place)),
    rest = place - at;
  return stops[at].map((value, i) => value * (1 - rest) + stops[at + 1][i] * rest);
}

/** What the map says of itself at a moment, as columns of numbers: rows of the frame's `quality`. */
export const QUALITY = { trustworthiness: 0, continuity: 1, overlap: 2 };

export class Crowd {
  /** frame: the run's first; its notes name the columns, its arrays hold them. */
  constructor(frame, palette) {
    const { notes, arrays } = frame;
    Object.assign(this, { notes, arrays, palette, words: notes.words, count: notes.words.length });
    this.near = arrays.near.data;
    this.distances = arrays.distances.data;
    this.k = arrays.near.shape[1];
    this.columns = notes.columns.map((column) => ({
      ...column,
      values: arrays[`column ${column.name}`].data,
    }));
    this.judged = arrays.judged?.data ?? null;
    this.rows = new Map();
    this.words.forEach((word, i) => {
      if (word && !this.rows.has(word)) this.rows.set(word, i);
    });
    this.images = arrays.images
      ? { data: arrays.images.data, h: arrays.images.shape[1], w: arrays.images.shape[2] }
      : null;
  }

  column(name) {
    return this.columns.find((column) => column.name === name) ?? null;
  }

  /** The name by which a link finds a point again: its word, or @row where words repeat. */
  name(i) {
    const word = this.words[i];
    return word && !/^@|,/.test(word) && this.unique(word) ? word : `@${i}`;
  }

  unique(word) {
    if (!this.once) {
      const seen = new Set();
      this.twice = new Set();
      for (const each of this.words) (seen.has(each) ? this.twice : seen).add(each);
      this.once = true;
    }
    return !this.twice.has(word);
  }

  row(name) {
    if (/^@\d+$/.test(name)) return Number(name.slice(1)) < this.count ? Number(name.slice(1)) : -1;
    return this.rows.get(name) ?? -1;
  }

  /** Points whose word begins with, else holds, what was typed; /…/ is a regular expression. */
  matching(typed) {
    const needle = typed.trim();
    if (!needle) return [];
    const found = [];
    if (needle === "/") return null;
    if (needle.startsWith("/")) {
      let pattern;
      try {
        pattern = new RegExp(needle.replace(/^\/|\/$/g, ""), "iu");
      } catch {
        return null;
      }
      this.words.forEach((word, i) => word && pattern.test(word) && found.push(i));
      return found;
    }
    const low = needle.toLowerCase(),
      held = [];
    this.words.forEach((word, i) => {
      const told = word.toLowerCase();
      if (told.startsWith(low)) found.push(i);
      else if (told.includes(low)) held.push(i);
    });
    return found.length ? found : held;
  }

  /** Colours of all points (3N) by a column, or by the quality of the map at a frame. */
  colours(name, quality) {
    const { palette, count } = this,
      out = new Float32Array(3 * count);
    const put = (i, colour) => out.set(colour, 3 * i);
    if (name in QUALITY) {
      const stops = palette.doubt.map(rgb),
        none = rgb(palette.other),
        row = QUALITY[name],
        judged = this.judged?.length ?? count;
      for (let i = 0; i < count; i++) put(i, none);
      if (quality)
        for (let at = 0; at < judged; at++)
          put(this.judged ? this.judged[at] : at, between(stops, quality[row * judged + at] / 255));
      return out;
    }
    const column = this.column(name);
    if (!column) {
      const plain = rgb(palette.plain);
      for (let i = 0; i < count; i++) put(i, plain);
    } else if (column.kind === "category") {
      const shades = column.names.map((_, group) => rgb(this.shade(column, group)));
      for (let i = 0; i < count; i++) put(i, shades[column.values[i]] ?? rgb(palette.other));
    } else {
      const [low, high] = this.range(column),
        stops = palette.ramp.map(rgb);
      for (let i = 0; i < count; i++)
        put(i, between(stops, high > low ? (column.values[i] - low) / (high - low) : 0.5));
    }
    return out;
  }

  shade(column, group) {
    const { groups, other } = this.palette;
    return column.names[group] === "other" ? other : groups[group % groups.length];
  }

  range(column) {
    column.range ??= [Math.min(...sample(column.values)), Math.max(...sample(column.values))];
    return column.range;
  }

  /** What a point says of itself: how often it occurs, and the values of its columns. */
  says(i, names, words) {
    const often = this.notes.counts ? [fill(words.count, { n: number(this.notes.counts[i]) })] : [];
    const told = this.columns
      .filter(({ name }) => name !== "found groups" && !(this.notes.counts && name === "frequency"))
      .map((column) =>
        column.kind === "category"
          ? (names[column.names[column.values[i]]] ?? column.names[column.values[i]])
          : `${names[column.name] ?? column.name} ${number(column.values[i], 2)}`,
      )
      .filter((value) => value !== this.words[i]);
    return [...told, ...often].join(" · ");
  }

  /** The true neighbours of a point: rows, nearest first. */
  truly(i) {
    return this.near.subarray(i * this.k, (i + 1) * this.k);
  }

  /** The nearest points of a point on the map; positions (N, d), hidden ones left out. */
  onMap(i, positions, hidden) {
    const d = positions.length / this.count,
      best = [],
      far = [];
    for (let j = 0; j < this.count; j++) {
      if (j === i || hidden?.[j]) continue;
      let gap = 0;
      for (let at = 0; at < d; at++) gap += (positions[d * j + at] - positions[d * i + at]) ** 2;
      if (best.length === this.k && gap >= far[this.k - 1]) continue;
      let place = best.length < this.k ? best.length : this.k - 1;
      while (place > 0 && far[place - 1] > gap) {
        best[place] = best[place - 1];
        far[place] = far[place - 1];
        place--;
      }
      best[place] = j;
      far[place] = gap;
    }
    return best;
  }
}

/** All values, or of very many every so many: enough to see how far they reach. */
function sample(values) {
  const every = Math.max(1, Math.floor(values.length / 50000));
  return every === 1 ? values : values.filter((_, i) => i % every === 0);
}
