// Shapes drawn twice: on a canvas as they move, and as SVG for whoever takes the picture along.

/**
 * A shape is one of
 *   {box: [x, y, width, height], radius, fill, stroke, width, alpha}
 *   {text, at: [x, y], size, weight, fill, align: "left" | "center" | "right", turn, alpha}
 *   {line: [x, y, x, y], stroke, width, alpha}
 */
export function paint(context, shapes, font) {
  for (const shape of shapes) {
    context.globalAlpha = shape.alpha ?? 1;
    if (shape.box) {
      context.beginPath();
      context.roundRect(...shape.box, shape.radius ?? 0);
      if (shape.fill) {
        context.fillStyle = shape.fill;
        context.fill();
      }
    } else if (shape.line) {
      const [x, y, toX, toY] = shape.line;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(toX, toY);
    } else {
      context.save();
      context.translate(...shape.at);
      context.rotate(shape.turn ?? 0);
      context.font = `${shape.weight ?? 400} ${shape.size}px ${font}`;
      context.textAlign = shape.align ?? "left";
      context.textBaseline = "middle";
      context.fillStyle = shape.fill;
      context.fillText(shape.text, 0, 0);
      context.restore();
    }
    if (shape.stroke) {
      context.strokeStyle = shape.stroke;
      context.lineWidth = shape.width ?? 1;
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

const ANCHORS = { left: "start", center: "middle", right: "end" };
const escaped = (text) =>
  String(text).replace(
    /[&<>"]/g,
    (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter],
  );
const tag = (name, attributes, content) => {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}="${escaped(typeof value === "number" ? +value.toFixed(2) : value)}"`);
  return `<${[name, ...said].join(" ")}>${escaped(content ?? "")}</${name}>`;
};

/** The same shapes as the text of an SVG file. */
export function svg(shapes, [width, height], { font, paper, title }) {
  const drawn = shapes.map(({ alpha, fill, stroke, ...shape }) => {
    const look = {
      fill: fill ?? "none",
      stroke,
      "stroke-width": stroke && (shape.width ?? 1),
      opacity: alpha,
    };
    if (shape.box) {
      const [x, y, wide, high] = shape.box;
      return tag("rect", { x, y, width: wide, height: high, rx: shape.radius, ...look });
    }
    if (shape.line) {
      const [x1, y1, x2, y2] = shape.line;
      return tag("line", { x1, y1, x2, y2, ...look });
    }
    const [x, y] = shape.at;
    const turned = shape.turn
      ? `translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(${((shape.turn * 180) / Math.PI).toFixed(1)})`
      : null;
    return tag(
      "text",
      {
        ...(turned ? { transform: turned } : { x, y }),
        "font-size": shape.size,
        "font-weight": shape.weight,
        "text-anchor": ANCHORS[shape.align ?? "left"],
        "dominant-baseline": "central",
        ...look,
      },
      shape.text,
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(font)}">
${tag("title", {}, title)}
${tag("rect", { width, height, fill: paper })}
${drawn.join("\n")}
</svg>
`;
}
