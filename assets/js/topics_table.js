// The ends of the directions against the categories that people gave: how many documents of each.

import { h, replace, fill, number, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";

/** Categories that have a column of their own; all others share the last one. */
const COLUMNS = 10;

export function topics_table(root, data) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let answer = null,
    lines = [];
  const body = h("div", { class: "crossed" });
  const told = h("p", { class: "told" });
  const time = data.curves ? timeline(clock, data) : null;
  replace(
    root,
    h("div", { class: data.present ? "topics-table present" : "topics-table" }, told, body, time?.element),
  );
  const named = (name) => data.category_names[name] ?? name;
  const shade = (at) => palette.groups[at] ?? palette.other;

  async function load() {
    if (!run.frames.length || run.alive) {
      told.textContent = run.status.reason
        ? spoken(words, run.status.reason)
        : (words[run.status.state] ?? "");
      return;
    }
    if (answer) return;
    answer = await run.ask("categories").catch(() => null);
    if (!answer) return;
    if (answer.refused) {
      told.textContent = spoken(words, answer.refused);
      return;
    }
    draw();
  }

  function draw() {
    const { categories } = run.notes,
      seen = new Map();
    for (const { counts } of answer.rows)
      for (const [at, n] of Object.entries(counts)) seen.set(Number(at), (seen.get(Number(at)) ?? 0) + n);
    const columns = [...seen.keys()].sort((a, b) => seen.get(b) - seen.get(a)).slice(0, COLUMNS);
    const others = seen.size > columns.length;
    const percent = (value) => number(100 * value, 0);
    told.textContent = `${fill(words.finding, { purity: percent(answer.purity), chance: percent(answer.chance) })} ${fill(
      words.clusters,
      {
        k: answer.clusters.k,
        purity: percent(answer.clusters.purity),
        chance: percent(answer.clusters.chance),
        rand: number(answer.clusters.rand, 2),
      },
    )}`;
    const head = h(
      "tr",
      {},
      h("th", { scope: "col" }, words.end),
      columns.map((at) =>
        h("th", { scope: "col" }, h("i", { style: { background: shade(at) } }), named(categories[at])),
      ),
      others ? h("th", { scope: "col" }, words.more) : null,
      h("th", { scope: "col" }, words.purity),
    );
    lines = answer.rows.map(({ direction, side, counts, share }) => {
      const total = Object.values(counts).reduce((sum, n) => sum + n, 0),
        rest = total - columns.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
      const topic = run.frames[direction].notes.topic.words
        .filter(([, value]) => value * side > 0)
        .map(([word]) => word);
      if (side < 0) topic.reverse();
      const cell = (n, colour) =>
        h(
          "td",
          {},
          n
            ? h("span", { class: "count", style: `--share: ${n / total}; --shade: ${colour}` }, String(n))
            : null,
        );
      const line = h(
        "tr",
        { "data-r": String(direction) },
        h(
          "th",
          { scope: "row" },
          h(
            "button",
            { type: "button", onclick: () => clock.seek(direction) },
            h("b", {}, `${direction}${side > 0 ? "+" : "−"}`),
            h("span", { class: side > 0 ? "plus" : "minus" }, topic.slice(0, 3).join(" ")),
          ),
        ),
        columns.map((at) => cell(counts[at] ?? 0, shade(at))),
        others ? cell(rest, palette.other) : null,
        h("td", { class: "share" }, `${percent(share)} %`),
      );
      return { line, direction };
    });
    replace(
      body,
      h(
        "table",
        {},
        h("thead", {}, head),
        h(
          "tbody",
          {},
          lines.map(({ line }) => line),
        ),
      ),
      h("p", { class: "caption" }, fill(words.caption, { n: answer.documents })),
    );
    follow();
  }

  /** Directions that are not kept at this moment step back. */
  const follow = () => {
    for (const { line, direction } of lines) {
      line.classList.toggle("later", direction > clock.index);
      line.classList.toggle("now", direction === clock.index);
    }
  };
  const state = () => {
    answer = run.alive ? null : answer;
    load();
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", state);
  run.addEventListener("frames", load);
  const stop = run.watch();
  if (data.leads) clock.apply(data.show ?? {});
  load();
  /** Rows that a visitor takes along: each end, and how many documents of each category. */
  const table = () => {
    const names = run.notes.categories;
    return {
      head: ["end", ...names],
      rows: (answer?.rows ?? []).map(({ direction, side, counts }) => [
        `direction ${direction} ${side > 0 ? "plus" : "minus"}`,
        ...names.map((_, at) => counts[at] ?? 0),
      ]),
    };
  };
  if (data.leads) window.__player = { clock, run, table };
  return {
    show: (show) => data.leads && clock.apply(show),
    key: (event) => (data.leads ? clock.key(event) : false),
    close() {
      stop();
      time?.close();
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", state);
      run.removeEventListener("frames", load);
    },
  };
}
