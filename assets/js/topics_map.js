// Words or documents in two or three of the directions, and a question folded in among them.

import { h, replace, button, fill, number, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { Cloud } from "./cloud.js";
import { timeline } from "./timeline.js";
import { look, looked, parted } from "./topics_looked.js";

/** What a map shows of a run: words or documents, their columns by direction, names and kinds. */
class Things {
  constructor(run, kind) {
    Object.assign(this, { run, kind });
    const { notes, frames } = run;
    this.words = kind === "words";
    this.count = this.column(1)?.length ?? 0;
    this.names = this.words ? notes.words.slice(0, this.count) : Array(this.count).fill("");
    this.kinds = this.words ? notes.groups : notes.categories;
    this.kindOf = this.words ? notes.group_of : [...(frames[0].arrays.category?.data ?? [])];
    this.axes = frames.filter(({ arrays }) => arrays[`${kind} at`]).length;
  }

  /** Where everything lies in direction r, counted from 1. */
  column(r) {
    return this.run.frames[r]?.arrays[`${this.kind} at`]?.data;
  }

  /** Whether a direction has all on one side: it says how much, not what. */
  oneSided(r) {
    let sum = 0,
      all = 0;
    for (const value of this.column(r) ?? []) {
      sum += value;
      all += Math.abs(value);
    }
    return Math.abs(sum) > 0.9 * all;
  }
}

export function topics_map(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const cloud = (root.cloud ??= new Cloud());
  let things = null,
    kind = null,
    axes = [],
    dimensions = 2,
    group = null,
    answer = null,
    places = null,
    chosen = -1,
    byHand = false,
    turn = 0;
  cloud.mark({ lines: [], near: [], selected: [], arrows: [], dim: null });
  Object.assign(cloud, {
    view: null,
    bound: null,
    fitted: true,
    ruler: false,
    hovered: -1,
    onrestore: () => update(),
    onhover: (i, place) => hover(i, place),
    onpick: (i) => pick(i),
    onview: () => written(),
  });
  cloud.theme({
    ink: palette.ink,
    soft: palette.soft,
    paper: palette.card,
    font: data.font,
    big: data.present,
  });

  const tip = h("div", { class: "tip", hidden: true });
  const waiting = h("div", { class: "waiting" });
  const middle = () => [cloud.paper.clientWidth / 2, cloud.paper.clientHeight / 2];
  const tools = h(
    "div",
    { class: "tools" },
    button("plus", words.closer, () => cloud.zoomAt(...middle(), 1.5)),
    button("minus", words.farther, () => cloud.zoomAt(...middle(), 1 / 1.5)),
    button("fit", words.fit, () => cloud.look(null)),
  );
  const stage = h(
    "div",
    { class: "stage", tabindex: "0", role: "img", "aria-label": words.stage },
    cloud.element,
    tip,
    tools,
    waiting,
  );
  const chip = (label, onclick) =>
    h("button", { type: "button", class: "chip", "aria-pressed": "false", onclick }, label);
  const shows = {
    documents: chip(words.documents, () => become("documents")),
    words: chip(words.words, () => become("words")),
  };
  const kinds = h("div", { class: "switch" }, shows.documents, shows.words);
  const depths = { 2: chip(words.flat, () => deepen(2)), 3: chip(words.space, () => deepen(3)) };
  const choices = ["x", "y", "z"].map((axis, at) =>
    h("select", {
      "aria-label": words.axis[axis],
      onchange: (event) => {
        axes[at] = Number(event.currentTarget.value);
        byHand = true;
        cloud.view = null;
        update();
        finish();
      },
    }),
  );
  const picks = ["x", "y", "z"].map((axis, at) =>
    h("label", { class: "axis" }, h("span", {}, words.axis[axis]), choices[at]),
  );
  const bar = h(
    "div",
    { class: "map-bar" },
    kinds,
    h("div", { class: "switch" }, ...Object.values(depths)),
    ...picks,
  );
  const groups = h("div", { class: "groups" });
  const finding = h("p", { class: "finding" });
  const time = data.curves ? timeline(clock, data) : null;

  const title = h("h3", {});
  const input = h("input", {
    type: "search",
    placeholder: words.placeholder,
    "aria-label": words.ask,
    autocomplete: "off",
    spellcheck: "false",
  });
  const hint = h("p", { class: "quiet" });
  const results = h("div", { class: "results", "aria-live": "polite" });
  const detail = h("p", { class: "quiet detail" });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") say(parted(input.value));
    else if (event.key === "Escape") input.blur();
  });
  input.addEventListener("change", () => say(parted(input.value)));
  replace(
    root,
    h(
      "div",
      { class: `player topics-map${data.present ? " present" : ""}` },
      h("div", { class: "main" }, bar, stage, groups, time?.element, finding),
      h(
        "div",
        { class: "rail" },
        h("section", { class: "ask" }, title, h("div", { class: "word" }, input), hint, results, detail),
      ),
    ),
  );

  const written = () => {
    if (data.leads && clock.wanted === null) {
      const there =
        clock.live || !clock.frame || clock.playing || (clock.position >= clock.last && !run.alive);
      port.write({ step: there ? null : clock.frame.step });
      port.write({
        camera: cloud.view
          ? Object.values(pose(cloud.view))
              .map((value) => +value.toPrecision(4))
              .join(",")
          : null,
      });
    }
    const now = looked(clock, data.show);
    port.write({ selected: now.length ? now.join(",") : null });
  };
  const pose = ({ x, y, zoom, yaw, pitch }) =>
    yaw === undefined ? { x, y, zoom } : { x, y, zoom, yaw, pitch };
  function say(asked) {
    if (asked.join() === looked(clock, data.show).join()) return;
    look(clock, asked);
    written();
  }

  /** The colour of a kind: documents' rarer categories share one, of words only those of no kind do. */
  const shade = (at) =>
    things.kinds?.[at] === "other"
      ? palette.other
      : ((things.words ? palette.groups[at % palette.groups.length] : palette.groups[at]) ?? palette.other);
  const named = (name) => data.category_names[name] ?? data.group_names[name] ?? name;

  /** Show words, or documents. */
  function become(next) {
    kind = next;
    things = new Things(run, kind);
    group = null;
    chosen = -1;
    for (const [name, one] of Object.entries(shows)) one.setAttribute("aria-pressed", String(name === kind));
    kinds.hidden = run.notes.square;
    const first = things.axes > 2 && run.notes.settings.numbers === "text" && things.oneSided(1) ? 2 : 1;
    axes = [first, first + 1, first + 2].map((axis) => Math.min(axis, Math.max(1, things.axes)));
    deepen(things.axes > 2 ? dimensions : 2);
  }

  function deepen(next) {
    dimensions = next;
    cloud.view = null;
    for (const [many, one] of Object.entries(depths))
      one.setAttribute("aria-pressed", String(Number(many) === dimensions));
    picks[2].hidden = dimensions === 2;
    choices.forEach((select, at) => {
      replace(
        select,
        Array.from({ length: things.axes }, (_, i) => h("option", { value: String(i + 1) }, String(i + 1))),
      );
      select.value = String(axes[at]);
    });
    people();
    legend();
    update();
    finish();
  }

  /** Whether the answer is about what the map shows. */
  const fits = () => Boolean(answer && !answer.refused && answer.kind === kind);

  /** The points, and after them the question where there is one. */
  function people() {
    const asked = fits() ? [answer.words.join(" ")] : [],
      { counts } = run.notes,
      many = things.count > 1200,
      most = Math.max(1, ...(counts ?? [1]));
    const size = (i) =>
      (things.words ? 4 + 7 * Math.sqrt(counts[i] / most) : many ? 4 : 6) * (data.present ? 1.5 : 1);
    const colour = (i) => (things.kinds?.length ? shade(things.kindOf[i]) : palette.plain);
    const all = Array.from({ length: things.count }, (_, i) => i);
    cloud.people({
      words: [...things.names, ...asked],
      ranks: [...all.map((i) => (things.words ? -counts[i] : i)), ...asked.map(() => -1e12)],
      sizes: Float32Array.from([...all.map(size), ...asked.map(() => (data.present ? 20 : 13))]),
      strength: many ? 0.55 : 0.9,
      colours: [...all.map(colour), ...asked.map(() => palette.centre)],
    });
    places = null;
    mark();
  }

  /** How far a direction is kept at this moment: 0, 1, or between while it is added. */
  const grown = (r) => Math.max(0, Math.min(1, clock.index + clock.between[2] - (r - 1)));

  function update() {
    const first = run.frames[0];
    waiting.hidden = Boolean(first);
    waiting.textContent = first
      ? ""
      : run.status.reason
        ? spoken(words, run.status.reason)
        : (words[run.status.state] ?? "");
    if (!first || run.frames.length < 2 || (!run.whole && run.frames.length <= 12 && run.alive)) return;
    if (!things || things.run.frames[0] !== first || !kind) {
      become(run.notes.square ? "words" : (kind ?? "documents"));
      ask();
      return;
    }
    const shown = axes.slice(0, dimensions),
      total = cloud.count,
      at = new Float32Array(total * dimensions);
    const asked = total > things.count ? answer.place : null;
    shown.forEach((r, axis) => {
      const column = things.column(r),
        share = grown(r);
      for (let i = 0; i < things.count; i++) at[i * dimensions + axis] = column[i] * share;
      if (asked) at[things.count * dimensions + axis] = answer.place[r - 1] * share;
    });
    if (!places) cloud.bound = extent(shown);
    places = at;
    cloud.show(at, at, 0);
    if (clock.index !== listed) {
      list();
      finish();
    }
  }

  function extent(shown) {
    const centre = [0, 0, 0],
      half = [1e-9, 1e-9, 1e-9];
    shown.forEach((r, axis) => {
      const values = Float32Array.from(things.column(r)).sort(),
        low = Math.min(0, values[Math.floor(values.length * 0.004)]),
        high = Math.max(0, values[Math.ceil(values.length * 0.996) - 1]);
      centre[axis] = (low + high) / 2;
      half[axis] = Math.max(1e-9, ((high - low) / 2) * 1.12);
    });
    return { centre, half };
  }

  function legend() {
    replace(
      groups,
      (things.kinds ?? []).slice(0, things.words ? 24 : palette.groups.length).map((name, at) =>
        h(
          "button",
          {
            type: "button",
            class: "group",
            "aria-pressed": String(group === at),
            onclick: (event) => {
              group = group === at ? null : at;
              event.currentTarget.blur();
              legend();
              mark();
            },
          },
          h("i", { style: { background: shade(at) } }),
          named(name),
        ),
      ),
    );
  }

  /** The question and its nearest, joined by lines; else a kind that was clicked. */
  function mark() {
    const from = things.count,
      near = fits() && clock.index > 0 ? answer.ids[Math.min(clock.index, answer.ids.length - 1)] : [],
      shown = near.filter((i) => i < things.count);
    cloud.mark({
      selected: [...(chosen >= 0 ? [chosen] : []), ...(cloud.count > from ? [from] : [])],
      near: shown,
      lines: cloud.count > from ? shown.map((to) => ({ from, to, colour: palette.centre, alpha: 0.55 })) : [],
      dim: group === null ? null : (i) => things.kindOf[i] === group,
    });
  }

  async function hover(i, place) {
    tip.hidden = i < 0 || i >= things.count;
    if (tip.hidden) return;
    const label = things.kinds?.length ? named(things.kinds[things.kindOf[i]]) : "";
    if (place) {
      tip.style.left = `${Math.min(place[0], Math.max(0, stage.clientWidth - 280))}px`;
      tip.style.top = `${Math.max(64, place[1])}px`;
    }
    if (things.words) {
      const often = fill(words.times, { n: number(run.notes.counts[i], 0) });
      return replace(tip, h("b", {}, things.names[i]), ` ${[often, label].filter(Boolean).join(" · ")}`);
    }
    replace(tip, label);
    const found = await run.ask("document", { id: i }).catch(() => null);
    if (cloud.hovered === i && found && !found.refused) replace(tip, h("b", {}, found.title), h("br"), label);
  }

  function pick(i) {
    if (i < 0 || i >= things.count) {
      chosen = -1;
      detail.textContent = "";
      return mark();
    }
    if (things.words) return say([things.names[i]]);
    open(i);
  }

  async function open(i) {
    chosen = i < things.count ? i : -1;
    mark();
    const found = await run.ask("document", { id: i }).catch(() => null);
    if (found && !found.refused)
      replace(detail, h("b", {}, found.title), h("br"), fill(words.heavy, { words: found.words.join(", ") }));
  }

  async function ask() {
    const mine = ++turn,
      asked = looked(clock, data.show);
    input.value = asked.join(" ");
    detail.textContent = "";
    chosen = -1;
    let found = null;
    if (asked.length && !run.alive) {
      found = await run.ask("query", { words: asked.join(",") }).catch(() => null);
      if (mine !== turn) return;
    }
    answer = found;
    if (things) {
      aim();
      deepen(dimensions);
      list();
    }
  }

  /** Unless they were chosen by hand, the axes are those on which the question says most. */
  function aim() {
    if (byHand || !fits() || kind === "words") return;
    const told = answer.place.slice(0, things.axes).map((value, at) => [Math.abs(value), at + 1]);
    told.sort(([a], [b]) => b - a);
    const best = told.slice(0, 3).map(([, r]) => r);
    if (best.length === 3) axes = [...best.slice(0, 2).sort((a, b) => a - b), best[2]];
  }

  let listed = -1;
  function list() {
    listed = clock.index;
    const square = run.notes.square;
    title.textContent = square ? words.ask_words : words.ask;
    hint.hidden = Boolean(answer);
    hint.textContent = square ? words.hint_words : words.hint;
    if (!answer) return replace(results);
    if (answer.refused) return replace(results, h("p", { class: "quiet" }, spoken(words, answer.refused)));
    const k = Math.min(clock.index, answer.ids.length - 1);
    mark();
    replace(
      results,
      answer.unknown.length
        ? h("p", { class: "quiet" }, fill(words.unknown, { words: answer.unknown.join(", ") }))
        : null,
      h(
        "p",
        { class: "quiet" },
        k ? fill(square ? words.found_words : words.found, { k }) : words.nothing_kept,
      ),
      k ? answer.ids[k].map((i, at) => row(i, answer.cosines[k][at])) : null,
    );
  }

  function row(i, cosine) {
    const document = answer.documents?.[i],
      name = document?.title ?? answer.names[i];
    const label = document && document.category !== null ? run.notes.categories[document.category] : "";
    const holds = document
      ? document.shared
        ? fill(words.shares, { n: document.shared, of: answer.different })
        : words.shares_none
      : "";
    return h(
      "button",
      {
        type: "button",
        class: `result${document ? " document" : ""}${document && !document.shared ? " strange" : ""}`,
        title: name,
        onclick: () => (document ? open(i) : say([name])),
        onpointerenter: () => cloud.point(i < things.count ? i : -1),
        onpointerleave: () => cloud.point(-1),
      },
      h("span", { class: "result-name" }, name),
      document
        ? h(
            "small",
            {},
            h("span", {}, [number(cosine, 3), label && named(label)].filter(Boolean).join(" · ")),
            ` · ${holds}`,
          )
        : [
            h(
              "span",
              { class: "bar-rule" },
              h("i", { style: { width: `${Math.max(0, cosine) * 100}%`, background: palette.context } }),
            ),
            h("span", { class: "bar-number" }, number(cosine, 2)),
          ],
    );
  }

  function finish() {
    if (!things) return;
    finding.textContent = fill(words.finding, {
      what: `${number(things.count)} ${words[kind]}`,
      axes: axes.slice(0, dimensions).join(" × "),
      k: clock.index,
    });
    stage.setAttribute("aria-label", finding.textContent);
  }

  const settle = () => {
    if (data.leads) written();
    finish();
  };
  const heard = () => ask();
  const ended = () => {
    if (looked(clock, data.show).length) ask();
    update();
    finish();
  };
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  clock.addEventListener("looked", heard);
  run.addEventListener("state", ended);
  const stop = run.watch();
  if (data.show?.selected) clock.looked = [...data.show.selected];
  if (data.leads) clock.apply(data.show ?? {});
  update();
  list();
  finish();
  const unsaid = (data.show?.step ?? null) === null;
  if (data.leads && unsaid && run.frames.length && !run.alive && !clock.playing && clock.position === 0)
    clock.seek(clock.last);

  const own = {
    clock,
    cloud,
    run,
    answer: () => answer,
    axes: () => axes.slice(0, dimensions),
    table: () => ({
      head: ["name", ...axes.slice(0, dimensions).map((r) => `direction ${r}`)],
      rows: Array.from({ length: things.count }, (_, i) => [
        things.names[i] || `#${i}`,
        ...axes.slice(0, dimensions).map((r) => things.column(r)[i]),
      ]),
    }),
  };
  window.__map = own;
  if (data.leads) window.__player = own;
  return {
    show(show) {
      data.show = show;
      if (!data.leads) return;
      look(clock, [...(show.selected ?? [])]);
      clock.apply(show);
      written();
    },
    key: (event) => (data.leads ? clock.key(event) : false),
    close() {
      stop();
      if (!root.isConnected) {
        cloud.close();
        delete root.cloud;
      }
      time?.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      clock.removeEventListener("looked", heard);
      run.removeEventListener("state", ended);
    },
  };
}
