// The film of counting: the window over the text, and under it the table that its pairs fill.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf, pressable } from "./clock.js";
import { timeline } from "./timeline.js";
import { strip } from "./matrix_strip.js";
import { heat } from "./matrix_heat.js";
import { side } from "./matrix_side.js";
import { KINDS, ofFiles, table, windowOf } from "./matrix_numbers.js";

/**
 * data.controls  {shift: {value, low, high, label, help}, smoothing: {value, choices, label, help}}
 * data.show      {step, selected: [row words], analogy: [row, column] of a pinned cell, colour: what is shown}
 */
export function matrix(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words } = data,
    before = root.matrix ?? null;
  let kind = "counts",
    setting = { shift: 1, smoothing: 1 },
    rows = [],
    cell = null,
    hovered = null,
    drawn = null,
    met = "";

  const text = strip(words.window_line),
    waiting = h("div", { class: "waiting" }),
    finding = h("p", { class: "finding" }),
    notice = h("p", { class: "caption" });
  const picture = heat(data, {
    hover: (found) => {
      hovered = found;
      beside();
    },
    pick: (found) => {
      const same = cell && cell.row === found.row && cell.column === found.column;
      choose([], same ? null : found);
    },
    row: (place) =>
      choose(rows.includes(place) ? rows.filter((one) => one !== place) : [...rows, place].slice(-2), null),
    column: (place) =>
      rows.length === 1 || ofFiles(kind)
        ? choose([], { row: rows[0] ?? 0, column: place })
        : choose([place], null),
  });
  const panel = side(run, data, {
    light: (places) => text.light(places),
    point: (found) => picture.select(rows, found ?? cell),
    pick: (found) => choose([], found),
    seek: (step) => {
      // A place that the film passes in a leap is shown where it has been counted.
      choose([], cell);
      clock.seekStep(step);
    },
  });

  // -- what is shown -----------------------------------------------------------------------------

  const chip = (label, pressed, press, help) =>
    h(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(pressed), title: help ?? null, onclick: press },
      label,
    );
  const choices = h("div", { class: "matrix-choices" });
  function controls() {
    const files = ofFiles(kind),
      { shift, smoothing } = data.controls;
    const slider = h("input", {
      type: "range",
      min: shift.low,
      max: shift.high,
      value: setting.shift,
      "aria-label": shift.label,
      oninput: (event) => {
        setting = { ...setting, shift: +event.currentTarget.value };
        said.textContent = setting.shift;
        draw(null);
      },
      onchange: () => tell(),
    });
    const said = h("b", {}, String(setting.shift));
    replace(
      choices,
      h(
        "div",
        { class: "either", role: "group", "aria-label": words.which_table },
        chip(words.tables.words, !files, () => turn(files ? "counts" : kind)),
        chip(words.tables.files, files, () => turn(files ? kind : "documents")),
      ),
      h(
        "div",
        { class: "either", role: "group", "aria-label": words.which_weight },
        KINDS[files ? "files" : "words"].map((name) =>
          chip(words.kinds[name], kind === name, () => turn(name), words.kinds_help[name]),
        ),
      ),
      kind === "ppmi"
        ? [
            h("label", { class: "setting", title: shift.help }, h("span", {}, shift.label), slider, said),
            h(
              "div",
              {
                class: "either setting",
                role: "group",
                "aria-label": smoothing.label,
                title: smoothing.help,
              },
              h("span", {}, smoothing.label),
              smoothing.choices.map((name) =>
                chip(name, setting.smoothing === +name, () => {
                  setting = { ...setting, smoothing: +name };
                  controls();
                  draw(null);
                  tell();
                }),
              ),
            ),
          ]
        : null,
      h("span", { class: "matrix-heat-legend" }, "0", h("i", {}), legend),
    );
  }
  const legend = h("span", {});
  /** Python hears of it when the hand has let go, and writes it into the link. */
  const tell = () => port.call("wish", { shift: setting.shift, smoothing: String(setting.smoothing) });

  function turn(next) {
    if (next === kind) return;
    if (ofFiles(next) !== ofFiles(kind)) cell = null;
    kind = next;
    hovered = null;
    controls();
    met = "";
    draw(null);
    written();
  }

  function choose(next, pin) {
    rows = next;
    cell = pin;
    picture.select(rows, cell);
    beside();
    written();
  }

  // -- the link ----------------------------------------------------------------------------------

  const name = (place) => run.notes.words[place];
  const written = () => {
    if (!run.notes.words) return;
    // A word with a comma in it cannot stand in a list.
    const list = (names) => (names.some((one) => one.includes(",")) ? null : names.join(",") || null);
    const pinned = cell && [name(cell.row), ofFiles(kind) ? `#${cell.column}` : name(cell.column)];
    port.write({
      step:
        clock.playing || clock.live || !clock.frame || (clock.position >= clock.last && run.whole)
          ? null
          : clock.frame.step,
      selected: list(rows.map(name)),
      analogy: pinned ? list(pinned) : null,
      colour: kind === "counts" ? null : kind,
    });
  };
  const place = (word) => run.notes.words?.indexOf(word) ?? -1;
  function restore({ selected, analogy, colour, shift, smoothing }) {
    kind = Object.values(KINDS).flat().includes(colour) ? colour : "counts";
    setting = {
      shift: shift ?? data.controls.shift.value,
      smoothing: +(smoothing ?? data.controls.smoothing.value),
    };
    met = "";
    controls();
    chosen({ selected, analogy });
  }
  /** Words of a link or scene become rows once the run has said which words it shows. */
  let pending = null;
  function chosen(asked) {
    pending = asked;
    if (!run.notes.words) return;
    pending = null;
    rows = (asked.selected ?? [])
      .map(place)
      .filter((row) => row >= 0)
      .slice(0, 2);
    const [one, other] = asked.analogy ?? [],
      column = other?.startsWith("#") && ofFiles(kind) ? +other.slice(1) : place(other);
    const most = ofFiles(kind) ? run.notes.titles.length : run.notes.words.length;
    cell = place(one) >= 0 && column >= 0 && column < most ? { row: place(one), column } : null;
    picture.select(rows, cell);
  }

  // -- one moment --------------------------------------------------------------------------------

  /** Share of every cell that this moment added to the one before; null where time was moved by hand. */
  function grown(now) {
    const last = run.frames[clock.index - 1];
    if (!last) return null;
    const then = last.arrays[ofFiles(kind) ? "files" : "terms"].data;
    return Array.from(now.counts, (count, at) =>
      count > then[at] ? Math.max(0.2, (count - then[at]) / count) : 0,
    );
  }

  let now = null,
    window_ = null,
    fresh = 0;
  /** Draw the moment of the clock; `from`: the frame shown before, null where only the view changed. */
  function draw(from) {
    const frame = clock.frame,
      notes = run.notes;
    if (!frame || !notes.words) return;
    if (pending) chosen(pending);
    const upright = ["zh", "ja"].includes(notes.language) && !ofFiles(kind);
    const key = `${run.attempt} ${ofFiles(kind)}`;
    if (met !== key) {
      met = key;
      picture.meet({ rows: notes.words, columns: ofFiles(kind) ? notes.titles : notes.words }, upright);
      picture.select(rows, cell);
      notice.textContent = notes.left_out
        ? fill(words.left_out, { n: number(notes.vocabulary), m: number(notes.left_out) })
        : "";
    }
    now = table(notes, frame, kind, setting);
    const onward = from !== null && clock.index - from >= 1 && clock.index - from <= 3;
    picture.show(now, onward ? grown(now) : null);
    window_ = windowOf(notes, frame);
    text.show(window_);
    const inside = (word) => notes.words.indexOf(word);
    const centre = window_ && window_.at >= 0 ? inside(window_.words[window_.at]) : -1;
    picture.mark({
      row: centre,
      columns:
        ofFiles(kind) || centre < 0
          ? []
          : window_.pairs.map(({ word }) => inside(word)).filter((i) => i >= 0),
    });
    legend.textContent = number(picture.most(), 1);
    fresh = frame.scalars.pairs - (run.frames[clock.index - 1]?.scalars.pairs ?? 0);
    beside();
    say(frame);
  }
  function beside() {
    if (now)
      panel.draw({
        frame: clock.frame,
        notes: run.notes,
        window: window_,
        kind,
        setting,
        table: now,
        cell: hovered ?? cell,
        rows,
        fresh,
      });
  }
  function say(frame) {
    finding.textContent = fill(words.finding, {
      step: number(frame.step),
      n: number(run.notes.tokens),
      words: number(frame.scalars.distinct),
      pairs: number(frame.scalars.pairs),
      cells: number(frame.scalars.distinct ** 2),
      zeros: number(100 * frame.scalars.zeros, 1),
    });
  }

  let shown = -1;
  const update = () => {
    const frame = clock.frame;
    waiting.hidden = Boolean(frame);
    if (!frame) {
      const { status } = run;
      waiting.className = `waiting ${status.state}`;
      waiting.textContent =
        (status.reason ? told(words, status.reason) : null) ??
        (status.state === "queued" && status.place > 0
          ? fill(words.place, { place: status.place })
          : (words[status.state] ?? ""));
      return;
    }
    if (drawn === frame) return;
    const from = shown;
    drawn = frame;
    shown = clock.index;
    draw(from);
    root.matrix = { run: data.run, step: frame.step, end: clock.index === clock.last && !run.alive };
  };

  // -- together ----------------------------------------------------------------------------------

  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "matrix present" : "matrix" },
      h("div", { class: "windows" }, text.element),
      choices,
      h("div", { class: "matrix-board" }, picture.element, panel.element, waiting),
      time.element,
      finding,
      notice,
    ),
  );
  /** The moment that a link or scene names; a play is the film's own pace, also while it is made. */
  function go(show) {
    clock.apply(show);
    if (show.step === "play") clock.following = false;
  }
  restore(data.show ?? {});
  clock.addEventListener("change", update);
  clock.addEventListener("settle", written);
  run.addEventListener("state", update);
  const stop = run.watch();
  const named = data.show?.step !== null && data.show?.step !== undefined;
  if (named) go(data.show);
  // Another window over the same text: the same moment of it.
  else if (before && before.run !== data.run && !before.end) clock.seekStep(before.step);
  else if (run.whole && !clock.playing && clock.position === 0) clock.seek(clock.last);
  update();

  window.__player = {
    clock,
    run,
    matrix: () => ({ kind, setting, rows, cell, window: window_ }),
    cloud: picture,
    table: () => ({
      head: ["word", ...(ofFiles(kind) ? run.notes.titles : run.notes.words)],
      rows: run.notes.words.map((word, row) => [
        word,
        ...Array.from(now.values.slice(row * now.columns, (row + 1) * now.columns)),
      ]),
    }),
  };
  return {
    show(show) {
      data.show = show;
      restore(show);
      go(show);
      draw(null);
      written();
    },
    key(event) {
      const keys = {
        d: () => turn(ofFiles(kind) ? "counts" : "documents"),
        p: () => turn(KINDS[ofFiles(kind) ? "files" : "words"].find((one) => one !== kind)),
      };
      const action = event.ctrlKey || event.metaKey || event.altKey || pressable() ? null : keys[event.key];
      if (!action) return clock.key(event);
      event.preventDefault();
      action();
      return true;
    },
    close() {
      stop();
      time.close();
      text.close();
      picture.close();
      panel.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", written);
      run.removeEventListener("state", update);
    },
  };
}
