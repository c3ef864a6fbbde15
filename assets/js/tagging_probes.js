// What a linear rule can read off every layer of three deep readers: five questions, four layers each.

import { attend } from "./answers.js";
import { h, replace, fill, number } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { DIRECTIONS, colour } from "./tagging_store.js";

const WIDE = 260,
  HIGH = 200,
  LEFT = 34,
  RIGHT = 8,
  TOP = 8,
  BOTTOM = 24;

export function tagging_probes(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const charts = h("div", { class: "tagging-charts" }),
    veil = h("div", { class: "waiting" }),
    when = h("p", { class: "caption" }),
    time = timeline(clock, { ...data, curves: [] });
  let shown = "";
  replace(
    root,
    h(
      "div",
      { class: `tagging-probes tagging-plain${data.present ? " present" : ""}` },
      h("p", { class: "caption" }, words.told),
      h(
        "div",
        { class: "tagging-key" },
        DIRECTIONS.map((direction) =>
          h(
            "span",
            {},
            h("i", { style: { background: colour(palette, direction) } }),
            words.directions[direction],
          ),
        ),
        h("span", {}, h("i", { style: { background: palette.loss, height: "1.5px" } }), words.chance),
      ),
      h("div", { style: { position: "relative", "min-height": "220px" } }, charts, veil),
      when,
      time.element,
    ),
  );

  /** The last probes taken up to now; before the first ones, those. */
  function taken() {
    let found = -1;
    for (let at = 0; at < run.frames.length; at++)
      if (run.frames[at].arrays.probes && (at <= clock.index || found < 0)) found = at;
    return found;
  }

  function draw() {
    const at = taken();
    const veiled = data.leads ? (data.show?.veil ?? "") : "";
    if (`${at} ${veiled}` === shown) return;
    shown = `${at} ${veiled}`;
    if (at < 0) {
      replace(charts);
      when.textContent = run.frames.length ? words.none : "";
      return;
    }
    const { data: values, shape } = run.frames[at].arrays.probes,
      [, layers, asked] = shape;
    const value = (direction, layer, what) => values[(direction * layers + layer) * asked + what];
    when.textContent = fill(words.at, { step: number(run.frames[at].step) });
    replace(
      charts,
      run.notes.probes.map((name, what) => chart(name, what, layers, value)),
    );
  }

  function chart(name, what, layers, value) {
    const x = (layer) => LEFT + ((WIDE - LEFT - RIGHT) * layer) / (layers - 1),
      y = (share) => HIGH - BOTTOM - (HIGH - BOTTOM - TOP) * share;
    const said = (direction, row, layer) =>
      fill(words.value, {
        direction: words.directions[direction],
        layer,
        percent: number(100 * value(row, layer, what), 0),
      });
    const chance = run.notes.probe_chance[what];
    const label = (px, py, text, anchor) => h("text", { x: px, y: py, "text-anchor": anchor }, text);
    return h(
      "figure",
      { class: "tagging-probe" },
      h("figcaption", {}, words.asked[name]),
      h(
        "svg",
        {
          viewBox: `0 0 ${WIDE} ${HIGH}`,
          role: "img",
          "aria-label":
            data.leads && data.show?.veil === name
              ? words.asked[name]
              : `${words.asked[name]}: ${DIRECTIONS.map((direction, row) => said(direction, row, layers - 1)).join("; ")}`,
        },
        [0, 0.5, 1]
          .map((tick) => [
            h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(tick), y2: y(tick), stroke: palette.line }),
            label(LEFT - 5, y(tick) + 4, `${100 * tick} %`, "end"),
          ])
          .flat(),
        h("line", {
          x1: LEFT,
          x2: WIDE - RIGHT,
          y1: y(chance),
          y2: y(chance),
          stroke: palette.loss,
          "stroke-width": 1.5,
          "stroke-dasharray": "4 3",
        }),
        Array.from({ length: layers }, (_, layer) => label(x(layer), HIGH - 8, String(layer), "middle")),
        // A question is asked of this picture: first the guess, then the lines.
        data.leads && data.show?.veil === name
          ? h(
              "text",
              { x: (LEFT + WIDE) / 2, y: HIGH / 2, "text-anchor": "middle", class: "tagging-veiled" },
              "?",
            )
          : DIRECTIONS.map((direction, row) => {
              const points = Array.from({ length: layers }, (_, layer) => [
                x(layer),
                y(value(row, layer, what)),
                layer,
              ]);
              return h(
                "g",
                {},
                h("path", {
                  d: points
                    .map(([px, py], at) => `${at ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`)
                    .join(""),
                  fill: "none",
                  stroke: colour(palette, direction),
                  "stroke-width": 2.2,
                }),
                points.map(([px, py, layer]) => {
                  const dot = h("circle", { cx: px, cy: py, r: 3.6, fill: colour(palette, direction) });
                  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
                  title.textContent = said(direction, row, layer);
                  dot.append(title);
                  return dot;
                }),
              );
            }),
      ),
    );
  }

  const written = () =>
    port.write({
      step: clock.said,
    });
  const stop = attend(clock, words, veil, draw);
  if (data.leads) {
    clock.addEventListener("settle", written);
    clock.apply(data.show ?? {});
    clock.rest(data.show);
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => {
        const { data: values, shape } = run.frames[taken()].arrays.probes,
          [, layers, asked] = shape;
        return {
          head: ["direction", "layer", ...run.notes.probes],
          rows: DIRECTIONS.flatMap((direction, row) =>
            Array.from({ length: layers }, (_, layer) => [
              direction,
              layer,
              ...run.notes.probes.map((_, what) => values[(row * layers + layer) * asked + what]),
            ]),
          ),
        };
      },
      state: () => ({ shown }),
    };
  }
  return {
    show(show) {
      data.show = show;
      if (data.leads) clock.apply(show);
      draw();
    },
    key: (event) => data.leads && clock.key(event),
    close() {
      stop();
      time.close();
      clock.removeEventListener("settle", written);
    },
  };
}
