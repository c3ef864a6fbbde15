// A pen with the few strokes that this lesson's pictures need, which writes SVG instead of pixels.

const escaped = (text) =>
  String(text).replace(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign],
  );
const round = (value) => Math.round(value * 100) / 100;

/** svgPen(measuring) → a context like a canvas's; `measuring` is a real one that knows how wide a text is. */
export function svgPen(measuring) {
  const parts = [];
  let path = "",
    clips = 0,
    region = null,
    kept = [];
  const pen = {
    fillStyle: "#000",
    strokeStyle: "#000",
    lineWidth: 1,
    globalAlpha: 1,
    font: "",
    textAlign: "left",
    textBaseline: "middle",
    dash: [],
    beginPath: () => (path = ""),
    moveTo: (x, y) => (path += `M${round(x)} ${round(y)}`),
    lineTo: (x, y) => (path += `L${round(x)} ${round(y)}`),
    arc: (x, y, r) =>
      (path += `M${round(x - r)} ${round(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`),
    rect: (x, y, wide, high) =>
      (path += `M${round(x)} ${round(y)}h${round(wide)}v${round(high)}h${round(-wide)}z`),
    setLineDash: (dash) => (pen.dash = dash),
    save: () => kept.push(region),
    restore: () => (region = kept.pop() ?? null),
    clip() {
      region = `clip${++clips}`;
      parts.push(`<clipPath id="${region}"><path d="${path}"/></clipPath>`);
    },
    stroke: () =>
      put(
        `<path d="${path}" fill="none" stroke="${pen.strokeStyle}" stroke-width="${pen.lineWidth}" stroke-dasharray="${pen.dash.join(" ")}" opacity="${pen.globalAlpha}"/>`,
      ),
    fill: () => put(`<path d="${path}" fill="${pen.fillStyle}" opacity="${pen.globalAlpha}"/>`),
    fillRect: (x, y, wide, high) =>
      put(
        `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, wide))}" height="${round(Math.max(0, high))}" fill="${pen.fillStyle}"/>`,
      ),
    measureText(text) {
      measuring.font = pen.font;
      return measuring.measureText(text);
    },
    strokeText: (text, x, y) =>
      letters(
        text,
        x,
        y,
        `stroke="${pen.strokeStyle}" stroke-width="${round(pen.lineWidth)}" stroke-linejoin="round"`,
      ),
    fillText: (text, x, y) => letters(text, x, y, `fill="${pen.fillStyle}"`),

    /** The whole picture. */
    picture: ([width, height], { title, font, paper }) =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}" font-family="${escaped(font)}"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="${paper}"/>${parts.join("")}</svg>`,
  };
  /** A text as it is aligned now. */
  function letters(text, x, y, paint) {
    const [, weight, size] = pen.font.match(/^(?:(\d+) )?([\d.]+)px/) ?? [null, null, "12"],
      anchor = { left: "start", center: "middle", right: "end" }[pen.textAlign];
    put(
      `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${weight ? ` font-weight="${weight}"` : ""} text-anchor="${anchor}" dominant-baseline="middle" ${paint}>${escaped(text)}</text>`,
    );
  }
  const put = (shape) => parts.push(region ? `<g clip-path="url(#${region})">${shape}</g>` : shape);
  return pen;
}
