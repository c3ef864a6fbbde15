// The ladder as a picture to take along: its lines, dots and names with the colours they have on the page.

import { h } from "./dom.js";

const DRAWN = ["path", "circle", "text"];
const LOOKS = ["fill", "stroke", "stroke-width", "font-size", "font-weight", "font-family", "text-anchor"];

/** Every shape that is seen now, with its looks: [{shape, look, opacity}]. */
function seen(svg) {
  return [...svg.querySelectorAll(DRAWN.join(","))]
    .filter((shape) => !shape.classList.contains("reach"))
    .map((shape) => {
      const look = getComputedStyle(shape),
        group = shape.parentElement === svg ? 1 : +getComputedStyle(shape.parentElement).opacity;
      return { shape, look, opacity: +look.opacity * group };
    })
    .filter(({ opacity }) => opacity > 0.01);
}

/** The ladder as the text of an SVG file. */
export function svgOf(svg, paper) {
  const copy = h("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: svg.getAttribute("viewBox") });
  const [, , width, height] = svg.getAttribute("viewBox").split(" ");
  copy.append(h("rect", { width, height, fill: paper }));
  for (const { shape, look, opacity } of seen(svg)) {
    const one = shape.cloneNode(true);
    one.removeAttribute("class");
    for (const name of LOOKS) one.setAttribute(name, look.getPropertyValue(name));
    if (shape.tagName === "text") one.setAttribute("stroke", "none");
    one.setAttribute("opacity", opacity);
    copy.append(one);
  }
  return new XMLSerializer().serializeToString(copy);
}

/** The same on a canvas, twice as large. */
export function canvasOf(svg, paper) {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const canvas = h("canvas", { width: 2 * width, height: 2 * height }),
    pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, width, height);
  for (const { shape, look, opacity } of seen(svg)) {
    const at = (name) => +shape.getAttribute(name);
    pen.globalAlpha = opacity;
    pen.fillStyle = look.fill;
    pen.strokeStyle = look.stroke;
    pen.lineWidth = parseFloat(look.strokeWidth);
    if (shape.tagName === "path") pen.stroke(new Path2D(shape.getAttribute("d")));
    else if (shape.tagName === "circle") {
      pen.beginPath();
      pen.arc(at("cx"), at("cy"), at("r"), 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    } else {
      pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
      pen.textAlign = look.textAnchor === "end" ? "right" : "left";
      pen.textBaseline = "middle";
      pen.fillText(shape.textContent, at("x"), at("y"));
    }
  }
  return canvas;
}
