// One vector written out, or two: multiplied place by place, with their angle and their distance.

import { h, replace, fill } from "./dom.js";

/** Vectors up to so long are written as digits; longer ones as cells alone. */
const DIGITS = 14;

/** A vector as a strip of cells, its ones in `colour`. */
function strip(vector, colour, label) {
  return h(
    "div",
    {
      class: vector.length > DIGITS ? "bits fine" : "bits",
      role: "img",
      "aria-label": `${label}: ${vector.join(", ")}`,
    },
    vector.map((value) =>
      h(
        "i",
        value ? { class: "one", style: { background: colour } } : {},
        vector.length > DIGITS ? "" : String(value),
      ),
    ),
  );
}

const row = (name, content, more = "") =>
  h(
    "div",
    { class: "vector-row" },
    h("span", { class: "vector-name" }, name, more && h("small", {}, ` ${more}`)),
    content,
  );

/** Two arrows of length 1 from one point, at a right angle; or one, where both are the same. */
function angle(same, [one, other], palette, distance) {
  const arrow = (x, y, colour) => [
    h("line", {
      x1: 18,
      y1: 92,
      x2: x,
      y2: y,
      stroke: colour,
      "stroke-width": 2.5,
      "stroke-linecap": "round",
    }),
    h("circle", { cx: x, cy: y, r: 4, fill: colour }),
  ];
  const text = (x, y, said, colour, anchor = "start") =>
    h("text", { x, y, fill: colour, "font-size": 13, "text-anchor": anchor }, said);
  return h(
    "svg",
    { viewBox: same ? "0 76 200 32" : "0 0 200 112", class: "angle", "aria-hidden": "true" },
    same
      ? null
      : [
          h("path", { d: "M18 80h12v12", fill: "none", stroke: palette.soft }),
          h("path", { d: "M18 16L94 92", fill: "none", stroke: palette.soft, "stroke-dasharray": "3 4" }),
          text(62, 50, distance, palette.soft),
          ...arrow(18, 16, palette.plain),
          text(28, 19, one, palette.plain),
        ],
    arrow(94, 92, palette.centre),
    text(104, 96, same ? one : other, palette.centre),
  );
}

/** Fill `element` with none, one or two of {word, number, vector}. */
export function comparison(element, shown, { words, palette, pending }) {
  if (!shown.length) {
    replace(element, h("p", { class: "quiet hint" }, words.hint));
    return;
  }
  const [one, other] = shown;
  const lines = shown.map(({ word, number, vector }, at) =>
    row(word, strip(vector, at ? palette.centre : palette.plain, word), fill(words.number, { number })),
  );
  if (!other) {
    replace(
      element,
      h("h3", {}, words.vectors),
      lines,
      h("p", { class: "caption" }, fill(words.width, { n: one.vector.length - 1 })),
      pending ? h("p", { class: "quiet hint" }, words.one) : null,
    );
    return;
  }
  const products = one.vector.map((value, at) => value * other.vector[at]),
    dot = products.reduce((sum, value) => sum + value, 0),
    apart = one.vector.reduce((sum, value, at) => sum + (value - other.vector[at]) ** 2, 0);
  const distance = apart ? `√${apart} ≈ ${Math.sqrt(apart).toFixed(2)}` : "0";
  const result = (name, how, value) =>
    h("div", { class: "reckoned" }, h("span", {}, name), h("span", {}, how), h("b", {}, value));
  replace(
    element,
    h("h3", {}, words.vectors),
    lines,
    row(words.product, strip(products, palette.ink, words.product)),
    h(
      "div",
      { class: "results" },
      result(
        words.dot,
        products.length <= DIGITS ? products.join(" + ") : dot ? "0 + … + 1 + … + 0" : "0 + … + 0",
        String(dot),
      ),
      result(words.cosine, `${dot} ÷ (1 × 1)`, String(dot)),
      result(words.distance, apart ? "√(1² + 1²)" : "√0", apart ? Math.sqrt(apart).toFixed(2) : "0"),
    ),
    angle(dot === 1, [one.word, other.word], palette, distance.split(" ")[0]),
    h("p", { class: "caption" }, dot ? words.same : words.right_angle),
  );
}
