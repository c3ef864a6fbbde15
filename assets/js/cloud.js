// A cloud of points with names: it moves between two recorded frames, in the plane or in space, under one's hands.

import { h, sharp, pen } from "./dom.js";
import { Camera, gestures } from "./camera.js";
import { Labels, SvgPen } from "./labels.js";
import { Points, css, rgb } from "./points.js";

/** How near the pointer must come to a point; how near is as good as upon it. */
const NEAR = 16;
const UPON = 6;
const RINGS = 300;

/**
 * new Cloud({onhover, onpick, onview, onlasso}): put `element` into the page, give it people({words, sizes, colours,
 * ranks}), then
 *   show(before, after, share)   positions (N, 2) or (N, 3) of two frames and how far between them
 *   mark({selected, near, arrows, lines, dim})  what is lit, arrows [{from, to, colour, dashed}] and lines
 *                                [{from, to, colour, dashed, width, alpha}] between points
 * To be set from outside: `fitted` (the picture follows the extent of the map, not a square about 0), `bound` (the
 * extent it has instead: a reach about 0, or {centre, half}), `ruler` (a bar of known length).
 */
export class Cloud {
  constructor(handlers = {}) {
    Object.assign(this, handlers, { words: [], count: 0, share: 0, dimensions: 2, view: null, bound: null });
    Object.assign(this, {
      selected: [],
      near: [],
      arrows: [],
      lines: [],
      dim: null,
      hidden: null,
      hovered: -1,
    });
    Object.assign(this, { fitted: false, ruler: false, lassoing: false, drawn: null, draws: 0, moved: true });
    Object.assign(this, { ink: "#000000", soft: "#000000", paperColour: "#ffffff", font: "sans-serif" });
    this.points = new Points();
    this.ground = this.points.canvas;
    this.paper = h("canvas", { class: "layer", "aria-hidden": "true" });
    this.element = h("div", { class: "cloud" }, this.ground, this.paper);
    this.eye = new Camera();
    this.labels = new Labels();
    this.points.again = () => {
      this.request();
      this.onrestore?.();
    };
    this.colour = (i) => css(this.points.inks[i]);
    this.cancel = (event) => {
      if (event.key !== "Escape" || !this.drawn) return;
      event.preventDefault();
      event.stopPropagation();
      this.encircle(null);
    };
    this.off = [
      sharp(this.ground, () => this.request()),
      sharp(this.paper, (width, height) => {
        Object.assign(this.eye, { width, height });
        this.moved = true;
        this.draw();
      }),
    ];
    gestures(this.paper, this);
  }

  /**
   * words: N strings, "" for a point without a name; sizes: N pixels; colours: N "#rrggbb", or a Float32Array
   * (3N, 0 … 1); ranks: N, smaller is labelled first; images {data: Uint8Array (N·h·w), h, w}: pictures instead
   * of words.
   */
  people({ words, sizes, colours, ranks, strength, images }) {
    const count = words.length;
    Object.assign(this, { words, sizes, colours, ranks, count, hidden: null, lines: [] });
    Object.assign(this, { before: null, after: null, places: null, depths: null });
    this.points.strength = strength ?? 0.92;
    this.points.people(count);
    this.points.put("size", Float32Array.from(sizes));
    this.recolour(colours);
    this.labels.people({ words, ranks, images });
    this.eye.forget();
    this.light();
    this.request();
  }

  /** Other colours (3N, 0 … 1; or "#rrggbb"), as often as in every frame. */
  recolour(colours) {
    this.colours = colours;
    this.points.put("colour", ArrayBuffer.isView(colours) ? colours : channels(colours));
    this.request();
  }

  /** Other sizes (N pixels), as often as in every frame. */
  resize(sizes) {
    this.sizes = sizes;
    this.points.put("size", sizes);
    this.request();
  }

  /** Show only the points whose `hidden` is 0; null shows all. The automatic frame of view goes there. */
  hide(hidden) {
    if (!hidden && !this.hidden) return;
    this.hidden = hidden;
    this.points.stale = true;
    this.eye.forget(true);
    this.request();
  }

  seen(i) {
    return i >= 0 && i < this.count && !this.hidden?.[i];
  }

  /** The points whose label stands now. */
  get shown() {
    return new Set(this.count ? this.labels.ids.subarray(0, this.labels.total) : []);
  }

  /** Nothing to show: another run's words are still to come. */
  clear() {
    this.count = 0;
    this.before = this.after = this.places = null;
    this.points.clear();
    pen(this.paper);
  }

  light() {
    const { selected, near, arrows, dim, count } = this,
      level = this.points.level,
      ends = arrows.flatMap(({ from, to }) => [from, to]);
    const marked = selected.length + near.length + ends.length > 0;
    level.fill(marked || dim ? 0 : 1);
    if (!marked && dim) for (let i = 0; i < count; i++) if (dim(i)) level[i] = 1;
    for (const i of near) level[i] = 1;
    for (const i of ends) level[i] = 1;
    for (const i of selected) level[i] = 2;
    this.points.put("level", level);
    this.labels.mark(selected, ends, near);
  }

  show(before, after, share) {
    const dimensions = before.length / this.count;
    if (dimensions !== 2 && dimensions !== 3) return;
    if (dimensions !== this.dimensions) this.points.stale = true;
    Object.assign(this, {
      before,
      after: after.length === before.length ? after : before,
      share,
      dimensions,
    });
    this.request();
  }

  mark({
    selected = this.selected,
    near = this.near,
    arrows = this.arrows,
    lines = this.lines,
    dim = this.dim,
  }) {
    Object.assign(this, { selected, near, arrows, lines, dim });
    if (this.count) this.light();
    this.request();
  }

  /** Draw with the next frame; where only marks or labels have changed, the points stay as they are. */
  request(moved = true) {
    this.moved ||= moved;
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  draw() {
    if (!this.count || !this.before) return;
    this.draws++;
    if (this.moved) {
      this.moved = false;
      this.stand();
      this.points.draw(this.places, this.depths, this.hidden, rgb(this.paperColour));
    }
    const context = pen(this.paper);
    this.drawMarks(context);
    this.labels.choose(this.situation());
    this.fading = this.labels.write(context, this.sight);
    if (this.fading) this.request(false);
    if (this.bar) this.drawRuler(context, this.bar);
    if (this.drawn) this.drawLasso(context);
  }

  /** Where every point stands on the screen, in pixels: `places` (2N). */
  stand() {
    const { before, after, share, count, eye, dimensions } = this;
    if (this.places?.length !== 2 * count) this.places = new Float32Array(2 * count);
    if (dimensions === 2) this.depths = null;
    else if (this.depths?.length !== count) this.depths = new Float32Array(count);
    this.aim();
    eye.stand(before, after, share, count, this.places, this.depths);
    // On its way to another extent, the picture moves by itself.
    if (eye.from) this.request();
  }

  aim() {
    if (this.before) this.eye.aim(this);
    else this.eye.view = this.view;
  }

  /** What the labels have to know; one object for all frames. */
  situation() {
    const sight = (this.sight ??= {}),
      { width, height } = this.eye;
    this.bar = this.ruler && this.dimensions === 2 ? this.measured() : null;
    for (const name of ["places", "sizes", "hidden", "depths", "big", "colour"]) sight[name] = this[name];
    sight.levels = this.points.level;
    sight.hovered = this.seen(this.hovered) ? this.hovered : -1;
    sight.still = !this.share;
    sight.blocked = this.bar && [0, height - (this.big ? 42 : 36), this.bar.length + 30, height];
    this.labels.ratio = this.paper.ratio || 1;
    return Object.assign(sight, { width, height });
  }

  place(i) {
    return [this.places[2 * i], this.places[2 * i + 1]];
  }

  drawMarks(context) {
    for (const line of this.lines) this.drawLine(context, line);
    for (const arrow of this.arrows) this.drawArrow(context, arrow);
    // A picture that is chosen has a frame instead; rings around very many points would be a thicket.
    if (this.labels.images || this.selected.length > RINGS) return;
    for (const i of this.selected) this.drawRing(context, i);
    if (!this.selected.includes(this.hovered)) this.drawRing(context, this.hovered);
  }

  drawLine(context, { from, to, colour, dashed, width = 1.2, alpha = 0.6 }) {
    if (!this.seen(from) || !this.seen(to)) return;
    const [x1, y1] = this.place(from),
      [x2, y2] = this.place(to);
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dashed ? [4, 4] : []);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  drawArrow(context, { from, to, colour, dashed }) {
    if (!this.seen(from) || !this.seen(to)) return;
    const [x1, y1] = this.place(from),
      [x2, y2] = this.place(to);
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (!(length >= 12)) return;
    const ux = (x2 - x1) / length,
      uy = (y2 - y1) / length,
      tx = x2 - ux * 7,
      ty = y2 - uy * 7;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 2;
    context.setLineDash(dashed ? [5, 5] : []);
    context.beginPath();
    context.moveTo(x1 + ux * 7, y1 + uy * 7);
    context.lineTo(tx - ux * 6, ty - uy * 6);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(tx, ty);
    context.lineTo(tx - ux * 9 - uy * 4.5, ty - uy * 9 + ux * 4.5);
    context.lineTo(tx - ux * 9 + uy * 4.5, ty - uy * 9 - ux * 4.5);
    context.fill();
  }

  drawRing(context, i) {
    if (!this.seen(i)) return;
    const [x, y] = this.place(i);
    context.lineWidth = 2;
    context.strokeStyle = this.ink;
    context.beginPath();
    context.arc(x, y, this.sizes[i] / 2 + 4, 0, 7);
    context.stroke();
  }

  /** A round length that is at most 120 pixels long here: {length in pixels, text}. */
  measured() {
    const wanted = 120 / this.eye.unit,
      tens = 10 ** Math.floor(Math.log10(wanted)),
      times = wanted / tens >= 5 ? 5 : wanted / tens >= 2 ? 2 : 1;
    return { length: times * tens * this.eye.unit, text: round(times, Math.round(Math.log10(tens))) };
  }

  drawRuler(context, { length, text }) {
    const x = 14.5,
      y = Math.round(this.eye.height) - 14.5,
      end = Math.round(length) + x;
    context.font = `400 ${this.big ? 15 : 11}px ${this.font}`;
    context.lineJoin = "round";
    for (const [colour, width] of [
      [this.paperColour, 4],
      [this.soft, 1],
    ]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x, y - 4);
      context.lineTo(x, y);
      context.lineTo(end, y);
      context.lineTo(end, y - 4);
      context.stroke();
      if (width > 1) context.strokeText(text, x + 5, y - 6);
    }
    context.fillStyle = this.soft;
    context.fillText(text, x + 5, y - 6);
  }

  drawLasso(context) {
    context.beginPath();
    for (let k = 0; k < this.drawn.length; k += 2) context.lineTo(this.drawn[k], this.drawn[k + 1]);
    context.closePath();
    context.fillStyle = context.strokeStyle = this.ink;
    context.globalAlpha = 0.07;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.stroke();
  }

  /** While on, a drag draws a line around points, and onlasso(ids, more) hears which. */
  lasso(on) {
    this.lassoing = on;
    this.encircle(null);
    this.paper.style.cursor = on ? "crosshair" : "";
    // A finger that draws must not scroll the page.
    this.paper.style.touchAction = on ? "none" : "";
  }

  /** One more corner of the lasso's line; null takes it away. */
  encircle(place) {
    if (!place && !this.drawn) return;
    if (place && !this.drawn) document.addEventListener("keydown", this.cancel, true);
    if (!place) document.removeEventListener("keydown", this.cancel, true);
    this.drawn = place ? [...(this.drawn ?? []), ...place] : null;
    this.request(false);
  }

  /** The lasso's line is closed: `kept` or given up. */
  enclose(kept, more) {
    const line = this.drawn;
    this.encircle(null);
    const ids = kept ? this.inside(line) : [];
    if (ids.length) this.onlasso?.(ids, more);
  }

  /** The shown points that a line of corners [x, y, x, y …] goes around. */
  inside(line) {
    const [left, right] = ends(line, 0),
      [top, bottom] = ends(line, 1),
      found = [];
    for (let i = 0; this.places && i < this.count; i++) {
      const x = this.places[2 * i],
        y = this.places[2 * i + 1];
      if (x < left || x > right || y < top || y > bottom || this.hidden?.[i]) continue;
      if (turns(line, x, y)) found.push(i);
    }
    return found;
  }

  /** The point under the pointer: the nearest within 16 pixels; in space, of those right under it, the foremost. */
  under(px, py) {
    if (!this.places || !this.before) return -1;
    const { places, depths, hidden, count } = this;
    let best = -1,
      least = NEAR * NEAR,
      front = -1,
      foremost = -Infinity;
    for (let i = 0; i < count; i++) {
      const dx = places[2 * i] - px,
        dy = places[2 * i + 1] - py,
        distance = dx * dx + dy * dy;
      if (!(distance < NEAR * NEAR) || hidden?.[i]) continue;
      if (depths && distance <= UPON * UPON && depths[i] > foremost) {
        foremost = depths[i];
        front = i;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return front >= 0 ? front : best;
  }

  zoomAt(px, py, factor) {
    this.aim();
    this.look(this.eye.zoomed(px, py, factor));
  }

  pan(dx, dy) {
    this.aim();
    this.look(this.eye.panned(dx, dy));
  }

  /** Turn a map in space by angles, to the right and downwards. */
  turn(yaw, pitch) {
    this.aim();
    this.look(this.eye.turned(yaw, pitch));
  }

  look(view) {
    this.view = view;
    this.onview?.(view);
    this.request();
  }

  hover(i, place) {
    if (i === this.hovered && i < 0) return;
    if (!this.lassoing) this.paper.style.cursor = i >= 0 ? "pointer" : "grab";
    this.point(i);
    this.onhover?.(i, place);
  }

  /** Show a point as hovered, without a word to anybody: it is hovered on another map. */
  point(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.request(false);
  }

  theme({ ink, soft, paper, font, big }) {
    Object.assign(this, { ink, soft, paperColour: paper, font, big });
    Object.assign(this.labels, { ink, soft, paper, font });
    this.labels.reset();
    this.request();
  }

  /** What is seen now, on paper: a canvas, of as many pixels as the screen has here. */
  picture() {
    this.finish();
    const canvas = h("canvas", { width: this.ground.width, height: this.ground.height }),
      context = canvas.getContext("2d");
    context.fillStyle = this.paperColour;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.ground, 0, 0);
    context.drawImage(this.paper, 0, 0);
    return canvas;
  }

  /** What is seen now as one SVG document, in pixels of the screen. */
  svg({ title = "" } = {}) {
    this.finish();
    const { width, height } = this.eye,
      sheet = new SvgPen(width, height, title, this.paperColour);
    if (this.count && this.before) {
      sheet.add(this.points.svg(this.places, this.depths, rgb(this.paperColour), width, height));
      this.drawMarks(sheet);
      this.labels.spellAll(sheet, this.sight);
      if (this.bar) this.drawRuler(sheet, this.bar);
    }
    return sheet.end();
  }

  /** Draw now, with every label all the way in. */
  finish() {
    do this.draw();
    while (this.count && this.before && this.fading);
  }

  close() {
    this.off.forEach((off) => off());
    this.lasso(false);
    cancelAnimationFrame(this.waiting);
    this.points.close();
    this.labels.people({ words: [] });
    Object.assign(this, { count: 0, before: null, after: null, places: null, depths: null, hidden: null });
  }
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** times · 10^tens as one reads it: 0.05, 200, 2·10⁻⁷. */
function round(times, tens) {
  if (tens > -5 && tens < 5) return (times * 10 ** tens).toFixed(Math.max(0, -tens)).replace("-", "−");
  const raised = [...String(Math.abs(tens))].map((digit) => SUPERSCRIPTS[digit]).join("");
  return `${times}·10${tens < 0 ? "⁻" : ""}${raised}`;
}

/** N colours "#rrggbb" → their channels (3N, 0 … 1). */
function channels(colours) {
  const known = new Map(),
    found = new Float32Array(3 * colours.length);
  colours.forEach((colour, i) => {
    if (!known.has(colour)) known.set(colour, rgb(colour));
    found.set(known.get(colour), 3 * i);
  });
  return found;
}

/** The least and the greatest of every second number. */
function ends(line, from) {
  let least = Infinity,
    most = -Infinity;
  for (let k = from; k < line.length; k += 2) {
    least = Math.min(least, line[k]);
    most = Math.max(most, line[k]);
  }
  return [least, most];
}

/** How often a closed line goes around a place; a loop within the loop takes nothing away. */
function turns(line, x, y) {
  let count = 0;
  for (let k = 0, last = line.length - 2; k < line.length; last = k, k += 2) {
    const x1 = line[last],
      y1 = line[last + 1],
      x2 = line[k],
      y2 = line[k + 1];
    if (y1 <= y === y2 <= y) continue;
    const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
    if (y2 > y && side > 0) count++;
    else if (y2 <= y && side < 0) count--;
  }
  return count;
}
