// The numbers behind the picture: a recorded moment under any weighting, exactly, without asking the server.

/** The ways to see a moment; the first of each table is what was counted. */
export const KINDS = { words: ["counts", "ppmi"], files: ["documents", "tfidf"] };
export const ofFiles = (kind) => KINDS.files.includes(kind);

/** ln of how much more often two words meet than chance would have it, before the shift; null where they never met. */
function mutual(count, row, column, power, sum) {
  return count > 0 ? Math.log((count * sum) / (row * column ** power)) : null;
}

/**
 * One moment as a table: {rows, columns, values, counts}; values are what the kind says, row by row.
 * setting: {shift, smoothing} with smoothing one of notes.smoothings.
 */
export function table(notes, frame, kind, setting) {
  const rows = notes.words.length,
    files = ofFiles(kind),
    columns = files ? notes.titles.length : rows,
    counts = frame.arrays[files ? "files" : "terms"].data;
  let values = counts;
  if (kind === "ppmi") {
    const sum = powerSum(notes, frame, setting.smoothing);
    values = Float64Array.from(counts, (count, at) => {
      const found = mutual(
        count,
        frame.arrays.rows.data[Math.floor(at / columns)],
        frame.arrays.columns.data[at % columns],
        setting.smoothing,
        sum,
      );
      return found === null ? 0 : Math.max(0, found - Math.log(setting.shift));
    });
  } else if (kind === "tfidf")
    values = Float64Array.from(counts, (count, at) => count * rarity(frame, Math.floor(at / columns)));
  return { rows, columns, values, counts, kind };
}

/** Σ over all context words of count^α. */
function powerSum(notes, frame, smoothing) {
  return frame.arrays.powers.data[Math.max(0, notes.smoothings.indexOf(smoothing))];
}

/** ln((1 + documents) / (1 + documents with the word)) + 1, as scikit-learn has it. */
export const rarity = (frame, row) =>
  Math.log((1 + frame.scalars.begun) / (1 + frame.arrays.containing.data[row])) + 1;

/** What one cell was computed from. */
export function parts(notes, frame, kind, setting, row, column) {
  const { columns, values, counts } = table(notes, frame, kind, setting),
    at = row * columns + column;
  const common = { value: values[at], count: counts[at] };
  if (ofFiles(kind))
    return {
      ...common,
      begun: frame.scalars.begun,
      containing: frame.arrays.containing.data[row],
      rarity: rarity(frame, row),
    };
  const sum = powerSum(notes, frame, setting.smoothing),
    of = frame.arrays.rows.data[row],
    other = frame.arrays.columns.data[column];
  return {
    ...common,
    sum,
    row: of,
    column: other,
    mutual: mutual(counts[at], of, other, setting.smoothing, sum),
  };
}

/** Two rows multiplied place by place: {terms: [[column, a, b]], dot, lengths: [a, b], cosine}. */
export function product({ columns, values }, a, b) {
  const terms = [];
  let dot = 0,
    first = 0,
    second = 0;
  for (let column = 0; column < columns; column++) {
    const one = values[a * columns + column],
      other = values[b * columns + column];
    if (one && other) terms.push([column, one, other]);
    dot += one * other;
    first += one * one;
    second += other * other;
  }
  const lengths = [Math.sqrt(first), Math.sqrt(second)],
    whole = lengths[0] * lengths[1];
  return { terms, dot, lengths, cosine: whole ? dot / whole : 0, squares: [first, second] };
}

/** The window at a moment: {at, low, high, words, breaks, pairs} in places of the excerpt; null before the first. */
export function windowOf(notes, frame) {
  const around = frame.notes?.around ?? notes.opening;
  if (!around || !frame.step) return around ? { ...around, at: -1, pairs: [] } : null;
  const at = frame.step - 1 - around.from;
  const begin = Math.max(0, ...around.breaks.filter((place) => place <= at)),
    end = Math.min(around.words.length, ...around.breaks.filter((place) => place > at));
  const low = Math.max(begin, at - notes.window),
    high = Math.min(end - 1, at + notes.window),
    pairs = [];
  for (let other = low; other <= high; other++)
    if (other !== at)
      pairs.push({ at: other, word: around.words[other], weight: notes.weights[Math.abs(other - at) - 1] });
  return { ...around, at, low, high, pairs };
}
