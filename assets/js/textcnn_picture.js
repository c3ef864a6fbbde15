// The sentence, its feature maps and what each adds, as a picture to take along: PNG or SVG from the same strokes.

import { h, number } from "./dom.js";
import { ahead } from "./textcnn_net.js";

const LEFT = 150,
  CELL = 84,
  ROW = 15,
  TOP = 64,
  BARS = 190;

/** Every stroke of the picture, said to `pen.rect(x, y, w, h, colour, share)` and `pen.text(…)`. */
function strokes(pen, { now, said, target, names, best, palette }) {
  const n = said.length,
    wide = LEFT + n * CELL + BARS,
    high = TOP + now.net.count * ROW + 40;
  pen.rect(0, 0, wide, high, palette.paper, 1);
  said.forEach((word, i) => pen.text(word, LEFT + (i + 0.5) * CELL, TOP - 14, "center", palette.ink, 14));
  const most = Math.max(1e-6, ...now.maps.flatMap((map) => [...map]));
  const gains = now.maps.map((_, f) => ahead(now.net, now, f, target)),
    reach = Math.max(1e-6, ...gains.map(Math.abs)),
    middle = wide - BARS / 2;
  pen.text(`→ ${names[target]}`, middle + 4, TOP - 14, "left", palette.good, 12);
  now.maps.forEach((map, f) => {
    const y = TOP + f * ROW,
      h_ = now.net.width(f),
      shift = now.net.padding === "same" || n < h_ ? 0 : (h_ - 1) >> 1;
    pen.text(best(f), LEFT - 8, y + ROW * 0.7, "right", palette.soft, 10.5);
    map.forEach((value, t) =>
      pen.rect(LEFT + (t + shift) * CELL, y, CELL - 1, ROW - 1, palette.ink, 0.03 + (0.9 * value) / most),
    );
    for (const t of now.pooled[f].places)
      if (t >= 0 && map[t] > 0)
        pen.rect(LEFT + (t + shift) * CELL, y + ROW - 4, CELL - 1, 3, palette.centre, 1);
    const long = (gains[f] / reach) * (BARS / 2 - 12);
    pen.rect(
      Math.min(middle, middle + long),
      y + 2,
      Math.abs(long),
      ROW - 5,
      palette[long >= 0 ? "good" : "negative"],
      1,
    );
  });
  pen.text(
    names.map((name, c) => `${name} ${number(100 * now.shares[c], 0)} %`).join("   "),
    LEFT,
    high - 14,
    "left",
    palette.ink,
    14,
  );
  return [wide, high];
}

const SIZE = { rect: () => {}, text: () => {} };

/** The picture as a canvas of its own. */
export function canvasOf(state) {
  const [wide, high] = strokes(SIZE, state),
    image = h("canvas", { width: wide * 2, height: high * 2 }),
    context = image.getContext("2d");
  context.scale(2, 2);
  strokes(
    {
      rect: (x, y, w, h_, colour, share) => {
        context.globalAlpha = share;
        context.fillStyle = colour;
        context.fillRect(x, y, w, h_);
        context.globalAlpha = 1;
      },
      text: (text, x, y, align, colour, size) => {
        context.font = `${size}px ${state.font}`;
        context.textAlign = align;
        context.fillStyle = colour;
        context.fillText(text, x, y);
      },
    },
    state,
  );
  return image;
}

const escape = (text) =>
  String(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** The picture as the text of an SVG file. */
export function svgOf(state, title) {
  const out = [],
    anchors = { left: "start", center: "middle", right: "end" };
  const [wide, high] = strokes(
    {
      rect: (x, y, w, h_, colour, share) =>
        out.push(
          `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h_.toFixed(1)}" fill="${colour}" fill-opacity="${share.toFixed(3)}"/>`,
        ),
      text: (text, x, y, align, colour, size) =>
        out.push(
          `<text x="${x}" y="${y}" text-anchor="${anchors[align]}" fill="${colour}" font-size="${size}">${escape(text)}</text>`,
        ),
    },
    state,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" font-family="${escape(state.font)}"><title>${escape(title)}</title>${out.join("")}</svg>`;
}
