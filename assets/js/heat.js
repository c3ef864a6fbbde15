// A matrix of numbers as coloured cells: rows by columns, blue below zero, orange above, with names that fit.

import { h, sharp, pen, number } from "./dom.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const GAP = 8,
  SLANT = Math.PI / 4;

/**
 * heat(host, options) → {draw, resize, mark, set, picture, close}; fills `host`, whose size it follows.
 *
 * palette, font      from the view's data
 * rows, columns      how many; `value(row, column)` → number, drawn again at every draw()
 * scale              "diverging" (blue − 0 + orange) or "sequential" (ink from `range[0]`); `colour`: a role for it
 * range              [low, high]; values beyond are drawn as these
 * rowLabels, columnLabels   strings (or none); a label that finds no room is left out, every k-th stays
 * label              what the picture is, for those who do not see it; `describe(row, column)` → what one cell says
 * onHover(row|null, column), onPick(row, column), onBrush(from, to)   columns dragged over, in order
 * mark({row, column, from, to})   frames a row, a column, or a stretch of columns
 */
export function heat(host, options) {
  let at = { ...options },
    marked = {},
    hovered = null,
    box = { left: 0, top: 0, wide: 0, high: 0 },
    drag = null;
  const canvas = h("canvas", { class: "heat-canvas" }),
    over = h("canvas", { class: "heat-canvas over" }),
    said = h("span", { class: "heat-said", "aria-live": "polite" }),
    element = h(
      "div",
      { class: "heat", tabindex: "0", role: "group", "aria-label": at.label ?? "" },
      canvas,
      over,
      said,
    );
  host.append(element);

  const colours = {
    card: rgb(at.palette.card),
    low: rgb(at.palette.context),
    high: rgb(at.palette[at.colour ?? (at.scale === "sequential" ? "ink" : "centre")]),
  };
  /** The colour of a value: as much of it as the value has of the range. */
  function shade(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return at.palette.wash;
    const [low, high] = at.range ?? (at.scale === "sequential" ? [0, 1] : [-1, 1]),
      share =
        at.scale === "sequential"
          ? (value - low) / (high - low || 1)
          : value < 0
            ? -value / (-low || 1)
            : value / (high || 1),
      strength = Math.max(0, Math.min(1, share)),
      end = at.scale !== "sequential" && value < 0 ? colours.low : colours.high;
    return `rgb(${colours.card.map((from, c) => Math.round(from + (end[c] - from) * strength)).join(" ")})`;
  }

  /** Where the cells lie once the names have their room. */
  function place(context, width, height) {
    const size = letter(),
      longest = (list) => Math.max(0, ...(list ?? []).map((text) => context.measureText(text).width));
    context.font = `${size}px ${at.font}`;
    const side = at.rowLabels ? Math.min(width * 0.3, longest(at.rowLabels) + GAP) : 0,
      wide = (width - side) / Math.max(1, at.columns),
      slant = longest(at.columnLabels) > wide - 4,
      top = !at.columnLabels
        ? 0
        : slant
          ? Math.min(height * 0.4, longest(at.columnLabels) * 0.72 + size)
          : size + GAP;
    // A slanted name leans over the edge on the right: its room is kept.
    const lean = slant && at.columnLabels ? Math.min(width * 0.14, top * 0.8) : 0;
    box = {
      left: side,
      top,
      wide: (width - side - lean) / Math.max(1, at.columns),
      high: (height - top) / Math.max(1, at.rows),
      slant,
      size,
    };
    if (at.square) box.wide = box.high = Math.min(box.wide, box.high);
  }
  const letter = () => at.letter ?? (at.present ? 18 : 12.5);

  function paint(context, width, height) {
    place(context, width, height);
    const { left, top, wide, high } = box,
      seam = Math.min(wide, high) > 5 ? 1 : 0;
    for (let row = 0; row < at.rows; row++)
      for (let column = 0; column < at.columns; column++) {
        const x = left + column * wide,
          y = top + row * high;
        context.fillStyle = shade(at.value(row, column));
        // Whole pixels: cells neither overlap nor leave hairs between them.
        context.fillRect(
          Math.round(x),
          Math.round(y),
          Math.max(1, Math.round(x + wide) - Math.round(x) - seam),
          Math.max(1, Math.round(y + high) - Math.round(y) - seam),
        );
      }
    names(context);
  }

  function names(context) {
    const { left, top, wide, high, slant, size } = box;
    context.font = `${size}px ${at.font}`;
    context.textBaseline = "middle";
    const every = (room) => Math.max(1, Math.ceil((size * 1.25) / room));
    context.textAlign = "right";
    (at.rowLabels ?? []).forEach((text, row) => {
      if (row % every(high) && row !== marked.row) return;
      context.fillStyle = row === marked.row ? at.palette.ink : at.palette.soft;
      context.fillText(cut(context, text, left - GAP), left - GAP + 2, top + (row + 0.5) * high);
    });
    context.textAlign = slant ? "left" : "center";
    (at.columnLabels ?? []).forEach((text, column) => {
      if (slant && column % every(wide) && column !== marked.column) return;
      context.fillStyle = column === marked.column ? at.palette.ink : at.palette.soft;
      context.save();
      context.translate(left + (column + 0.5) * wide, top - (slant ? 5 : size * 0.75));
      if (slant) context.rotate(-SLANT);
      context.fillText(cut(context, text, slant ? (top - size) / Math.SQRT1_2 : wide * 1.6), 0, 0);
      context.restore();
    });
  }
  function cut(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    let end = [...text].length;
    while (end > 1 && context.measureText(`${[...text].slice(0, end).join("")}…`).width > room) end--;
    return `${[...text].slice(0, end).join("")}…`;
  }

  /** What lies over the cells: the marked row, column or stretch, and the cell under the pointer. */
  function glow() {
    if (!over.ratio) return;
    const context = pen(over),
      frame = (column, row, wide, high, colour, line) => {
        context.strokeStyle = colour;
        context.lineWidth = line;
        context.strokeRect(
          box.left + column * box.wide - 0.5,
          box.top + row * box.high - 0.5,
          wide * box.wide,
          high * box.high,
        );
      };
    if (marked.from !== undefined && marked.from !== null)
      frame(marked.from, 0, (marked.to ?? marked.from) - marked.from + 1, at.rows, at.palette.ink, 2);
    if (marked.column !== undefined && marked.column !== null)
      frame(marked.column, 0, 1, at.rows, at.palette.ink, 1.5);
    if (marked.row !== undefined && marked.row !== null)
      frame(0, marked.row, at.columns, 1, at.palette.ink, 1.5);
    if (hovered) frame(hovered.column, hovered.row, 1, 1, at.palette.ink, 2);
  }

  function draw() {
    if (!canvas.ratio) return;
    paint(pen(canvas), canvas.clientWidth, canvas.clientHeight);
    glow();
  }

  function cellAt(event) {
    const field = over.getBoundingClientRect(),
      column = Math.floor((event.clientX - field.left - box.left) / box.wide),
      row = Math.floor((event.clientY - field.top - box.top) / box.high);
    return row >= 0 && column >= 0 && row < at.rows && column < at.columns ? { row, column } : null;
  }
  function hover(next) {
    if (next?.row === hovered?.row && next?.column === hovered?.column) return;
    hovered = next;
    glow();
    element.title = next ? tell(next) : "";
    at.onHover?.(next ? next.row : null, next?.column);
  }
  const tell = ({ row, column }) =>
    at.describe?.(row, column) ??
    `${at.rowLabels?.[row] ?? row}, ${at.columnLabels?.[column] ?? column}: ${number(at.value(row, column))}`;

  over.addEventListener("pointerdown", (event) => {
    const found = cellAt(event);
    if (found && at.onBrush) {
      drag = found.column;
      over.setPointerCapture(event.pointerId);
    }
  });
  over.addEventListener("pointermove", (event) => {
    const found = cellAt(event);
    if (drag !== null && found)
      api.mark({ ...marked, from: Math.min(drag, found.column), to: Math.max(drag, found.column) });
    if (event.pointerType !== "touch") hover(found);
  });
  over.addEventListener("pointerup", (event) => {
    const found = cellAt(event),
      from = drag;
    drag = null;
    if (from !== null && found && found.column !== from)
      at.onBrush(Math.min(from, found.column), Math.max(from, found.column));
    else if (found) at.onPick?.(found.row, found.column);
  });
  over.addEventListener("pointercancel", () => (drag = null));
  over.addEventListener("pointerleave", () => hover(null));

  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  element.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      const from = hovered ?? { row: 0, column: 0 };
      hover({
        row: Math.max(0, Math.min(at.rows - 1, from.row + (hovered ? move[0] : 0))),
        column: Math.max(0, Math.min(at.columns - 1, from.column + (hovered ? move[1] : 0))),
      });
      said.textContent = tell(hovered);
    } else if (event.key === "Enter" && hovered) at.onPick?.(hovered.row, hovered.column);
    else if (event.key === "Escape" && hovered) hover(null);
    else return;
    // The player's own arrow keys rest while somebody walks in the picture.
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener("blur", () => hover(null));

  const off = [sharp(canvas, draw), sharp(over, glow)];
  const api = {
    element,
    shade,
    draw,
    resize: draw,
    /** Other numbers, other names: any of the options. */
    set(changed) {
      at = { ...at, ...changed };
      if (changed.label) element.setAttribute("aria-label", changed.label);
      if (hovered && (hovered.row >= at.rows || hovered.column >= at.columns)) hovered = null;
      draw();
    },
    mark(next) {
      marked = next ?? {};
      draw();
    },
    /** The picture as a canvas of its own, for a file. */
    picture(width = 900, height = 500, ratio = 2) {
      const image = h("canvas", { width: width * ratio, height: height * ratio }),
        context = image.getContext("2d");
      context.scale(ratio, ratio);
      context.fillStyle = at.palette.paper;
      context.fillRect(0, 0, width, height);
      paint(context, width, height);
      draw(); // its own room again
      return image;
    },
    close() {
      off.forEach((stop) => stop());
      element.remove();
    },
  };
  return api;
}
