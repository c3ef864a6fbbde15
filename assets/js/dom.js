// Small helpers for building elements. Text always goes in as text: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "g", "line", "circle", "rect", "text"]);

/** h("button", {class: "play", onclick: f}, "Play") → element; children are nodes or strings. */
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style" && typeof value === "object") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 4.5h4v15H6zM14 4.5h4v15h-4z",
  back: "M17 5v14l-9-7zM5 5h2.4v14H5z",
  forward: "M7 5v14l9-7zM16.6 5H19v14h-2.400z",
  loop: "M7 7h9V4l5 4.5-5 4.500v-3H9v3H7zM17 17H8v3l-5-4.500L8 11v3h7v-3h2z",
  search:
    "M10 4a6 6 0 1 0 3.7 10.700l4.8 4.8 1.4-1.4-4.8-4.800A6 6 0 0 0 10 4zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  fit: "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM4 15h2v3h3v2H4zM18 15h2v5h-5v-2h3z",
  close: "M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12 19 6.4 17.6 5 12 10.600z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  lasso:
    "M12 4c-5 0-9 2.500-9 6 0 2 1.400 3.700 3.500 4.800A3 3 0 0 0 8 19.500c.3 0 .6 0 .9-.1.2 1-.2 1.800-1.200 2.400l1 1.700c2-1.200 2.700-3 2.300-5 .3-.4.5-.9.5-1.500l.5 0c5 0 9-2.500 9-6s-4-6-9-6zm0 2c4 0 7 1.900 7 4s-3 4-7 4h-.900A3 3 0 0 0 6.900 13C5.700 12.200 5 11.200 5 10c0-2.100 3-4 7-4z",
  shake:
    "M8 5.500 4.500 9 8 12.500V10h8v2.500L19.500 9 16 5.500V8H8zM8 12.500 4.500 16 8 19.500V17h8v2.500l3.500-3.500-3.500-3.500V15H8z",
};

export function icon(name) {
  return h(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" },
    h("path", { d: ICONS[name] }),
  );
}

export function button(name, label, onclick, attributes = {}) {
  return h(
    "button",
    { type: "button", title: label, "aria-label": label, onclick, ...attributes },
    icon(name),
  );
}

/** A copy of a canvas with `paper` under it, to be taken along as a picture. */
export function onPaper(canvas, paper) {
  const made = h("canvas", { width: canvas.width, height: canvas.height }),
    context = made.getContext("2d");
  context.fillStyle = paper;
  context.fillRect(0, 0, made.width, made.height);
  context.drawImage(canvas, 0, 0);
  return made;
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** "{n} words" + {n: 3} → "3 words": the same templates as the Python side's. */
export function fill(template, values) {
  return template.replace(/\{(\w+)(?::[^}]*)?\}/g, (whole, name) =>
    name in values
      ? String(values[name]?.template ? fill(values[name].template, values[name].values) : values[name])
      : whole,
  );
}

/** A sentence of the server in the page's language; `words.sentences` maps English to it. */
export function told(words, sentence) {
  if (!sentence) return "";
  return sentence.template
    ? fill(words.sentences?.[sentence.template] ?? sentence.template, sentence.values ?? {})
    : (sentence.text ?? "");
}

// Making a formatter takes long, using one does not.
const FORMATS = new Map();

function format(places) {
  if (!FORMATS.has(places))
    FORMATS.set(
      places,
      new Intl.NumberFormat("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }),
    );
  return FORMATS.get(places);
}

export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return format(Number.isInteger(value) ? 0 : digits)
    .format(value)
    .replace("-", "−");
}

/** A small number with the digits it needs: 0.408, −0.00021, 0. */
export function fine(value) {
  const size = Math.abs(value);
  return size === 0
    ? "0"
    : size < 1e-5
      ? value.toExponential(0).replaceAll("-", "−")
      : number(value, size < 0.001 ? 5 : size < 0.01 ? 4 : 3);
}

/** A canvas that keeps its pixel size equal to its shown size; `draw(width, height)` on resize. */
export function sharp(canvas, draw) {
  const fit = () => {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = Math.max(1, canvas.clientWidth),
      height = Math.max(1, canvas.clientHeight);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.ratio = ratio;
    draw(width, height);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  fit();
  return () => observer.disconnect();
}

/** The 2-D context of a canvas in shown pixels. */
export function pen(canvas) {
  const context = canvas.getContext("2d");
  context.setTransform(canvas.ratio || 1, 0, 0, canvas.ratio || 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}
