// The points of a map: WebGL where a graphics card is, and the same discs written pixel by pixel where none is.

import { h, pen } from "./dom.js";
import { LEAN, HAZE, haze, nearness } from "./camera.js";

const VERTEX = `#version 300 es
in vec2 place; in float depth; in vec3 colour; in float size; in float level;
uniform vec2 screen; uniform float ratio; uniform bool deep; uniform vec3 paper;
out vec3 tint; out float glow;
void main() {
  float near = deep ? 1.0 / max(0.3, 1.0 - ${LEAN} * depth) : 1.0;
  gl_Position = vec4(place / screen * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
  gl_PointSize = size * near * near * ratio * (level > 1.5 ? 1.5 : 1.0) + 2.0;
  tint = deep ? mix(colour, paper, ${HAZE} * clamp(0.5 - depth / 2.0, 0.0, 1.0)) : colour; glow = level;
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

/** What each point has, and how many numbers of it. */
const WIDTHS = { place: 2, depth: 1, colour: 3, size: 1, level: 1 };
/** Graphics cards that are none. */
const IMITATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const UNIFORMS = ["screen", "ratio", "deep", "paper", "strength"];
/** How many slices of depth are told apart when the farthest points are drawn first. */
const SLICES = 512;

/** "#rrggbb" → three numbers 0 … 1. */
export const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);

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

/** Whether the card is imitated by the processor: not every browser says so when it is asked for a real one. */
function imitated(gl) {
  const known = gl.getExtension("WEBGL_debug_renderer_info");
  return IMITATED.test(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/**
 * The points alone. Where WebGL 2 is missing, or would be imitated by the processor (which is slower than
 * drawing without it), the same points are written into the pixels of the canvas.
 */
export class Points {
  constructor() {
    Object.assign(this, { count: 0, shown: 0, strength: 0.92, order: null, stale: true });
    this.people(0);
    this.canvas = h("canvas", { class: "layer" });
    this.gl = this.canvas.getContext("webgl2", {
      antialias: false,
      premultipliedAlpha: true,
      preserveDrawingBuffer: true,
      failIfMajorPerformanceCaveat: true,
    });
    if (this.gl && !imitated(this.gl)) this.prepare();
    if (!this.made) {
      // A canvas that has a context of one kind gives no other.
      if (this.gl) this.canvas = h("canvas", { class: "layer" });
      this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
      this.gl = null;
      return;
    }
    this.canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    this.canvas.addEventListener("webglcontextrestored", () => {
      this.prepare();
      this.again?.();
    });
  }

  prepare() {
    this.buffers = {};
    this.fresh = new Set();
    this.made = this.gl && program(this.gl);
    if (!this.made) return;
    this.uniforms = Object.fromEntries(
      UNIFORMS.map((name) => [name, this.gl.getUniformLocation(this.made, name)]),
    );
    this.attributes = Object.fromEntries(
      Object.keys(WIDTHS).map((name) => [name, this.gl.getAttribLocation(this.made, name)]),
    );
  }

  /** Room for so many points; `level`: 0 pale, 1 as it is, 2 chosen. */
  people(count) {
    Object.assign(this, { count, shown: 0, stale: true });
    this.colour = new Float32Array(3 * count);
    this.size = new Float32Array(count);
    this.level = new Uint8Array(count).fill(1);
    this.order = new Uint32Array(count);
    this.keys = new Uint16Array(count);
    this.inks = new Uint32Array(count);
    this.counts = new Uint32Array(3 * SLICES + 1);
    this.fresh = new Set();
  }

  /** name: "colour" (3N, 0 … 1), "size" (N, pixels), or "level" (N), of which this keeps the array. */
  put(name, values) {
    this[name] = values;
    this.fresh.delete(name);
    if (name === "level") this.stale = true;
    if (name !== "colour") return;
    const { inks, count } = this;
    for (let i = 0, at = 0; i < count; i++, at += 3)
      inks[i] =
        ((values[at + 2] * 255 + 0.5) << 16) |
        ((values[at + 1] * 255 + 0.5) << 8) |
        ((values[at] * 255 + 0.5) | 0);
  }

  /** The order of drawing: pale ones first, so that what is lit lies on top; among equals the farthest first. */
  arrange(depths, hidden) {
    if (!depths && !this.stale) return;
    const { counts, keys, level, order, count } = this,
      slices = depths ? SLICES : 1;
    counts.fill(0);
    for (let i = 0; i < count; i++) {
      if (hidden?.[i]) continue;
      let slice = 0;
      if (depths) {
        slice = ((depths[i] + 1.6) * (SLICES / 3.2)) | 0;
        slice = slice < 0 ? 0 : slice >= SLICES ? SLICES - 1 : slice;
      }
      keys[i] = level[i] * slices + slice;
      counts[keys[i] + 1]++;
    }
    for (let key = 1; key <= 3 * slices; key++) counts[key] += counts[key - 1];
    this.shown = counts[3 * slices];
    for (let i = 0; i < count; i++) if (!hidden?.[i]) order[counts[keys[i]]++] = i;
    this.stale = Boolean(depths);
    this.fresh.delete("order");
  }

  alpha(level) {
    return level < 0.5 ? 0.22 : level > 1.5 ? 0.95 : this.strength;
  }

  /** places (2N) on the screen in pixels; depths (N) or null; hidden (N) or null; paper: three numbers 0 … 1. */
  draw(places, depths, hidden, paper) {
    this.arrange(depths, hidden);
    if (this.gl) this.drawWithCard(places, depths, paper);
    else this.drawFlat(places, depths, paper);
  }

  clear() {
    if (!this.gl) return pen(this.canvas);
    this.gl.clearColor(0, 0, 0, 0);
    this.gl.clear(this.gl.COLOR_BUFFER_BIT);
  }

  drawWithCard(places, depths, paper) {
    const { gl, uniforms, canvas } = this,
      ratio = canvas.ratio || 1;
    gl.viewport(0, 0, canvas.width, canvas.height);
    this.clear();
    gl.useProgram(this.made);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.uniform2f(uniforms.screen, canvas.width / ratio, canvas.height / ratio);
    gl.uniform1f(uniforms.ratio, ratio);
    gl.uniform1i(uniforms.deep, depths ? 1 : 0);
    gl.uniform3f(uniforms.paper, paper[0], paper[1], paper[2]);
    gl.uniform1f(uniforms.strength, this.strength);
    this.give("place", places);
    if (depths) this.give("depth", depths);
    else gl.disableVertexAttribArray(this.attributes.depth);
    for (const name of ["colour", "size", "level"]) if (!this.fresh.has(name)) this.give(name, this[name]);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, (this.buffers.order ??= gl.createBuffer()));
    if (!this.fresh.has("order")) gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, this.order, gl.DYNAMIC_DRAW);
    this.fresh.add("order");
    gl.drawElements(gl.POINTS, this.shown, gl.UNSIGNED_INT, 0);
  }

  give(name, values) {
    const { gl } = this,
      place = this.attributes[name];
    gl.bindBuffer(gl.ARRAY_BUFFER, (this.buffers[name] ??= gl.createBuffer()));
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, WIDTHS[name], name === "level" ? gl.UNSIGNED_BYTE : gl.FLOAT, false, 0, 0);
    this.fresh.add(name);
  }

  /** The points within the picture as circles of SVG: in groups of one look, in space the farthest first. */
  svg(places, depths, paper, width, height) {
    const groups = new Map(),
      [red, green, blue] = paper.map((part) => part * 255),
      runs = [];
    for (let k = 0; k < this.shown; k++) {
      const i = this.order[k],
        [x, y] = [places[2 * i], places[2 * i + 1]],
        near = depths ? nearness(depths[i]) : 1,
        radius = (this.size[i] / 2) * (this.level[i] > 1 ? 1.5 : 1) * near * near;
      if (!(x > -radius && y > -radius && x < width + radius && y < height + radius)) continue;
      // A few steps of haze are enough for the eye, and keep the groups large.
      const fade = depths ? Math.round(haze(depths[i]) * 20) / 20 : 0,
        ink = mixed(this.inks[i], red, green, blue, fade),
        look = `fill="${css(ink)}" fill-opacity="${this.alpha(this.level[i])}"`;
      let group = depths ? runs.at(-1) : groups.get(look);
      if (group?.look !== look) {
        group = { look, circles: [] };
        groups.set(look, group);
        runs.push(group);
      }
      group.circles.push(`<circle cx="${+x.toFixed(1)}" cy="${+y.toFixed(1)}" r="${+radius.toFixed(1)}"/>`);
    }
    return runs.map(({ look, circles }) => `<g ${look}>${circles.join("")}</g>`).join("\n");
  }

  close() {
    this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
    this.image = this.pixels = this.stamps = null;
    this.people(0);
  }

  drawFlat(places, depths, paper) {
    const { canvas } = this,
      context = canvas.getContext("2d");
    if (this.image?.width !== canvas.width || this.image?.height !== canvas.height) {
      this.image = context.createImageData(canvas.width, canvas.height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.stamps = [];
    }
    this.pixels.fill(0);
    this.print(places, depths, paper);
    context.putImageData(this.image, 0, 0);
  }

  print(places, depths, paper) {
    const { order, shown, size, level, inks, pixels, canvas, stamps } = this,
      { width, height } = canvas,
      ratio = canvas.ratio || 1;
    const alphas = [0, 1, 2].map((which) => Math.round(this.alpha(which) * 255)),
      [red, green, blue] = paper.map((part) => part * 255);
    for (let k = 0; k < shown; k++) {
      const i = order[k],
        bright = level[i];
      let radius = (size[i] / 2) * ratio * (bright > 1 ? 1.5 : 1),
        ink = inks[i];
      if (depths) {
        const depth = depths[i],
          near = nearness(depth),
          fade = haze(depth);
        radius *= near * near;
        ink = mixed(ink, red, green, blue, fade);
      }
      const x = places[2 * i] * ratio,
        y = places[2 * i + 1] * ratio,
        column = Math.floor(x),
        row = Math.floor(y),
        quarter = (radius * 4 + 0.5) | 0,
        reach = (quarter >> 2) + 2;
      // What is not a number is on no side of the edge.
      if (!(column > -reach && row > -reach && column < width + reach && row < height + reach)) continue;
      const name = quarter * 16 + (((x - column) * 4) | 0) * 4 + (((y - row) * 4) | 0),
        stamp = (stamps[name] ??= cut(name, width));
      if (column >= reach && row >= reach && column < width - reach && row < height - reach)
        press(pixels, stamp, row * width + column, ink, alphas[bright]);
      else pressAtEdge(pixels, stamp, column, row, width, height, ink, alphas[bright]);
    }
  }
}

/** A colour 0xbbggrr as it is written. */
export const css = (ink) => `#${[ink, ink >> 8, ink >> 16].map((part) => HEX[part & 255]).join("")}`;
const HEX = Array.from({ length: 256 }, (_, part) => part.toString(16).padStart(2, "0"));

/** A colour 0xbbggrr on its way to another. */
function mixed(ink, red, green, blue, share) {
  const rest = 1 - share;
  return (
    (((ink >> 16) * rest + blue * share) << 16) |
    ((((ink >> 8) & 255) * rest + green * share) << 8) |
    (((ink & 255) * rest + red * share) | 0)
  );
}

/**
 * A disc as the pixels it covers, made once for each radius and for each quarter of a pixel on which it may stand.
 * `offsets` are for a canvas of this width; `cover` is the share of the pixel, 0 … 255.
 */
function cut(name, width) {
  const radius = (name >> 4) / 4,
    dx = (((name >> 2) & 3) + 0.5) / 4,
    dy = ((name & 3) + 0.5) / 4,
    reach = ((name >> 4) >> 2) + 1;
  const rows = [],
    columns = [],
    cover = [];
  for (let row = -reach; row <= reach; row++)
    for (let column = -reach; column <= reach; column++) {
      const share = Math.round(
        255 * Math.min(1, radius + 0.5 - Math.hypot(column + 0.5 - dx, row + 0.5 - dy)),
      );
      if (share < 3) continue;
      rows.push(row);
      columns.push(column);
      cover.push(share);
    }
  const offsets = Int32Array.from(rows, (row, at) => row * width + columns[at]);
  return {
    rows: Int16Array.from(rows),
    columns: Int16Array.from(columns),
    offsets,
    cover: Uint8Array.from(cover),
  };
}

function press(pixels, { offsets, cover }, at, ink, alpha) {
  for (let k = 0; k < offsets.length; k++) {
    const here = at + offsets[k],
      share = (cover[k] * alpha + 128) >> 8,
      old = pixels[here];
    pixels[here] = old === 0 ? (share << 24) | ink : over(old, ink, share);
  }
}

function pressAtEdge(pixels, { rows, columns, cover }, column, row, width, height, ink, alpha) {
  for (let k = 0; k < rows.length; k++) {
    const x = column + columns[k],
      y = row + rows[k];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    pixels[y * width + x] = over(pixels[y * width + x], ink, (cover[k] * alpha + 128) >> 8);
  }
}

const PARTS = Int32Array.from({ length: 256 }, (_, whole) => (whole ? 65536 / whole : 0));

/** A colour laid over a pixel 0xaabbggrr that may be transparent itself. */
function over(old, ink, share) {
  // 257 · x >> 16 is x / 255 without a division.
  const whole = share + ((((255 - share) * (old >>> 24) + 128) * 257) >> 16),
    part = (share * PARTS[whole]) >> 8,
    rest = 256 - part;
  const ends = (Math.imul(old & 0xff00ff, rest) + Math.imul(ink & 0xff00ff, part)) >>> 8,
    middle = (Math.imul((old >>> 8) & 255, rest) + Math.imul((ink >>> 8) & 255, part)) & 0xff00;
  return (whole << 24) | (ends & 0xff00ff) | middle;
}
