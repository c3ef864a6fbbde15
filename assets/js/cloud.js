// A cloud of words: points by WebGL, moving between two recorded frames on the graphics card, labels by canvas.

import { h, sharp, pen } from "./dom.js";

const VERTEX = `#version 300 es
in vec2 before; in vec2 after; in vec3 colour; in float size; in float light;
uniform float share; uniform vec2 centre; uniform vec2 zoom; uniform float ratio;
out vec3 tint; out float glow;
void main() {
  gl_Position = vec4((mix(before, after, share) - centre) * zoom, 0.0, 1.0);
  gl_PointSize = size * ratio * (light > 1.5 ? 1.5 : 1.0) + 2.0;
  tint = colour; glow = light;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 tint; in float glow; out vec4 pixel;
uniform float strength;
void main() {
  float distance = length(gl_PointCoord - 0.5) * 2.0;
  float edge = fwidth(distance) * 1.5;
  float alpha = (1.0 - smoothstep(1.0 - edge, 1.0, distance)) * (glow < 0.5 ? 0.22 : glow > 1.5 ? 0.95 : strength);
  if (alpha < 0.01) discard;
  pixel = vec4(tint * alpha, alpha);
}`;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);

function program(gl) {
  const made = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return gl.getProgramParameter(made, gl.LINK_STATUS) ? made : null;
}

/**
 * The points alone. Where WebGL 2 is missing, or would be imitated by the processor (which is slower than
 * drawing without it), the same points are drawn on the canvas, all of one colour in one stroke.
 */
class Points {
  constructor(canvas) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl2", {
      antialias: false,
      premultipliedAlpha: true,
      preserveDrawingBuffer: true,
      failIfMajorPerformanceCaveat: true,
    });
    this.made = this.gl && program(this.gl);
    if (!this.made) {
      this.gl = null;
      return;
    }
    this.buffers = {};
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.made = program(this.gl);
      this.buffers = {};
      this.again?.();
    });
  }

  put(name, values, width) {
    this[name] = values;
    if (name === "light" || name === "colour") this.batches = null;
    const gl = this.gl;
    if (!gl) return;
    const buffer = (this.buffers[name] ??= gl.createBuffer());
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    const place = gl.getAttribLocation(this.made, name);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, width, gl.FLOAT, false, 0, 0);
  }

  /** `places` (2N): where the points stand on the screen, for the way without a graphics card. */
  draw(count, share, centre, zoom, places) {
    const gl = this.gl;
    if (!gl) return this.drawFlat(count, places);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.made);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const set = (name) => gl.getUniformLocation(this.made, name);
    gl.uniform1f(set("share"), share);
    gl.uniform2f(set("centre"), ...centre);
    gl.uniform2f(set("zoom"), ...zoom);
    gl.uniform1f(set("ratio"), this.canvas.ratio || 1);
    gl.uniform1f(set("strength"), this.strength ?? 0.92);
    gl.drawArrays(gl.POINTS, 0, count);
  }

  /** Points that look alike: [{colour, alpha, members}]. */
  alike(count) {
    const groups = new Map();
    for (let i = 0; i < count; i++) {
      const [red, green, blue] = [0, 1, 2].map((at) => Math.round(this.colour[3 * i + at] * 255));
      const alpha = this.light[i] < 0.5 ? 0.22 : this.light[i] > 1.5 ? 0.95 : (this.strength ?? 0.92);
      const name = `${red},${green},${blue} ${alpha}`;
      if (!groups.has(name)) groups.set(name, { colour: `rgb(${red} ${green} ${blue})`, alpha, members: [] });
      groups.get(name).members.push(i);
    }
    // Pale ones first, so that what is lit lies on top.
    return [...groups.values()].sort((one, other) => one.alpha - other.alpha);
  }

  drawFlat(count, places) {
    const context = pen(this.canvas),
      round = count <= 3000;
    if (!count) return;
    this.batches ??= this.alike(count);
    for (const { colour, alpha, members } of this.batches) {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      context.beginPath();
      for (const i of members) {
        const x = places[2 * i],
          y = places[2 * i + 1],
          reach = (this.size[i] / 2) * (this.light[i] > 1.5 ? 1.5 : 1);
        if (round) {
          context.moveTo(x + reach, y);
          context.arc(x, y, reach, 0, 6.2832);
        } else context.rect(x - reach, y - reach, 2 * reach, 2 * reach);
      }
      context.fill();
    }
    context.globalAlpha = 1;
  }
}

/**
 * new Cloud({onhover, onpick, onview}): put `element` into the page, give it people({words, sizes, colours, ranks}), then
 *   show(before, after, share)   positions (N, 2) of two frames and how far between them
 *   mark({selected, near, arrows})  what is lit, and arrows [{from, to, colour, dashed}]
 */
export class Cloud {
  constructor(handlers = {}) {
    Object.assign(this, handlers, {
      words: [],
      count: 0,
      share: 0,
      view: null,
      selected: [],
      near: [],
      arrows: [],
      dim: null,
      hovered: -1,
      shown: new Map(),
      draws: 0,
    });
    this.ground = h("canvas", { class: "layer" });
    this.paper = h("canvas", { class: "layer", "aria-hidden": "true" });
    this.element = h("div", { class: "cloud" }, this.ground, this.paper);
    this.points = new Points(this.ground);
    this.points.again = () => {
      this.upload();
      this.onrestore?.();
    };
    this.off = [sharp(this.ground, () => this.request()), sharp(this.paper, () => this.request())];
    this.listen();
  }

  /** words: N strings; sizes: N pixels; colours: N "#rrggbb"; ranks: N, smaller is labelled first. */
  people({ words, sizes, colours, ranks, strength }) {
    this.points.strength = strength;
    Object.assign(this, { words, sizes, colours, ranks, count: words.length });
    this.order = [...words.keys()].sort((a, b) => ranks[a] - ranks[b]);
    this.places = null;
    this.shown = new Map();
    this.widths = this.pictures = null;
    this.upload();
    this.request();
  }

  upload() {
    if (!this.count) return;
    this.points.put("colour", Float32Array.from(this.colours.flatMap(rgb)), 3);
    this.points.put("size", Float32Array.from(this.sizes), 1);
    this.light();
    this.before = this.after = null;
  }

  /** Nothing to show: another run's words are still to come. */
  clear() {
    this.count = 0;
    this.before = this.after = this.places = null;
    this.points.draw(0, 0, [0, 0], [1, 1], []);
    pen(this.paper);
  }

  light() {
    const lit = new Set([
      ...this.selected,
      ...this.near,
      ...this.arrows.flatMap(({ from, to }) => [from, to]),
    ]);
    const some = lit.size > 0 || this.dim;
    this.points.put(
      "light",
      Float32Array.from({ length: this.count }, (_, i) =>
        this.selected.includes(i) ? 2 : !some || lit.has(i) || (this.dim && !lit.size && this.dim(i)) ? 1 : 0,
      ),
      1,
    );
  }

  show(before, after, share) {
    if (before !== this.before) this.points.put("before", before, 2);
    if (after !== this.after) this.points.put("after", after, 2);
    Object.assign(this, { before, after, share });
    this.request();
  }

  mark({ selected = this.selected, near = this.near, arrows = this.arrows, dim = this.dim }) {
    Object.assign(this, { selected, near, arrows, dim });
    if (this.count) this.light();
    this.request();
  }

  request() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  at(i) {
    const { before, after, share } = this;
    return [
      before[2 * i] * (1 - share) + after[2 * i] * share,
      before[2 * i + 1] * (1 - share) + after[2 * i + 1] * share,
    ];
  }

  /** The square that holds all points of both frames: what is seen until somebody moves the camera. */
  frame() {
    const extent = (positions) => {
      const sizes = positions.map(Math.abs).sort();
      return Math.max(1e-9, sizes[Math.floor(sizes.length * 0.99)] ?? 0) * 1.1;
    };
    if (this.before !== this.measured?.[0] || this.after !== this.measured?.[1])
      this.measured = [this.before, this.after, extent(this.before), extent(this.after)];
    return (this.bound ?? this.measured[2] * (1 - this.share) + this.measured[3] * this.share) * 1.08;
  }

  camera() {
    const width = this.paper.clientWidth,
      height = this.paper.clientHeight,
      wide = width / height;
    const { x = 0, y = 0, zoom = 1 } = this.view ?? {};
    const reach = this.frame() / zoom;
    // Both axes share one unit, so that distances on the screen are distances on the map.
    const zooms = wide > 1 ? [1 / (reach * wide), 1 / reach] : [1 / reach, wide / reach];
    return { centre: [x, y], zooms, width, height };
  }

  world(px, py, { centre, zooms, width, height }) {
    return [((px / width) * 2 - 1) / zooms[0] + centre[0], (1 - (py / height) * 2) / zooms[1] + centre[1]];
  }

  draw() {
    if (!this.count || !this.before) return;
    this.draws++;
    const camera = this.camera();
    this.stand(camera);
    this.points.draw(this.count, this.share, camera.centre, camera.zooms, this.places);
    const context = pen(this.paper);
    this.drawArrows(context);
    this.drawRings(context);
    this.drawLabels(context, camera);
  }

  /** Where every point stands on the screen, in pixels: `places` (2N). */
  stand({ centre, zooms, width, height }) {
    const { before, after, share, count } = this;
    if (this.places?.length !== 2 * count) this.places = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      const x = before[2 * i] * (1 - share) + after[2 * i] * share,
        y = before[2 * i + 1] * (1 - share) + after[2 * i + 1] * share;
      this.places[2 * i] = (((x - centre[0]) * zooms[0] + 1) * width) / 2;
      this.places[2 * i + 1] = ((1 - (y - centre[1]) * zooms[1]) * height) / 2;
    }
  }

  place(i) {
    return [this.places[2 * i], this.places[2 * i + 1]];
  }

  drawArrows(context) {
    for (const { from, to, colour, dashed } of this.arrows) {
      const [x1, y1] = this.place(from),
        [x2, y2] = this.place(to);
      const length = Math.hypot(x2 - x1, y2 - y1);
      if (length < 12) continue;
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
  }

  drawRings(context) {
    context.lineWidth = 2;
    context.strokeStyle = this.ink;
    for (const i of this.hovered >= 0 ? [...this.selected, this.hovered] : this.selected) {
      const [x, y] = this.place(i);
      context.beginPath();
      context.arc(x, y, this.sizes[i] / 2 + 4, 0, 7);
      context.stroke();
    }
  }

  drawLabels(context, { width, height }) {
    const ratio = this.paper.ratio || 1;
    const big = this.big ? 1.45 : 1;
    const ends = new Set(this.arrows.flatMap(({ from, to }) => [from, to]));
    const strong = new Set([
      ...this.selected,
      ...(this.hovered >= 0 ? [this.hovered] : []),
      ...ends,
      ...this.near,
    ]);
    // Labels that stood in the last frame go first among equals, so that they do not flicker.
    const rest =
      strong.size > (this.hovered >= 0 ? 1 : 0) ? [] : this.dim ? this.order.filter(this.dim) : this.order;
    const candidates = [
      ...strong,
      ...[...this.shown.keys()].filter((i) => !strong.has(i) && rest.length && (!this.dim || this.dim(i))),
      ...rest,
    ];
    const taken = new Map(),
      placed = new Set(),
      cell = 64;
    const clash = (box) => {
      for (let gx = Math.floor(box[0] / cell); gx <= Math.floor(box[2] / cell); gx++)
        for (let gy = Math.floor(box[1] / cell); gy <= Math.floor(box[3] / cell); gy++)
          for (const other of taken.get(gx * 4096 + gy) ?? [])
            if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return true;
      return false;
    };
    const take = (box) => {
      for (let gx = Math.floor(box[0] / cell); gx <= Math.floor(box[2] / cell); gx++)
        for (let gy = Math.floor(box[1] / cell); gy <= Math.floor(box[3] / cell); gy++)
          (taken.get(gx * 4096 + gy) ?? taken.set(gx * 4096 + gy, []).get(gx * 4096 + gy)).push(box);
    };
    const most = Math.max(12, Math.round((width * height) / (5200 * big)));
    let tried = 0;
    const wanted = [];
    for (const i of candidates) {
      if (placed.has(i)) continue;
      if (wanted.length >= most + strong.size || tried++ > 900) break;
      const [x, y] = this.place(i);
      if (x < -20 || y < 0 || x > width || y > height) continue;
      const heavy = strong.has(i),
        pixels = (heavy ? 14 : 12) * big;
      const length = this.wide(context, i, pixels, heavy),
        gap = this.sizes[i] / 2 + 4;
      // To the right where there is room; a word that matters may also stand left, above or below.
      const right = [x + gap, y],
        left = [x - gap - length, y],
        over = [x - length / 2, y - gap - pixels * 0.5],
        under = [x - length / 2, y + gap + pixels * 0.5];
      const spots = heavy ? [right, left, over, under] : [x + gap + length > width - 2 ? left : right];
      const boxes = spots.map(([bx, by]) => [
        bx - 2,
        by - pixels * 0.62,
        bx + length + 2,
        by + pixels * 0.62,
      ]);
      let spot = boxes.findIndex((box) => box[0] >= 0 && box[2] <= width && !clash(box));
      if (spot < 0 && (this.selected.includes(i) || i === this.hovered || ends.has(i))) spot = 0;
      if (spot < 0) continue;
      take(boxes[spot]);
      placed.add(i);
      wanted.push([i, spots[spot][0], spots[spot][1], pixels, heavy]);
    }
    for (const [i, left, y, pixels, heavy] of wanted) {
      const { image, margin, wide, high } = this.written(i, pixels, heavy);
      context.globalAlpha = Math.min(1, (this.shown.get(i) ?? 0) + 0.25);
      // At rest a word stands on whole pixels and is sharp; on its way it may stand between them.
      const sharp = (value) => (this.share ? value : Math.round(value * ratio) / ratio);
      context.drawImage(image, sharp(left - margin), sharp(y - high / 2), wide, high);
    }
    context.globalAlpha = 1;
    const fading = wanted.some(([i]) => (this.shown.get(i) ?? 0) < 0.75);
    this.shown = new Map(wanted.map(([i]) => [i, Math.min(1, (this.shown.get(i) ?? 0) + 0.25)]));
    if (fading) this.request();
  }

  wide(context, i, pixels, heavy) {
    this.widths ??= new Map();
    const name = `${i} ${pixels} ${heavy}`;
    if (!this.widths.has(name)) {
      context.font = `${heavy ? 600 : 400} ${pixels}px ${this.font}`;
      this.widths.set(name, context.measureText(this.words[i]).width);
    }
    return this.widths.get(name);
  }

  /** A word written once with its halo: copying the picture is far cheaper than writing it in every frame. */
  written(i, pixels, heavy) {
    this.pictures ??= new Map();
    const name = `${i} ${pixels} ${heavy}`;
    if (!this.pictures.has(name)) {
      const ratio = this.paper.ratio || 1,
        margin = 4,
        image = document.createElement("canvas"),
        context = image.getContext("2d");
      const wide = Math.ceil(this.wide(context, i, pixels, heavy)) + 2 * margin,
        high = Math.ceil(pixels * 1.5) + 2 * margin;
      image.width = wide * ratio;
      image.height = high * ratio;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.font = `${heavy ? 600 : 400} ${pixels}px ${this.font}`;
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.strokeStyle = this.paperColour;
      context.lineWidth = 3.5;
      context.strokeText(this.words[i], margin, high / 2);
      context.fillStyle = heavy ? this.ink : this.soft;
      context.fillText(this.words[i], margin, high / 2);
      if (this.pictures.size > 1200) this.pictures.clear();
      this.pictures.set(name, { image, margin, wide, high });
    }
    return this.pictures.get(name);
  }

  /** The word under the pointer: the nearest point within 16 pixels. */
  under(px, py) {
    if (!this.places) return -1;
    let best = -1,
      least = 16 * 16;
    for (let i = 0; i < this.count; i++) {
      const distance = (this.places[2 * i] - px) ** 2 + (this.places[2 * i + 1] - py) ** 2;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  zoomAt(px, py, factor) {
    const old = this.camera(),
      [wx, wy] = this.world(px, py, old);
    const before = this.view ?? { x: 0, y: 0, zoom: 1 };
    const zoom = Math.max(0.5, Math.min(60, before.zoom * factor)),
      scale = before.zoom / zoom;
    this.look({ zoom, x: wx + (before.x - wx) * scale, y: wy + (before.y - wy) * scale });
  }

  look(view) {
    this.view = view;
    this.onview?.(view);
    this.request();
  }

  listen() {
    const held = new Map(),
      paper = this.paper;
    let moved = false,
      spread = 0;
    const here = (event) => {
      const box = paper.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    paper.addEventListener("pointerdown", (event) => {
      paper.setPointerCapture(event.pointerId);
      held.set(event.pointerId, here(event));
      moved = false;
    });
    paper.addEventListener("pointermove", (event) => {
      const now = here(event);
      if (!held.has(event.pointerId)) {
        this.hover(this.under(...now), now);
        return;
      }
      const then = held.get(event.pointerId);
      if (held.size === 2) {
        held.set(event.pointerId, now);
        const [a, b] = [...held.values()],
          width = Math.hypot(a[0] - b[0], a[1] - b[1]);
        if (spread) this.zoomAt((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, width / spread);
        spread = width;
        moved = true;
      } else if (moved || Math.hypot(now[0] - then[0], now[1] - then[1]) > 4) {
        const camera = this.camera(),
          [x1, y1] = this.world(...then, camera),
          [x2, y2] = this.world(...now, camera);
        const { x = 0, y = 0, zoom = 1 } = this.view ?? {};
        held.set(event.pointerId, now);
        moved = true;
        this.look({ zoom, x: x + x1 - x2, y: y + y1 - y2 });
      }
    });
    const drop = (event) => {
      if (held.delete(event.pointerId) && !moved && event.type === "pointerup")
        this.onpick?.(this.under(...here(event)), event.shiftKey);
      spread = 0;
    };
    paper.addEventListener("pointerup", drop);
    paper.addEventListener("pointercancel", drop);
    paper.addEventListener("pointerleave", () => this.hover(-1));
    paper.addEventListener("dblclick", () => this.look(null));
    // The wheel belongs to the page, until the visitor holds Ctrl or has put the focus on the picture.
    paper.addEventListener(
      "wheel",
      (event) => {
        const active = this.element.getRootNode().activeElement;
        if (!event.ctrlKey && !active?.contains(this.element)) return;
        event.preventDefault();
        this.zoomAt(...here(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)));
      },
      { passive: false },
    );
  }

  hover(i, place) {
    if (i === this.hovered && i < 0) return;
    this.hovered = i;
    this.paper.style.cursor = i >= 0 ? "pointer" : "grab";
    this.onhover?.(i, place);
    this.request();
  }

  theme({ ink, soft, paper, font, big }) {
    Object.assign(this, { ink, soft, paperColour: paper, font, big, widths: null, pictures: null });
    this.request();
  }

  close() {
    this.off.forEach((off) => off());
    this.points.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
