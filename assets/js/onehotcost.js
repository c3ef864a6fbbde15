// What the vectors of a text take, measured on its beginnings: all one-hot vectors, learnt ones, bare numbers.

import { h, replace, sharp, pen, fill, number, told } from "./dom.js";
import { runOf } from "./run.js";

/** Bytes of one number: float32 and int32 alike. */
const EACH = 4;

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** 1,294,000 → "1.3 MB" */
export function bytes(value) {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const size = value / 1000 ** power;
  return `${number(size, size < 10 && power ? 1 : 0)} ${UNITS[power]}`;
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
function pleasant(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((digit) => digit * power >= value) ?? 10);
}

/** show.veil hides what a guess is awaited of. */
export function onehotcost(root, data) {
  const run = runOf(data.run),
    { words, palette, font } = data;
  const canvas = h("canvas", { class: "curves", tabindex: "0", role: "img" });
  const quiet = h("p", { class: "quiet" });
  const facts = h("div", { class: "facts" });
  const element = h(
    "div",
    { class: data.present ? "onehot-cost present" : "onehot-cost" },
    facts,
    h("p", { class: "caption" }, words.memory),
    h("div", { class: "chart" }, canvas, quiet),
  );
  replace(root, element);
  let grown = null,
    veiled = Boolean(data.show?.veil),
    at = -1,
    inner = [0, 1],
    size = [1, 1];

  const lines = () => [
    { name: words.table, colour: palette.plain, of: (kinds) => EACH * kinds * kinds },
    {
      name: fill(words.learnt, { n: run.notes.width }),
      colour: palette.good,
      of: (kinds) => EACH * run.notes.width * kinds,
    },
    { name: words.integers, colour: palette.soft, of: (kinds) => EACH * kinds },
  ];
  /** The moment looked at: the end, unless somebody points elsewhere. */
  const now = () => (at < 0 ? grown.read.length - 1 : at);

  function draw() {
    if (!grown) return;
    const context = pen(canvas),
      [width, height] = size,
      type = data.present ? Math.max(15, Math.min(23, height / 22)) : 12.5;
    context.font = `${type}px ${font}`;
    context.textBaseline = "middle";
    const curves = lines(),
      { read, kinds } = grown,
      last = kinds.length - 1,
      most = kinds[last];
    // While a guess is awaited the scale is there, and the line that would tell is not.
    const shown = veiled ? curves.slice(2) : curves,
      high = Math.max(...curves.map(({ of }) => of(most))),
      step = pleasant(high / 4);
    const left = Math.max(...[1, 2, 3, 4].map((i) => context.measureText(bytes(i * step)).width)) + 14,
      right = width - 12,
      top = type * 1.6,
      bottom = height - type * 2.1;
    inner = [left, right];
    const x = (count) => left + ((right - left) * count) / Math.max(1, most),
      y = (value) => bottom - ((bottom - top) * value) / high;
    for (let value = 0; value <= high; value += step) {
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, y(value));
      context.lineTo(right, y(value));
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      if (!veiled || !value) context.fillText(value ? bytes(value) : "0", left - 8, y(value));
    }
    const axis = fill(words.axis, { n: number(most) });
    context.textAlign = "left";
    // On a narrow screen the line's name needs the room; the numbers above say the same.
    if (width > 40 * type) context.fillText(axis, left, height - type * 1.05);
    for (const { colour, of } of shown) {
      context.strokeStyle = colour;
      context.lineWidth = data.present ? 3.5 : 2.25;
      context.beginPath();
      for (let i = 0; i <= 60; i++) {
        const count = (most * i) / 60;
        if (i) context.lineTo(x(count), y(of(count)));
        else context.moveTo(x(count), y(of(count)));
      }
      context.stroke();
    }
    // The beginnings that were measured, at every power of ten words read.
    const [first] = shown;
    let free = -Infinity;
    for (let i = 0; i <= last; i++) {
      if (!(Number.isInteger(Math.log10(read[i])) || i === last) || read[i] < 10) continue;
      dot(context, x(kinds[i]), y(first.of(kinds[i])), first.colour, data.present ? 6 : 4.5);
      const told = fill(words.after_short, { n: number(read[i]) }),
        wide = context.measureText(told).width;
      if (veiled || i === last || x(kinds[i]) - wide - 12 < Math.max(left, free)) continue;
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(told, x(kinds[i]) - 10, y(first.of(kinds[i])) - type * 0.7);
      free = x(kinds[i]);
    }
    label(context, shown, { x, y, type, most, right, top });
    if (at >= 0) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x(kinds[at]), top);
      context.lineTo(x(kinds[at]), bottom);
      context.stroke();
      for (const { colour, of } of shown)
        dot(context, x(kinds[at]), y(of(kinds[at])), colour, data.present ? 6 : 4);
    }
  }

  function dot(context, x, y, colour, radius) {
    context.fillStyle = colour;
    context.strokeStyle = palette.paper;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fill();
    context.stroke();
  }

  /** Names of the lines at their right ends; that of the lowest stands under it, where nothing crosses. */
  function label(context, shown, { x, y, type, most, right, top }) {
    context.textAlign = "right";
    shown.forEach(({ name, colour, of }, i) => {
      const steep = i < shown.length - 2,
        low = i === shown.length - 1;
      const height = low ? y(0) + type * 0.95 : Math.max(top - type * 0.7, y(of(most)) - type * 0.9);
      context.fillStyle = colour;
      context.fillText(
        `${name}: ${bytes(of(grown.kinds[now()]))}`,
        steep ? x(most) - type * 1.6 : right,
        height,
      );
    });
  }

  function tell() {
    const words_ = grown.read[now()],
      kinds = grown.kinds[now()];
    const fact = (name, value) => h("div", {}, h("b", {}, value), h("span", {}, name));
    replace(
      facts,
      fact(words.after, number(words_)),
      fact(words.vocabulary, number(kinds)),
      fact(words.cells, veiled ? "?" : number(kinds * kinds)),
      fact(words.zeros, veiled ? "?" : `${(100 * (1 - 1 / kinds)).toFixed(kinds > 1000 ? 3 : 2)} %`),
    );
    canvas.setAttribute(
      "aria-label",
      fill(words.finding, {
        read: number(words_),
        kinds: number(kinds),
        bytes: bytes(EACH * kinds * kinds),
        small: bytes(EACH * kinds),
      }),
    );
  }

  const look = (to) => {
    at = to;
    tell();
    draw();
  };
  const point = (event) => {
    if (!grown) return;
    const box = canvas.getBoundingClientRect(),
      count = ((event.clientX - box.left - inner[0]) / (inner[1] - inner[0])) * grown.kinds.at(-1);
    let nearest = 0;
    grown.kinds.forEach((kinds, i) => {
      if (Math.abs(kinds - count) < Math.abs(grown.kinds[nearest] - count)) nearest = i;
    });
    look(nearest);
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", () => grown && look(-1));
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !grown || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    look(Math.max(0, Math.min(grown.read.length - 1, now() + by)));
  });

  const off = sharp(canvas, (...shown) => {
    size = shown;
    draw();
  });
  const update = () => {
    const frame = run.frames.at(-1);
    if (!frame?.arrays.kinds) {
      const { state, reason } = run.status;
      quiet.textContent = reason
        ? told(words, reason)
        : run.frames.length
          ? words.reading
          : (words[state] ?? "");
      return;
    }
    quiet.textContent = "";
    if (grown) return;
    grown = { read: frame.arrays.read.data, kinds: frame.arrays.kinds.data };
    look(-1);
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  return {
    show(show) {
      veiled = Boolean(show.veil);
      if (grown) look(-1);
    },
    key: () => false,
    close() {
      stop();
      off();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
    },
  };
}
