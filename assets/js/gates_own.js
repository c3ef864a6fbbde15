// What the share row may take along of a view: its table, and its picture as a file.

import { h } from "./dom.js";

/** own(clock, data, {table, svg | canvas}) → what `window.__player` is. */
export function own(clock, data, { table, svg, canvas, ...more }) {
  const { palette } = data;
  const text = () => {
    const from = svg?.();
    if (!from) return "";
    const copy = from.cloneNode(true),
      [, , wide, high] = from.getAttribute("viewBox").split(" ").map(Number);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", wide);
    copy.setAttribute("height", high);
    // Styles of the page do not travel with the file.
    for (const label of copy.querySelectorAll("text")) {
      label.setAttribute("font-family", data.font);
      label.setAttribute("font-size", label.classList.contains("gate-name") ? 17 : 14);
    }
    copy.prepend(h("rect", { width: wide, height: high, fill: palette.paper }));
    return new XMLSerializer().serializeToString(copy);
  };
  const cloud = {
    svg: () => text(),
    /** As a canvas: what is drawn on one, or the drawing made into a picture. */
    picture: () => (canvas ? canvas() : drawn()),
  };
  function drawn() {
    const from = svg(),
      [, , wide, high] = from.getAttribute("viewBox").split(" ").map(Number),
      ratio = 2,
      image = h("canvas", { width: wide * ratio, height: high * ratio }),
      context = image.getContext("2d");
    context.scale(ratio, ratio);
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, wide, high);
    for (const shape of from.querySelectorAll("path, rect, circle, text, line")) paint(context, shape, data);
    return image;
  }
  return { clock, run: clock.run, table, cloud: svg || canvas ? cloud : null, ...more };
}

/** One shape of the drawing on a canvas: the few kinds that there are. */
function paint(context, shape, data) {
  const get = (name, usual = 0) => {
    const value = shape.getAttribute(name);
    return value === null ? usual : isNaN(value) ? value : Number(value);
  };
  context.globalAlpha = get("opacity", 1);
  context.lineWidth = get("stroke-width", 1);
  let path = null;
  if (shape.tagName === "path") path = new Path2D(get("d", ""));
  else if (shape.tagName === "rect") {
    path = new Path2D();
    path.roundRect(get("x"), get("y"), get("width"), get("height"), get("rx"));
  } else if (shape.tagName === "circle") {
    path = new Path2D();
    path.arc(get("cx"), get("cy"), get("r"), 0, 7);
  } else if (shape.tagName === "line") {
    path = new Path2D(`M${get("x1")} ${get("y1")}L${get("x2")} ${get("y2")}`);
  }
  const fill = get("fill", "none"),
    stroke = get("stroke", "none");
  if (shape.tagName === "text") {
    context.font = `${shape.classList.contains("gate-name") ? 600 : 400} ${get("font-size", shape.classList.contains("gate-name") ? 17 : 14)}px ${data.font}`;
    context.textAlign = { middle: "center", end: "right" }[get("text-anchor", "start")] ?? "left";
    context.fillStyle = fill;
    context.fillText(shape.textContent, get("x"), get("y"));
    return;
  }
  if (path && fill !== "none") {
    context.fillStyle = fill;
    context.fill(path);
  }
  if (path && stroke !== "none") {
    context.strokeStyle = stroke;
    context.stroke(path);
  }
}
