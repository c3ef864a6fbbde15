// What is told rightly at every place, over the blocks of weights that the window has for these places.

import { h, pen } from "./dom.js";
import { colourOf } from "./bagsreaders.js";

/** Room at the left for names, in shown pixels; the slots over the chart keep it free too. */
export const LEFT = 46;

/** → {draw(moment), picture, svg}; the canvas keeps its own size. */
export function chart(canvas, data) {
  const { words, palette, font } = data;
  let last = null;

  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const ends = { card: rgb(palette.card), low: rgb(palette.context), high: rgb(palette.centre) };

  /** A value between two frames. */
  const mixed = (name, i) => {
    const a = last.before.arrays[name].data[i],
      b = last.after?.arrays[name]?.data[i] ?? a;
    return a + (b - a) * last.share;
  };

  function paint(context, width, height) {
    const big = data.present ? 1.55 : 1,
      size = Math.round(11.5 * big),
      { notes, columns } = last,
      left = LEFT * (data.present ? 1.3 : 1),
      wide = (width - left - 6) / columns,
      foot = Math.max(64, height * 0.3),
      top = 8 * big,
      bottom = height - foot - (notes.made ? 16 : 26) * big;
    context.font = `${size}px ${font}`;
    const x = (place) => left + (place + 0.5) * wide,
      y = (value) => bottom - (bottom - top) * ((value - 0.3) / 0.72);
    ground(context, { left, wide, width, top, bottom, x, y, size });
    if (!last.veil) lines(context, x, y, big);
    blocks(context, { left, wide, width, height, foot, size, big });
  }

  /** Places of the training, the place looked at, and the lines of 50 and 100 per cent. */
  function ground(context, { left, wide, width, top, bottom, x, y, size }) {
    const { notes, at } = last;
    if (notes.made) {
      context.fillStyle = palette.wash;
      context.fillRect(left, top, wide * notes.seen, bottom - top);
      context.fillStyle = palette.soft;
      context.textAlign = "left";
      context.textBaseline = "alphabetic";
      context.fillText(words.trained, left + 4, bottom - 5);
      context.strokeStyle = palette.centre;
      context.globalAlpha = 0.5;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(x(at), top);
      context.lineTo(x(at), bottom);
      context.stroke();
      context.globalAlpha = 1;
    }
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const [value, label] of [
      [1, "100 %"],
      [0.5, "50 %"],
    ]) {
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.setLineDash(value === 1 ? [] : [4, 4]);
      context.beginPath();
      context.moveTo(left, y(value));
      context.lineTo(width - 6, y(value));
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = palette.soft;
      context.fillText(label, left - 6, y(value));
    }
    context.textAlign = "right";
    context.fillStyle = palette.soft;
    context.fillText(words.chance, width - 8, y(0.5) - size * 0.8);
    if (!notes.made) {
      context.textAlign = "center";
      for (let i = 0; i < last.before.arrays.places.shape[1]; i++)
        context.fillText(String(i), x(i), bottom + size * 0.8);
      context.textAlign = "left";
      context.fillText(words.moved, x(last.before.arrays.places.shape[1]) - wide * 0.3, bottom + size * 0.8);
    }
  }

  /** A line for each reader with a point at every place. */
  function lines(context, x, y, big) {
    const { notes } = last,
      many = last.before.arrays.places.shape[1];
    notes.readers.forEach((reader, row) => {
      if (reader === last.hide) return;
      context.strokeStyle = context.fillStyle = colourOf(reader, palette, notes.cell);
      context.lineWidth = 2 * big;
      context.lineJoin = "round";
      const points = Array.from({ length: many }, (_, i) => [x(i), y(mixed("places", row * many + i))]);
      context.beginPath();
      points.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
      context.stroke();
      for (const [px, py] of points) {
        context.beginPath();
        context.arc(px, py, 3.2 * big, 0, 7);
        context.fill();
      }
    });
  }

  /** What training has changed in each block: rows are the window's units, columns a vector's numbers. */
  function blocks(context, { left, wide, width, height, foot, size, big }) {
    const { notes } = last,
      [H, across] = last.before.arrays.blocks.shape,
      D = notes.dimension,
      P = across / D,
      top = height - foot + 18 * big,
      high = (height - 4 - top) / H,
      range = scale();
    context.fillStyle = palette.soft;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    const named = `${words.blocks}: ${words.blocks_help}`,
      room = width - left;
    context.fillText(context.measureText(named).width < room ? named : words.blocks, left, top - 6 * big);
    for (let p = 0; p < P; p++) {
      const gap = 2,
        from = left + p * wide + gap,
        cell = (wide - 2 * gap) / D;
      for (let row = 0; row < H; row++)
        for (let d = 0; d < D; d++) {
          const value = mixed("blocks", row * across + p * D + d);
          if (!value) continue;
          const share = Math.min(1, Math.abs(value) / range),
            end = value < 0 ? ends.low : ends.high;
          context.fillStyle = `rgb(${ends.card.map((c, i) => Math.round(c + (end[i] - c) * share)).join(" ")})`;
          const px = Math.round(from + d * cell),
            py = Math.round(top + row * high);
          context.fillRect(
            px,
            py,
            Math.max(1, Math.round(from + (d + 1) * cell) - px),
            Math.max(1, Math.round(top + (row + 1) * high) - py),
          );
        }
      context.strokeStyle =
        notes.made && (p === last.at || p === last.at + 1) ? palette.centre : palette.line;
      context.lineWidth = notes.made && (p === last.at || p === last.at + 1) ? 2 : 1;
      context.strokeRect(from - 0.5, top - 0.5, wide - 2 * gap + 1, high * H + 1);
    }
  }

  /** One scale for the whole film: that of its last frame. */
  function scale() {
    const { data: values } = last.end.arrays.blocks;
    if (last.end.range) return last.end.range;
    const sizes = Array.from(values, Math.abs).sort((a, b) => a - b);
    last.end.range = Math.max(0.2, sizes[Math.floor(sizes.length * 0.985)] ?? 0);
    return last.end.range;
  }

  return {
    draw(moment) {
      last = moment;
      if (canvas.ratio) paint(pen(canvas), canvas.clientWidth, canvas.clientHeight);
    },
    picture() {
      const [width, height] = [1100, 560],
        made = h("canvas", { width: 2 * width, height: 2 * height }),
        context = made.getContext("2d");
      context.scale(2, 2);
      context.fillStyle = palette.card;
      context.fillRect(0, 0, width, height);
      paint(context, width, height);
      return made;
    },
    svg({ title }) {
      // The chart as a picture inside: its cells are too many to be shapes of their own.
      const svg = h("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 1100 560" });
      const ns = "http://www.w3.org/2000/svg",
        name = document.createElementNS(ns, "title"),
        image = document.createElementNS(ns, "image");
      name.textContent = title;
      image.setAttribute("href", this.picture().toDataURL("image/png"));
      image.setAttribute("width", "1100");
      image.setAttribute("height", "560");
      svg.append(name, image);
      return new XMLSerializer().serializeToString(svg);
    },
  };
}
