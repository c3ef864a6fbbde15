// One stage of attention as shapes: its matrices laid out so that a row from the left and a column from above meet
// in the number that they make.

import { HEADED, parents, transposed } from "./selfattentionmaths.js";

/** The colour that belongs to what is asked, what is offered, and what is told; everything else is ink. */
export const ROLES = {
  queries: "centre",
  wq: "centre",
  keys: "context",
  wk: "context",
  values: "good",
  wv: "good",
};
export const SYMBOLS = {
  words: "E",
  positions: "P",
  input: "X",
  wq: "W_Q",
  queries: "Q",
  wk: "W_K",
  keys: "K",
  wv: "W_V",
  values: "V",
  scores: "S",
  scaled: "S / √d",
  masked: "M",
  shares: "A",
  weighted: "Z",
  joined: "Z",
  wo: "W_O",
  output: "O",
};

/** Stage → how its matrices stand: [kind, left, above, result], or [kind, one, …]. */
const STANDS = {
  words: ["alone", "words"],
  input: ["sum", "words", "positions", "input"],
  queries: ["product", "input", "wq", "queries"],
  keys: ["product", "input", "wk", "keys"],
  values: ["product", "input", "wv", "values"],
  scores: ["product", "queries", "keys", "scores"],
  scaled: ["map", "scores", "scaled"],
  masked: ["map", "scaled", "masked"],
  shares: ["map", "masked", "shares"],
  weighted: ["product", "shares", "values", "weighted"],
  joined: ["join", "weighted", "joined"],
  output: ["product", "joined", "wo", "output"],
};
/** Matrices whose columns are words too. */
const PAIRS = new Set(["scores", "scaled", "masked", "shares"]);
const ROWS_ARE_WORDS = (name) => !["wq", "wk", "wv", "wo"].includes(name);

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mixed = (from, to, share) =>
  `rgb(${from.map((value, at) => Math.round(value + (to[at] - value) * share)).join(" ")})`;

/** Values → colours: blue below zero, orange above; shares in ink. `most`: the value of the full colour. */
export function shader(palette) {
  const card = rgb(palette.card),
    wash = rgb(palette.wash),
    low = rgb(palette.context),
    high = rgb(palette.centre),
    ink = rgb(palette.ink);
  return (name, value, most) => {
    if (!Number.isFinite(value)) return { fill: palette.wash, ink: palette.soft };
    if (name === "shares") {
      const share = Math.min(1, Math.max(0, value)) * 0.86;
      return { fill: mixed(wash, ink, share), ink: share > 0.44 ? palette.card : palette.ink };
    }
    const share = Math.min(1, Math.abs(value) / most) * 0.62;
    return { fill: mixed(card, value < 0 ? low : high, 0.05 + share), ink: palette.ink };
  };
}

/** The largest number of a matrix, at least 1: its full colour. */
export function mostOf(name, matrices) {
  const rows = HEADED.has(name) ? matrices[name].flat() : matrices[name];
  return rows.reduce(
    (most, row) => row.reduce((all, x) => (Number.isFinite(x) ? Math.max(all, Math.abs(x)) : all), most),
    1,
  );
}

/** The rows of a matrix, of one head where there are several. */
export const rowsIn = (matrices, name, head) => (HEADED.has(name) ? matrices[name][head] : matrices[name]);

const shorter = (word, most) =>
  [...word].length > most ? `${[...word].slice(0, most - 1).join("")}…` : word;

/**
 * Where everything of a stage stands in `size`: {sheets, labels, signs, cell: [width, height], letter, digits}.
 * A sheet: {name, head, x, y, rows, columns, turned, columnFrom}; `turned`: drawn with rows as columns.
 */
export function layout(stage, matrices, { size, tokens, head, measure, big, words }) {
  const [kind, ...names] = STANDS[stage],
    d = matrices.queries[0][0].length,
    T = tokens.length,
    [width, height] = size;
  const shapeOf = (name) => {
    const rows = rowsIn(matrices, name, head);
    return ["wq", "wk", "wv"].includes(name) ? [rows.length, d] : [rows.length, rows[0].length];
  };
  const sizeOf = (letter) =>
    Math.min(
      width * (width < 520 ? 0.2 : 0.16),
      Math.max(...tokens.map((word) => measure(shorter(word, 12), letter))),
    ) + 12;
  const letter = big ? 22 : width < 520 ? 13 : 15,
    title = big ? 32 : 24,
    label = sizeOf(letter),
    side = big ? 26 : 18;
  /** The largest cells with which so many stand in the room that is left. */
  const fit = (columns, rows, spareX, spareY) => {
    let wide = (width - spareX) / columns,
      high = (height - spareY) / rows;
    wide = Math.min(wide, big ? 132 : 92, high * 1.9);
    high = Math.min(high, wide * 0.72, big ? 74 : 52);
    return [Math.max(7, wide), Math.max(7, high)];
  };
  const sheets = [],
    labels = [],
    signs = [];
  const sheet = (name, x, y, more = {}) => {
    const [rows, columns] = shapeOf(name);
    const turned = more.turned ?? false;
    const made = {
      name,
      head,
      x,
      y,
      rows: turned ? columns : rows,
      columns: turned ? rows : columns,
      turned,
      ...more,
    };
    if (["wq", "wk", "wv"].includes(name)) made.columnFrom = head * d;
    sheets.push(made);
    return made;
  };
  /** The words beside a sheet's rows, or over its columns. */
  const beside = (one, cell) =>
    tokens.forEach((word, row) =>
      labels.push({
        row,
        at: [one.x - 10, one.y + (row + 0.5) * cell[1]],
        align: "right",
        word,
        room: label,
      }),
    );
  const above = (one, cell) => {
    const slant = Math.max(...tokens.map((word) => measure(shorter(word, 12), letter))) > cell[0] - 6;
    tokens.forEach((word, column) =>
      labels.push({
        column,
        at: slant
          ? [one.x + (column + 0.42) * cell[0], one.y - 7]
          : [one.x + (column + 0.5) * cell[0], one.y - letter * 0.85],
        align: slant ? "left" : "center",
        turn: slant ? -Math.PI / 5 : 0,
        word,
        room: slant ? label * 1.2 : cell[0],
      }),
    );
  };
  const slanted = (wide) => {
    const most = Math.max(...tokens.map((word) => measure(shorter(word, 12), letter)));
    return most > wide - 6 ? Math.min(most, label * 1.2) * 0.6 + letter * 0.9 : letter * 1.7;
  };
  const lean = T > 3 ? label * 0.7 : 0;

  let cell;
  if (kind === "product") {
    const [left, top, result] = names,
      turned = stage === "scores",
      [, inner] = shapeOf(left),
      [, columns] = shapeOf(result),
      gap = big ? 40 : 28,
      // Room over the upper matrix: the names of its columns, or its own.
      head = turned ? slanted(40) : stage === "weighted" ? title : 0,
      names2 = stage === "weighted" ? label : 0;
    cell = fit(
      inner + columns,
      inner + T,
      label + gap + side + Math.max(0, names2 - 40) + (turned ? lean : 0),
      title * 2.2 + gap + head,
    );
    const wide = label + (inner + columns) * cell[0] + gap,
      high = (inner + T) * cell[1] + gap + head + title * 1.6,
      x = Math.max(6, (width - wide) / 2) + label,
      y = Math.max(8, (height - high) / 2) + head;
    const upper = sheet(top, x + inner * cell[0] + gap, y, { turned, title: "left" }),
      lower = sheet(left, x, y + inner * cell[1] + gap, { title: "above" }),
      made = sheet(result, upper.x, lower.y, { title: "below", result: true });
    beside(lower, cell);
    if (turned) above(upper, cell);
    if (stage === "weighted")
      tokens.forEach((word, row) =>
        labels.push({
          at: [upper.x - 10, upper.y + (row + 0.5) * cell[1]],
          align: "right",
          word,
          room: label,
          quiet: true,
          key: row,
        }),
      );
    if (stage === "weighted") upper.title = "above";
    made.of = [lower, upper];
  } else if (kind === "join") {
    const count = matrices.weighted.length,
      gap = big ? 40 : 28;
    const columns = d * count;
    const two = width > 560 || columns <= 4;
    cell = fit(
      two ? columns * 2 : columns,
      two ? T : 2 * T + 1,
      label + side + gap * (count + 1),
      title * (two ? 2.2 : 3.6),
    );
    const wide = label + (two ? 2 : 1) * columns * cell[0] + gap * (two ? count : count - 1);
    let x = Math.max(6, (width - wide) / 2) + label;
    const y = Math.max(title * 1.2, (height - (two ? T : 2 * T + 1) * cell[1] - title) / 2);
    const begin = x;
    for (let one = 0; one < count; one++) {
      const placed = sheet("weighted", x, y, { head: one, title: "above", symbol: `Z${"₁₂₃₄"[one]}` });
      if (!one) beside(placed, cell);
      x += d * cell[0] + gap;
      if (one === count - 1 && two) signs.push({ text: "→", at: [x - gap / 2, y + (T * cell[1]) / 2] });
    }
    const made = sheet("joined", two ? x : begin, two ? y : y + (T + 0.6) * cell[1] + title, {
      title: "above",
      result: true,
    });
    if (!two) beside(made, cell);
  } else {
    // A narrow screen has no room for two tables of all pairs: the one before is a stage of its own.
    const shownNames = kind === "map" && width < 520 && T > 4 ? names.slice(1) : names,
      gap = kind === "map" ? (big ? 110 : width < 520 ? 44 : 78) : big ? 46 : width < 520 ? 20 : 34,
      gaps = gap * (shownNames.length - 1),
      columns = shownNames.reduce((sum, name) => sum + shapeOf(name)[1], 0),
      top = kind === "map" ? slanted((width - label - gaps) / columns) + 2 : 0;
    cell = fit(columns, T, label + side + gaps + (kind === "map" ? lean : 0), title * 1.6 + top);
    const wide = label + columns * cell[0] + gaps,
      high = T * cell[1] + top + title * 1.2,
      y = Math.max(title, (height - high) / 2 + title) + top;
    let x = Math.max(6, (width - wide) / 2) + label;
    shownNames.forEach((name, at) => {
      const last = at === shownNames.length - 1;
      const placed = sheet(name, x, y, { title: "above", lift: top, result: last && names.length > 1 });
      if (!at) beside(placed, cell);
      if (kind === "map") above(placed, cell);
      if (!last)
        signs.push({
          text: kind === "map" ? "→" : at ? "=" : "+",
          under: kind === "map" ? words.signs[stage] : "",
          at: [x + placed.columns * cell[0] + gap / 2, y + (T * cell[1]) / 2],
        });
      x += placed.columns * cell[0] + gap;
    });
  }
  const [wide, high] = cell,
    two = Math.min(high * 0.5, wide * 0.27),
    digits = two >= 9 ? 2 : wide * 0.34 >= 9 ? 1 : 0;
  return {
    stage,
    sheets,
    labels,
    signs,
    cell,
    letter,
    digits,
    number: Math.min(big ? 30 : 19, digits === 2 ? two : Math.min(high * 0.5, wide * 0.34)),
  };
}

/** The place in its matrix of row and column of a sheet as drawn. */
export const entry = (sheet, row, column) => ({
  name: sheet.name,
  head: sheet.head,
  row: sheet.turned ? column : row,
  column: (sheet.turned ? row : column) + (sheet.columnFrom ?? 0),
});

const within = (region, { name, head, row, column }) =>
  region.name === name &&
  (!HEADED.has(name) || region.head === head) &&
  row >= region.rows[0] &&
  row <= region.rows[1] &&
  column >= region.columns[0] &&
  column <= region.columns[1];
const same = (a, b) =>
  a &&
  b &&
  a.name === b.name &&
  a.row === b.row &&
  a.column === b.column &&
  (!HEADED.has(a.name) || a.head === b.head);

/** A number as a cell shows it. */
export function shown(value, digits) {
  if (value === -Infinity) return "−∞";
  const text = (Object.is(value, -0) ? 0 : value).toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/**
 * The shapes of a stage: `place` from layout; `done`: share of the result that is computed already, 0 to 1;
 * `focus`: the number looked at; `edited(entry)`: whether it was changed by hand; `changed(entry)`: just now.
 */
export function shapes(
  place,
  matrices,
  { palette, tokens, known, focus, selected, done, edited, changed, names },
) {
  const { sheets, labels, signs, cell, letter, digits, number } = place,
    [wide, high] = cell,
    shade = shader(palette),
    drawn = [],
    regions = focus ? parents(focus, matrices) : [],
    seam = wide > 24 ? 2 : 1;
  const strokes = [];
  for (const sheet of sheets) {
    const { name, head, x, y } = sheet,
      rows = rowsIn(matrices, name, head),
      most = mostOf(name, matrices),
      total = sheet.rows * sheet.columns,
      ready = sheet.result ? Math.round(done * total) : total,
      mine = regions.filter((region) => region.name === name && (!HEADED.has(name) || region.head === head));
    for (let row = 0; row < sheet.rows; row++)
      for (let column = 0; column < sheet.columns; column++) {
        const at = entry(sheet, row, column),
          value = rows[at.row][at.column],
          box = [x + column * wide + seam / 2, y + row * high + seam / 2, wide - seam, high - seam];
        if (row * sheet.columns + column >= ready) {
          drawn.push({ box, radius: 3, stroke: palette.line, width: 1 });
          continue;
        }
        const look = shade(name, value, most),
          lit = mine.some((region) => within(region, at)),
          faint = regions.length && !sheet.result && !lit ? 0.28 : 1;
        drawn.push({ box, radius: 3, fill: look.fill, alpha: faint });
        if (digits)
          drawn.push({
            text: shown(value, digits),
            at: [x + (column + 0.5) * wide, y + (row + 0.52) * high],
            size: number,
            fill: look.ink,
            align: "center",
            alpha: faint,
            weight: edited(at) ? 700 : undefined,
          });
        if (edited(at))
          strokes.push({
            line: [box[0] + 3, box[1] + box[3] - 2, box[0] + box[2] - 3, box[1] + box[3] - 2],
            stroke: palette.negative,
            width: 2,
          });
        if (changed(at)) strokes.push({ box, radius: 3, stroke: palette.negative, width: 1.5 });
        if (same(at, focus) || same(at, selected))
          strokes.push({
            box: [box[0] - 1, box[1] - 1, box[2] + 2, box[3] + 2],
            radius: 4,
            stroke: palette.ink,
            width: same(at, selected) ? 2.5 : 2,
          });
      }
    for (const region of mine) {
      const flip = sheet.turned,
        from = sheet.columnFrom ?? 0,
        [rowsOf, columnsOf] = flip
          ? [region.columns, region.rows]
          : [region.rows, region.columns.map((at) => at - from)];
      strokes.push({
        box: [
          x + columnsOf[0] * wide - 1,
          y + rowsOf[0] * high - 1,
          (columnsOf[1] - columnsOf[0] + 1) * wide + 2,
          (rowsOf[1] - rowsOf[0] + 1) * high + 2,
        ],
        radius: 5,
        stroke: palette[ROLES[name] ?? "ink"],
        width: 2,
      });
    }
    drawn.push(...heading(sheet, cell, letter, palette, names));
  }
  for (const label of labels) {
    const index = label.row ?? label.column ?? label.key,
      lit =
        focus &&
        (label.row === focus.row ||
          (label.column !== undefined && PAIRS.has(focus.name) && label.column === focus.column));
    drawn.push({
      text: shorter(label.word, Math.max(2, Math.min(12, Math.floor(label.room / (letter * 0.52))))),
      at: label.at,
      size: label.align === "right" ? Math.min(letter, high * 0.92) : letter,
      align: label.align,
      turn: label.turn,
      weight: lit ? 650 : 450,
      fill: known[index] === false ? palette.negative : lit || !label.quiet ? palette.ink : palette.soft,
    });
  }
  for (const sign of signs) {
    drawn.push({ text: sign.text, at: sign.at, size: letter * 1.45, align: "center", fill: palette.soft });
    if (sign.under)
      drawn.push({
        text: sign.under,
        at: [sign.at[0], sign.at[1] + letter * 1.7],
        size: letter,
        align: "center",
        fill: palette.soft,
      });
  }
  return [...drawn, ...strokes];
}

/** A sheet's name in the colour of what it is. */
function heading(sheet, [, high], letter, palette, names) {
  const { name, x, y, rows, turned } = sheet,
    [symbol, low] = (sheet.symbol ?? SYMBOLS[name] + (turned ? "ᵀ" : "")).split("_"),
    look = { size: letter * 1.12, weight: 650, fill: palette[ROLES[name] ?? "ink"] },
    small = { ...look, size: letter * 0.74 },
    quiet = { size: letter * 0.86, fill: palette.soft };
  if (sheet.title === "left") {
    const [right, middle] = [x - letter, y + (rows * high) / 2];
    return [
      {
        text: symbol,
        at: [right - (low ? letter * 0.6 : 0), middle - letter * 0.6],
        align: "right",
        ...look,
      },
      ...(low ? [{ text: low, at: [right, middle - letter * 0.25], align: "right", ...small }] : []),
      { text: names[name], at: [right, middle + letter * 0.8], align: "right", ...quiet },
    ];
  }
  const line =
    sheet.title === "below" ? y + rows * high + letter * 1.05 : y - (sheet.lift ?? 0) - letter * 0.95;
  return [
    { text: symbol, at: [x + 1, line], ...look },
    { text: names[name], at: [x + 1 + letter * (0.55 + 0.78 * [...symbol].length), line], ...quiet },
  ];
}

/** The number under a pointer, or null: only what is computed already. */
export function cellAt(place, [px, py], done) {
  const [wide, high] = place.cell;
  for (const sheet of place.sheets) {
    const column = Math.floor((px - sheet.x) / wide),
      row = Math.floor((py - sheet.y) / high);
    if (row < 0 || column < 0 || row >= sheet.rows || column >= sheet.columns) continue;
    const ready = sheet.result ? Math.round(done * sheet.rows * sheet.columns) : Infinity;
    return row * sheet.columns + column < ready ? entry(sheet, row, column) : null;
  }
  return null;
}

/** The number that is being computed now: the last one that is there. */
export function lastDone(place, done) {
  const sheet = place.sheets.find((one) => one.result);
  if (!sheet) return null;
  const at = Math.round(done * sheet.rows * sheet.columns) - 1;
  return at < 0 ? null : entry(sheet, Math.floor(at / sheet.columns), at % sheet.columns);
}

/** A small picture of a matrix on a canvas: its colours only, and the regions that a number depends on. */
export function miniature(context, [width, height], rows, name, most, regions, palette, alpha) {
  const shade = shader(palette),
    unit = Math.min((width - 4) / rows[0].length, (height - 4) / rows.length, 11),
    left = (width - unit * rows[0].length) / 2,
    top = (height - unit * rows.length) / 2;
  context.clearRect(0, 0, width, height);
  context.globalAlpha = alpha;
  rows.forEach((row, i) =>
    row.forEach((value, j) => {
      context.fillStyle = shade(name, value, most).fill;
      context.fillRect(
        left + j * unit,
        top + i * unit,
        unit - (unit > 4 ? 0.75 : 0),
        unit - (unit > 4 ? 0.75 : 0),
      );
    }),
  );
  context.globalAlpha = 1;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  for (const {
    rows: [from, to],
    columns: [first, last],
  } of regions)
    context.strokeRect(
      left + first * unit - 0.5,
      top + from * unit - 0.5,
      (last - first + 1) * unit,
      (to - from + 1) * unit,
    );
}

export { transposed };
