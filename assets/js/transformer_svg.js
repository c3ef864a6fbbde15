// The large picture as vectors, for a paper or a slide.

const safe = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

/** Cells of (row, column) → share over the words, with their names: a whole SVG file as text. */
export function svg(tokens, value, { palette, font, title }) {
  const cell = 26,
    side = 20 + 9 * Math.max(...tokens.map((word) => word.length)),
    top = 0.75 * side + 16,
    size = cell * tokens.length,
    parts = [];
  tokens.forEach((word, t) => {
    const middle = (t + 0.5) * cell;
    parts.push(
      `<text x="${side - 8}" y="${top + middle}" text-anchor="end" dominant-baseline="middle">${safe(word)}</text>`,
      `<text transform="translate(${side + middle} ${top - 6}) rotate(-45)">${safe(word)}</text>`,
    );
    tokens.forEach((_, s) => {
      const share = value(t, s);
      parts.push(
        `<rect x="${side + s * cell}" y="${top + t * cell}" width="${cell - 1}" height="${cell - 1}" ` +
          `fill="${share < 0 ? palette.context : palette.centre}" fill-opacity="${Math.min(1, Math.abs(share)).toFixed(3)}"/>`,
      );
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side + size + 60}" height="${top + size + 10}" ` +
      `font-family="${safe(font)}" font-size="14" fill="${palette.ink}">`,
    `<title>${safe(title)}</title>`,
    `<rect width="100%" height="100%" fill="${palette.paper}"/>`,
    ...parts,
    "</svg>",
  ].join("\n");
}
