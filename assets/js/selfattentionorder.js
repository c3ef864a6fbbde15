// Does order matter? The same words forwards and backwards, with each kind of positions: who looks at whom, and how
// much any word's output changes.

import { h, replace, fill, number } from "./dom.js";
import { runOf } from "./run.js";
import { heat } from "./heat.js";
import { start, compute, wave } from "./selfattentionmaths.js";

/** Two numbers that agree to so much are the same. */
const SAME = 1e-9;

export function selfattentionorder(root, data) {
  const run = runOf(data.run),
    { words, palette, font } = data;
  let tables = [],
    veil = data.show?.veil ?? "",
    made = "",
    told = [];
  const element = h("div", { class: data.present ? "order-view present" : "order-view" });
  replace(root, element);

  /** Kind → positions for every place; trained weights know only the learned ones they were trained with. */
  function kinds(from) {
    const T = from.words.length,
      d = from.words[0].length,
      table = (value) =>
        Array.from({ length: T }, (_, row) => Array.from({ length: d }, (_, at) => value(row, at)));
    return {
      none: table(() => 0),
      sinusoidal: table((row, at) => wave(row, at, d)),
      ...(from.learned.length ? { learned: from.learned } : {}),
    };
  }
  const reversed = (rows) => [...rows].reverse();

  function draw() {
    if (!run.frames.length) return;
    const key = `${run.key} ${run.attempt} ${veil}`;
    if (made === key) return;
    made = key;
    tables.forEach((table) => table.close());
    tables = [];
    const from = start(run),
      tokens = run.notes.tokens,
      all = kinds(from);
    element.style.setProperty("--kinds", Object.keys(all).length);
    told = [];
    const figures = Object.entries(all).map(([kind, positions]) => {
      const there = compute({ ...from, positions }),
        back = compute({ ...from, words: reversed(from.words), positions });
      // Rows and columns of the reversed sentence, put back in the order of the words.
      const shares = [there.shares[0], reversed(back.shares[0]).map(reversed)];
      const output = reversed(back.output);
      const change = Math.max(
        ...there.output.flatMap((row, i) => row.map((value, j) => Math.abs(value - output[i][j]))),
      );
      told.push({ kind, change });
      const hidden = veil === "both" || veil === kind;
      const hosts = [0, 1].map(() => h("div", { class: "table" }));
      return {
        figure: h(
          "figure",
          {},
          h(
            "figcaption",
            {},
            words[kind],
            kind === "learned" && run.notes.weights === "drawn" ? h("small", {}, ` · ${words.drawn}`) : "",
          ),
          h(
            "div",
            { class: "two-tables" },
            ...hosts.map((host, at) => h("div", {}, h("small", {}, at ? words.back : words.there), host)),
          ),
          h(
            "p",
            { class: change < SAME && !hidden ? "verdict same" : "verdict", "aria-live": "polite" },
            hidden ? words.hidden : change < SAME ? words.same : fill(words.other, { n: number(change, 2) }),
          ),
        ),
        hosts,
        shares,
        hidden,
      };
    });
    replace(
      element,
      ...figures.map((one) => one.figure),
      h("p", { class: "caption" }, fill(words.tables, { n: 1 })),
    );
    for (const { hosts, shares, hidden } of figures)
      hosts.forEach((host, at) =>
        tables.push(
          heat(host, {
            palette,
            font,
            present: data.present,
            letter: data.present ? 15 : 11.5,
            rows: tokens.length,
            columns: tokens.length,
            value: (row, column) => (hidden && at ? null : shares[at][row][column]),
            scale: "sequential",
            range: [0, 1],
            rowLabels: tokens,
            columnLabels: tokens,
            label: at ? words.back : words.there,
          }),
        ),
      );
  }
  run.addEventListener("frames", draw);
  const stop = run.watch();
  draw();
  window.__order = { state: () => told };
  return {
    show(show) {
      veil = show.veil ?? "";
      draw();
    },
    key: () => false,
    close() {
      stop();
      tables.forEach((table) => table.close());
      run.removeEventListener("frames", draw);
    },
  };
}
