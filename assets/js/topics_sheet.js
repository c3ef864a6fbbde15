// A window of a table as coloured cells, and beside it the same cells rebuilt from a few directions.

import { fine, h, onPaper, pen, sharp } from "./dom.js";

/** Wider than so many pixels the two tables stand side by side; narrower, one above the other. */
const SIDE_BY_SIDE = 520;

/**
 * sheet(data, {hover}) → {element, set(window), show(rebuilt), title(left, right), close}
 * window: {rows, columns, original: R·C numbers, categories, square}; rebuilt: R·C numbers.
 */
export function sheet(data, hands) {
  const { palette, present } = data;
  const canvas = h("canvas", { class: "sheet-canvas", "aria-hidden": "true" });
  const tip = h("div", { class: "tip", hidden: true });
  const element = h("div", { class: "sheet stage", role: "img", tabindex: "0" }, canvas, tip);
  let window_ = null,
    rebuilt = null,
    titles = ["", ""],
    size = [1, 1],
    over = null,
    scale = 1;

  const font = (pixels, weight = 400) => `${weight} ${pixels}px ${data.font}`;

  /** Where everything stands: the same numbers for drawing and for the pointer. */
  function plan() {
    const [width, height] = size,
      { rows, columns, square } = window_,
      few = rows.length <= 8;
    const type = present ? Math.min(20, Math.max(14, height / 34)) : few ? 15 : 12,
      context = canvas.getContext("2d");
    context.font = font(type);
    const widest = Math.max(...rows.map((name) => context.measureText(short(name, 16)).width));
    const left = Math.min(widest + 12, width * 0.24),
      gap = few ? 34 : 22,
      beside = width >= SIDE_BY_SIDE;
    context.font = font(type * 0.94);
    const named = square ? Math.max(...columns.map((name) => context.measureText(short(name, 14)).width)) : 0;
    const head = type * 1.9,
      top = head + (square ? (few ? type * 1.5 : named + 8) : 12);
    const across = beside ? (width - left - gap - 14) / 2 : width - left - 14,
      down = beside ? height - top - 12 : (height - 2 * top - 14) / 2;
    const w = across / columns.length,
      high = Math.min(down / rows.length, few ? w : 30),
      used = (beside ? 1 : 2) * (top + rows.length * high) + (beside ? 0 : 6),
      above = Math.max(0, (height - used - 12) / 2.4);
    const sheets = [0, 1].map((at) => ({
      x: Math.round(beside ? left + at * (across + gap) : left),
      y: Math.round(above + top + (beside ? 0 : at * (rows.length * high + top + 6))),
    }));
    return { type, left, head, top, w, high, few, beside, sheets };
  }

  const draw = () => paint(pen(canvas));

  function paint(context) {
    if (!window_) return;
    const place = plan(),
      { rows, columns, original, square, categories } = window_,
      { type, w, high, few } = place;
    const numbers = few && w > 34;
    place.sheets.forEach(({ x, y }, at) => {
      context.textBaseline = "alphabetic";
      context.textAlign = "left";
      context.fillStyle = palette.ink;
      context.font = font(type * 1.02, 600);
      context.fillText(titles[at], x, y - place.top + place.head * 0.72);
      context.fillStyle = palette.soft;
      context.font = font(few ? type * 0.94 : Math.min(type * 0.94, Math.max(8, w)));
      if (square)
        columns.forEach((name, column) => {
          context.save();
          context.translate(x + (column + 0.5) * w, y - 6);
          if (few) context.textAlign = "center";
          else {
            context.rotate(-Math.PI / 2);
            context.textBaseline = "middle";
          }
          if (over?.column === column) context.fillStyle = palette.ink;
          context.fillText(short(name, 14), 0, 0);
          context.restore();
        });
      else if (categories.length)
        categories.forEach((category, column) => {
          context.fillStyle = hands.shade(category);
          context.fillRect(x + column * w + 0.5, y - 8, Math.max(1, w - 1), 4);
        });
      context.fillStyle = palette.card;
      context.fillRect(x, y, w * columns.length, high * rows.length);
      cells(context, at ? rebuilt : original, x, y, w, high, numbers ? type : 0);
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.strokeRect(x - 0.5, y - 0.5, w * columns.length + 1, high * rows.length + 1);
      if (over) {
        context.strokeStyle = palette.ink;
        context.lineWidth = 1.5;
        context.strokeRect(x + over.column * w, y + over.row * high, w, high);
      }
      if (at === 1 && place.beside) return;
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.font = font(Math.min(type, Math.max(9, high * 0.92)));
      rows.forEach((name, row) => {
        context.fillStyle = over?.row === row ? palette.ink : palette.soft;
        context.fillText(short(name, 16), x - 8, y + (row + 0.5) * high + 0.5);
      });
    });
  }

  function cells(context, values, x, y, w, high, type) {
    if (!values) return;
    const { rows, columns } = window_;
    for (let row = 0, at = 0; row < rows.length; row++)
      for (let column = 0; column < columns.length; column++, at++) {
        const value = values[at],
          strength = Math.min(1, Math.abs(value) / scale) ** 0.75;
        if (strength < 0.004) continue;
        context.globalAlpha = strength;
        context.fillStyle = value > 0 ? palette.context : palette.negative;
        // On whole pixels: between cells that share one neither paper nor a darker seam may show.
        const from = snapped(x + column * w),
          above = snapped(y + row * high);
        context.fillRect(
          from,
          above,
          snapped(x + (column + 1) * w) - from,
          snapped(y + (row + 1) * high) - above,
        );
      }
    context.globalAlpha = 1;
    if (!type) return;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = font(type, 450);
    for (let at = 0; at < values.length; at++) {
      const row = Math.floor(at / columns.length),
        column = at % columns.length;
      context.fillStyle = Math.abs(values[at]) > 0.6 * scale ? palette.card : palette.ink;
      const text = number(values[at]);
      context.fillText(text, x + (column + 0.5) * w, y + (row + 0.5) * high + 1);
    }
  }

  const snapped = (value) => Math.round(value * (canvas.ratio || 1)) / (canvas.ratio || 1);

  /** 5, 4.97, −0.3: whole where it is whole. */
  const number = (value) =>
    (Math.abs(value - Math.round(value)) < 0.005 ? String(Math.round(value) || 0) : value.toFixed(1)).replace(
      "-",
      "−",
    );

  function cellAt(event) {
    if (!window_) return null;
    const box = canvas.getBoundingClientRect(),
      px = event.clientX - box.left,
      py = event.clientY - box.top,
      { sheets, w, high } = plan(),
      { rows, columns } = window_;
    for (const { x, y } of sheets) {
      const column = Math.floor((px - x) / w),
        row = Math.floor((py - y) / high);
      if (column >= 0 && column < columns.length && row >= 0 && row < rows.length)
        return { row, column, px, py };
    }
    return null;
  }

  function tell() {
    tip.hidden = !over;
    if (!over) return;
    const { rows, columns } = window_,
      at = over.row * columns.length + over.column;
    tip.replaceChildren(
      h("b", {}, rows[over.row]),
      ` × ${short(columns[over.column], 46)}`,
      h("br"),
      hands.says(fine(window_.original[at]), fine(rebuilt?.[at] ?? 0)),
    );
    const wide = size[0];
    tip.style.left = `${Math.min(over.px, Math.max(0, wide - 260))}px`;
    tip.style.top = `${Math.max(58, over.py)}px`;
  }
  canvas.addEventListener("pointermove", (event) => {
    const found = cellAt(event);
    if (!found && !over) return;
    over = found;
    tell();
    draw();
  });
  canvas.addEventListener("pointerleave", () => {
    over = null;
    tell();
    draw();
  });
  canvas.addEventListener("click", (event) => {
    const found = cellAt(event);
    if (found) hands.pick(window_.rows[found.row]);
  });

  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  return {
    element,
    set(next) {
      window_ = next;
      over = null;
      tell();
      scale = Math.max(1e-9, ...next.original.map(Math.abs));
      draw();
    },
    show(values) {
      rebuilt = values;
      if (over) tell();
      draw();
    },
    title(...next) {
      titles = next;
    },
    say: (text) => element.setAttribute("aria-label", text),
    /** What is seen now, as a canvas of its own. */
    picture() {
      return onPaper(canvas, palette.card);
    },
    /** The same as one SVG document, in pixels of the screen. */
    svg({ title = "" } = {}) {
      const [width, height] = size,
        sheet = new SvgSheet(width, height, title, palette.card);
      paint(sheet);
      return sheet.end();
    },
    close: off,
  };
}

const short = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => String(text).replace(/[&<>"]/g, (mark) => MARKS[mark]);
const tidy = (value) => +value.toFixed(2);

/** A pen that knows the few strokes of a sheet and writes them as SVG. */
class SvgSheet {
  constructor(width, height, title, paper) {
    this.parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${tidy(width)} ${tidy(height)}" role="img">`,
      `<title>${safe(title)}</title><rect width="100%" height="100%" fill="${paper}"/>`,
    ];
    Object.assign(this, { globalAlpha: 1, turned: "" });
  }
  fillRect(x, y, width, height) {
    this.parts.push(
      `<rect x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}" fill="${this.fillStyle}" opacity="${tidy(this.globalAlpha)}"/>`,
    );
  }
  strokeRect(x, y, width, height) {
    this.parts.push(
      `<rect x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}" fill="none" stroke="${this.strokeStyle}"/>`,
    );
  }
  fillText(text, x, y) {
    const [, weight, pixels, family] = /^(\d+) ([\d.]+)px (.*)$/.exec(this.font),
      anchor = { left: "start", center: "middle", right: "end" }[this.textAlign],
      down = this.textBaseline === "middle" ? 0.35 * pixels : 0;
    this.parts.push(
      `<text x="${tidy(x)}" y="${tidy(y + down)}" text-anchor="${anchor}" font-family="${safe(family)}" font-size="${tidy(+pixels)}" font-weight="${weight}" fill="${this.fillStyle}"${this.turned}>${safe(text)}</text>`,
    );
  }
  save() {}
  restore() {
    this.turned = "";
  }
  translate(x, y) {
    this.place = [x, y];
    this.turned = ` transform="translate(${tidy(x)} ${tidy(y)})"`;
  }
  rotate(angle) {
    const [x, y] = this.place;
    this.turned = ` transform="translate(${tidy(x)} ${tidy(y)}) rotate(${tidy((angle * 180) / Math.PI)})"`;
  }
  end() {
    return [...this.parts, "</svg>"].join("\n");
  }
}
