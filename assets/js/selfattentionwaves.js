// Positional encodings: every number of the table is a wave, every pair of them a hand on a dial, and walking on
// turns each hand by an angle of its own.

import { h, replace, sharp, pen, fill } from "./dom.js";
import { heat } from "./heat.js";
import { wave } from "./selfattentionmaths.js";
import { shown } from "./selfattentionboard.js";

const WIDTHS = [4, 8, 16, 32, 64],
  POSITIONS = 40,
  DIALS = 4;

export function selfattentionwaves(root, data) {
  const { words, palette, font } = data;
  let width = data.show?.width ?? 8,
    position = data.show?.position ?? 3,
    shift = data.show?.shift ?? 2,
    column = null;
  const frame = h("div", { class: "frame" });
  const curve = h("canvas", { class: "curve" }),
    dials = h("canvas", { class: "dials" });
  const finding = h("p", { class: "finding", "aria-live": "polite" }),
    rotation = h("p", { class: "rotation" });
  const slider = (label, low, high, read, write) => {
    const value = h("output", {}),
      range = h("input", {
        type: "range",
        min: low,
        max: high,
        step: 1,
        oninput: () => {
          write(Number(range.value));
          draw();
        },
      });
    return {
      element: h("label", {}, label, range, value),
      tell: () => {
        range.value = read();
        value.textContent = range.dataset.text ?? String(read());
      },
      range,
    };
  };
  const sliders = [
    slider(
      words.width,
      0,
      WIDTHS.length - 1,
      () => WIDTHS.indexOf(width),
      (at) => {
        width = WIDTHS[at];
        column = null;
        table.set({ columns: width, columnLabels: columnNames() });
      },
    ),
    slider(
      words.positions,
      0,
      POSITIONS - 1,
      () => position,
      (at) => (position = at),
    ),
    slider(
      words.shift,
      0,
      10,
      () => shift,
      (at) => (shift = at),
    ),
  ];
  replace(
    root,
    h(
      "div",
      { class: data.present ? "positions-view present" : "positions-view" },
      h("figure", {}, h("h4", {}, words.heat), frame),
      h(
        "div",
        { class: "right" },
        h("figure", {}, h("h4", {}, words.curves), curve),
        h("figure", {}, h("h4", {}, words.dials), dials),
      ),
      h("div", { class: "sliders" }, ...sliders.map((one) => one.element)),
      finding,
      rotation,
    ),
  );
  const columnNames = () => Array.from({ length: width }, (_, at) => String(at + 1));
  const table = heat(frame, {
    palette,
    font,
    present: data.present,
    rows: POSITIONS,
    columns: width,
    value: (row, at) => wave(row, at, width),
    scale: "diverging",
    range: [-1.15, 1.15],
    rowLabels: [],
    columnLabels: columnNames(),
    label: words.heat,
    describe: (row, at) =>
      `${fill(words.position, { n: row })}, ${fill(words.number, { n: at + 1 })}: ${shown(wave(row, at, width), 3)}`,
    onHover: (row, at) => {
      column = at ?? null;
      if (row !== null) position = row;
      draw();
    },
  });

  /** The pairs that have a dial: all of them where there are few, else spread from the quickest to the slowest. */
  const pairs = () => {
    const all = width / 2,
      count = Math.min(DIALS, all);
    return Array.from({ length: count }, (_, at) => Math.round((at * (all - 1)) / Math.max(1, count - 1)));
  };
  const pace = (pair) => 1 / 10000 ** ((2 * pair) / width);
  const colours = [palette.centre, palette.context, palette.good, palette.negative];

  function waves() {
    if (!curve.ratio) return;
    const context = pen(curve),
      wide = curve.clientWidth,
      high = curve.clientHeight,
      left = 34,
      letter = data.present ? 17 : 11.5,
      x = (place) => left + ((wide - left - 12) * place) / (POSITIONS - 1),
      y = (value) => high / 2 - letter * 0.4 - value * (high / 2 - letter * 1.6);
    context.font = `${letter}px ${font}`;
    context.fillStyle = palette.soft;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of [-1, 0, 1]) {
      context.fillText(shown(value, 0), left - 7, y(value));
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, y(value));
      context.lineTo(wide - 12, y(value));
      context.stroke();
    }
    context.textAlign = "center";
    for (let place = 0; place < POSITIONS; place += 10)
      context.fillText(String(place), x(place), high - letter * 0.7);
    context.strokeStyle = palette.ink;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(x(position), y(1));
    context.lineTo(x(position), y(-1));
    context.stroke();
    context.setLineDash([]);
    const line = (at, colour, line, alpha) => {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.globalAlpha = alpha;
      context.beginPath();
      for (let px = left; px <= wide - 12; px += 2)
        context.lineTo(px, y(wave(((px - left) / (wide - left - 12)) * (POSITIONS - 1), at, width)));
      context.stroke();
      context.globalAlpha = 1;
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x(position), y(wave(position, at, width)), 4, 0, 7);
      context.fill();
    };
    pairs().forEach((pair, at) => line(2 * pair, colours[at], 2, column === null ? 0.9 : 0.25));
    if (column !== null) line(column, palette.ink, 2.5, 1);
  }

  function hands() {
    if (!dials.ratio) return;
    const context = pen(dials),
      wide = dials.clientWidth,
      high = dials.clientHeight,
      shownPairs = pairs(),
      letter = data.present ? 17 : 11.5,
      room = wide / Math.max(2, shownPairs.length),
      radius = Math.min(room / 2 - 10, (high - letter * 3.4) / 2);
    shownPairs.forEach((pair, at) => {
      const cx = room * (at + 0.5),
        cy = radius + 5,
        angle = (place) => place * pace(pair),
        // The hand points where its cosine (to the right) and sine (upwards) say.
        tip = (place) => [
          cx + radius * 0.86 * Math.cos(angle(place)),
          cy - radius * 0.86 * Math.sin(angle(place)),
        ];
      context.strokeStyle = palette.line;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(cx, cy, radius, 0, 7);
      context.stroke();
      const turn = shift * pace(pair);
      context.strokeStyle = colours[at];
      context.globalAlpha = 0.35;
      context.lineWidth = 5;
      context.beginPath();
      const begin = -angle(position),
        whole = turn >= 2 * Math.PI;
      context.arc(cx, cy, radius * 0.62, whole ? 0 : begin, whole ? 7 : begin - turn, true);
      if (turn > 0.002) context.stroke();
      context.globalAlpha = 1;
      for (const [place, colour, line] of [
        [position, palette.ink, 2],
        [position + shift, colours[at], 3],
      ]) {
        context.strokeStyle = colour;
        context.lineWidth = line;
        context.beginPath();
        context.moveTo(cx, cy);
        context.lineTo(...tip(place));
        context.stroke();
      }
      context.font = `${letter}px ${font}`;
      context.fillStyle = palette.soft;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(`${2 * pair + 1}, ${2 * pair + 2}`, cx, cy + radius + letter * 0.95);
      const degrees = (pace(pair) * 180) / Math.PI;
      context.fillText(
        fill(words.turns, {
          degrees:
            degrees >= 10 ? degrees.toFixed(0) : degrees >= 0.1 ? degrees.toFixed(1) : degrees.toPrecision(1),
        }),
        cx,
        cy + radius + letter * 2.25,
      );
    });
  }

  function tell() {
    const there = position + shift;
    finding.textContent = fill(words.finding, { k: shift, here: position, there });
    const [c, s] = [Math.cos(shift), Math.sin(shift)],
      matrix = (...values) =>
        h(
          "span",
          { class: values.length > 2 ? "matrix two" : "matrix" },
          ...values.map((value) => h("span", {}, shown(value, 3))),
        );
    replace(
      rotation,
      `PE(${there})[1, 2] `,
      matrix(wave(there, 0, width), wave(there, 1, width)),
      " = ",
      matrix(c, s, -s, c),
      " · ",
      `PE(${position})[1, 2] `,
      matrix(wave(position, 0, width), wave(position, 1, width)),
    );
  }

  function draw() {
    sliders.forEach((one) => one.tell());
    sliders[0].element.lastChild.textContent = String(width);
    table.set({
      rowLabels: Array.from({ length: POSITIONS }, (_, row) =>
        row === position || (row % 12 === 0 && Math.abs(row - position) > 2) ? String(row) : "",
      ),
    });
    table.mark({ row: position, ...(column === null ? {} : { column }) });
    waves();
    hands();
    tell();
  }
  const off = [sharp(curve, waves), sharp(dials, hands)];
  draw();
  window.__positions = {
    state: () => ({ width, position, shift }),
    move: (next) => {
      position = next;
      draw();
    },
  };
  return {
    show(show) {
      width = show.width ?? width;
      position = show.position ?? position;
      shift = show.shift ?? shift;
      table.set({ columns: width, columnLabels: columnNames() });
      draw();
    },
    key: () => false,
    close() {
      off.forEach((stop) => stop());
      table.close();
    },
  };
}
