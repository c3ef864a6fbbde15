// The picture that the network sees: chosen from those held out, drawn by hand, or taken from a file.

import { h, replace, button, fill, sharp, pen } from "./dom.js";
import { SHEET, prepare, fromFile, inkOf, Fault } from "./imagecnn_draw.js";
import { shades, image, place } from "./imagecnn_paint.js";

const BRUSH = 17;

/**
 * picture({palette, words, side, kind, names, changed}) → {element, show, gallery, close}
 * changed({pixels, id|null, label|null}) is told of every other picture.
 */
export function picture({ palette, words, changed }) {
  const paint = shades(palette),
    sheet = document.createElement("canvas"),
    canvas = h("canvas", {
      class: "imagecnn-sheet",
      tabindex: "0",
      role: "img",
      "aria-label": words.sheet,
    }),
    strip = h("div", { class: "imagecnn-gallery", role: "group", "aria-label": words.gallery }),
    fault = h("p", { class: "notice imagecnn-fault", role: "alert", hidden: true }),
    told = h("p", { class: "caption imagecnn-told" }),
    file = h("input", {
      type: "file",
      accept: "image/*",
      class: "imagecnn-file",
      "aria-label": words.upload,
      onchange: () => {
        if (file.files[0]) take(file.files[0]);
        file.value = "";
      },
    }),
    nudge = (label, dx, dy, sign) =>
      h(
        "button",
        { type: "button", class: "chip", title: label, "aria-label": label, onclick: () => move(dx, dy) },
        sign,
      ),
    tools = h(
      "div",
      { class: "imagecnn-tools" },
      nudge(words.left, -1, 0, "←"),
      nudge(words.right, 1, 0, "→"),
      nudge(words.up, 0, -1, "↑"),
      nudge(words.down, 0, 1, "↓"),
      button("close", words.clear, () => begin(), { class: "chip imagecnn-clear" }),
      h("button", { type: "button", class: "chip", onclick: () => file.click() }, words.upload),
      file,
    ),
    element = h("section", { class: "imagecnn-picture" }, canvas, tools, fault, told, strip);
  sheet.width = sheet.height = SHEET;
  const brush = sheet.getContext("2d", { willReadFrequently: true });
  let now = { pixels: null, id: null, label: null },
    side = 0,
    kind = "digits",
    names = [],
    drawing = null,
    drawn = false;

  function draw() {
    if (!canvas.ratio || !side) return;
    const context = pen(canvas),
      wide = canvas.clientWidth;
    context.fillStyle = palette.card;
    context.fillRect(0, 0, wide, wide);
    if (drawing) {
      // While a line is drawn the line itself is seen, faint squares of the picture under it.
      context.globalAlpha = 0.35;
      if (now.pixels) place(context, image(now.pixels, 0, side, 1, paint.ink), { x: 0, y: 0, side: wide });
      context.globalAlpha = 1;
      const stroke = image(inkOf(sheet), 0, SHEET, 1, paint.ink);
      context.globalCompositeOperation = palette.paper > "#888888" ? "multiply" : "screen";
      context.imageSmoothingEnabled = true;
      context.drawImage(stroke, 0, 0, wide, wide);
      context.globalCompositeOperation = "source-over";
    } else if (now.pixels)
      place(context, image(now.pixels, 0, side, 1, paint.ink), { x: 0, y: 0, side: wide });
  }

  function tell() {
    told.textContent =
      now.label === null
        ? drawn && now.pixels
          ? words.own
          : words.draw_here
        : fill(words.held_out, { name: names[now.label] });
  }

  function show(next, quiet = false) {
    now = next;
    fault.hidden = true;
    for (const one of strip.children)
      one.setAttribute("aria-pressed", String(Number(one.dataset.id) === now.id));
    tell();
    draw();
    if (!quiet) changed(now);
  }

  /** An empty sheet. */
  function begin() {
    brush.fillStyle = "#000000";
    brush.fillRect(0, 0, SHEET, SHEET);
    drawn = true;
    show({ pixels: new Float32Array(side * side), id: null, label: null });
  }

  function made() {
    const pixels = prepare(inkOf(sheet), SHEET, side, kind);
    show({ pixels: pixels ?? new Float32Array(side * side), id: null, label: null });
  }

  function move(dx, dy) {
    if (!now.pixels) return;
    const moved = new Float32Array(side * side);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const from = [y - dy, x - dx];
        if (from.every((value) => value >= 0 && value < side))
          moved[y * side + x] = now.pixels[from[0] * side + from[1]];
      }
    drawn = true;
    show({ pixels: moved, id: null, label: null });
  }

  async function take(taken) {
    try {
      const found = await fromFile(taken);
      brush.drawImage(found, 0, 0);
      drawn = true;
      made();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault.textContent = fill(words.faults[error.why], error.values);
      fault.hidden = false;
    }
  }

  const spot = (event) => {
    const room = canvas.getBoundingClientRect();
    return [
      ((event.clientX - room.left) / room.width) * SHEET,
      ((event.clientY - room.top) / room.height) * SHEET,
    ];
  };
  function line(to) {
    brush.strokeStyle = "#ffffff";
    brush.lineWidth = BRUSH;
    brush.lineCap = brush.lineJoin = "round";
    brush.beginPath();
    brush.moveTo(...drawing);
    brush.lineTo(...to);
    brush.stroke();
    drawing = to;
  }
  canvas.addEventListener("pointerdown", (event) => {
    if (!side || event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    if (!drawn) begin();
    drawing = spot(event);
    line(drawing.map((value) => value + 0.1));
    made();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    line(spot(event));
    made();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = null;
    draw();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("dragover", (event) => event.preventDefault());
  canvas.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  const off = sharp(canvas, draw);

  return {
    element,
    get now() {
      return now;
    },
    /** What pictures there are: pixels as bytes one after another, their ids and labels. */
    gallery(options) {
      ({ side, kind, names } = options);
      const area = side * side;
      replace(
        strip,
        options.ids.map((id, at) => {
          const pixels = Float32Array.from(
              options.pixels.subarray(at * area, (at + 1) * area),
              (value) => value / 255,
            ),
            label = options.labels[at],
            thumb = image(pixels, 0, side, 1, paint.ink);
          return h(
            "button",
            {
              type: "button",
              "data-id": id,
              "aria-pressed": "false",
              title: names[label],
              "aria-label": `${names[label]} (${id})`,
              onclick: (event) => {
                drawn = false;
                show({ pixels, id, label });
                event.currentTarget.blur();
              },
            },
            thumb,
          );
        }),
      );
      strip.style.gridTemplateColumns = `repeat(${new Set(options.labels).size}, 1fr)`;
      strip.style.gridTemplateRows = `repeat(${Math.ceil(options.ids.length / new Set(options.labels).size)}, auto)`;
    },
    show(next) {
      drawn = next.label === null;
      if (drawn && next.pixels) {
        // A picture from a link can be drawn on.
        brush.imageSmoothingEnabled = false;
        const black = image(next.pixels, 0, side, 1, (value) => Array(3).fill(Math.round(255 * value)));
        brush.drawImage(black, 0, 0, SHEET, SHEET);
      }
      show(next, true);
    },
    close: off,
  };
}
