// Two walks in a plane: every word is a step; the same steps in another order end at the same place.

import { h, sharp, pen, fill, number, replace } from "./dom.js";

/** → {element, show(paths, [steps of the first, of the second]), picture, svg, close} */
export function plane(data) {
  const { words, palette, font } = data;
  const canvas = h("canvas", { class: "bags-plane-canvas" }),
    caption = h("p", { class: "caption" }),
    element = h("div", { class: "bags-plane", role: "img" }, canvas, caption);
  const colours = [palette.centre, palette.ink];
  let drawn = null,
    size = [1, 1];

  /** Shown pixels of a point: all points of both walks fit, at one scale. */
  function scale(width, height) {
    const all = drawn.paths.walks.flat(),
      xs = all.map(([x]) => x),
      ys = all.map(([, y]) => y),
      low = [Math.min(0, ...xs), Math.min(0, ...ys)],
      high = [Math.max(0, ...xs), Math.max(0, ...ys)];
    const pad = 20,
      unit = Math.min(
        (width - 2 * pad) / Math.max(1e-9, high[0] - low[0]),
        (height - 2 * pad) / Math.max(1e-9, high[1] - low[1]),
      );
    const mid = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
    return ([x, y]) => [width / 2 + (x - mid[0]) * unit, height / 2 - (y - mid[1]) * unit];
  }

  function paint(context, width, height) {
    if (!drawn) return;
    const to = scale(width, height),
      big = data.present ? 1.6 : 1;
    context.lineJoin = context.lineCap = "round";
    context.font = `${Math.round(11.5 * big)}px ${font}`;
    const [ox, oy] = to([0, 0]);
    context.fillStyle = palette.soft;
    context.beginPath();
    context.arc(ox, oy, 3 * big, 0, 7);
    context.fill();
    context.fillText("0", ox + 6 * big, oy + 13 * big);
    drawn.paths.walks.forEach((walk, at) => {
      const points = walk.map(to),
        steps = drawn.steps[at];
      // Once begun, the whole walk lies there faintly; what was walked is drawn over it.
      for (const [until, alpha, line] of [
        [steps ? points.length - 1 : 0, 0.16, 1.5],
        [steps, 1, at ? 1.75 : 3],
      ]) {
        context.globalAlpha = alpha;
        context.strokeStyle = colours[at];
        context.lineWidth = line * big;
        context.setLineDash(at && alpha === 1 ? [5 * big, 4 * big] : []);
        context.beginPath();
        points.slice(0, until + 1).forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
        context.stroke();
      }
      context.setLineDash([]);
      context.globalAlpha = 1;
      context.fillStyle = colours[at];
      points.slice(1, steps + 1).forEach(([x, y]) => {
        context.beginPath();
        context.arc(x, y, 2 * big, 0, 7);
        context.fill();
      });
    });
    drawn.paths.walks.forEach((walk, at) => {
      const [x, y] = to(walk[drawn.steps[at]] ?? [0, 0]),
        radius = (at ? 4.5 : 7.5) * big;
      context.fillStyle = colours[at];
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fill();
      context.strokeStyle = palette.card;
      context.lineWidth = 1.5;
      context.stroke();
    });
  }

  const draw = () => paint(pen(canvas), ...size);
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  const said = (walk, steps) => (walk[steps] ?? [0, 0]).map((value) => number(value, 2)).join(", ");
  return {
    element,
    show(paths, steps) {
      drawn = { paths, steps };
      draw();
      caption.textContent = fill(words.plane, { percent: number(100 * paths.held, 0) });
      const [a, b] = paths.walks.map((walk, at) => `(${said(walk, steps[at])})`);
      element.setAttribute("aria-label", fill(words.walk_said, { a, b }));
    },
    /** The plane as a picture for a file. */
    picture() {
      const [width, height] = [900, 760],
        made = h("canvas", { width: 2 * width, height: 2 * height }),
        context = made.getContext("2d");
      context.scale(2, 2);
      context.fillStyle = palette.card;
      context.fillRect(0, 0, width, height);
      paint(context, width, height);
      return made;
    },
    svg({ title }) {
      const [width, height] = [700, 600],
        to = scale(width, height),
        line = (walk, at) =>
          h("path", {
            d: `M${walk
              .map((point) =>
                to(point)
                  .map((v) => v.toFixed(1))
                  .join(" "),
              )
              .join("L")}`,
            fill: "none",
            stroke: colours[at],
            "stroke-width": at ? 2 : 4,
          });
      const name = document.createElementNS("http://www.w3.org/2000/svg", "title");
      name.textContent = title;
      const made = h("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}` });
      replace(made, name, h("rect", { width, height, fill: palette.card }), drawn.paths.walks.map(line));
      return new XMLSerializer().serializeToString(made);
    },
    close: off,
  };
}
