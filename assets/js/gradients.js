// How much of the last step's gradient arrives how far back, in three cells, and how far each can remember.

import { fill, h, number, onPaper, pen, replace, sharp, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { svgPen } from "./gradientssvg.js";
import { side } from "./gradientsside.js";
import {
  FLOOR,
  NAMES,
  ROLES,
  UNSEEN,
  apart,
  curveOf,
  decades,
  power,
  shares,
  short,
  ticks,
  told,
  trace,
} from "./gradientsdraw.js";

/**
 * data.show.selected [cell]; data.show.law a λ drawn instead of the measured one; data.show.veil names what a guess
 * is awaited of and hides it: cells, "accuracy"; data.show.colour "absolute" draws the gradient itself.
 */
export function gradients(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette, font } = data;
  const canvas = h("canvas", { class: "gradient-canvas" }),
    tip = h("div", { class: "tip", hidden: true }),
    waiting = h("div", { class: "waiting" }),
    said = h("p", { class: "finding", "aria-live": "polite" }),
    stage = h("div", { class: "stage gradient-stage", role: "img", tabindex: "0" }, canvas, tip, waiting);
  const time = timeline(clock, {
    ...data,
    curves: data.curves.map((curve) => ({ ...curve, low: 0, high: 1 })),
  });
  const rail = side(run, {
    words,
    palette,
    present: data.present,
    onCell: (cell) => choose(cell),
    onLaw: (value) => {
      law = value;
      draw();
    },
    onScale: (wish) => {
      absolute = wish;
      written();
      draw();
    },
  });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player present gradients" : "player gradients" },
      h("div", { class: "main" }, stage, said, time.element),
      h("div", { class: "rail" }, rail.sections),
    ),
  );

  let size = [1, 1],
    cell = "rnn",
    law = null,
    absolute = false,
    veil = "",
    hovered = -1,
    seen = -1,
    box = null,
    high = 0;

  const rows = () => run.notes.configs ?? [];
  const rowOf = (name) => rows().findIndex((config) => config.cell === name);
  const last = () => (run.notes.steps ?? 1) - 1;
  const veiled = (name) => veil.includes(name);
  const finite = (curve) => Number.isFinite(curve[0]) && curve[0] > 0;

  function meet(show) {
    const chosen = show.selected?.[0];
    cell = chosen in NAMES ? chosen : cell;
    law = typeof show.law === "number" ? show.law : null;
    absolute = show.colour === "absolute";
    veil = show.veil ?? "";
    clock.apply(show);
    seen = -1;
    update();
  }
  const written = () =>
    port.write({
      step: clock.frame ? clock.frame.step : null,
      selected: cell === "rnn" ? null : cell,
      colour: absolute ? "absolute" : null,
    });
  function choose(name) {
    cell = name;
    law = null;
    written();
    seen = -1;
    update();
  }

  /** The curve to draw for a row now, and whether it is what remains of a network that blew up. */
  function drawnOf(i) {
    for (let at = clock.index; at >= 0; at--) {
      const curve = curveOf(run.frames[at], i);
      if (finite(curve)) return { curve, ghost: at < clock.index, at };
    }
    return { curve: curveOf(clock.frame, i), ghost: true, at: 0 };
  }

  /** The largest power of ten that this film has reached so far; the axis never shrinks. */
  function top() {
    if (!absolute && high) return high;
    let most = 0;
    for (const frame of run.frames.filter((_, i) => i === 0 || i === run.frames.length - 1 || i % 5 === 0))
      for (let i = 0; i < rows().length; i++) {
        const curve = curveOf(frame, i);
        if (!finite(curve)) continue;
        for (const value of shares(curve, absolute)) if (Number.isFinite(value)) most = Math.max(most, value);
      }
    const found = Math.min(38, Math.max(0, Math.ceil(Math.log10(Math.max(most, 1e-9)) - 0.3)));
    if (!absolute && run.whole) high = found || 0.001;
    return found;
  }

  function draw() {
    if (clock.frame && rows().length && canvas.ratio) paint(pen(canvas));
  }
  function paint(context) {
    const [width, height] = size,
      type = data.present ? Math.max(15, Math.min(24, height / 26)) : 12.5,
      room = run.notes.delays.length > 1;
    context.font = `${type}px ${font}`;
    context.textBaseline = "middle";
    const left = type * 4.1,
      right = width - type * 1.2,
      above = type * 2.3,
      bottom = height - type * 3,
      split = room ? above + (bottom - above) * 0.66 : bottom;
    const ceiling = Math.ceil(top()),
      low = FLOOR;
    box = { left, right, above, split, bottom, low, ceiling };
    box.x = (distance) => left + ((right - left) * distance) / Math.max(1, last());
    box.y = (exponent) => above + ((split - above) * (ceiling - exponent)) / (ceiling - low);
    axes(context, type);
    curves(context, type);
    if (room) accuracies(context, type, split + type * 3.2, bottom);
    if (hovered >= 0) {
      context.strokeStyle = palette.soft;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(box.x(hovered), above);
      context.lineTo(box.x(hovered), bottom);
      context.stroke();
    }
  }

  function axes(context, type) {
    const { left, right, above, split, bottom, low, ceiling, x, y } = box,
      edge = Math.log10(UNSEEN);
    if (!absolute) {
      context.fillStyle = palette.wash;
      context.fillRect(left, y(edge), right - left, split - y(edge));
    }
    context.lineWidth = 1;
    context.textAlign = "right";
    for (const exponent of decades(low, ceiling, Math.max(3, (split - above) / (type * 3.4)))) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(left, y(exponent));
      context.lineTo(right, y(exponent));
      context.stroke();
      context.fillStyle = palette.soft;
      context.fillText(power(exponent), left - 8, y(exponent));
    }
    context.textAlign = "center";
    const marks = ticks(last(), (right - left) / (type * 6));
    for (const distance of marks) {
      context.fillStyle = palette.soft;
      context.fillText(number(distance), x(distance), bottom + type * 0.95);
    }
    context.textAlign = "left";
    context.fillStyle = palette.soft;
    context.fillText(absolute ? words.gradient : words.share, left - type * 3.4, above - type * 1.5);
    context.fillText(words.distance, left, size[1] - type * 0.75);
    if (!absolute) {
      context.textAlign = "right";
      const line = y(edge) + type * 0.9;
      const room = context.measureText(words.unseen).width < (right - left) * 0.66;
      if (line < split - type) context.fillText(room ? words.unseen : words.unseen_short, right - 6, line);
    }
  }
  function curves(context, type) {
    const { right, above, split, low, ceiling, x, y } = box,
      names = [];
    for (const name of run.notes.cells) {
      const i = rowOf(name);
      if (veiled(name)) continue;
      const { curve, ghost } = drawnOf(i);
      if (!finite(curve)) continue;
      context.strokeStyle = palette[ROLES[name]];
      context.lineWidth = (name === cell ? 3 : 2) * (data.present ? 1.4 : 1);
      context.globalAlpha = ghost ? 0.35 : 1;
      context.setLineDash(ghost ? [2, 5] : []);
      const end = trace(context, shares(curve, absolute), x, y, low, ceiling);
      context.setLineDash([]);
      context.globalAlpha = 1;
      if (!end) continue;
      const text = ghost ? `${NAMES[name]} ✕` : NAMES[name],
        wide = context.measureText(text).width,
        low_ = end[1] > split - type;
      names.push({
        text,
        colour: palette[ROLES[name]],
        wide,
        // A line that has left through the floor is named beside the place where it did.
        x: low_ ? Math.min(right - wide / 2, end[0] + wide / 2 + 8) : right - wide / 2 - 4,
        y: low_ ? split - type * 0.9 : end[1] - type * 0.85,
        end: low_ ? null : end[1],
      });
    }
    lawLine(context, type);
    context.font = `600 ${type}px ${font}`;
    context.textAlign = "center";
    // A name stands over its line, or under it where another line runs there.
    for (const label of names)
      if (names.some(({ end }) => end !== null && end < label.end && end > label.end - type * 2))
        label.y = label.end + type * 0.95;
    for (const label of apart(names, type * 1.25, above + type * 0.5, split - type * 0.8)) {
      // A rim in the colour of the ground, so that no line runs through a name.
      context.strokeStyle = palette.card;
      context.lineWidth = type * 0.35;
      context.lineJoin = "round";
      context.strokeText(label.text, label.x, label.y);
      context.fillStyle = label.colour;
      context.fillText(label.text, label.x, label.y);
    }
    context.font = `${type}px ${font}`;
  }

  /** λ^(T − t): the measured one of the chosen cell, or the one that somebody has set. */
  function lawLine(context, type) {
    const { x, y, low, ceiling, split, right } = box,
      now = told(run, clock.frame, rowOf(cell)),
      lambda = law ?? (veiled(cell) ? NaN : now.rate);
    if (!Number.isFinite(lambda) || lambda <= 0) return;
    const first = absolute ? drawnOf(rowOf(cell)).curve[0] : 1,
      level = (law === null ? now.level : 1) * first;
    const values = Float64Array.from({ length: last() + 1 }, (_, at) => level * lambda ** at);
    context.strokeStyle = palette.ink;
    context.lineWidth = data.present ? 2 : 1.25;
    context.setLineDash([6, 5]);
    const end = trace(context, values, x, y, low, ceiling);
    context.setLineDash([]);
    if (!end) return;
    const middle = Math.max(1, Math.round(end[2] * 0.5)),
      text = `λ = ${lambda.toFixed(2)}`,
      wide = context.measureText(text).width;
    context.fillStyle = palette.ink;
    context.textAlign = "left";
    const px = Math.min(right - wide - 4, x(middle) + 10),
      py = y(Math.log10(values[middle])) - type * (lambda > 0.97 ? 1 : 0.2);
    context.fillText(text, px, Math.max(box.above + type, Math.min(split - type, py)));
  }

  /** How often each cell is right, by the delay it has learnt. */
  function accuracies(context, type, above, bottom) {
    const { left, right, x } = box,
      table = clock.frame.arrays.accuracy,
      { delays, chance } = run.notes,
      y = (share) => bottom - (bottom - above) * share;
    context.textAlign = "left";
    context.fillStyle = palette.soft;
    context.fillText(words.right, left - type * 3.4, above - type * 1.5);
    context.textAlign = "right";
    for (const share of [0, 0.5, 1]) {
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, y(share));
      context.lineTo(right, y(share));
      context.stroke();
      context.fillStyle = palette.soft;
      context.fillText(`${100 * share} %`, left - 8, y(share));
    }
    context.strokeStyle = palette.soft;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(left, y(chance));
    context.lineTo(right, y(chance));
    context.stroke();
    context.setLineDash([]);
    context.textAlign = "left";
    if (y(0) - y(chance) > type * 0.55) context.fillText(words.chance, left + 6, y(chance) - type * 0.75);
    if (veil.includes("accuracy") || !table) return;
    run.notes.cells.forEach((name, row) => {
      const values = delays.map((_, at) => table.data[row * delays.length + at]);
      context.strokeStyle = context.fillStyle = palette[ROLES[name]];
      context.lineWidth = data.present ? 3 : 2;
      // Three that are all right lie on each other: a little apart, each is seen.
      const shift = (row - 1) * 2.5;
      context.beginPath();
      let open = false;
      delays.forEach((delay, at) => {
        if (!Number.isFinite(values[at])) return;
        if (open) context.lineTo(x(delay), y(values[at]) + shift);
        else context.moveTo(x(delay), y(values[at]) + shift);
        open = true;
      });
      context.stroke();
      delays.forEach((delay, at) => {
        if (!Number.isFinite(values[at])) return;
        context.beginPath();
        context.arc(x(delay), y(values[at]) + shift, data.present ? 5.5 : 3.8, 0, 7);
        context.fill();
      });
    });
  }

  /** The cells whose numbers are none any more. */
  const blown = () =>
    run.notes.cells
      .map((name) => ({ name, now: told(run, clock.frame, rowOf(name)) }))
      .filter(({ now }) => now.exploded > 0);

  /** The moment in one sentence. */
  function finding() {
    const [first] = blown();
    if (first) {
      const { name, now } = first,
        values = { cell: NAMES[name], update: number(now.exploded), norm: short(now.before) };
      if (!Number.isFinite(now.before)) return fill(words.never_finite, values);
      if (run.notes.clip !== "none") return fill(words.exploded_all_the_same, values);
      return fill(now.before > 1 ? words.exploded : words.exploded_late, {
        ...values,
        times: short(now.before),
      });
    }
    const parts = run.notes.cells
      .filter((name) => !veiled(name))
      .map((name) => `${NAMES[name]} ${short(shares(drawnOf(rowOf(name)).curve, absolute)[last()])}`);
    return fill(absolute ? words.found_absolute : words.found, {
      updates: number(clock.frame.step),
      distance: number(last()),
      shares: parts.join(", "),
    });
  }

  const update = () => {
    waiting.hidden = run.frames.length > 0 && run.status.state !== "failed";
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? spoken(words, run.status.reason) : null) ??
        (run.status.state === "queued" && run.status.place > 0
          ? fill(words.place, { place: run.status.place })
          : (words[run.status.state] ?? "")));
    if (!clock.frame || !rows().length || clock.index === seen) return;
    seen = clock.index;
    said.textContent = finding();
    said.classList.toggle("blown", blown().length > 0);
    stage.setAttribute("aria-label", `${words.stage}. ${said.textContent}`);
    rail.tell(clock.frame, { cell, law, absolute, veil });
    if (hovered >= 0) point(hovered);
    draw();
  };

  function point(distance) {
    hovered = distance;
    if (distance < 0) {
      tip.hidden = true;
      draw();
      return;
    }
    const lines = run.notes.cells
      .filter((name) => !veiled(name))
      .map((name) =>
        h(
          "div",
          { style: { color: palette[ROLES[name]] } },
          `${NAMES[name]} `,
          h("b", {}, short(shares(drawnOf(rowOf(name)).curve, absolute)[distance])),
        ),
      );
    replace(tip, h("div", {}, fill(words.back, { n: number(distance) })), lines);
    tip.hidden = false;
    const px = box.x(distance),
      wide = size[0];
    tip.style.left = px < wide * 0.6 ? `${px + 12}px` : "";
    tip.style.right = px < wide * 0.6 ? "" : `${wide - px + 12}px`;
    tip.style.top = `${box.above + 26}px`;
    draw();
  }
  const distanceAt = (event) => {
    if (!box) return -1;
    const place = canvas.getBoundingClientRect(),
      share = (event.clientX - place.left - box.left) / (box.right - box.left);
    return share > -0.02 && share < 1.02 ? Math.round(Math.max(0, Math.min(1, share)) * last()) : -1;
  };
  canvas.addEventListener("pointermove", (event) => point(distanceAt(event)));
  canvas.addEventListener("pointerleave", () => point(-1));
  // With the picture in focus: up and down go from cell to cell.
  stage.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key],
      cells = run.notes.cells ?? [];
    if (!by || data.present || !cells.length) return;
    choose(cells[(cells.indexOf(cell) + by + cells.length) % cells.length]);
    event.preventDefault();
    event.stopPropagation();
  });

  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  const settle = () => clock.frame && written();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  const stop = run.watch();
  meet(data.show ?? {});
  clock.rest(data.show);

  const picture = () => onPaper(canvas, palette.card);
  const table = () => ({
    head: ["distance", ...run.notes.cells],
    rows: Array.from({ length: last() + 1 }, (_, distance) => [
      distance,
      ...run.notes.cells.map((name) => shares(drawnOf(rowOf(name)).curve, absolute)[distance]),
    ]),
  });
  window.__player = {
    clock,
    run,
    cloud: {
      picture,
      svg: ({ title }) => {
        const drawn = svgPen(canvas.getContext("2d"));
        paint(drawn);
        return drawn.picture(size, { title, font, paper: palette.card });
      },
    },
    table,
    state: () => ({ cell, law, absolute, veil, hovered, box, said: said.textContent }),
  };
  return {
    show: (show) => {
      data.show = show;
      meet(show);
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      off();
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
    },
  };
}
