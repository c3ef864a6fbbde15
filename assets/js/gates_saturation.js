// How full gates are: for every unit how often it is shut and how often open, and all values as a histogram.

import { h, replace, fill, number } from "./dom.js";
import { own } from "./gates_own.js";
import { viewOf } from "./gates_view.js";
import { CELL_NAMES, DOORS, chips, gateColour, press, tell, unitOf } from "./gates_store.js";

const WIDE = 280,
  HIGH = 420;
const BARS = { left: 34, right: 268, top: 34, bottom: 104 };
const FIELD = { left: 34, right: 268, top: 138, bottom: 372 };

export function gates_saturation(root, data, port) {
  const { words, palette } = data,
    charts = h("div", { class: "gates-charts full" }),
    tip = h("p", { class: "quiet gates-tip", "aria-live": "polite" });
  let panels = [],
    built = "";
  const cells = chips(
    ["gru", "lstm"].map((id) => ({ id, label: CELL_NAMES[id] })),
    "lstm",
    (cell) => tell(view.clock, { cell, clamp: "", unit: null }),
    { "aria-label": words.which_cell },
  );
  const view = viewOf(root, data, port, {
    name: "gates-saturation",
    parts: [h("div", { class: "gates-bar" }, cells), charts, tip],
  });
  const { clock, run, state } = view;
  const cell = () => state().cell;

  function panel(gate, at) {
    const colour = gateColour(palette, gate),
      svg = h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "chart", role: "img" }),
      text = (content, px, py, anchor = "middle", more = {}) =>
        svg.append(h("text", { x: px, y: py, "text-anchor": anchor, fill: palette.soft, ...more }, content));
    text(`${gate}  ${words.gates[gate]}`, BARS.left, 20, "start", { class: "cell-name", fill: colour });
    const bars = Array.from({ length: 20 }, (_, i) => {
      const wide = (BARS.right - BARS.left) / 20,
        bar = h("rect", { x: BARS.left + i * wide, width: wide - 1, fill: colour });
      svg.append(bar);
      return bar;
    });
    svg.append(
      h("line", { x1: BARS.left, x2: BARS.right, y1: BARS.bottom, y2: BARS.bottom, stroke: palette.soft }),
    );
    text("0", BARS.left, BARS.bottom + 14);
    text("1", BARS.right, BARS.bottom + 14);
    const { left, right, top, bottom } = FIELD,
      x = (share) => left + (right - left) * share,
      y = (share) => bottom - (bottom - top) * share;
    // Shut and open together are at most always: nothing can be above the slope.
    svg.append(
      h("path", {
        d: `M${left} ${top}L${right} ${bottom}L${left} ${bottom}Z`,
        fill: palette.wash,
        stroke: palette.line,
      }),
    );
    text(words.always_open, left + 6, top + 6, "start", { class: "small" });
    text(words.always_shut, right, bottom - 8, "end", { class: "small" });
    text(words.in_between, left + 6, bottom - 8, "start", { class: "small" });
    text(at === 0 ? words.left : "", left, bottom + 18, "start", { class: "small" });
    if (at === 0)
      text(words.right, left - 12, bottom, "start", {
        class: "small",
        transform: `rotate(-90 ${left - 12} ${bottom})`,
      });
    const H = run.notes.units[cell()];
    const dots = Array.from({ length: H }, (_, u) => {
      const dot = h("circle", {
        r: 6,
        fill: colour,
        "fill-opacity": 0.55,
        stroke: palette.card,
        class: "dot-button",
        tabindex: "0",
        onpointerenter: () => says(at, u),
        onfocus: () => says(at, u),
        onclick: () => tell(clock, { unit: u }),
      });
      svg.append(dot);
      return dot;
    });
    return { gate, svg, bars, dots, x, y };
  }

  function says(at, u) {
    const H = run.notes.units[cell()],
      share = clock.frame.arrays[`${cell()}.saturated`].data;
    tip.textContent = fill(words.unit, {
      n: u,
      left: number(100 * share[at * 2 * H + u], 0),
      right: number(100 * share[(at * 2 + 1) * H + u], 0),
    });
  }

  /** Gates in the order in which a frame keeps them. */
  const kept = { gru: ["r", "z"], lstm: ["i", "f", "o"] };

  function meet() {
    if (!DOORS[cell()].length) {
      press(cells, "");
      replace(charts, h("p", { class: "quiet" }, words.no_doors));
      panels = [];
      built = "";
      return;
    }
    press(cells, cell());
    const now = `${cell()} ${run.notes.units[cell()]}`;
    if (now !== built) {
      built = now;
      panels = kept[cell()].map(panel);
      replace(
        charts,
        panels.map(({ svg }) => svg),
      );
    }
    draw();
  }

  function draw() {
    const [first, second, share] = clock.between;
    if (!first || !panels.length) return;
    const H = run.notes.units[cell()],
      mixed = (name) => {
        const a = first.arrays[`${cell()}.${name}`].data,
          b = second.arrays[`${cell()}.${name}`].data;
        return (i) => a[i] + (b[i] - a[i]) * share;
      };
    const full = mixed("saturated"),
      bar = mixed("bars"),
      unit = unitOf(run, state(), cell());
    panels.forEach(({ svg, gate, bars, dots, x, y }, at) => {
      bars.forEach((rect, i) => {
        const high = (BARS.bottom - BARS.top) * Math.min(1, bar(at * 20 + i) / 0.6);
        rect.setAttribute("y", BARS.bottom - high);
        rect.setAttribute("height", Math.max(0, high));
      });
      dots.forEach((dot, u) => {
        dot.setAttribute("cx", x(full(at * 2 * H + u)));
        dot.setAttribute("cy", y(full((at * 2 + 1) * H + u)));
        dot.setAttribute("stroke", u === unit ? palette.ink : palette.card);
        dot.setAttribute("stroke-width", u === unit ? 2.5 : 1);
      });
      svg.setAttribute("aria-label", sentence(gate, at, full, H));
    });
  }

  const sentence = (gate, at, full, H) => {
    let [left, right] = [0, 0];
    for (let u = 0; u < H; u++) {
      left += full(at * 2 * H + u) / H;
      right += full((at * 2 + 1) * H + u) / H;
    }
    return fill(words.finding, {
      gate: `${gate} (${words.gates[gate]})`,
      left: number(100 * left, 0),
      right: number(100 * right, 0),
    });
  };
  const find = () => panels.map(({ svg }) => svg.getAttribute("aria-label")).join(" ");
  const table = () => ({
    head: ["unit", ...kept[cell()].flatMap((gate) => [`${gate} shut`, `${gate} open`])],
    rows: Array.from({ length: run.notes.units[cell()] }, (_, u) => {
      const H = run.notes.units[cell()],
        share = clock.frame.arrays[`${cell()}.saturated`].data;
      return [u, ...kept[cell()].flatMap((_, at) => [share[at * 2 * H + u], share[(at * 2 + 1) * H + u]])];
    }),
  });
  if (data.leads) window.__player = own(clock, data, { table, svg: () => panels[0]?.svg });
  return view.start({ meet, draw, find });
}
