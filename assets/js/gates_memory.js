// The gradient along a sentence beside the product of the gates that keep, for all three cells, on a log axis.

import { h, replace, fill, fine, number, told as spoken } from "./dom.js";
import { own } from "./gates_own.js";
import { sentence } from "./gates_sentence.js";
import { viewOf } from "./gates_view.js";
import { CELL_NAMES, CELLS, cellColour, film, keeps } from "./gates_store.js";

const WIDE = 860,
  HIGH = 400,
  BOX = { left: 66, right: 790, top: 18, bottom: 338 };
/** The least gain that is drawn. */
const FLOOR = -7;

export function gates_memory(root, data, port) {
  const { words, palette } = data,
    svg = h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "chart memory", role: "img" }),
    key = h("div", { class: "gates-key" }),
    strip = h("div", {}),
    tip = h("p", { class: "quiet gates-tip", "aria-live": "polite" });
  let films = null,
    turn = 0,
    marks = null;
  const view = viewOf(root, data, port, {
    name: "gates-memory",
    parts: [strip, key, h("div", { class: "stage chart-stage" }, svg), tip],
  });
  const { clock, run, state } = view;
  const line = sentence(clock, data, { read: () => films?.lstm, state });
  replace(strip, h("div", { class: "gates-bar" }, line.form));
  replace(
    key,
    CELLS.map((cell) =>
      h(
        "span",
        {},
        h("i", { class: "dot", style: { background: cellColour(palette, cell) } }),
        CELL_NAMES[cell],
      ),
    ),
    h("span", {}, h("i", { class: "stroke" }), words.gain),
    h("span", {}, h("i", { class: "stroke dashed" }), words.direct),
  );

  async function meet() {
    const mine = ++turn,
      found = {};
    // A gate held is held for its own cell alone; here all three are read as they are.
    for (const cell of CELLS) found[cell] = await film(run, state(), cell, "");
    if (mine !== turn || view.closed || !found.lstm) return;
    if (found.lstm.refused) {
      line.meet(spoken(words, found.lstm.refused));
      return;
    }
    films = found;
    line.meet("");
    axes();
    draw();
    view.say();
  }

  const x = (t) => BOX.left + 14 + ((BOX.right - BOX.left - 28) * t) / Math.max(1, films.lstm.end),
    y = (gain) =>
      BOX.top +
      ((BOX.bottom - BOX.top) * (0.5 - Math.max(FLOOR, Math.log10(Math.max(1e-30, gain))))) / (0.5 - FLOOR);

  function axes() {
    replace(svg);
    const text = (content, px, py, anchor, more = {}) =>
      svg.append(h("text", { x: px, y: py, "text-anchor": anchor, fill: palette.soft, ...more }, content));
    for (let power = 0; power >= FLOOR; power--) {
      const at = y(10 ** power);
      svg.append(h("line", { x1: BOX.left, x2: BOX.right, y1: at, y2: at, stroke: palette.line }));
      text(
        power === 0
          ? "1"
          : power === -1
            ? "0.1"
            : power === -2
              ? "0.01"
              : `10${[..."-"].map(() => "⁻").join("")}${[...String(-power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`,
        BOX.left - 8,
        at + 5,
        "end",
      );
    }
    const { end, words: said } = films.lstm,
      room = (BOX.right - BOX.left) / Math.max(1, end);
    for (let t = 0; t <= end; t++) {
      const slant = room < 62;
      svg.append(
        h(
          "text",
          {
            x: x(t),
            y: BOX.bottom + 24,
            "text-anchor": slant ? "end" : "middle",
            transform: slant ? `rotate(-38 ${x(t)} ${BOX.bottom + 24})` : null,
            fill: t === end ? palette.ink : palette.soft,
            class: "word-label",
          },
          said[t],
        ),
      );
    }
    marks = {};
    for (const cell of CELLS) {
      const colour = cellColour(palette, cell),
        path = (dash) =>
          h("path", {
            fill: "none",
            stroke: colour,
            "stroke-width": dash ? 2.2 : 3,
            "stroke-dasharray": dash ? "7 6" : null,
            "stroke-linejoin": "round",
          });
      const whole = path(false),
        direct = keeps[cell] ? path(true) : null,
        name = h("text", { x: BOX.left - 2, class: "cell-name", fill: colour }, CELL_NAMES[cell]);
      svg.append(whole);
      if (direct) svg.append(direct);
      const dots = Array.from({ length: end + 1 }, (_, t) => {
        const dot = h("circle", {
          r: 5,
          cx: x(t),
          fill: colour,
          tabindex: "0",
          class: "dot-button",
          onpointerenter: () => said_(cell, t),
          onfocus: () => said_(cell, t),
        });
        svg.append(dot);
        return dot;
      });
      marks[cell] = { whole, direct, dots, name };
    }
  }

  function said_(cell, t) {
    const read = films[cell],
      at = clock.index;
    tip.textContent =
      fill(words.says, { cell: CELL_NAMES[cell], word: read.words[t], gain: fine(read.gain(at)[t]) }) +
      (keeps[cell] ? fill(words.says_direct, { direct: fine(read.direct(at)[t]) }) : "");
  }

  function draw() {
    if (!films || !marks) return;
    const first = clock.index,
      second = Math.min(clock.last, first + 1),
      share = clock.between[2];
    for (const cell of CELLS) {
      const read = films[cell],
        { whole, direct, dots } = marks[cell];
      if (read.refused) continue;
      // Between two frames lines move as their logarithms do.
      const between = (name) => {
        const a = read[name](first),
          b = share > 0 ? read[name](second) : a;
        return a.map((value, t) =>
          Math.exp(Math.log(Math.max(1e-30, value)) * (1 - share) + Math.log(Math.max(1e-30, b[t])) * share),
        );
      };
      const path = (values) => values.map((value, t) => `${t ? "L" : "M"}${x(t)} ${y(value)}`).join("");
      const gains = between("gain");
      whole.setAttribute("d", path(gains));
      direct?.setAttribute("d", path(between("direct")));
      gains.forEach((value, t) => dots[t]?.setAttribute("cy", y(value)));
    }
  }

  const find = () => {
    if (!films || films.rnn?.refused) return "";
    const at = clock.index,
      { words: said, end } = films.lstm,
      cue = Math.min(end, run.notes.language === "zh" && !state().text ? 3 : 1);
    const told = fill(words.finding, {
      first: said[cue],
      last: said[end],
      ...Object.fromEntries(CELLS.map((cell) => [cell, fine(films[cell].gain(at)[cue])])),
      direct: fine(films.lstm.direct(at)[cue]),
    });
    svg.setAttribute("aria-label", `${fill(words.picture, { word: said[end] })}. ${told}`);
    return told;
  };
  const table = () => ({
    head: ["word", ...CELLS.map((cell) => `${cell} gradient`), "lstm product of f", "gru product of z"],
    rows: films.lstm.words
      .slice(0, films.lstm.end + 1)
      .map((word, t) => [
        word,
        ...CELLS.map((cell) => films[cell].gain(clock.index)[t]),
        films.lstm.direct(clock.index)[t],
        films.gru.direct(clock.index)[t],
      ]),
  });
  if (data.leads)
    window.__player = own(clock, data, {
      table,
      svg: () => svg,
      gains: () => Object.fromEntries(CELLS.map((cell) => [cell, films?.[cell].gain(clock.index)])),
    });
  return view.start({ meet, draw, find });
}
