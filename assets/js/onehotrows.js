// The vectors of the words read so far as shapes: a row for each word, a column for each number of its vector.

/** Cells at least so large hold their digit; so large, they have their word beside and above them. */
const DIGIT = 19,
  LABEL = 11;

/** A long word, shortened for the picture; the sentence above it has it whole. */
const short = (word) => ([...word].length > 14 ? `${[...word].slice(0, 13).join("")}…` : word);

/** The largest cells with which all rows and columns of the whole film fit; nothing jumps as it grows. */
export function layout(context, [width, height], tokens, words, font, big) {
  const widest = (list, size) => {
    context.font = `600 ${size}px ${font}`;
    return Math.max(...list.map((word) => context.measureText(short(word)).width));
  };
  for (let cell = big ? 96 : 60; ; cell -= cell > 12 ? 1 : 0.5) {
    const size = Math.max(11, Math.min(big ? 27 : 17, Math.round(cell * 0.36))),
      labelled = cell >= LABEL;
    const name = Math.min(width * 0.3, widest(tokens, size)) + 16,
      above = widest(words, size),
      turn = above <= cell - 6 ? 0 : cell < 17 ? -Math.PI / 2 : -Math.PI / 4;
    const slant =
      turn < -1.5 ? [0, above + 6] : turn ? [above * 0.68, above * 0.72 + size * 0.8] : [0, size * 1.5];
    const head = (labelled ? slant[1] : 0) + (cell >= DIGIT ? size * 1.35 : 6),
      lean = labelled ? slant[0] : 0,
      wide = name + words.length * cell,
      high = head + tokens.length * cell;
    if (cell <= 2 || (wide + Math.max(0, lean - cell) <= width - 28 && high <= height - 24))
      return {
        cell,
        size,
        box: cell - (cell > 24 ? 4 : cell > 9 ? 2 : cell > 5 ? 1 : 0.5),
        labelled,
        turn,
        left: Math.max(14, (width - wide) / 2) + name,
        top: Math.max(10, (height - high) / 2) + head,
      };
  }
}

/**
 * moment: {place, film: {tokens, numbers, words}, vectors, done, wide, chosen, hovered}; look: {palette, big}.
 * `arrived` is how far the newest column has slid in, 0 to 1.
 */
export function rows(moment, { palette, big }, arrived) {
  const { place, film, vectors, done, wide, chosen, hovered } = moment,
    { cell, left, top, box } = place,
    { numbers } = film;
  const now = numbers[done - 1],
    before = done > 1 ? numbers.lastIndexOf(now, done - 2) : -1,
    lit = new Set([...chosen, hovered]),
    drawn = [];
  for (let column = 0; column < wide; column++) {
    const entering = before < 0 && column === wide - 1,
      shown = entering ? arrived : 1,
      x = left + column * cell + (entering ? (1 - arrived) * Math.max(26, cell) : 0);
    for (let row = 0; row < done; row++) {
      const newest = row === done - 1,
        one = vectors[row * wide + column] === 1,
        alpha = newest ? arrived : shown,
        corner = [x, top + row * cell];
      drawn.push({
        box: [...corner, box, box],
        radius: box * 0.16,
        fill: one ? (newest ? palette.centre : palette.plain) : palette.wash,
        alpha,
      });
      // A word met again: its column is lit from where it was met before down to here.
      if (before >= 0 && column === now && row >= before && !newest)
        drawn.push({
          box: [...corner, box, box],
          radius: box * 0.16,
          ...(row === before
            ? { stroke: palette.centre, width: Math.max(1.5, cell / 16) }
            : { fill: palette.centre }),
          alpha: (row === before ? 1 : 0.14) * arrived,
        });
      if (cell >= DIGIT)
        drawn.push({
          text: one ? "1" : "0",
          at: [corner[0] + box / 2, corner[1] + box / 2 + 1],
          size: Math.round(Math.min(big ? 30 : 20, cell * 0.4)),
          weight: one ? 650 : 400,
          fill: one ? palette.paper : palette.soft,
          alpha: one ? alpha : alpha * 0.75,
          align: "center",
        });
    }
    drawn.push(
      ...head(column, x + box / 2, place, film, column === now ? palette.centre : palette.soft, shown),
    );
  }
  for (let row = 0; row < done; row++) {
    const newest = row === done - 1;
    if (!place.labelled && !newest && !lit.has(row)) continue;
    drawn.push({
      text: short(film.tokens[row]),
      at: [left - 12, top + row * cell + box / 2 + 1],
      size: place.size,
      weight: newest || lit.has(row) ? 600 : 400,
      fill: newest ? palette.centre : palette.ink,
      align: "right",
      alpha: newest ? arrived : 1,
    });
  }
  return [...drawn, ...frames(moment, lit, palette)];
}

/** Over a column: its number, and the word whose number it is. */
function head(column, x, { cell, size, labelled, turn, top }, { words }, fill, alpha) {
  const said = [],
    y = top - (cell >= DIGIT ? size * 1.6 : 8);
  if (cell >= DIGIT)
    said.push({
      text: String(column),
      at: [x, top - size * 0.72],
      size: Math.round(size * 0.82),
      fill,
      align: "center",
      alpha,
    });
  if (labelled)
    said.push({
      text: short(words[column]),
      at: [x + (turn > -1.5 && turn ? size * 0.1 : 0), turn ? y : y - size * 0.25],
      size,
      fill,
      align: turn ? "left" : "center",
      turn,
      alpha,
    });
  return said;
}

/** Around the rows that are looked at. */
function frames({ place: { cell, box, left, top }, done, wide, chosen }, lit, palette) {
  const gap = cell - box;
  return [...lit]
    .filter((row) => row >= 0 && row < done)
    .map((row) => ({
      box: [left - gap - 1, top + row * cell - gap / 2 - 0.5, wide * cell + gap + 2, cell + 1],
      radius: Math.min(10, box * 0.2),
      stroke: palette.ink,
      width: chosen.includes(row) ? 2 : 1.25,
      alpha: chosen.includes(row) ? 1 : 0.5,
    }));
}
