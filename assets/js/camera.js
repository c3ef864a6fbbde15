// What is seen of a map: the part that fills the picture, panned and zoomed in the plane, turned in space.

import { calm } from "./dom.js";

/** How much nearer things are larger: 0 would be a view without perspective. */
export const LEAN = 0.22;
/** How far the farthest points go towards the colour of the paper. */
export const HAZE = 0.68;
/** How a map in space is seen until somebody turns it: from a little above, from a little aside. */
export const POSE = { yaw: -0.6, pitch: 0.35 };

const SAMPLE = 2000;
const EASE = 350;
const ROOM = 1.08;

/** How large a thing looks at a depth: 1 in the middle, more towards the viewer (depth 1), less behind it (−1). */
export const nearness = (depth) => 1 / Math.max(0.3, 1 - LEAN * depth);

/** The share of the paper's colour at a depth. */
export const haze = (depth) => HAZE * Math.min(1, Math.max(0, 0.5 - depth / 2));

export class Camera {
  constructor() {
    // How large the picture is; about what it turns; how far it reaches there; pixels for one unit of the map.
    Object.assign(this, { width: 1, height: 1, centre: [0, 0, 0], half: [1, 1, 1], reach: 1, unit: 1 });
    Object.assign(this, { dimensions: 2, fitted: false, view: null, aimed: false, from: null });
    this.forget();
  }

  /** Other points, or others of them are shown: the old extents hold no more. `gently`: move there, do not jump. */
  forget(gently = false) {
    this.boxes = new WeakMap();
    this.from =
      gently && this.aimed && !calm()
        ? { since: performance.now(), centre: [...this.centre], half: [...this.half] }
        : null;
    this.aimed = this.aimed && gently;
  }

  /** What holds the shown points of one frame: {centre, half}, each of three numbers. */
  box(positions, dimensions, hidden) {
    const old = this.boxes.get(positions);
    if (old?.fitted === this.fitted && old.dimensions === dimensions) return old;
    const made = (this.fitted ? snug : even)(positions, dimensions, hidden);
    this.boxes.set(positions, Object.assign(made, { fitted: this.fitted, dimensions }));
    return made;
  }

  /** Between two frames the extent is between theirs, so that nothing jumps while a film plays. */
  aim({ before, after, share, dimensions, view, bound, fitted, hidden }) {
    Object.assign(this, { dimensions, fitted, view });
    if (typeof bound === "number") {
      this.centre.fill(0);
      this.half.fill(bound);
    } else {
      const one = bound ?? this.box(before, dimensions, hidden),
        other = bound ?? this.box(after, dimensions, hidden);
      for (let axis = 0; axis < 3; axis++) {
        this.centre[axis] = between(one.centre[axis] ?? 0, other.centre[axis] ?? 0, share);
        this.half[axis] = between(one.half[axis] ?? 0, other.half[axis] ?? 0, share);
      }
    }
    this.ease();
    this.aimed = true;
    const [wide, high, deep] = this.half,
      { width, height } = this,
      side = Math.min(width, height);
    // Both axes share one unit, so that distances on the screen are distances on the map.
    const least =
      dimensions === 3
        ? Math.max(wide, high, deep) * 1.15
        : Math.max((wide * side) / width, (high * side) / height);
    this.reach = Math.max(least * ROOM, 1e-30);
    this.unit = ((side / 2) * (view?.zoom ?? 1)) / this.reach;
  }

  ease() {
    if (!this.from) return;
    const way = (performance.now() - this.from.since) / EASE,
      share = way * way * (3 - 2 * way);
    if (way >= 1) {
      this.from = null;
      return;
    }
    for (let axis = 0; axis < 3; axis++) {
      this.centre[axis] = between(this.from.centre[axis], this.centre[axis], share);
      this.half[axis] = between(this.from.half[axis], this.half[axis], share);
    }
  }

  /** A fitted map, and a map in space, may grow a thousandfold while it plays: its view is told in reaches. */
  get step() {
    return this.fitted || this.dimensions === 3 ? this.reach : 1;
  }

  /** Where every point stands on the screen, in pixels (2N); in space also how near it is, about −1 … 1 (N). */
  stand(before, after, share, count, places, depths) {
    if (this.dimensions === 3) return this.standInSpace(before, after, share, count, places, depths);
    const { unit, step, view } = this,
      rest = 1 - share;
    const cx = this.centre[0] + (view?.x ?? 0) * step,
      cy = this.centre[1] + (view?.y ?? 0) * step;
    const left = this.width / 2,
      top = this.height / 2;
    for (let at = 0; at < 2 * count; at += 2) {
      places[at] = left + (before[at] * rest + after[at] * share - cx) * unit;
      places[at + 1] = top - (before[at + 1] * rest + after[at + 1] * share - cy) * unit;
    }
  }

  standInSpace(before, after, share, count, places, depths) {
    const { reach, view, centre } = this,
      { yaw, pitch } = { ...POSE, ...view },
      rest = 1 - share,
      pixels = this.unit * reach;
    const [cx, cy, cz] = centre,
      cosYaw = Math.cos(yaw) / reach,
      sinYaw = Math.sin(yaw) / reach,
      cosPitch = Math.cos(pitch),
      sinPitch = Math.sin(pitch);
    const left = this.width / 2 - (view?.x ?? 0) * pixels,
      top = this.height / 2 + (view?.y ?? 0) * pixels;
    for (let i = 0, at = 0; i < count; i++, at += 3) {
      const x = before[at] * rest + after[at] * share - cx,
        y = (before[at + 1] * rest + after[at + 1] * share - cy) / reach,
        z = before[at + 2] * rest + after[at + 2] * share - cz;
      const across = x * cosYaw + z * sinYaw,
        along = z * cosYaw - x * sinYaw,
        depth = y * sinPitch + along * cosPitch,
        size = pixels / Math.max(0.3, 1 - LEAN * depth);
      places[2 * i] = left + across * size;
      places[2 * i + 1] = top - (y * cosPitch - along * sinPitch) * size;
      depths[i] = depth;
    }
  }

  /** The view after a drag by so many pixels, with the point that was under the pointer still under it. */
  panned(dx, dy) {
    const { x = 0, y = 0, ...rest } = this.whole();
    const pixels = this.unit * this.step;
    return { ...rest, x: x - dx / pixels, y: y + dy / pixels };
  }

  turned(yaw, pitch) {
    const view = this.whole(),
      turn = 2 * Math.PI,
      quarter = Math.PI / 2;
    const wide = view.yaw + yaw;
    return {
      ...view,
      yaw: wide - turn * Math.round(wide / turn),
      pitch: Math.max(-quarter, Math.min(quarter, view.pitch + pitch)),
    };
  }

  /** The view after zooming by `factor` about a place on the screen, which stays where it is. */
  zoomed(px, py, factor) {
    const { x, y, zoom: old, ...rest } = this.whole(),
      zoom = Math.max(0.5, Math.min(60, old * factor)),
      pixels = (this.unit * this.step) / old;
    const grown = (1 / old - 1 / zoom) / pixels;
    return {
      ...rest,
      zoom,
      x: x + (px - this.width / 2) * grown,
      y: y - (py - this.height / 2) * grown,
    };
  }

  /** The view with all its numbers: {x, y, zoom}, in space with {yaw, pitch}. */
  whole() {
    const { x = 0, y = 0, zoom = 1, yaw = POSE.yaw, pitch = POSE.pitch } = this.view ?? {};
    return this.dimensions === 3 ? { yaw, pitch, zoom, x, y } : { zoom, x, y };
  }
}

const between = (one, other, share) => one * (1 - share) + other * share;

/** The box about 0, of one size on all axes, that holds 99 of 100 coordinates. */
function even(positions, dimensions, hidden) {
  const values = sample(positions, dimensions, hidden, -1, 20_000).map(Math.abs).sort();
  const size = Math.max(1e-9, values[Math.floor(values.length * 0.99)] ?? 0) * 1.1;
  return { centre: [0, 0, 0], half: [size, size, size] };
}

/** The box from the 1st to the 99th percentile of every axis, and a little more. */
function snug(positions, dimensions, hidden) {
  const centre = [0, 0, 0],
    half = [0, 0, 0];
  for (let axis = 0; axis < dimensions; axis++) {
    const values = sample(positions, dimensions, hidden, axis, SAMPLE).sort();
    const low = values[Math.floor(values.length * 0.01)] ?? 0,
      high = values[Math.floor(values.length * 0.99)] ?? 0;
    centre[axis] = (low + high) / 2;
    half[axis] = ((high - low) / 2) * 1.15;
  }
  // A line, and points that all stand on one place, have an extent too.
  const most = Math.max(...half, 1e-9, 1e-6 * Math.max(...centre.map(Math.abs)));
  return { centre, half: half.map((size, axis) => (axis < dimensions ? Math.max(size, most / 100) : 0)) };
}

/** Finite coordinates of the shown points, evenly picked, at most `limit`: of one axis, or of all (−1). */
function sample(positions, dimensions, hidden, axis, limit) {
  const count = positions.length / dimensions,
    each = axis < 0 ? dimensions : 1;
  let shown = count;
  if (hidden) for (let i = 0; i < count; i++) shown -= hidden[i] ? 1 : 0;
  const stride = Math.max(1, Math.ceil((shown * each) / limit)),
    found = new Float32Array(Math.ceil(shown / stride) * each);
  let seen = 0,
    kept = 0;
  for (let i = 0; i < count; i++) {
    if (hidden?.[i] || seen++ % stride) continue;
    for (let k = axis < 0 ? 0 : axis, end = axis < 0 ? dimensions : axis + 1; k < end; k++) {
      const value = positions[i * dimensions + k];
      if (Number.isFinite(value)) found[kept++] = value;
    }
  }
  return found.subarray(0, kept);
}

/**
 * What hands do on the picture: drag, pinch, wheel, click, and the line of a lasso. `cloud` is told in the words
 * of its own methods.
 */
export function gestures(paper, cloud) {
  const held = new Map();
  let moved = false,
    spread = 0,
    middle = null;
  const here = (event) => {
    const box = paper.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const pinch = () => {
    const [a, b] = [...held.values()],
      width = Math.hypot(a[0] - b[0], a[1] - b[1]),
      now = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    if (middle) cloud.pan(now[0] - middle[0], now[1] - middle[1]);
    if (spread) cloud.zoomAt(...now, width / spread);
    spread = width;
    middle = now;
  };
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    held.set(event.pointerId, here(event));
    moved = held.size > 1;
    if (held.size > 1) cloud.encircle(null);
  });
  paper.addEventListener("pointermove", (event) => {
    const now = here(event),
      then = held.get(event.pointerId);
    if (!then) return cloud.hover(cloud.under(...now), now);
    if (held.size === 2) {
      held.set(event.pointerId, now);
      return pinch();
    }
    const dx = now[0] - then[0],
      dy = now[1] - then[1];
    if (!moved && Math.hypot(dx, dy) <= 4) return;
    if (cloud.lassoing) {
      if (!moved) cloud.encircle(then);
      if (cloud.drawn) cloud.encircle(now);
    } else if (cloud.dimensions === 3 && !event.shiftKey) cloud.turn(dx * 0.008, dy * 0.008);
    else cloud.pan(dx, dy);
    held.set(event.pointerId, now);
    moved = true;
  });
  const drop = (event) => {
    const ours = held.delete(event.pointerId),
      up = event.type === "pointerup";
    if (ours && cloud.drawn) cloud.enclose(up, event.shiftKey);
    else if (ours && !moved && up) cloud.onpick?.(cloud.under(...here(event)), event.shiftKey);
    spread = 0;
    middle = null;
  };
  paper.addEventListener("pointerup", drop);
  paper.addEventListener("pointercancel", drop);
  paper.addEventListener("pointerleave", () => cloud.hover(-1));
  paper.addEventListener("dblclick", () => cloud.look(null));
  // The wheel belongs to the page, until the visitor holds Ctrl or has put the focus on the picture.
  paper.addEventListener(
    "wheel",
    (event) => {
      const active = cloud.element.getRootNode().activeElement;
      if (!event.ctrlKey && !active?.contains(cloud.element)) return;
      event.preventDefault();
      cloud.zoomAt(...here(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)));
    },
    { passive: false },
  );
}
