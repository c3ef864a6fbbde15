// One head large: as cells, or as lines from each word to the words it looks at.

import { heat } from "./heat.js";
import { lines } from "./transformer_lines.js";

/**
 * large(host, {palette, font, present, label, describe(row, column), onHover(t|null), onPick(t)})
 *   → {draw(film, value(row, column), {picture, token, diverging}), image(width, height), close}
 */
export function large(host, options) {
  const { palette, font, present } = options;
  let cells = null,
    strokes = null,
    shape = "";

  function begin(film, value, { picture, diverging }) {
    close();
    if (picture === "lines") {
      strokes = lines(host, {
        palette,
        font,
        present,
        onHover: options.onHover,
        onPick: (t) => t !== null && options.onPick(t),
      });
      return;
    }
    cells = heat(host, {
      palette,
      font,
      present,
      rows: film.T,
      columns: film.T,
      value,
      scale: diverging ? "diverging" : "sequential",
      colour: "centre",
      range: diverging ? [-1, 1] : [0, 1],
      rowLabels: film.tokens,
      columnLabels: film.tokens,
      label: options.label,
      describe: options.describe,
      onHover: (row) => options.onHover(row),
      onPick: (row) => options.onPick(row),
    });
  }
  function draw(film, value, state) {
    const now = JSON.stringify([film.tokens, state.picture, state.diverging]);
    if (now !== shape) {
      begin(film, value, state);
      shape = now;
    }
    if (cells) {
      cells.set({ value });
      cells.mark(state.token === null ? {} : { row: state.token });
    } else strokes.draw(film.tokens, value, state.token, state.diverging);
  }
  function close() {
    cells?.close();
    strokes?.close();
    cells = strokes = null;
    shape = "";
  }
  return { draw, close, image: (width, height) => cells.picture(width, height) };
}
