// What one number is made of, written out with its numbers: the sum under the picture.

import { h, fill } from "./dom.js";
import { HEADED, parents } from "./selfattentionmaths.js";
import { ROLES, SYMBOLS, rowsIn, shown } from "./selfattentionboard.js";

/** Text with `_x` as a small low x: "W_Q" → W and a low Q. */
export function formula(text) {
  const parts = text.split(/_([A-Za-z]+)/);
  return parts.map((part, at) => (at % 2 ? h("sub", {}, part) : part)).filter((part) => part !== "");
}

const coloured = (text, name, palette) =>
  h("span", ROLES[name] ? { style: { color: palette[ROLES[name]] } } : {}, text);
const spaced = (list, between) => list.flatMap((one, at) => (at ? [between, one] : [one]));

/** "q(cat)", "X[cat, 2]": a number's or a row's short name. */
function nameOf({ name, row, column }, tokens) {
  const pair = ["scores", "scaled", "masked", "shares"].includes(name),
    weight = ["wq", "wk", "wv", "wo"].includes(name);
  const symbol = name === "scaled" ? "S′" : SYMBOLS[name];
  return weight
    ? [...formula(symbol), `[${row + 1}, ${column + 1}]`]
    : [symbol, `[${tokens[row]}, ${pair ? tokens[column] : column + 1}]`];
}

/**
 * The sum of one number as nodes: {name, terms}. `notes` are the run's; `words` the view's texts.
 */
export function spelled(cell, matrices, { notes, words, palette, edited }) {
  const { name, head, row, column } = cell,
    { tokens } = notes,
    value = rowsIn(matrices, name, head)[row][column],
    d = matrices.queries[0][0].length;
  const title = [
    h("b", {}, coloured(nameOf(cell, tokens)[0], name, palette), ...nameOf(cell, tokens).slice(1)),
    HEADED.has(name) && notes.heads > 1 ? ` · ${fill(words.head, { n: head + 1 })}` : "",
  ];
  const result = [" = ", h("b", {}, shown(value, 3))];
  if (edited) return { title, terms: [words.by_hand, ...result] };
  const numbers = (of) => {
    const list = [];
    for (const region of of)
      for (let i = region.rows[0]; i <= region.rows[1]; i++)
        for (let j = region.columns[0]; j <= region.columns[1]; j++)
          list.push([rowsIn(matrices, region.name, region.head)[i][j], region.name]);
    return list;
  };
  const product = () => {
    const [left, right] = parents(cell, matrices).map((region) => numbers([region]));
    const signed = (number) => (number < 0 ? `(${shown(number, 2)})` : shown(number, 2));
    const digits = left.some(([x]) => x !== 0 && Math.abs(x) < 0.1) && name === "weighted" ? 3 : 2;
    return spaced(
      left.map(([x, from], at) =>
        h(
          "span",
          { class: "term" },
          coloured(digits === 3 ? shown(x, 3) : signed(x), from, palette),
          " × ",
          coloured(signed(right[at][0]), right[at][1], palette),
        ),
      ),
      " + ",
    );
  };
  switch (name) {
    case "words":
      return { title, terms: [words.origin[notes.known[row] ? notes.weights : "unknown"], ...result] };
    case "positions":
      if (notes.positions === "none") return { title, terms: [words.origin.nowhere, ...result] };
      if (notes.positions === "learned")
        return { title, terms: [words.origin[`${notes.weights}_place`], ...result] };
      return {
        title,
        terms: [
          `${column % 2 ? "cos" : "sin"}(${row} / 10000`,
          h("sup", {}, `${column - (column % 2)}/${notes.width}`),
          ")",
          ...result,
        ],
      };
    case "input":
      return {
        title,
        terms: [
          shown(matrices.words[row][column], 3),
          " + ",
          shown(matrices.positions[row][column], 3),
          ...result,
        ],
      };
    case "queries":
    case "keys":
    case "values":
    case "scores":
    case "weighted":
    case "output":
      return { title, terms: [...product(), ...result] };
    case "scaled":
      return {
        title,
        terms: notes.scaled
          ? [shown(matrices.scores[head][row][column], 3), ` / √${d}`, ...result]
          : [words.not_scaled, ...result],
      };
    case "masked":
      return {
        title,
        terms: [
          value === -Infinity ? fill(words.hidden, { query: tokens[row], key: tokens[column] }) : words.seen,
          ...result,
        ],
      };
    case "shares": {
      const scores = matrices.masked[head][row],
        most = Math.max(...scores),
        // The largest score is taken off above and below: the same share, and no number too large.
        power = (x) => ["e", h("sup", {}, shown(x, scores.length < 5 ? 3 : 2))];
      const plain = most < 20;
      const sum = scores.reduce((all, x) => all + Math.exp(plain ? x : x - most), 0);
      const shift = (x) => (plain ? x : x - most);
      return {
        title,
        terms: [
          ...power(shift(scores[column])),
          " / (",
          ...spaced(
            scores.map((x) => h("span", { class: "term" }, ...power(shift(x)))),
            " + ",
          ),
          ") = ",
          `${shown(Math.exp(shift(scores[column])), 3)} / ${shown(sum, 3)}`,
          ...result,
        ],
      };
    }
    case "joined":
      return { title, terms: [fill(words.from_head, { n: Math.floor(column / d) + 1 }), ...result] };
    default:
      return { title, terms: [words.origin[`${notes.weights}_weight`], ...result] };
  }
}
