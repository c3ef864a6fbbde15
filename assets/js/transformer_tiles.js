// All heads of all layers as small squares, one canvas: a row of pixels is what one word looks at.

import { h, sharp, pen, fill } from "./dom.js";
import { head } from "./transformer_film.js";
import { percent } from "./transformer_pieces.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * tiles(host, {palette, font, words, present, onPick(layer, head)}) → {draw(film, clock, state), element, close}
 * state: {chosen: [layer, head], token: index or null, off: Set of parts, role(layer, head) → number or null,
 *   slope: {values: Int8Array (L, H, T, T)} of attention × gradient, shown instead where it is given}
 */
export function tiles(host, options) {
  const canvas = h("canvas", { class: "transformer-canvas" }),
    element = h("div", { class: "transformer-tiles", tabindex: "0", role: "group" }, canvas),
    small = document.createElement("canvas"),
    { palette } = options;
  host.append(element);
  let last = null,
    box = null,
    values = null;

  // 256 shades, looked up: mixing colours for each of a quarter of a million pixels would cost the frame.
  const paper = rgb(palette.card);
  const ramp = (colour, part) => {
    const strong = rgb(colour),
      found = new Uint32Array(256);
    for (let i = 0; i < 256; i++) {
      const share = part * (i / 255) ** 0.75,
        [r, g, b] = paper.map((from, c) => Math.round(from + (strong[c] - from) * share));
      found[i] = (255 << 24) | (b << 16) | (g << 8) | r;
    }
    return found;
  };
  const shades = ramp(palette.centre, 1),
    faint = ramp(palette.centre, 0.16),
    below = ramp(palette.context, 1); // a gradient may be negative

  function place(width, height, { L, H }) {
    const left = options.present ? 34 : 24,
      top = options.present ? 30 : 20,
      gap = H * L > 24 ? 4 : 8,
      foot = H * L > 24 ? 4 : 8,
      side = Math.max(
        6,
        Math.min((width - left - 2 - (H - 1) * gap) / H, (height - top - (L - 1) * gap - L * foot) / L),
      );
    box = { left, top, gap, foot, side: Math.floor(side) };
  }
  /** The height at which the squares fill this width. */
  function needs(width, { L, H }) {
    place(width, Infinity, { L, H });
    return box.top + L * (box.side + box.gap + box.foot);
  }
  const corner = (layer, which) => [
    box.left + which * (box.side + box.gap),
    box.top + layer * (box.side + box.gap + box.foot),
  ];

  function draw(film, clock, state) {
    last = [film, clock, state];
    if (!canvas.ratio || !film || !clock.frame) return;
    const context = pen(canvas),
      { T, L, H } = film;
    place(canvas.clientWidth, canvas.clientHeight, film);
    if (small.width !== T) small.width = small.height = T;
    const brush = small.getContext("2d"),
      image = brush.createImageData(T, T),
      pixels = new Uint32Array(image.data.buffer);
    values = values?.length === T * T ? values : new Float32Array(T * T);
    context.imageSmoothingEnabled = false;
    context.font = `${options.present ? 17 : 12}px ${options.font}`;
    context.textBaseline = "middle";
    for (let layer = 0; layer < L; layer++) {
      const [, y] = corner(layer, 0);
      context.fillStyle = palette.soft;
      context.textAlign = "center";
      context.save();
      context.translate(box.left / 2 - 2, y + box.side / 2);
      context.rotate(-Math.PI / 2);
      const long = fill(options.words.layer, { n: film.layers[layer] + 1 });
      context.fillText(
        context.measureText(long).width < box.side ? long : String(film.layers[layer] + 1),
        0,
        0,
      );
      context.restore();
      for (let which = 0; which < H; which++) tile(context, layer, which);
    }
    function tile(context, layer, which) {
      const [x, y] = corner(layer, which),
        { side } = box,
        real = film.layers[layer],
        silent = state.off.has(`${real}.head.${which}`);
      if (state.slope) {
        const from = (real * H + which) * T * T;
        for (let i = 0; i < T * T; i++) {
          const value = state.slope.values[from + i];
          pixels[i] = (value < 0 ? below : shades)[Math.min(255, 2 * Math.abs(value))];
        }
      } else {
        head(film, clock, layer, which, values);
        for (let row = 0, i = 0; row < T; row++) {
          const table = state.token === null || state.token === row ? shades : faint;
          for (let s = 0; s < T; s++, i++) pixels[i] = table[(values[i] * 255) | 0];
        }
      }
      brush.putImageData(image, 0, 0);
      context.globalAlpha = silent ? 0.2 : 1;
      context.drawImage(small, x, y, side, side);
      context.globalAlpha = 1;
      const chosen = state.chosen[0] === layer && state.chosen[1] === which;
      context.strokeStyle = chosen ? palette.ink : palette.line;
      context.lineWidth = chosen ? 2.5 : 1;
      context.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
      if (silent) {
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + side, y + side);
        context.strokeStyle = palette.negative;
        context.stroke();
      }
      if (layer === 0) {
        context.fillStyle = palette.soft;
        context.textAlign = "center";
        const long = fill(options.words.head, { n: which + 1 });
        context.fillText(
          context.measureText(long).width < side ? long : String(which + 1),
          x + side / 2,
          box.top - 10,
        );
      }
      // Under each square, how much of the measured work this head does.
      const share = state.role(real, which);
      if (share !== null && !Number.isNaN(share)) {
        context.fillStyle = palette.wash;
        context.fillRect(x, y + side + 2, side, box.foot > 4 ? 4 : 2);
        context.fillStyle = palette.context;
        context.fillRect(x, y + side + 2, side * Math.min(1, share), box.foot > 4 ? 4 : 2);
      }
    }
  }

  const found = (event) => {
    if (!box || !last?.[0]) return null;
    const field = canvas.getBoundingClientRect(),
      which = Math.floor((event.clientX - field.left - box.left) / (box.side + box.gap)),
      layer = Math.floor((event.clientY - field.top - box.top) / (box.side + box.gap + box.foot));
    return which >= 0 && layer >= 0 && which < last[0].H && layer < last[0].L ? [layer, which] : null;
  };
  canvas.addEventListener("pointermove", (event) => {
    const at = found(event);
    canvas.style.cursor = at ? "pointer" : "default";
    canvas.title = "";
    if (!at) return;
    const share = last[2].role(last[0].layers[at[0]], at[1]);
    canvas.title = [
      fill(options.words.which, { layer: last[0].layers[at[0]] + 1, head: at[1] + 1 }),
      share === null ? "" : `${options.words.role}: ${percent(share)}`,
    ]
      .filter(Boolean)
      .join(" · ");
  });
  canvas.addEventListener("click", (event) => {
    const at = found(event);
    if (at) options.onPick(...at);
  });
  element.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!move || !last?.[0]) return;
    const [film, , { chosen }] = last;
    options.onPick(
      Math.max(0, Math.min(film.L - 1, chosen[0] + move[0])),
      Math.max(0, Math.min(film.H - 1, chosen[1] + move[1])),
    );
    event.preventDefault();
    event.stopPropagation();
  });
  const off = sharp(canvas, () => last && draw(...last));
  return { draw, needs, element, close: off };
}
