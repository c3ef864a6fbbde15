// Many small maps of the same points: one setting down, another across; a click makes one the map.

import { h, replace, calm, number, told } from "./dom.js";
import { runOf } from "./run.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * data.names   what the settings are called: {perplexity, iterations, …}
 * The first frame's notes say rows [name, values], columns [name, values]; each later one is a cell.
 */
export function grid(root, data, port) {
  const run = runOf(data.run),
    { words, palette } = data;
  const element = h("div", { class: data.present ? "grid present" : "grid" });
  replace(root, element);
  let cells = null,
    drawn = 0;

  const colours = (first) => {
    const values = first.arrays.column?.data,
      [kind, names] = first.notes.column ?? [];
    if (!values) return () => palette.plain;
    if (kind === "category")
      return (i) =>
        names[values[i]] === "other" ? palette.other : palette.groups[values[i] % palette.groups.length];
    const low = Math.min(...values),
      high = Math.max(...values),
      stops = palette.ramp.map(rgb);
    return (i) => {
      const place = ((values[i] - low) / (high - low || 1)) * (stops.length - 1),
        at = Math.min(stops.length - 2, Math.floor(place)),
        rest = place - at;
      return `rgb(${stops[at].map((value, c) => Math.round(value * (1 - rest) + stops[at + 1][c] * rest)).join(" ")})`;
    };
  };

  /** The empty table: a canvas for every pair of settings. */
  function lay(first) {
    const [down, rows] = first.notes.rows,
      [across, columns] = first.notes.columns;
    cells = new Map();
    const head = h(
      "div",
      { class: "grid-row grid-head" },
      h("span", {}, `${data.names[down]} ↓  ${data.names[across]} →`),
    );
    head.append(...columns.map((value) => h("span", {}, number(value, 2))));
    const lines = rows.map((value, row) =>
      h(
        "div",
        { class: "grid-row" },
        h("span", {}, number(value, 2)),
        columns.map((other, column) => {
          const canvas = h("canvas", { width: 240, height: 240, "aria-hidden": "true" });
          const trust = h("small", {});
          const cell = h(
            "button",
            {
              type: "button",
              class: "small-map",
              title: `${data.names[down]} ${number(value, 2)}, ${data.names[across]} ${number(other, 2)}`,
              onclick: () => {
                document
                  .querySelector(".st-key-lesson")
                  ?.scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
                port.call("wish", { open: { [down]: value, [across]: other } });
              },
            },
            canvas,
            trust,
          );
          cells.set(`${row} ${column}`, { canvas, trust, cell });
          return cell;
        }),
      ),
    );
    element.style.setProperty("--columns", columns.length);
    replace(element, head, lines, h("p", { class: "caption" }, words.grid_caption));
  }

  function draw(frame, shade) {
    const { canvas, trust, cell } = cells.get(frame.notes.cell.join(" ")),
      { data: places } = frame.arrays.positions,
      context = canvas.getContext("2d");
    const count = places.length / 2,
      middle = [0, 0],
      reach = [];
    for (let i = 0; i < count; i++) for (const at of [0, 1]) middle[at] += places[2 * i + at] / count;
    for (let i = 0; i < count; i++)
      reach.push(Math.max(Math.abs(places[2 * i] - middle[0]), Math.abs(places[2 * i + 1] - middle[1])));
    reach.sort((a, b) => a - b);
    const scale = 108 / (reach[Math.floor(count * 0.99)] || 1);
    context.clearRect(0, 0, 240, 240);
    context.globalAlpha = 0.85;
    for (let i = 0; i < count; i++) {
      context.fillStyle = shade(i);
      context.beginPath();
      context.arc(
        120 + (places[2 * i] - middle[0]) * scale,
        120 - (places[2 * i + 1] - middle[1]) * scale,
        3,
        0,
        6.2832,
      );
      context.fill();
    }
    trust.textContent = number(frame.scalars.trustworthiness, 2);
    cell.classList.add("made");
  }

  const update = () => {
    const first = run.frames[0];
    if (!first) {
      drawn = 0;
      const reason = run.status.reason ? told(words, run.status.reason) : words[run.status.state];
      replace(element, h("p", { class: "quiet" }, reason ?? ""));
      return;
    }
    if (!cells || drawn === 0) lay(first);
    const shade = colours(first);
    for (drawn = Math.max(1, drawn); drawn < run.frames.length; drawn++) draw(run.frames[drawn], shade);
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  return {
    key: () => false,
    show() {},
    close() {
      stop();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
    },
  };
}
