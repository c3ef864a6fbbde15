// Padding, stride, dilation, pooling: how many places a window has, drawn and counted.

import { h, replace, sharp, pen, fill, calm, icon } from "./dom.js";

const PACE = 420;

/** How many places a window has along n pixels. */
export const places = ({ n, size, padding, stride, dilation }) =>
  Math.max(0, Math.floor((n + 2 * padding - dilation * (size - 1) - 1) / stride) + 1);

const RANGES = {
  n: [3, 16],
  size: [1, 7],
  padding: [0, 4],
  stride: [1, 4],
  dilation: [1, 3],
};

export function imagecnn_calculator(root, data, port) {
  const { words, palette } = data,
    start = { n: 8, size: 3, padding: 0, stride: 1, dilation: 1, kind: "conv" },
    setting = { ...start, ...(data.show?.calculator ?? {}) },
    canvas = h("canvas", { class: "imagecnn-calculation", role: "img" }),
    formula = h("p", { class: "imagecnn-formula", "aria-live": "polite" }),
    play = h("button", { type: "button", class: "chip", onclick: () => toggle() }),
    form = h("div", { class: "imagecnn-form" });
  replace(
    root,
    h(
      "div",
      { class: `imagecnn-calculator${data.present ? " present" : ""}` },
      h("div", {}, canvas, formula),
      form,
    ),
  );
  let at = 0,
    timer = null,
    boxes = null,
    size = [1, 1];

  const along = () => places(setting);

  function controls() {
    replace(
      form,
      h(
        "div",
        { class: "imagecnn-modes" },
        ["conv", "pool"].map((kind) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-pressed": String(setting.kind === kind),
              onclick: () => {
                setting.kind = kind;
                // A pooling window usually goes on by its own size.
                if (kind === "pool") Object.assign(setting, { size: 2, stride: 2, padding: 0, dilation: 1 });
                else Object.assign(setting, { size: 3, stride: 1 });
                change();
              },
            },
            words.kinds[kind],
          ),
        ),
        ["same", "valid"].map((kind) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              onclick: () => {
                setting.padding =
                  kind === "same" ? Math.floor((setting.dilation * (setting.size - 1)) / 2) : 0;
                change();
              },
            },
            words.paddings[kind],
          ),
        ),
      ),
      Object.entries(RANGES).map(([name, [low, high]]) =>
        h(
          "label",
          {},
          h("span", {}, words.settings[name]),
          h("input", {
            type: "range",
            min: String(low),
            max: String(high),
            value: String(setting[name]),
            "data-name": name,
            oninput: (event) => {
              setting[name] = Number(event.currentTarget.value);
              event.currentTarget.nextElementSibling.textContent = setting[name];
              at = 0;
              tell();
              draw();
            },
          }),
          h("b", {}, String(setting[name])),
        ),
      ),
      play,
    );
    buttons();
  }

  function change() {
    at = 0;
    controls();
    tell();
    draw();
  }

  function tell() {
    const { n, size: k, padding: p, stride: s, dilation: d } = setting,
      m = along();
    replace(
      formula,
      m ? `⌊(${n} + 2 · ${p} − ${d} · (${k} − 1) − 1) / ${s}⌋ + 1 = ` : "",
      m ? h("b", {}, String(m)) : "",
      m
        ? ` → ${fill(words.maps_of, { m, all: m * m })}`
        : fill(words.no_room, { reach: d * (k - 1) + 1, n: n + 2 * p }),
    );
    canvas.setAttribute("aria-label", formula.textContent);
  }

  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      [width, height] = size,
      { n, size: k, padding: p, stride: s, dilation: d, kind } = setting,
      m = along(),
      whole = n + 2 * p,
      cell = Math.min((height - 30) / Math.max(whole, m), (width - 70) / (whole + Math.max(m, 1))),
      top = 24,
      left = 2,
      out = left + whole * cell + Math.min(70, width - (whole + Math.max(m, 1)) * cell - 4);
    boxes = { cell, top, out, m };
    context.font = `${data.present ? 17 : 12}px ${data.font}`;
    context.fillStyle = palette.soft;
    context.textBaseline = "top";
    context.fillText(fill(words.input_of, { n }), left, 2);
    context.fillText(m ? fill(words.output_of, { n: m }) : "", out, 2);
    for (let row = 0; row < whole; row++)
      for (let column = 0; column < whole; column++) {
        const inside = row >= p && column >= p && row < p + n && column < p + n;
        context.fillStyle = inside ? palette.wash : palette.card;
        context.strokeStyle = palette.line;
        context.lineWidth = 1;
        context.fillRect(left + column * cell, top + row * cell, cell - 1, cell - 1);
        context.setLineDash(inside ? [] : [2, 2]);
        context.strokeRect(left + column * cell + 0.5, top + row * cell + 0.5, cell - 2, cell - 2);
        context.setLineDash([]);
        if (!inside && cell > 15) {
          context.fillStyle = palette.soft;
          context.textAlign = "center";
          context.textBaseline = "middle";
          context.fillText("0", left + (column + 0.5) * cell, top + (row + 0.5) * cell);
          context.textAlign = "left";
          context.textBaseline = "top";
        }
      }
    if (!m) return;
    at %= m * m;
    const [row, column] = [Math.floor(at / m), at % m];
    for (let i = 0; i < m * m; i++) {
      context.fillStyle = i < at ? palette.wash : palette.card;
      context.strokeStyle = palette.line;
      context.fillRect(out + (i % m) * cell, top + Math.floor(i / m) * cell, cell - 1, cell - 1);
      context.strokeRect(
        out + (i % m) * cell + 0.5,
        top + Math.floor(i / m) * cell + 0.5,
        cell - 2,
        cell - 2,
      );
    }
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) {
        context.fillStyle = kind === "conv" ? palette.centre : palette.context;
        context.globalAlpha = 0.75;
        context.fillRect(
          left + (column * s + j * d) * cell,
          top + (row * s + i * d) * cell,
          cell - 1,
          cell - 1,
        );
      }
    context.fillRect(out + column * cell, top + row * cell, cell - 1, cell - 1);
    context.globalAlpha = 1;
    context.strokeStyle = palette.ink;
    context.lineWidth = 1;
    const reach = (d * (k - 1) + 1) * cell,
      from = [left + column * s * cell, top + row * s * cell];
    context.strokeRect(from[0], from[1], reach - 1, reach - 1);
    context.globalAlpha = 0.5;
    for (const down of [0, 1]) {
      context.beginPath();
      context.moveTo(from[0] + reach, from[1] + down * reach);
      context.lineTo(out + column * cell, top + (row + down) * cell);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  function toggle(on = !timer) {
    clearInterval(timer);
    timer = on
      ? setInterval(
          () => {
            at = (at + 1) % Math.max(1, along() ** 2);
            draw();
          },
          calm() ? 3 * PACE : PACE,
        )
      : null;
    buttons();
  }
  const buttons = () => {
    replace(play, icon(timer ? "pause" : "play"), ` ${words.slide}`);
    play.setAttribute("aria-pressed", String(Boolean(timer)));
  };

  canvas.addEventListener("pointermove", (event) => {
    if (!boxes?.m) return;
    const room = canvas.getBoundingClientRect(),
      column = Math.floor((event.clientX - room.left - boxes.out) / boxes.cell),
      row = Math.floor((event.clientY - room.top - boxes.top) / boxes.cell);
    if (row < 0 || column < 0 || row >= boxes.m || column >= boxes.m) return;
    toggle(false);
    at = row * boxes.m + column;
    draw();
  });
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  change();
  if (data.leads && !calm()) toggle(true);
  if (data.leads) window.__calculator = { setting: () => ({ ...setting, m: along(), at }) };
  return {
    key(event) {
      if (event.key !== "s" || !data.leads) return false;
      toggle();
      return true;
    },
    show(show) {
      Object.assign(setting, start, show.calculator ?? {});
      change();
    },
    close() {
      clearInterval(timer);
      off();
    },
  };
}
