// A table of words and its rebuild from k directions; beside it the direction that was added last.

import { h, replace, fill, number, fine, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { wordInput } from "./rail.js";
import { sheet } from "./topics_sheet.js";
import { look, looked } from "./topics_looked.js";

/** The moment shown last on each page: another run of the same page goes on there. */
const LAST = new Map();

export function topics(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let window_ = null,
    drawn = -1,
    shown = -1,
    turn = 0,
    rebuilt = null,
    base = null,
    baseAt = -1;
  const before = LAST.get(data.slug),
    moved = before && before.run !== data.run;

  const shade = (category) => palette.groups[category ?? palette.groups.length] ?? palette.other;
  const sheets = sheet(data, {
    shade,
    says: (one, other) => fill(words.cell, { original: one, rebuilt: other }),
    pick: (word) => choose([word]),
  });
  const waiting = h("div", { class: "waiting" });
  sheets.element.append(waiting);
  const groups = h("div", { class: "groups" });
  const finding = h("p", { class: "finding" });
  const time = timeline(clock, data);

  const direction = h("section", { class: "direction" });
  const list = h("div", { class: "directions", role: "listbox", "aria-label": words.all });
  const all = h("section", { class: "all" }, h("h3", {}, words.all), list);
  const input = wordInput(() => run.notes.words ?? [], {
    label: words.rows,
    pick: (word) => choose(word ? [word] : []),
  });
  const back = h(
    "button",
    { type: "button", class: "chip", hidden: true, onclick: () => choose([]) },
    words.usual,
  );
  const said = h("p", { class: "quiet", "aria-live": "polite" });
  const rows = h("section", { class: "seek" }, h("h3", {}, words.rows_title), input.element, said, back);
  replace(
    root,
    h(
      "div",
      { class: `player topics${data.present ? " present" : ""}` },
      h("div", { class: "main" }, sheets.element, groups, time.element, finding),
      h("div", { class: "rail" }, direction, all, rows),
    ),
  );

  const written = () => {
    const there = clock.live || !clock.frame || clock.playing || (clock.position >= clock.last && !run.alive);
    if (clock.wanted === null) port.write({ step: there ? null : clock.frame.step });
    const now = looked(clock, data.show);
    port.write({ selected: now.length ? now.join(",") : null });
  };
  function choose(next) {
    look(clock, next);
    written();
  }

  /** The window of the run's own choice: what frame 0 holds, and each frame adds. */
  function usual() {
    const { notes, frames } = run;
    return {
      rows: notes.rows,
      columns: notes.columns,
      original: frames[0].arrays.original.data,
      categories: notes.column_categories,
      square: notes.square,
      part: (r) => {
        const { left, right } = frames[r].arrays;
        return [left.data, right.data];
      },
    };
  }

  async function load() {
    const mine = ++turn,
      asked = looked(clock, data.show);
    if (!run.frames.length) return;
    // A table of a few words is shown whole: there are no other rows.
    rows.hidden = run.notes.vocabulary <= run.notes.rows.length;
    input.set(asked.length === 1 ? asked[0] : "");
    back.hidden = !asked.length;
    if (!asked.length || run.alive) return take(usual(), "");
    const answer = await run.ask("rows", { words: asked.join(",") }).catch(() => null);
    if (mine !== turn || !answer) return;
    if (answer.refused) return take(usual(), spoken(words, answer.refused));
    take(
      {
        ...answer,
        original: Float32Array.from(answer.original.flat()),
        square: run.notes.square,
        part: (r) => [answer.left[r - 1], answer.right[r - 1]],
      },
      answer.unknown.length ? fill(words.unknown, { words: answer.unknown.join(", ") }) : "",
    );
  }

  function take(next, sentence) {
    window_ = next;
    baseAt = -1;
    said.textContent = sentence;
    titles();
    sheets.set(window_);
    rebuild();
  }

  /** The window at rank `index`, and a share of the direction after it. */
  function rebuild() {
    if (!window_) return;
    const index = clock.index,
      [, , share] = clock.between,
      size = window_.rows.length * window_.columns.length;
    if (baseAt < 0 || baseAt > index) {
      base = new Float32Array(size);
      baseAt = 0;
    }
    for (; baseAt < index; baseAt++) add(base, baseAt + 1, 1);
    if (share > 0 && index + 1 < run.frames.length) {
      rebuilt = Float32Array.from(base);
      add(rebuilt, index + 1, share);
    } else rebuilt = base;
    sheets.show(rebuilt);
  }

  function add(to, r, share) {
    const [left, right] = window_.part(r),
      width = right.length;
    for (let row = 0; row < left.length; row++)
      for (let column = 0; column < width; column++)
        to[row * width + column] += share * left[row] * right[column];
  }

  const titles = () =>
    sheets.title(
      words.original[run.notes.square ? "words" : "documents"],
      fill(words.rebuilt, { k: clock.index }),
    );

  function legend() {
    const { categories, square, column_categories: shownOnes } = run.notes;
    if (square || !categories?.length) return replace(groups);
    // Beyond the palette's colours categories share one.
    const most = palette.groups.length,
      present = [...new Set(shownOnes.map((category) => Math.min(category, most)))].sort((a, b) => a - b);
    replace(
      groups,
      present.map((category) =>
        h(
          "span",
          { class: "group" },
          h("i", { style: { background: shade(category) } }),
          category === most
            ? words.others
            : (data.category_names[categories[category]] ?? categories[category]),
        ),
      ),
    );
  }

  /** The direction whose turn it is: while time runs, the one that is being added. */
  const current = () => Math.min(clock.last, clock.playing ? Math.ceil(clock.position - 1e-6) : clock.index);

  function tell() {
    const r = current(),
      frame = run.frames[r];
    if (!frame || r === shown) return;
    shown = r;
    for (const item of list.children) {
      const on = Number(item.dataset.r) === r;
      item.setAttribute("aria-selected", String(on));
      if (on && !data.present)
        list.scrollTo({ top: item.offsetTop - list.clientHeight / 2, behavior: "instant" });
    }
    if (!r) {
      replace(direction, h("h4", {}, words.none_title), h("p", { class: "quiet" }, words.none));
      return;
    }
    const { topic } = frame.notes,
      gained = frame.scalars.energy - run.frames[r - 1].scalars.energy,
      most = Math.max(1e-9, ...topic.words.map(([, value]) => Math.abs(value)));
    replace(
      direction,
      h("h4", {}, fill(words.direction, { r })),
      h(
        "p",
        { class: "quiet sigma" },
        fill(words.sigma, { value: number(frame.scalars.singular, 2), share: number(100 * gained, 1) }),
      ),
      h(
        "div",
        { class: "signed" },
        topic.words.map(([word, value]) => signed(word, value, most)),
      ),
      topic.documents?.some((end) => end.length)
        ? [h("h3", {}, words.documents), ...topic.documents.map((end, side) => documents(end, side))]
        : null,
    );
  }

  const signed = (word, value, most) =>
    h(
      "button",
      {
        type: "button",
        class: "signed-row",
        title: `${word} ${fine(value)}`,
        onclick: () => choose([word]),
      },
      h("span", { class: "bar-word" }, word),
      h(
        "span",
        { class: "signed-rule" },
        h("i", {
          class: value < 0 ? "minus" : "plus",
          style: { width: `${(50 * Math.abs(value)) / most}%` },
        }),
      ),
      h("span", { class: "bar-number" }, number(value, 2)),
    );

  const documents = (end, side) =>
    end.length
      ? h(
          "ul",
          { class: side ? "ends minus" : "ends plus" },
          end.map(({ title, category }) =>
            h(
              "li",
              { title },
              category === undefined ? null : h("i", { style: { background: shade(category) } }),
              title,
            ),
          ),
        )
      : null;

  function directions() {
    const { frames } = run;
    for (let r = list.children.length + 1; r < frames.length; r++) {
      const told = frames[r].notes.topic.words,
        plus = told.filter(([, value]) => value > 0).map(([word]) => word),
        minus = told.filter(([, value]) => value < 0).map(([word]) => word);
      list.append(
        h(
          "button",
          {
            type: "button",
            role: "option",
            class: "direction-row",
            "data-r": String(r),
            "aria-selected": "false",
            onclick: () => clock.seek(r),
          },
          h("b", {}, String(r)),
          h("span", { class: "plus" }, plus.slice(0, 3).join(" ")),
          h("span", { class: "minus" }, minus.reverse().slice(0, 3).join(" ")),
        ),
      );
    }
  }

  function find() {
    const frame = clock.frame,
      { notes } = run;
    if (!frame || !notes.size) return;
    const [rows_, columns_] = notes.size,
      kept = 100 * frame.scalars.energy;
    const sentence = [
      fill(words.finding[notes.square ? "words" : "documents"], {
        k: frame.step,
        rows: number(rows_),
        columns: number(columns_),
        kept: number(kept, kept > 99.9 || kept < 10 ? 1 : 0),
        error: number(100 * frame.scalars.error, 0),
        before: number(rows_ * columns_),
        after: number(frame.step * (rows_ + columns_ + 1)),
      }),
      notes.different > notes.vocabulary
        ? fill(words.bounded, { different: number(notes.different), kept: number(notes.vocabulary) })
        : "",
      notes.left_out ? fill(words.left_out, { n: number(notes.left_out), kept: number(columns_) }) : "",
    ];
    finding.textContent = sentence.filter(Boolean).join(" ");
    sheets.say(finding.textContent);
  }

  let met = null;
  const update = () => {
    const first = run.frames[0];
    if (first && met !== first) {
      met = first;
      shown = -1;
      replace(list);
      legend();
      load();
    }
    waiting.hidden = Boolean(first);
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = first
      ? ""
      : run.status.reason
        ? spoken(words, run.status.reason)
        : (words[run.status.state] ?? "");
    if (!first) return;
    if (list.children.length + 1 < run.frames.length) directions();
    if (window_) {
      if (clock.index !== drawn) titles();
      drawn = clock.index;
      rebuild();
    }
    tell();
    if (!clock.playing) find();
    LAST.set(data.slug, { run: data.run, step: clock.frame?.step ?? 0, end: clock.position >= clock.last });
  };
  const settle = () => {
    written();
    find();
  };
  const ended = () => {
    if (looked(clock, data.show).length) load();
    update();
  };
  const heard = () => load();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  clock.addEventListener("looked", heard);
  run.addEventListener("state", ended);
  const stop = run.watch();
  if (data.show?.selected) clock.looked = [...data.show.selected];
  const step = data.show?.step;
  if (moved && (step === null || step === undefined)) {
    // Another table on the same page: stay at the same number of directions.
    port.write({ step: null, camera: null });
    if (before.end) clock.apply({ step: "end" });
    else clock.seekStep(before.step);
  } else clock.apply(data.show ?? {});
  update();
  // A film that is here already, from another visit to this page, rests at its end.
  const unsaid = step === null || step === undefined;
  if (!before && unsaid && run.frames.length && !run.alive && !clock.playing && clock.position === 0)
    clock.seek(clock.last);

  /** Rows of the table that a visitor takes along: the window, rebuilt. */
  const table = () => ({
    head: ["word", ...window_.columns],
    rows: window_.rows.map((word, row) => [
      word,
      ...rebuilt.slice(row * window_.columns.length, (row + 1) * window_.columns.length),
    ]),
  });
  const own = {
    clock,
    run,
    table,
    cloud: { picture: sheets.picture, svg: sheets.svg },
    window: () => window_,
    rebuilt: () => rebuilt,
    shown: () => shown,
  };
  if (data.leads) window.__player = own;
  return {
    show(show) {
      data.show = show;
      look(clock, [...(show.selected ?? [])]);
      clock.apply(show);
      written();
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      time.close();
      sheets.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      clock.removeEventListener("looked", heard);
      run.removeEventListener("state", ended);
    },
  };
}
