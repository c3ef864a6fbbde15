// Beside the table: the pairs of this window; or one cell with its arithmetic and sentences; or two rows compared.

import { h, replace, fill, number, told as spoken } from "./dom.js";
import { ofFiles, parts, product } from "./matrix_numbers.js";

/** Products written out before the rest is summed up; a row's company listed; darkest cells listed. */
const TERMS = 6,
  COMPANY = 10,
  DARKEST = 10;

/** A number as short as it may be without lying: whole ones whole, others with two digits. */
const plain = (value) => number(Math.abs(value - Math.round(value)) < 1e-9 ? Math.round(value) : value, 2);

/**
 * side(run, data, hands) → {element, draw(state), close}
 * state: {frame, notes, window, kind, setting, table, cell, rows, fresh}
 * hands: {light(places|null), point(cell|null), row(place)}
 */
export function side(run, data, hands) {
  const { words, palette } = data;
  const element = h("div", { class: "matrix-side", "aria-live": "off" });
  let state = null,
    asked = "",
    answer = null,
    timer = null;

  const heading = (...children) => h("h4", {}, ...children);
  const quiet = (text) => h("p", { class: "caption" }, text);
  const middle = (word) => h("span", { class: "is-centre" }, word);
  const company = (word) => h("span", { class: "is-context" }, word);

  // -- the pairs of this window ------------------------------------------------------------------

  function pairs({ frame, notes, window }) {
    if (notes.alone) return [h("p", { class: "notice" }, words.alone)];
    if (!frame.step || !window) return [heading(words.pairs), quiet(words.start)];
    if (frame.notes?.around) return darkest();
    const centre = window.words[window.at],
      row = notes.words.indexOf(centre);
    return [
      heading(words.pairs),
      window.pairs.length ? null : quiet(fill(words.lonely, { word: centre })),
      window.pairs.map(({ at, word, weight }) => {
        const column = notes.words.indexOf(word),
          shown = row >= 0 && column >= 0;
        return h(
          "button",
          {
            type: "button",
            class: shown ? "matrix-pair" : "matrix-pair beyond",
            title: shown ? null : words.beyond,
            onpointerenter: () => {
              hands.light([window.at, at]);
              if (shown) hands.point({ row, column });
            },
            onpointerleave: () => {
              hands.light(null);
              hands.point(null);
            },
            onclick: () => shown && hands.pick({ row, column }),
          },
          middle(centre),
          h("i", { "aria-hidden": "true" }, "→"),
          company(word),
          h("small", {}, `+${plain(weight)}`),
        );
      }),
      quiet(words.hint),
    ];
  }

  /** Once a moment holds many windows, what stands out in the table tells more than the last of them. */
  function darkest() {
    const { table, notes, kind, fresh } = state,
      files = ofFiles(kind),
      names = files ? notes.titles : notes.words;
    const cells = Array.from(table.values, (value, at) => [at, value])
      .filter(([at, value]) => value > 0 && (files || Math.floor(at / table.columns) <= at % table.columns))
      .sort((a, b) => b[1] - a[1])
      .slice(0, DARKEST);
    return [
      heading(words.darkest),
      cells.map(([at, value]) => {
        const row = Math.floor(at / table.columns),
          column = at % table.columns;
        return h(
          "button",
          {
            type: "button",
            class: "matrix-pair",
            onpointerenter: () => hands.point({ row, column }),
            onpointerleave: () => hands.point(null),
            onclick: () => hands.pick({ row, column }),
          },
          h("span", { class: "matrix-names" }, middle(notes.words[row]), " ", company(names[column])),
          h("small", {}, plain(value)),
        );
      }),
      quiet(fill(words.more, { n: number(fresh) })),
      quiet(words.hint),
    ];
  }

  // -- one cell ----------------------------------------------------------------------------------

  function formula({ notes, frame, kind, setting, cell }) {
    const found = parts(notes, frame, kind, setting, cell.row, cell.column),
      line = (...children) => h("p", { class: "formula" }, ...children);
    if (kind === "tfidf")
      return [
        line(
          `${plain(found.count)} × (ln((1 + ${number(found.begun)}) / (1 + ${number(found.containing)})) + 1)`,
          h("br"),
          `= ${plain(found.count)} × ${number(found.rarity, 2)} = `,
          h("b", {}, plain(found.value)),
        ),
        quiet(words.tfidf_told),
      ];
    if (ofFiles(kind) || found.mutual === null) return [found.count ? null : quiet(words.never)];
    const power = setting.smoothing === 1 ? "" : h("sup", {}, String(setting.smoothing));
    const shifted = found.mutual - Math.log(setting.shift);
    return [
      line(
        `ln( ${plain(found.count)} × ${plain(found.sum)} / (${plain(found.row)} × ${plain(found.column)}`,
        power,
        `) ) = ${number(found.mutual, 2)}`,
        setting.shift > 1 ? [h("br"), `− ln ${setting.shift} = ${number(shifted, 2)}`] : null,
        h("br"),
        "PPMI = ",
        h("b", {}, number(Math.max(0, shifted), 2)),
      ),
      quiet(shifted < 0 ? words.below : words.ppmi_told),
    ];
  }

  /** The words around one pair; a click goes to that moment of the film. */
  function place({ words: said, centre, context, whole, place: at }) {
    const gap = ["zh", "ja"].includes(run.notes.language) ? "" : " ";
    return h(
      "button",
      { type: "button", class: "matrix-place", onclick: () => hands.seek(at + 1), title: words.go },
      whole[0] ? null : "… ",
      said.flatMap((word, i) => [
        i === centre ? middle(word) : i === context ? company(word) : word,
        i < said.length - 1 ? gap : null,
      ]),
      whole[1] ? null : " …",
    );
  }

  function cellOf(now) {
    const { notes, kind, cell, table } = now,
      files = ofFiles(kind);
    const row = notes.words[cell.row],
      column = files ? notes.titles[cell.column] : notes.words[cell.column];
    const count = table.counts[cell.row * table.columns + cell.column];
    return [
      heading(middle(row), " × ", company(column)),
      h(
        "p",
        { class: "matrix-told" },
        fill(files ? words.cell_files : words.cell_words, { row, column, n: plain(count) }),
      ),
      formula(now),
      answer?.refused ? quiet(spoken(words, answer.refused)) : null,
      answer?.places?.length
        ? [
            h("h5", {}, words.places),
            answer.places.map(place),
            answer.times > answer.places.length
              ? quiet(fill(words.more_places, { n: number(answer.times - answer.places.length) }))
              : null,
          ]
        : null,
    ];
  }

  /** Ask for the sentences of the cell, once the pointer rests on it. */
  function ask({ frame, notes, kind, cell, table }) {
    const count = cell && table.counts[cell.row * table.columns + cell.column];
    const query = !count
      ? null
      : {
          row: notes.words[cell.row],
          ...(ofFiles(kind) ? { document: cell.column } : { column: notes.words[cell.column] }),
          step: frame.step,
        };
    const name = JSON.stringify(query);
    if (name === asked) return;
    asked = name;
    clearTimeout(timer);
    if (!query) {
      answer = null;
      return;
    }
    timer = setTimeout(async () => {
      const got = await run.ask("cell", query).catch(() => null);
      if (asked !== name) return;
      answer = got;
      draw(state);
    }, 160);
  }

  // -- rows --------------------------------------------------------------------------------------

  /** A row as cells: what the two have in common stands out. */
  function cells({ table, notes, kind }, row, other) {
    const most = Math.max(1e-9, ...table.values);
    return h(
      "div",
      { class: "cells", role: "img", "aria-label": notes.words[row] },
      Array.from({ length: table.columns }, (_, column) => {
        const value = table.values[row * table.columns + column],
          both = other === undefined || table.values[other * table.columns + column] > 0;
        return h("i", {
          title: `${(ofFiles(kind) ? notes.titles : notes.words)[column]}: ${plain(value)}`,
          style: {
            background: both && value ? palette.context : palette.ink,
            opacity: String(value ? 0.14 + 0.86 * Math.sqrt(value / most) : 0.03),
          },
        });
      }),
    );
  }

  function two(now) {
    const { notes, table, rows } = now,
      [a, b] = rows,
      [first, second] = rows.map((row) => notes.words[row]);
    const { terms, dot, lengths, squares, cosine } = product(table, a, b);
    const written = terms.slice(0, TERMS).map(([, one, other]) => `${plain(one)}×${plain(other)}`);
    const left = terms.length - written.length;
    return [
      heading(fill(words.compare, { a: first, b: second })),
      h("div", { class: "vector" }, h("span", { class: "vector-name" }, h("b", {}, first)), cells(now, a, b)),
      h(
        "div",
        { class: "vector" },
        h("span", { class: "vector-name" }, h("b", {}, second)),
        cells(now, b, a),
      ),
      h(
        "p",
        { class: "formula" },
        `${words.dot}: ${written.join(" + ") || "0"}${left > 0 ? ` + … (${fill(words.terms_more, { n: left })})` : ""} = `,
        h("b", {}, plain(dot)),
      ),
      h(
        "p",
        { class: "formula" },
        `${words.lengths}: √${plain(squares[0])} = ${number(lengths[0], 2)}, √${plain(squares[1])} = ${number(lengths[1], 2)}`,
      ),
      h(
        "p",
        { class: "formula" },
        `${words.cosine}: ${plain(dot)} / (${number(lengths[0], 2)} × ${number(lengths[1], 2)}) = `,
        h("b", { class: "large" }, number(cosine, 3)),
      ),
      quiet(fill(words.over_shown, { n: table.columns })),
    ];
  }

  function one(now) {
    const { notes, table, rows, kind } = now,
      row = rows[0],
      names = ofFiles(kind) ? notes.titles : notes.words;
    const found = Array.from({ length: table.columns }, (_, column) => [
      column,
      table.values[row * table.columns + column],
    ])
      .filter(([, value]) => value > 0)
      .sort((a, b) => b[1] - a[1])
      .slice(0, COMPANY);
    return [
      heading(fill(words.row, { word: notes.words[row] })),
      h(
        "div",
        { class: "bars" },
        found.map(([column, value]) =>
          h(
            "button",
            { type: "button", class: "bar", onclick: () => hands.pick({ row, column }) },
            h("span", { class: "bar-word" }, names[column]),
            h(
              "span",
              { class: "bar-rule" },
              h("i", { style: { width: `${(100 * value) / found[0][1]}%`, background: palette.context } }),
            ),
            h("span", { class: "bar-number" }, plain(value)),
          ),
        ),
      ),
      found.length ? null : quiet(words.never),
      quiet(words.second),
    ];
  }

  /** Redraw what has changed, and keep the place where somebody was reading. */
  function draw(next) {
    state = next;
    if (!state?.frame) return;
    ask(state);
    const told = state.cell
      ? cellOf(state)
      : state.rows.length > 1
        ? two(state)
        : state.rows.length
          ? one(state)
          : pairs(state);
    replace(element, told.flat(4));
  }

  return { element, draw, close: () => clearTimeout(timer) };
}
