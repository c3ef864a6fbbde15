// The names of the points: which of them have room, and how they are written; a picture can stand for a word.

/** Labels tried in one frame: what is worth less than that many others stays without. */
const TRIED = 900;
const DRAWINGS = 2400;
/** So many points that matter have their label even where there is no room. */
const FORCED = 60;
/** Ends of arrows that are written whatever lies under them: those of a sum, not those of a whole relation. */
const FEW = 6;
/** How a picture is shown, in screen pixels: each of its own pixels, and its longer side at most. */
const PIXEL = 2.6;
const SIDE = 30;

export class Labels {
  constructor() {
    Object.assign(this, { words: [], images: null, order: [], count: 0, total: 0, turn: 0, fading: false });
    Object.assign(this, {
      strong: [],
      ratio: 1,
      growth: 1,
      tile: [0, 0],
      ink: "#000000",
      soft: "#000000",
      paper: "#ffffff",
      font: "",
    });
    this.room(0);
    this.settle(16);
    this.measure = document.createElement("canvas").getContext("2d");
  }

  room(count) {
    this.opacity = new Float32Array(count);
    this.tried = new Uint32Array(count);
    // 3 chosen, 2 the end of an arrow, 1 a neighbour, 0 none of these.
    this.weight = new Uint8Array(count);
    this.reset();
  }

  /** Room for so many labels in one frame; each is [left, top, right, bottom] and where its text begins. */
  settle(most) {
    if (this.boxes?.length >= 4 * most) return;
    const { ids } = this;
    this.boxes = new Float32Array(4 * most);
    this.spots = new Float32Array(2 * most);
    this.last = new Int32Array(most);
    this.ids = new Int32Array(most);
    if (ids) this.ids.set(ids);
  }

  /** Forget everything written: the font, the size or the colours have changed. */
  reset() {
    this.widths = [new Float32Array(this.count).fill(-1), new Float32Array(this.count).fill(-1)];
    this.drawings = [new Map(), new Map()];
  }

  people({ words, ranks, images }) {
    const count = words.length;
    Object.assign(this, { words, images: images ?? null, count, total: 0, strong: [] });
    this.most = images ? images.data.reduce((one, other) => Math.max(one, other), 1) : 0;
    const named = [];
    for (let i = 0; i < count; i++) if (images || words[i]) named.push(i);
    this.order = Uint32Array.from(ranks ? named.sort((a, b) => ranks[a] - ranks[b]) : named);
    this.room(count);
  }

  /** Which labels matter, before all the others: points by their place in the list. */
  mark(selected, ends, near) {
    for (const i of this.strong) this.weight[i] = 0;
    this.strong = [...new Set([...selected, ...ends, ...near])].filter((i) => i >= 0 && i < this.count);
    for (const i of near) this.weight[i] = 1;
    for (const i of ends) this.weight[i] = 2;
    for (const i of selected) this.weight[i] = 3;
    this.few = ends.length <= FEW;
  }

  /** How large picture labels are: [width, height] in screen pixels, on whole pixels of the screen. */
  tiled() {
    const { w, h } = this.images,
      wanted = Math.min(PIXEL, SIDE / Math.max(w, h)) * this.ratio;
    const pixel = (wanted < 1 ? wanted : Math.round(wanted)) / this.ratio;
    return [w * pixel * this.growth, h * pixel * this.growth];
  }

  /**
   * Choose what has room on the screen: what matters first, then what stood in the last frame, so that nothing
   * flickers, then the rest by rank. `view`: {places, sizes, levels, hidden, hovered, width, height, big, blocked}.
   */
  choose(view) {
    const { hovered, levels } = view,
      growth = view.big ? 1.45 : 1,
      area = this.images ? 1800 : 5200;
    this.growth = growth;
    if (this.images) this.tile = this.tiled();
    const most = Math.max(12, Math.round((view.width * view.height) / (area * growth)));
    this.limit = most + this.strong.length + 1;
    this.settle(this.limit + 1);
    [this.ids, this.last] = [this.last, this.ids];
    const before = this.total;
    this.total = 0;
    this.attempts = 0;
    this.turn++;
    // As room that is taken already: the box of what else stands on the paper.
    this.first = view.blocked ? 1 : 0;
    if (view.blocked) this.boxes.set(view.blocked);
    if (hovered >= 0) this.attempt(hovered, view, 3);
    for (const i of this.strong) if (this.attempts < 3 * TRIED) this.attempt(i, view, this.weight[i]);
    if (!this.strong.length) {
      for (let k = 0; k < before; k++) if (levels[this.last[k]]) this.attempt(this.last[k], view, 0);
      const limit = this.images ? 2 * TRIED : TRIED;
      for (let k = 0; k < this.order.length && this.total < this.limit - 1 && this.attempts < limit; k++)
        if (levels[this.order[k]]) this.attempt(this.order[k], view, 0);
    }
    for (let k = 0; k < before; k++)
      if (this.last[k] < this.count && !this.stands(this.last[k])) this.opacity[this.last[k]] = 0;
  }

  stands(i) {
    return this.tried[i] === 2 * this.turn + 1;
  }

  attempt(i, view, weight) {
    if (i >= this.count || this.total >= this.limit || this.tried[i] >= 2 * this.turn || view.hidden?.[i])
      return;
    if (!this.images && !this.words[i]) return;
    const x = view.places[2 * i],
      y = view.places[2 * i + 1];
    if (!(x >= -20 && y >= 0 && x <= view.width && y <= view.height)) return;
    this.attempts++;
    this.tried[i] = 2 * this.turn;
    const found = this.images ? this.fitImage(i, x, y, view, weight) : this.fitWord(i, x, y, view, weight);
    if (!found) return;
    this.tried[i] = 2 * this.turn + 1;
    this.ids[this.total++] = i;
  }

  /** To the right where there is room; a word that matters may also stand left, above or below. */
  fitWord(i, x, y, view, weight) {
    const pixels = this.pixels(weight),
      length = this.wide(i, weight),
      gap = view.sizes[i] / 2 + 4;
    const right = x + gap,
      left = x - gap - length;
    if (!weight) return this.fit(x + gap + length > view.width - 2 ? left : right, y, length, pixels, view);
    return (
      this.fit(right, y, length, pixels, view) ||
      this.fit(left, y, length, pixels, view) ||
      this.fit(x - length / 2, y - gap - pixels * 0.5, length, pixels, view) ||
      this.fit(x - length / 2, y + gap + pixels * 0.5, length, pixels, view) ||
      (this.forced(weight) && this.fit(right, y, length, pixels, null))
    );
  }

  forced(weight) {
    return weight > (this.few ? 1 : 2) && this.total < FORCED;
  }

  fit(x, y, length, pixels, view) {
    return this.take(x, y, x - 2, y - pixels * 0.62, x + length + 2, y + pixels * 0.62, view);
  }

  /** A picture stands on its point. */
  fitImage(i, x, y, view, weight) {
    const [wide, high] = this.tile,
      grown = weight > 2 ? 1 : 0.5;
    const left = x - wide * grown,
      top = y - high * grown;
    const right = x + wide * grown,
      bottom = y + high * grown;
    return (
      this.take(left, top, left - 2, top - 2, right + 2, bottom + 2, view) ||
      (this.forced(weight) && this.take(left, top, left, top, right, bottom, null))
    );
  }

  /** Take the box if it lies inside and nobody has it; without `view`, whoever has it. */
  take(x, y, left, top, right, bottom, view) {
    const { boxes } = this,
      end = 4 * (this.total + this.first);
    if (view) {
      if (left < 0 || right > view.width) return false;
      for (let at = 0; at < end; at += 4)
        if (left < boxes[at + 2] && right > boxes[at] && top < boxes[at + 3] && bottom > boxes[at + 1])
          return false;
    }
    boxes[end] = left;
    boxes[end + 1] = top;
    boxes[end + 2] = right;
    boxes[end + 3] = bottom;
    this.spots[2 * this.total] = x;
    this.spots[2 * this.total + 1] = y;
    return true;
  }

  /** The weight with which a label stands: what hovers counts as chosen. */
  heft(i, hovered) {
    return i === hovered ? 3 : this.weight[i];
  }

  pixels(weight) {
    return (weight ? 14 : 12) * this.growth;
  }

  style(weight) {
    return `${weight ? 600 : 400} ${this.pixels(weight)}px ${this.font}`;
  }

  wide(i, weight) {
    const widths = this.widths[weight ? 1 : 0];
    if (widths[i] < 0) {
      this.measure.font = this.style(weight);
      widths[i] = this.measure.measureText(this.words[i]).width;
    }
    return widths[i];
  }

  /** How strongly a label is written: new ones come in over four frames, in space far ones are paler. */
  strength(i, depths) {
    const far = depths ? Math.min(1, Math.max(0.35, 0.75 + depths[i] * 0.5)) : 1;
    return Math.min(1, this.opacity[i] + 0.25) * far;
  }

  /** Write what was chosen; `still`: nothing is on its way. Returns whether some are still coming in. */
  write(context, { hovered, depths, colour, still }) {
    let fading = false;
    // At rest a word stands on whole pixels and is sharp; on its way it may stand between them.
    const whole = (value) => (still ? Math.round(value * this.ratio) / this.ratio : value);
    for (let k = 0; k < this.total; k++) {
      const i = this.ids[k],
        weight = this.heft(i, hovered);
      context.globalAlpha = this.strength(i, weight ? null : depths);
      const x = this.spots[2 * k],
        y = this.spots[2 * k + 1];
      if (this.images) this.writeImage(context, i, x, y, weight, colour, whole);
      else {
        const { drawing, margin, wide, high } = this.written(i, weight);
        context.drawImage(drawing, whole(x - margin), whole(y - high / 2), wide, high);
      }
      fading ||= this.opacity[i] < 0.75;
      this.opacity[i] = Math.min(1, this.opacity[i] + 0.25);
    }
    context.globalAlpha = 1;
    return fading;
  }

  writeImage(context, i, x, y, weight, colour, whole) {
    const [wide, high] = this.tile,
      grown = weight > 2 ? 2 : 1,
      left = whole(x),
      top = whole(y),
      line = weight > 2 ? 2 : weight ? 1.5 : 1;
    context.imageSmoothingEnabled = wide < this.images.w;
    context.drawImage(this.painted(i), left, top, wide * grown, high * grown);
    context.imageSmoothingEnabled = true;
    context.strokeStyle = weight > 2 ? this.ink : colour(i);
    context.lineWidth = line;
    context.strokeRect(left - line / 2, top - line / 2, wide * grown + line, high * grown + line);
  }

  /** A word written once with its halo: copying the drawing is far cheaper than writing it in every frame. */
  written(i, weight) {
    const drawings = this.drawings[weight ? 1 : 0],
      old = drawings.get(i);
    if (old) return old;
    const { ratio } = this,
      margin = 4,
      pixels = this.pixels(weight),
      drawing = document.createElement("canvas"),
      context = drawing.getContext("2d");
    const wide = Math.ceil(this.wide(i, weight)) + 2 * margin,
      high = Math.ceil(pixels * 1.5) + 2 * margin;
    drawing.width = wide * ratio;
    drawing.height = high * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.spell(context, i, margin, high / 2, weight);
    if (drawings.size > DRAWINGS / 2) drawings.clear();
    const made = { drawing, margin, wide, high };
    drawings.set(i, made);
    return made;
  }

  /** A word with its halo, from the left, about the height `y`. */
  spell(context, i, x, y, weight) {
    context.font = this.style(weight);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.strokeStyle = this.paper;
    context.lineWidth = 3.5;
    context.strokeText(this.words[i], x, y);
    context.fillStyle = weight ? this.ink : this.soft;
    context.fillText(this.words[i], x, y);
  }

  /** A point's picture, ink on paper, one pixel for each of its own. */
  painted(i) {
    const [drawings] = this.drawings;
    if (drawings.has(i)) return drawings.get(i);
    const { data, w, h } = this.images,
      drawing = document.createElement("canvas"),
      context = drawing.getContext("2d");
    drawing.width = w;
    drawing.height = h;
    const image = context.createImageData(w, h),
      part = (hex, at) => parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16);
    for (let k = 0; k < w * h; k++) {
      const share = data[i * w * h + k] / this.most;
      for (let at = 0; at < 3; at++)
        image.data[4 * k + at] = part(this.paper, at) * (1 - share) + part(this.ink, at) * share;
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    if (drawings.size > DRAWINGS) drawings.clear();
    drawings.set(i, drawing);
    return drawing;
  }

  /** Write the labels that stand now out in full, with a pen that keeps what it writes. */
  spellAll(pen, { hovered, depths, colour }) {
    for (let k = 0; k < this.total; k++) {
      const i = this.ids[k],
        weight = this.heft(i, hovered),
        [x, y] = [this.spots[2 * k], this.spots[2 * k + 1]];
      pen.globalAlpha = this.strength(i, weight ? null : depths);
      if (this.images) this.writeImage(pen, i, x, y, weight, colour, (value) => value);
      else this.spell(pen, i, x, y, weight);
    }
    pen.globalAlpha = 1;
  }
}

/** The strokes of a canvas that are used here, written down as SVG. */
export class SvgPen {
  constructor(width, height, title, paper) {
    const size = `width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}"`;
    this.parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
      `<title>${escaped(title)}</title>`,
      `<rect width="100%" height="100%" fill="${escaped(paper)}"/>`,
    ];
    Object.assign(this, { path: "", dash: [], globalAlpha: 1, lineWidth: 1, font: "", textBaseline: "" });
  }

  add(part) {
    this.parts.push(part);
  }

  end() {
    return [...this.parts, "</svg>"].join("\n");
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`;
  }

  arc(x, y, radius) {
    const [r, wide] = [short(radius), short(2 * radius)];
    this.path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${wide} 0a${r} ${r} 0 1 0 -${wide} 0`;
  }

  stroke() {
    this.add(`<path d="${this.path}" ${this.line()}/>`);
  }

  fill() {
    this.add(`<path d="${this.path}" fill="${escaped(this.fillStyle)}"${this.faint()}/>`);
  }

  strokeRect(x, y, width, height) {
    this.add(`<rect ${box(x, y, width, height)} ${this.line()}/>`);
  }

  drawImage(canvas, x, y, width, height) {
    const how = `preserveAspectRatio="none" style="image-rendering:pixelated"`;
    this.add(`<image ${box(x, y, width, height)} ${how} href="${canvas.toDataURL()}"${this.faint()}/>`);
  }

  /** A halo is a text of its own: not every program that opens the file would paint it first. */
  strokeText(text, x, y) {
    this.add(`<text ${this.type(x, y)} ${this.line()} aria-hidden="true">${escaped(text)}</text>`);
  }

  fillText(text, x, y) {
    const fill = `fill="${escaped(this.fillStyle)}"`;
    this.add(`<text ${this.type(x, y)} ${fill}${this.faint()}>${escaped(text)}</text>`);
  }

  line() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "",
      look = `stroke="${escaped(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"`;
    return `fill="none" ${look} stroke-linejoin="round"${dash}${this.faint()}`;
  }

  faint() {
    return this.globalAlpha < 1 ? ` opacity="${+this.globalAlpha.toFixed(2)}"` : "";
  }

  type(x, y) {
    const [, weight, pixels, family] = /^(\d+) ([\d.]+)px (.*)$/.exec(this.font),
      down = this.textBaseline === "middle" ? 0.35 * pixels : 0;
    const font = `font-family="${escaped(family)}" font-size="${short(+pixels)}" font-weight="${weight}"`;
    return `x="${short(x)}" y="${short(y + down)}" ${font}`;
  }
}

const short = (value) => String(+value.toFixed(1));

const box = (x, y, width, height) =>
  `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;

const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML may hold it: what no document may hold, like half a character, is left out. */
const escaped = (text) =>
  String(text)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"]/g, (mark) => MARKS[mark]);
