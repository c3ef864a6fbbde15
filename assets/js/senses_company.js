// Two synonyms and the company they keep in the text; how alike all synonyms are, beside pairs made by chance.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { field } from "./senses_field.js";

/** Columns of the two histograms; pairs named at each end. */
const BINS = 25,
  ENDS = 5;

export function senses_company(root, data, port) {
  const clock = clockOf(data.run),
    { run } = clock,
    { words } = data,
    main = Boolean(data.show);
  let pair = null,
    answer = null,
    asked = 0,
    closed = false;
  const one = field(run, { label: words.word, pick: (word) => choose([word, pair?.[1] ?? ""]) });
  const two = field(run, { label: words.other, pick: (word) => choose([pair?.[0] ?? "", word]) });
  const problem = h("p", { class: "problem", role: "status", hidden: true });
  const sides = h("div", { class: "sides" });
  const sum = h("p", { class: "formula" });
  const hills = h("div", { class: "hills" });
  const ends = h("div", { class: "pair-ends" });
  const label = h("p", { class: "finding" });
  const waiting = h("p", { class: "quiet" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "company present" : "company" },
      h("div", { class: "pairing" }, one.element, h("span", {}, "·"), two.element),
      problem,
      hills,
      label,
      ends,
      sum,
      sides,
      waiting,
    ),
  );

  /** Until a scene's prediction is made, the number it asks for is not told. */
  const veiled = () => Boolean(data.show?.veil) && pair?.join() === data.show.selected?.join();

  async function choose(next) {
    const [a, b] = next.map((word) => word.split(":")[0]);
    pair = [a, b];
    one.set(a);
    two.set(b);
    if (!a || !b) return;
    const mine = ++asked,
      found = await run.ask("beside", { a, b }).catch(() => null);
    if (mine !== asked || closed || !found) return;
    problem.hidden = !found.refused;
    problem.textContent = found.refused ? told(words, found.refused) : "";
    if (found.refused) return;
    answer = found;
    lists();
    mountains();
    if (main) port.write({ selected: pair.join(","), step: null });
  }

  /** Three lists: beside the first only, beside both, beside the second only. */
  function lists() {
    const [a, b] = answer.words,
      [m, n] = answer.counts,
      [p, q] = answer.lengths;
    const most = Math.max(
      ...["first", "both", "second"].flatMap((side) => answer[side].map(({ share }) => share)),
      1e-9,
    );
    const column = (side, heading) =>
      h(
        "section",
        { class: side === "both" ? "of-both" : "of-one" },
        h("h3", {}, heading),
        answer[side].length ? null : h("p", { class: "quiet" }, words.nothing),
        answer[side].map(({ word, counts, share }) =>
          h(
            "div",
            { class: "companion", title: `${a} ${number(counts[0])} · ${b} ${number(counts[1])}` },
            h("span", {}, word),
            h("i", { style: { width: `${(100 * share) / most}%` } }),
          ),
        ),
      );
    replace(
      sides,
      column("first", fill(words.only, { word: a })),
      column("both", words.both),
      column("second", fill(words.only, { word: b })),
    );
    sum.hidden = veiled();
    replace(
      sum,
      `${words.cosine} = ${number(answer.dot)} / (${number(p, 1)} × ${number(q, 1)}) = `,
      h("b", {}, number(answer.value, 2)),
      `   ${fill(words.counts, { a, b, m: number(m), n: number(n) })}`,
    );
  }

  const bins = (values) => {
    const found = new Array(BINS).fill(0);
    for (const value of values) found[Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)))]++;
    return found;
  };

  /** Synonyms above the line, chance below it, and where the chosen pair stands. */
  function mountains() {
    const last = run.frames.at(-1),
      cosines = last?.arrays.cosines?.data,
      chance = last?.arrays.chance?.data;
    hills.hidden = !cosines?.length;
    if (!cosines) return;
    if (!cosines.length) {
      label.textContent = words.none;
      return;
    }
    const [up, down] = [bins(cosines), bins(chance)],
      high = Math.max(...up, ...down);
    const row = (counts, name) =>
      h(
        "div",
        { class: `hill hill-${name}` },
        counts.map((n) => h("i", { style: { height: `${(100 * n) / high}%` }, title: String(n) })),
      );
    replace(
      hills,
      h("span", { class: "hill-name" }, `${words.synonyms} (${number(cosines.length)})`),
      row(up, "up"),
      row(down, "down"),
      h("span", { class: "hill-name low" }, words.chance),
      answer && !veiled()
        ? h(
            "div",
            {
              class: answer.value > 0.62 ? "mark far" : "mark",
              style: { left: `${100 * Math.min(1, answer.value)}%` },
            },
            h("b", {}, `${answer.words.join(" · ")} ${number(answer.value, 2)}`),
          )
        : null,
      h(
        "div",
        { class: "hill-axis" },
        [0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) => h("span", {}, String(tick))),
      ),
    );
    const lost = last.scalars.lost;
    label.textContent =
      typeof lost === "number"
        ? fill(words.lost, { percent: number(Math.round(100 * lost)), n: number(cosines.length) })
        : "";
    const pairs = run.notes.pairs ?? [];
    const named = (list, heading) =>
      h(
        "div",
        { class: "examples" },
        h("span", { class: "quiet" }, heading),
        list.map(([a, b]) =>
          h("button", { type: "button", class: "chip", onclick: () => choose([a, b]) }, `${a} · ${b}`),
        ),
      );
    replace(
      ends,
      pairs.length ? [named(pairs.slice(0, ENDS), words.most), named(pairs.slice(-ENDS), words.least)] : [],
    );
  }

  let begun = false;
  const update = () => {
    const ready = run.frames.length > 0 && !run.alive && run.whole;
    waiting.textContent = ready ? "" : run.status.reason ? told(words, run.status.reason) : words.reading;
    if (!ready || begun) return;
    begun = true;
    mountains();
    const usual = (run.notes.pairs ?? []).at(-1);
    const first = data.show?.selected?.length > 1 ? data.show.selected : usual;
    if (first) choose(first.slice(0, 2));
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  const own = {
    clock,
    run,
    table: () => ({
      head: ["word", "beside the first", "beside the second"],
      rows: ["first", "both", "second"].flatMap((side) =>
        (answer?.[side] ?? []).map(({ word, counts }) => [word, ...counts]),
      ),
    }),
  };
  if (main) window.__player = own;
  return {
    key: () => false,
    show(show) {
      data.show = show;
      if (begun && show.selected?.length > 1) choose(show.selected);
    },
    close() {
      closed = true;
      stop();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
      if (window.__player === own) delete window.__player;
    },
  };
}
