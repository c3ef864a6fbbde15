// A gated cell at the word under the cursor: its threads, its doors, what it guesses next; gates can be held.

import { h, replace, fill, number, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { diagram } from "./gates_diagram.js";
import { sentence } from "./gates_sentence.js";
import { own } from "./gates_own.js";
import {
  CELL_NAMES,
  CELLS,
  DOORS,
  SHOWN,
  again,
  chips,
  cursor,
  film,
  gateColour,
  heldAt,
  keeps,
  kindColour,
  part,
  press,
  put,
  spelled,
  stateOf,
  tell,
  turned,
  two,
  unitOf,
} from "./gates_store.js";

export function gates(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let read = null,
    turn = 0,
    shown = "",
    picture = null,
    drawnFor = "",
    closed = false,
    verdict = "";
  const state = () => stateOf(clock, data.show);

  const cells = chips(
    CELLS.map((id) => ({ id, label: CELL_NAMES[id] })),
    state().cell,
    (cell) => tell(clock, { cell, clamp: "", unit: null }),
    { "aria-label": words.which_cell },
  );
  const line = sentence(clock, data, { read: () => read, state });
  const stage = h("div", { class: "stage gates-stage", tabindex: "0" });
  const waiting = h("div", { class: "waiting" });
  stage.append(waiting);
  const time = data.curves ? timeline(clock, data) : null;
  const finding = h("p", { class: "finding" });
  const formula = h("p", { class: "formula gates-formula" });

  const guesses = h("section", { class: "guesses" });
  const hold = h("section", { class: "hold" });
  const score = h("p", { class: "quiet score", "aria-live": "polite" });
  replace(
    root,
    h(
      "div",
      { class: `player gates${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "main" },
        h("div", { class: "gates-bar" }, cells, line.form),
        line.element,
        stage,
        formula,
        time?.element,
        finding,
      ),
      h("div", { class: "rail" }, guesses, hold),
    ),
  );

  const written = () => {
    if (!data.curves) return;
    const there = clock.live || !clock.frame || clock.playing || (clock.position >= clock.last && !run.alive);
    if (clock.wanted === null) port.write({ step: there ? null : clock.frame.step });
    const now = state(),
      usual = now.cell === "lstm" && !now.clamp && now.word === null && now.unit === null && !now.text;
    port.write({ selected: usual ? null : spelled(now) });
  };

  /** The doors of this cell, each free or held. */
  function holds() {
    const { cell, clamp } = state();
    replace(
      hold,
      h("h3", {}, DOORS[cell].length ? words.hold : words.no_doors),
      DOORS[cell].map((gate) =>
        h(
          "div",
          { class: "hold-row" },
          h("b", { style: { color: gateColour(palette, gate) }, title: words.gates_help[gate] }, gate),
          h("span", { class: "hold-name" }, words.gates[gate]),
          chips(
            [
              { id: "free", label: words.free },
              { id: "0", label: "0" },
              { id: "1", label: "1" },
            ],
            heldAt(clamp, gate) ?? "free",
            (value) => tell(clock, { clamp: put(clamp, gate, value === "free" ? null : value) }),
            { "aria-label": `${words.gates[gate]} ${gate}` },
          ),
        ),
      ),
      DOORS[cell].length ? score : h("p", { class: "quiet" }, words.no_doors_why),
    );
  }

  /** What the network would get right of the examination with its gates held so. */
  async function examine() {
    const { cell, clamp } = state(),
      frame = clock.frame;
    if (!frame || !DOORS[cell].length) return;
    const asked = `${cell} ${clamp} ${frame.step}`;
    if (asked === verdict) return;
    verdict = asked;
    const hard = run.frames[0].arrays.attractors.data,
      right = frame.arrays.right.data,
      base = CELLS.indexOf(cell) * hard.length;
    let [good, all] = [0, 0];
    hard.forEach((many, i) => {
      if (!many) return;
      all++;
      good += right[base + i];
    });
    const free = number((100 * good) / Math.max(1, all), 0);
    if (!clamp) {
      score.textContent = fill(words.score_free, { percent: free, cell: CELL_NAMES[cell] });
      return;
    }
    const answer = await run
      .ask("examined", { cell, clamp, least: "1", step: String(frame.step) })
      .catch(() => null);
    if (closed || verdict !== asked || !answer || answer.refused) return;
    score.textContent = fill(words.score_held, { percent: number(100 * answer.value, 0), free });
  }

  const values = (t, at) =>
    Object.fromEntries(
      SHOWN[read.cell].map((name) => [
        name,
        Array.from({ length: read.H }, (_, u) => (t < 0 ? 0 : read.value(at, name, t, u))),
      ]),
    );

  function draw() {
    if (!read || read.refused) return;
    const { cell, clamp } = state(),
      at = clock.index,
      t = cursor(state(), read),
      unit = unitOf(run, state());
    const asked = `${read.cell} ${read.H}`;
    if (drawnFor !== asked) {
      drawnFor = asked;
      picture?.element.remove();
      picture = diagram({
        cell: read.cell,
        units: read.H,
        palette,
        colour: (name) => gateColour(palette, name),
        pick: (chosen) => tell(clock, { unit: chosen }),
        hold: (gate) => DOORS[cell].includes(gate) && tell(clock, { clamp: turned(state().clamp, gate) }),
      });
      stage.prepend(picture.element);
    }
    const now = values(t, at),
      before = values(t - 1, at),
      held = Object.fromEntries(DOORS[cell].map((gate) => [gate, heldAt(clamp, gate)]));
    picture.show({ before, now, word: read.words[t], unit, held });
    line.draw(at);
    worked(now, before, unit);
    bars(at, t);
    picture.label(`${CELL_NAMES[cell]}: ${formula.textContent} ${guesses.textContent}`);
  }

  /** The cell's own arithmetic for the unit looked at. */
  function worked(now, before, unit) {
    const of = (name, step = now) => two(step[name][unit]),
      piece = (name, step) => h("span", { style: { color: gateColour(palette, name) } }, of(name, step));
    const memory = run.frames.at(-1).arrays[`${read.cell}.tells`].data[unit];
    const lines = {
      lstm: () => [
        "c = f·c₋₁ + i·g = ",
        piece("f"),
        ` · ${of("c", before)} + `,
        piece("i"),
        " · ",
        piece("g"),
        " = ",
        h("b", {}, of("c")),
        `   h = o·tanh c = `,
        piece("o"),
        ` · ${two(Math.tanh(now.c[unit]))} = `,
        h("b", {}, of("h")),
      ],
      gru: () => [
        "h = z·h₋₁ + (1−z)·n = ",
        piece("z"),
        ` · ${of("h", before)} + ${two(1 - now.z[unit])} · `,
        piece("n"),
        " = ",
        h("b", {}, of("h")),
      ],
      rnn: () => ["h = tanh(W x + U h₋₁) = ", h("b", {}, of("h"))],
    };
    replace(
      formula,
      h("span", { class: "formula-unit" }, fill(words.unit, { n: unit }), " "),
      ...lines[read.cell](),
      h("span", { class: "formula-tells" }, ` ${fill(words.tells, { percent: number(100 * memory, 0) })}`),
    );
  }

  /** What it would say next, and which kind it expects. */
  function bars(at, t) {
    const kinds = Object.keys(run.notes.kinds),
      belief = read.kinds(at, t),
      list = read.next(at, t),
      kindOf = (id) => kinds.findIndex((kind) => run.notes.kinds[kind].includes(id)),
      most = Math.max(0.01, ...list.map(({ share }) => share));
    replace(
      guesses,
      h("h3", {}, words.if_kind),
      h(
        "div",
        { class: "bars" },
        kinds.map((kind, i) =>
          bar(
            data.kind_names[kind] ?? kind,
            part(belief, i),
            kindColour(palette, i),
            `${number(100 * part(belief, i), 0)} %`,
          ),
        ),
      ),
      // Brown is asked for the kind alone.
      run.notes.outputs.length === kinds.length
        ? null
        : [
            h("h3", { class: "next-title" }, fill(words.next, { word: read.words[t] })),
            h(
              "div",
              { class: "bars" },
              list.map(({ word, id, share }) => {
                const kind = kindOf(id),
                  colour = kind < 0 ? palette.other : kindColour(palette, kind);
                return bar(word, share / most, colour, number(share, 2));
              }),
            ),
          ],
    );
  }

  const bar = (name, share, colour, said) =>
    h(
      "div",
      { class: "bar" },
      h("span", { class: "bar-word" }, name),
      h("span", { class: "bar-rule" }, h("i", { style: { width: `${100 * share}%`, background: colour } })),
      h("span", { class: "bar-number" }, said),
    );

  async function load() {
    const mine = ++turn;
    press(cells, state().cell);
    holds();
    const next = await film(run, state());
    if (mine !== turn || closed || !next) return;
    read = next;
    line.meet(next.refused ? spoken(words, next.refused) : "");
    shown = "";
    update();
    examine();
  }

  const find = () => {
    if (!read || read.refused || !clock.frame) return;
    const { cell } = state(),
      kept = keeps[cell];
    finding.textContent = kept
      ? fill(words.finding[cell], {
          gate: kept,
          mean: number(mean(values(read.end, clock.index)[kept]), 2),
          step: number(clock.frame.step),
        })
      : words.finding.rnn;
  };
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;

  let met = null;
  const update = () => {
    const first = run.frames[0];
    waiting.hidden = Boolean(first);
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = first
      ? ""
      : run.status.reason
        ? spoken(words, run.status.reason)
        : (words[run.status.state] ?? "");
    if (!first) return;
    if (met !== first) {
      met = first;
      load();
      return;
    }
    const now = `${clock.index} ${run.frames.length} ${JSON.stringify(state())}`;
    if (now === shown || !read) return;
    shown = now;
    draw();
    if (!state().clamp) examine();
    if (!clock.playing) find();
  };
  const heard = () => {
    shown = "";
    written();
    load();
  };
  const settle = () => {
    written();
    find();
    examine();
  };
  const ended = () => {
    // A sentence of one's own was read by the frames there were: now there are all.
    if (!run.alive && (state().text || state().clamp)) load();
    update();
  };
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  clock.addEventListener("gates", heard);
  run.addEventListener("state", ended);
  const stop = run.watch();
  if (data.show) again(clock, data.show);
  if (data.curves) clock.apply(data.show ?? {});
  holds();
  update();
  const step = data.show?.step;
  if (
    data.curves &&
    (step === null || step === undefined) &&
    run.frames.length &&
    !run.alive &&
    !clock.playing &&
    clock.position === 0
  )
    clock.seek(clock.last);

  const MOVES = { ",": [-1, 0], ".": [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if (!data.curves) return false;
    const move = MOVES[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (move && read && !read.refused) {
      event.preventDefault();
      if (move[0]) tell(clock, { word: Math.max(0, Math.min(read.T - 1, cursor(state(), read) + move[0])) });
      else tell(clock, { unit: (unitOf(run, state()) + move[1] + read.H) % read.H });
      return true;
    }
    if (event.key === "c") {
      const at = CELLS.indexOf(state().cell);
      tell(clock, { cell: CELLS[(at + 1) % CELLS.length], clamp: "", unit: null });
      return true;
    }
    if (DOORS[state().cell].includes(event.key)) {
      tell(clock, { clamp: turned(state().clamp, event.key) });
      return true;
    }
    return clock.key(event);
  }

  /** What a visitor takes along: every value of this cell on every word, at this moment. */
  const table = () => ({
    head: ["word", "gate", ...Array.from({ length: read.H }, (_, u) => `unit ${u}`)],
    rows: read.words.flatMap((word, t) =>
      SHOWN[read.cell].map((name) => [
        word,
        name,
        ...Array.from({ length: read.H }, (_, u) => read.value(clock.index, name, t, u)),
      ]),
    ),
  });
  if (data.leads)
    window.__player = own(clock, data, { table, svg: () => picture?.element, read: () => read });
  return {
    show(show) {
      data.show = show;
      again(clock, show);
      clock.apply(show);
      written();
    },
    key,
    close() {
      closed = true;
      stop();
      time?.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      clock.removeEventListener("gates", heard);
      run.removeEventListener("state", ended);
    },
  };
}
