// Self-attention computed in the browser, so that a number changed by hand changes all that follow at once.
// The same sums as engine/lessons/self_attention/stages.py; a test compares them.

/** Stage of the film → the matrix it makes. */
export const STAGES = [
  "words",
  "input",
  "queries",
  "keys",
  "values",
  "scores",
  "scaled",
  "masked",
  "shares",
  "weighted",
  "joined",
  "output",
];
/** Matrices of which there is one for each head. */
export const HEADED = new Set([
  "queries",
  "keys",
  "values",
  "scores",
  "scaled",
  "masked",
  "shares",
  "weighted",
]);
const WEIGHT = { queries: "wq", keys: "wk", values: "wv" };

/** A tensor of a frame (T, d) as rows of numbers; of a film of them (M, T, d) the moment `at`. */
export function rowsOf({ shape, data }, at = 0) {
  const [T, d] = shape.slice(-2);
  return Array.from({ length: T }, (_, row) =>
    Array.from(data.subarray((at * T + row) * d, (at * T + row + 1) * d)),
  );
}

/** What the computation starts from, out of frame 0; `moment`: which of a training's, or null for its last. */
export function start(run, moment = null) {
  const { arrays } = run.frames[0],
    { notes } = run;
  const past = moment !== null && arrays["history.words"];
  const taken = (name) => (past ? rowsOf(arrays[`history.${name}`], moment) : rowsOf(arrays[name]));
  const made = {
    heads: notes.heads,
    scaled: notes.scaled,
    causal: notes.causal,
    words: taken("words"),
    positions: taken("positions"),
    learned: rowsOf(arrays.learned),
  };
  for (const name of ["wq", "wk", "wv", "wo"]) made[name] = taken(name);
  return made;
}

const product = (a, b) => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
export const transposed = (a) => a[0].map((_, j) => a.map((row) => row[j]));
const columns = (a, from, to) => a.map((row) => row.slice(from, to));

/** Shares along a row; none of a score that is −∞. */
export function softmax(row) {
  const most = Math.max(...row),
    powers = row.map((x) => Math.exp(x - most)),
    sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

/** `scores.0.1.2=0.5;wq.0.0=1` → Map of "scores.0.1.2" → 0.5 (head first, where there are heads). */
export function readEdits(said) {
  const found = new Map();
  for (const part of (said ?? "").split(";")) {
    const match = /^\s*([a-z]{2,9}(?:\.\d{1,2}){2,3})=(-?\d{1,4}(?:\.\d{1,6})?)\s*$/.exec(part);
    if (match) found.set(match[1], Number(match[2]));
  }
  return found;
}
export const writeEdits = (edits) => [...edits].map(([place, value]) => `${place}=${value}`).join(";");

/** The address of one number. */
export const placeOf = (name, head, row, column) =>
  HEADED.has(name) ? `${name}.${head}.${row}.${column}` : `${name}.${row}.${column}`;

/** Every matrix: name → rows, or for HEADED name → [rows of head 1, rows of head 2, …]. */
export function compute(from, edits = new Map()) {
  const made = {},
    names = new Set([...edits.keys()].map((place) => place.split(".")[0]));
  const replaced = (name, head, rows) =>
    rows.map((row, i) => row.map((value, j) => edits.get(placeOf(name, head, i, j)) ?? value));
  const put = (name, value) => {
    if (names.has(name))
      value = HEADED.has(name)
        ? value.map((rows, head) => replaced(name, head, rows))
        : replaced(name, 0, value);
    return (made[name] = value);
  };
  const words = put("words", from.words),
    places = put("positions", from.positions);
  const x = put(
      "input",
      words.map((row, i) => row.map((value, j) => value + places[i][j])),
    ),
    d = x[0].length / from.heads;
  for (const [name, weight] of Object.entries(WEIGHT)) {
    const all = product(x, put(weight, from[weight]));
    put(
      name,
      Array.from({ length: from.heads }, (_, head) => columns(all, head * d, (head + 1) * d)),
    );
  }
  put(
    "scores",
    made.queries.map((query, head) => product(query, transposed(made.keys[head]))),
  );
  const scale = from.scaled ? Math.sqrt(d) : 1;
  put(
    "scaled",
    made.scores.map((rows) => rows.map((row) => row.map((value) => value / scale))),
  );
  put(
    "masked",
    made.scaled.map((rows) =>
      rows.map((row, i) => row.map((value, j) => (from.causal && j > i ? -Infinity : value))),
    ),
  );
  put(
    "shares",
    made.masked.map((rows) => rows.map(softmax)),
  );
  put(
    "weighted",
    made.shares.map((rows, head) => product(rows, made.values[head])),
  );
  put(
    "joined",
    x.map((_, i) => made.weighted.flatMap((rows) => rows[i])),
  );
  put("output", product(made.joined, put("wo", from.wo)));
  return made;
}

/**
 * What one number is made of, one step back: [{name, head, rows: [from, to], columns: [from, to]}], ends included.
 * `matrices`: what compute gave; a share depends on its whole row of scores.
 */
export function parents({ name, head, row, column }, matrices) {
  const d = matrices.queries[0][0].length,
    width = matrices.input[0].length,
    T = matrices.input.length;
  const one = (what, of = head) => ({ name: what, head: of, rows: [row, row], columns: [column, column] }),
    line = (what, to, of = head) => ({ name: what, head: of, rows: [row, row], columns: [0, to - 1] }),
    upright = (what, at, to, of = head) => ({ name: what, head: of, rows: [0, to - 1], columns: [at, at] });
  switch (name) {
    case "input":
      return [one("words"), one("positions")];
    case "queries":
    case "keys":
    case "values":
      return [line("input", width), upright(WEIGHT[name], head * d + column, width)];
    case "scores":
      return [line("queries", d), { name: "keys", head, rows: [column, column], columns: [0, d - 1] }];
    case "scaled":
      return [one("scores")];
    case "masked":
      return [one("scaled")];
    case "shares":
      return [line("masked", T)];
    case "weighted":
      return [line("shares", T), upright("values", column, T)];
    case "joined":
      return [
        {
          name: "weighted",
          head: Math.floor(column / d),
          rows: [row, row],
          columns: [column % d, column % d],
        },
      ];
    case "output":
      return [line("joined", width), upright("wo", column, width)];
    default:
      return [];
  }
}

/** All that a number is made of, back to the words: one region for each matrix and head, grown to hold all. */
export function ancestry(cell, matrices) {
  const found = new Map();
  const visit = (of) => {
    for (const region of parents(of, matrices)) {
      const key = HEADED.has(region.name) ? `${region.name} ${region.head}` : region.name,
        before = found.get(key);
      const grown = before
        ? {
            ...region,
            rows: [Math.min(before.rows[0], region.rows[0]), Math.max(before.rows[1], region.rows[1])],
            columns: [
              Math.min(before.columns[0], region.columns[0]),
              Math.max(before.columns[1], region.columns[1]),
            ],
          }
        : region;
      if (before && String([before.rows, before.columns]) === String([grown.rows, grown.columns])) continue;
      found.set(key, grown);
      for (let row = region.rows[0]; row <= region.rows[1]; row++)
        for (let column = region.columns[0]; column <= region.columns[1]; column++)
          visit({ name: region.name, head: region.head, row, column });
    }
  };
  visit(cell);
  return [...found.values()];
}

/** −Σ p ln p in nats. */
export const entropy = (shares) => shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** Sine waves for a place (engine/models/attention.py: sinusoids). */
export const wave = (place, column, width) => {
  const angle = place / 10000 ** ((column - (column % 2)) / width);
  return column % 2 ? Math.cos(angle) : Math.sin(angle);
};
