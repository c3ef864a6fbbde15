// How much of the text the dictionary has, while the text is read: columns by frequency, on the run's clock.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";

export function senses_coverage(root, data, port) {
  const clock = clockOf(data.run),
    { run } = clock,
    { words } = data,
    main = Boolean(data.show);
  const columns = h("div", { class: "columns", role: "img" }),
    lacking = h("section", { class: "lacking" }),
    label = h("p", { class: "finding" }),
    waiting = h("div", { class: "waiting" });
  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player coverage present" : "player coverage" },
      h("div", { class: "main" }, h("div", { class: "stage" }, columns, waiting), label, time.element),
      h("div", { class: "rail" }, lacking),
    ),
  );

  const percent = (share) =>
    share === null || share === undefined || Number.isNaN(share) ? "–" : number(Math.round(100 * share));
  let told_ = "";
  function draw() {
    const frame = clock.frame;
    waiting.hidden = run.frames.length > 0;
    waiting.textContent = run.frames.length
      ? ""
      : run.status.reason
        ? told(words, run.status.reason)
        : (words[run.status.state] ?? "");
    // Before the first word the columns stand there empty, as wide as they will be.
    const bands = (frame?.arrays.bands ?? run.frames.at(-1)?.arrays.bands)?.data ?? null,
      now = `${clock.index} ${run.frames.length}`;
    if (!frame || now === told_) return;
    told_ = now;
    const edges = run.notes.band_edges,
      rows = edges.slice(1).map((high, i) => {
        const [types, found, tokens, held] = bands ? bands.slice(4 * i, 4 * i + 4) : [0, 0, 0, 0];
        return { low: edges[i] + 1, high, types, found, tokens, held };
      });
    const all = rows.reduce((sum, { tokens }) => sum + tokens, 0);
    const last = rows.findLastIndex(({ tokens }) => tokens > 0);
    replace(
      columns,
      rows
        .filter(({ tokens }) => tokens > 0)
        .map(({ low, high, types, found, tokens, held }, i) =>
          h(
            "div",
            {
              class: frame.arrays.bands ? "column" : "column unread",
              style: { flexGrow: String(tokens / all) },
              title: fill(words.tip, {
                found: number(found),
                types: number(types),
                tokens: number(tokens),
                percent: percent(held / tokens),
              }),
            },
            h(
              "div",
              { class: "column-whole" },
              h(
                "i",
                { style: { height: `${(100 * held) / tokens}%` } },
                h("b", {}, `${percent(held / tokens)} %`),
              ),
            ),
            h(
              "span",
              {},
              i === last && i > 2
                ? words.band_last
                : fill(words.band, { low: number(low), high: number(high) }),
            ),
          ),
        ),
    );
    const share = frame.scalars;
    label.textContent = frame.arrays.bands
      ? fill(words.finding, {
          step: number(frame.step),
          words: percent(share.words),
          vocabulary: percent(share.vocabulary),
        })
      : "";
    if (run.notes.left_out)
      label.textContent += ` ${fill(words.left_out, { n: number(run.notes.left_out) })}`;
    columns.setAttribute("aria-label", `${words.stage}. ${label.textContent}`);
    const missing = run.notes.missing;
    // What is missing is the answer to a prediction: it is told at the end of the film.
    replace(
      lacking,
      missing?.length && clock.index === clock.last
        ? [
            h("h3", {}, words.missing),
            h(
              "div",
              { class: "missing" },
              missing
                .slice(0, data.present ? 18 : 40)
                .map(([word, n]) => h("span", {}, word, h("small", {}, ` ${number(n)}`))),
            ),
          ]
        : [],
    );
  }
  const settle = () => {
    if (main && clock.frame) port.write({ step: clock.index === clock.last ? null : clock.frame.step });
  };
  clock.addEventListener("change", draw);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", draw);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  if (
    data.show?.step === undefined &&
    run.frames.length &&
    !run.alive &&
    !clock.playing &&
    clock.position === 0
  )
    clock.seek(clock.last);
  draw();
  const own = {
    clock,
    run,
    table: () => ({
      head: ["from place", "to place", "different words", "found", "running words", "found"],
      rows: run.notes.band_edges
        .slice(1)
        .map((high, i) => [
          run.notes.band_edges[i] + 1,
          high,
          ...(clock.frame.arrays.bands?.data.slice(4 * i, 4 * i + 4) ?? []),
        ]),
    }),
  };
  if (main) window.__player = own;
  return {
    key: (event) => (main ? clock.key(event) : false),
    show(show) {
      data.show = show;
      clock.apply(show);
    },
    close() {
      stop();
      time.close();
      clock.removeEventListener("change", draw);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", draw);
      if (window.__player === own) delete window.__player;
    },
  };
}
