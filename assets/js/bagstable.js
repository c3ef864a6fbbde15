// What each reader knows, filled in while they are trained: readers by tests, a curve and a number in each field.

import { h, replace, sharp, pen, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { named, colourOf } from "./bagsreaders.js";

/** From here on a reader knows it; up to there it only guesses. */
const KNOWS = 0.95,
  GUESSES = 0.6;

/** show.veil: tests (with commas) or "all" whose column is hidden until a guess; show.only: the tests shown. */
export function bagstable(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let veil = "",
    met = null,
    fields = [],
    drawn = "",
    time = null;
  const grid = h("div", { class: "bags-grid", role: "table", "aria-label": words.stage });
  const waiting = h("p", { class: "quiet bags-note" });
  const track = h("div");
  replace(
    root,
    h(
      "div",
      { class: data.present ? "bags-known present" : "bags-known" },
      grid,
      waiting,
      data.show ? track : null,
    ),
  );
  const hidden = (test) => veil === "all" || veil.split(",").includes(test);

  function choose(show) {
    veil = show.veil ?? "";
    time?.close();
    time = timeline(clock, { ...data, curves: veil ? [] : data.curves });
    replace(track, time.element);
    track.classList.toggle("bags-veiled", Boolean(veil));
    drawn = "";
  }

  /** The empty table: heads with their examples, a field for each reader and test. */
  function build() {
    const { tests, readers, examples, parameters, cell, seen, around } = run.notes;
    const join = (list) => list.join(run.notes.language === "zh" ? "" : " ");
    for (const field of fields) field.off();
    fields = [];
    const helps = (test) =>
      test === "place" && seen >= (around?.length ?? Infinity) ? words.all_places : words.tests_help[test];
    const head = tests.map((test) =>
      h(
        "div",
        { class: "bags-test", role: "columnheader" },
        h("b", {}, words.tests[test]),
        h("span", {}, helps(test)),
        h(
          "div",
          { class: "bags-examples" },
          examples[test].map(({ words: list, good }) =>
            h("p", {}, h("i", { class: good ? "plus" : "minus" }, good ? "+" : "−"), join(list)),
          ),
        ),
      ),
    );
    const rows = readers.map((reader) => [
      h(
        "div",
        { class: "bags-who", role: "rowheader" },
        named(reader, words, palette, cell),
        h("small", { title: words.weights_help }, fill(words.weights, { n: number(parameters[reader]) })),
      ),
      ...tests.map((test) => field(reader, test)),
    ]);
    grid.style.setProperty("--tests", tests.length);
    replace(
      grid,
      h("div", { class: "bags-line-of", role: "row" }, h("div", { role: "cell" }), head),
      rows.map((cells) => h("div", { class: "bags-line-of", role: "row" }, cells)),
    );
  }

  function field(reader, test) {
    const canvas = h("canvas", { class: "bags-spark" }),
      value = h("b"),
      mark = h("span", { class: "bags-mark" }),
      element = h("div", { class: "bags-field", role: "cell" }, canvas, h("div", {}, value, mark));
    const one = { reader, test, canvas, value, mark, element };
    one.off = sharp(canvas, () => sparkle(one));
    fields.push(one);
    return element;
  }

  function sparkle({ reader, test, canvas }) {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      end = run.notes.last_step || 1;
    const x = (step) => 2 + ((width - 4) * step) / end,
      y = (value) => height - 3 - ((height - 6) * (value - 0.3)) / 0.7;
    context.strokeStyle = palette.line;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(2, y(0.5));
    context.lineTo(width - 2, y(0.5));
    context.stroke();
    context.setLineDash([]);
    if (hidden(test)) return;
    context.strokeStyle = colourOf(reader, palette, run.notes.cell);
    context.lineWidth = data.present ? 3 : 2;
    context.lineJoin = "round";
    context.beginPath();
    run.frames.slice(0, clock.index + 1).forEach((frame, i) => {
      const value = frame.scalars[`${reader}_${test}`];
      if (i) context.lineTo(x(frame.step), y(value));
      else context.moveTo(x(frame.step), y(value));
    });
    context.stroke();
  }

  function draw() {
    waiting.textContent = run.frames.length
      ? ""
      : told(words, run.status.reason) || (words[run.status.state] ?? "");
    if (!run.notes.tests) return;
    if (met !== run.notes.tests) {
      met = run.notes.tests;
      build();
      drawn = "";
    }
    const now = `${clock.index} ${run.frames.length ? 1 : 0} ${veil}`;
    if (now === drawn || !clock.frame) return;
    drawn = now;
    for (const one of fields) {
      const value = clock.frame.scalars[`${one.reader}_${one.test}`];
      const known = value >= KNOWS ? "yes" : value <= GUESSES ? "no" : "partly";
      const veiled = hidden(one.test);
      one.value.textContent = veiled ? "?" : `${number(100 * value, 0)} %`;
      one.mark.textContent = veiled || !run.notes.made ? "" : words[known];
      one.mark.className = `bags-mark ${known}`;
      one.element.setAttribute(
        "aria-label",
        veiled
          ? words.hidden
          : fill(words.cell, {
              reader: words.readers[one.reader],
              test: words.tests[one.test],
              percent: number(100 * value, 0),
            }),
      );
      sparkle(one);
    }
  }

  const written = () =>
    data.show &&
    port.write({
      step: clock.frame && !clock.live && clock.position < clock.last ? clock.frame.step : null,
    });
  choose(data.show ?? {});
  clock.addEventListener("change", draw);
  clock.addEventListener("settle", written);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  draw();
  if (data.show) clock.rest(data.show);
  const table = () => ({
    head: ["reader", ...run.notes.tests],
    rows: run.notes.readers.map((reader) => [
      reader,
      ...run.notes.tests.map((test) => clock.frame.scalars[`${reader}_${test}`]),
    ]),
  });
  if (data.show) window.__player = { clock, run, table, cloud: null, state: () => ({ veil }) };
  return {
    show(show) {
      data.show = show;
      choose(show);
      clock.apply(show);
      draw();
    },
    key: (event) => (data.show ? clock.key(event) : false),
    close() {
      stop();
      time?.close();
      for (const field of fields) field.off();
      clock.removeEventListener("change", draw);
      clock.removeEventListener("settle", written);
    },
  };
}
