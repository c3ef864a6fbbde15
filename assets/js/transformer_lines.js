// One head as lines from each word to the words it looks at: the thicker, the more.

import { h, sharp, pen } from "./dom.js";

/** lines(host, {palette, font, present, onHover(token|null), onPick(token)}) → {draw(tokens, value, token), close} */
export function lines(host, options) {
  const canvas = h("canvas", { class: "transformer-canvas" }),
    { palette } = options;
  host.append(canvas);
  let last = null;

  const room = (T) => canvas.clientHeight / T;
  function draw(tokens, value, token, diverging) {
    last = [tokens, value, token, diverging];
    if (!canvas.ratio) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      T = tokens.length,
      step = room(T),
      size = Math.max(8, Math.min(options.present ? 20 : 14, step * 0.82));
    context.font = `${size}px ${options.font}`;
    context.textBaseline = "middle";
    const longest = Math.min(width * 0.3, Math.max(...tokens.map((t) => context.measureText(t).width))),
      [from, to] = [longest + 12, width - longest - 12],
      y = (t) => (t + 0.5) * step;
    context.lineCap = "round";
    for (let row = 0; row < T; row++) {
      if (token !== null && row !== token) continue;
      for (let s = 0; s < T; s++) {
        const share = value(row, s),
          size = Math.min(1, Math.abs(share));
        if (size < 0.03) continue;
        context.globalAlpha = Math.min(1, 0.08 + 0.92 * size);
        context.strokeStyle = diverging && share < 0 ? palette.context : palette.centre;
        context.lineWidth = 0.5 + size * Math.min(10, step * 0.5);
        context.beginPath();
        context.moveTo(from, y(row));
        context.bezierCurveTo((from + to) / 2, y(row), (from + to) / 2, y(s), to, y(s));
        context.stroke();
      }
    }
    context.globalAlpha = 1;
    tokens.forEach((text, t) => {
      const mine = token === null ? 1 : Math.min(1, 0.3 + Math.abs(value(token, t)));
      context.fillStyle = token === t ? palette.ink : palette.soft;
      context.textAlign = "right";
      context.fillText(text, from - 8, y(t), longest);
      context.globalAlpha = mine;
      context.fillStyle = palette.ink;
      context.textAlign = "left";
      context.fillText(text, to + 8, y(t), longest);
      context.globalAlpha = 1;
    });
  }
  const at = (event) => {
    const field = canvas.getBoundingClientRect(),
      token = Math.floor((event.clientY - field.top) / room(last?.[0].length ?? 1));
    return last && token >= 0 && token < last[0].length ? token : null;
  };
  canvas.addEventListener("pointermove", (event) => options.onHover(at(event)));
  canvas.addEventListener("pointerleave", () => options.onHover(null));
  canvas.addEventListener("click", (event) => options.onPick(at(event)));
  const off = sharp(canvas, () => last && draw(...last));
  return {
    draw,
    close() {
      off();
      canvas.remove();
    },
  };
}
