// The longest way: every network drawn over one sentence, and how its first word comes to meet its last.

import { h, replace, fill } from "./dom.js";
import { clockOf } from "./clock.js";
import { colourOf } from "./racekinds.js";

const WIDE = 300,
  HIGH = 132,
  SIDE = 14,
  FEWEST = 3;

/** show.n: how many words; show.veil: "all" hides ways and steps until the guess is made. */
export function raceways(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let n = 10,
    veil = "",
    turn = 0,
    answer = null;
  const slider = h("input", {
    type: "range",
    min: FEWEST,
    max: 10,
    "aria-label": words.words_label,
    oninput: () => {
      n = Number(slider.value);
      load();
    },
  });
  const count = h("b"),
    grid = h("div", { class: "race-ways-grid" }),
    sentence = h("p", { class: "race-sentence" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "race-ways present" : "race-ways" },
      h(
        "div",
        { class: "race-switches" },
        h("span", { class: "quiet" }, words.words_label),
        slider,
        count,
        sentence,
      ),
      grid,
    ),
  );

  async function load() {
    const mine = ++turn;
    if (!run.notes.example) return;
    n = Math.max(FEWEST, Math.min(n, run.notes.example.length));
    const found = await run.ask("ways", { n: String(n) }).catch(() => null);
    if (mine !== turn || !found?.networks) return;
    answer = found;
    draw();
  }

  function draw() {
    if (!answer) return;
    slider.max = Math.min(10, run.notes.example.length);
    slider.value = answer.n;
    count.textContent = answer.n;
    const join = run.notes.language === "zh" ? "" : " ";
    replace(
      sentence,
      h("b", {}, answer.words[0]),
      join + answer.words.slice(1, -1).join(join) + join,
      h("b", {}, answer.words.at(-1)),
    );
    replace(grid, answer.networks.map(picture));
  }

  function picture({ network, edges, first, last, steps, growth }) {
    const colour = colourOf(network, palette),
      rows = Math.max(...edges.map(([, to]) => to[0])),
      place = ([row, at]) => [
        SIDE + ((WIDE - 2 * SIDE) * at) / (answer.n - 1),
        HIGH - 12 - ((HIGH - 24) * row) / Math.max(rows, 2),
      ],
      line = ([from, to], extra) => {
        const [x1, y1] = place(from),
          [x2, y2] = place(to);
        return h("line", { x1, y1, x2, y2, ...extra });
      };
    const nodes = new Map();
    for (const node of edges.flat()) nodes.set(node.join(), node);
    const way = (list) => list.slice(1).map((node, i) => [list[i], node]);
    const bold = veil ? [] : [...way(first), ...way(last)],
      lit = new Set(veil ? [] : [...first, ...last].map((node) => node.join()));
    const told = veil ? "?" : fill(steps === 1 ? words.step : words.steps, { n: steps });
    return h(
      "figure",
      { class: "race-way" },
      h("figcaption", {}, h("b", { style: { color: colour } }, words.networks[network]), h("span", {}, told)),
      h(
        "svg",
        { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": `${words.networks[network]}: ${told}` },
        h(
          "g",
          { stroke: palette.other, "stroke-width": 1, opacity: edges.length > 60 ? 0.22 : 0.42 },
          edges.map((edge) => line(edge)),
        ),
        h(
          "g",
          { stroke: colour, "stroke-width": 3.2, "stroke-linecap": "round" },
          bold.map((edge) => line(edge)),
        ),
        [...nodes.entries()].map(([name, node]) => {
          const [cx, cy] = place(node),
            word = node[0] === 0;
          return h("circle", {
            cx,
            cy,
            r: word ? 4 : 4.6,
            fill: lit.has(name) ? colour : word ? palette.soft : palette.card,
            stroke: lit.has(name) ? colour : palette.soft,
            "stroke-width": 1.3,
          });
        }),
      ),
      h(
        "p",
        { class: "quiet" },
        veil
          ? words.guess
          : [
              h("b", {}, words.laws[network]),
              " · ",
              fill(words.growth, { n: answer.growth.join(", "), steps: growth.join(", ") }),
            ],
      ),
    );
  }

  function choose(show) {
    n = show.n ?? n;
    veil = show.veil ?? "";
    draw();
    load();
  }
  const update = () => {
    if (!answer) load();
  };
  run.addEventListener("frames", update);
  const stop = run.watch();
  choose(data.show ?? {});
  if (data.show) {
    clock.apply({ step: "end" });
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => ({
        head: ["network", "n", "steps"],
        rows: answer.networks.map((one) => [one.network, answer.n, one.steps]),
      }),
      state: () => ({ n, veil, answer }),
    };
  }
  return {
    show(show) {
      data.show = show;
      choose(show);
    },
    key: () => false,
    close() {
      stop();
      run.removeEventListener("frames", update);
    },
  };
}
