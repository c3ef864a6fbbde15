// A recurrent cell drawn as what flows through it: every unit a thread, every gate a column of little doors.

import { h } from "./dom.js";
import { two } from "./gates_store.js";

const WIDE = 660,
  HIGH = 432,
  LANE = 124;
const LEFT = 12,
  RIGHT = 648;
/** Where the two lanes lie: the memory above, what is read and let out below. */
const UPPER = 38,
  LOWER = 250;

const mix = (from, to, share) => {
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)),
    [a, b] = [rgb(from), rgb(to)];
  return `rgb(${a.map((one, c) => Math.round(one + (b[c] - one) * share)).join(" ")})`;
};

/**
 * diagram({cell, units, palette, colour, pick, hold}) → {element, show(step), label(text)}
 *
 * colour(gate)     the colour of a gate
 * show({before, now, word, unit, held})   values of the step: name → unit → number; `before` of the step before
 * pick(unit)       a thread was clicked;  hold(gate)  a gate's name was clicked
 */
export function diagram(options) {
  const { cell, units, palette } = options,
    gap = LANE / units,
    threads = [],
    doors = [],
    told = new Map();
  const root = h("svg", {
    viewBox: `0 0 ${WIDE} ${HIGH}`,
    class: "cell",
    role: "img",
    preserveAspectRatio: "xMidYMid meet",
  });
  const y = (lane, unit) => lane + (unit + 0.5) * gap;

  /** A bundle of threads, one a unit; `path(unit)` draws it, `value(step, unit)` colours it. */
  function bundle(path, value) {
    for (let unit = 0; unit < units; unit++) {
      const line = h("path", { d: path(unit), fill: "none", "stroke-linecap": "butt" });
      root.append(line);
      threads.push({ line, unit, value });
    }
  }
  const straight = (lane, from, to) => (unit) => `M${from} ${y(lane, unit)}H${to}`;
  const bend = (fromX, fromLane, toX, toLane) => (unit) => {
    const half = (fromX + toX) / 2;
    return `M${fromX} ${y(fromLane, unit)}C${half} ${y(fromLane, unit)} ${half} ${y(toLane, unit)} ${toX} ${y(toLane, unit)}`;
  };

  /** A column of doors: one cell a unit, as strong as the gate is open. */
  function door(name, x, lane, { label = name, wide = 24, value = null, below = false } = {}) {
    const colour = options.colour(name),
      group = h("g", { class: "door", "data-gate": name });
    group.append(
      h("rect", {
        x: x - 1.5,
        y: lane - 1.5,
        width: wide + 3,
        height: LANE + 3,
        rx: 4,
        fill: palette.card,
        stroke: colour,
        "stroke-width": 1.5,
      }),
    );
    for (let unit = 0; unit < units; unit++) {
      const cellOf = h("rect", {
        x,
        y: lane + unit * gap,
        width: wide,
        height: Math.max(0.5, gap - (gap > 3 ? 0.8 : 0)),
      });
      group.append(cellOf);
      doors.push({ cell: cellOf, unit, name, colour, value: value ?? ((step) => step.now[name]) });
    }
    const title = h(
        "text",
        {
          x: x + wide / 2,
          y: below ? lane + LANE + 19 : lane - 9,
          "text-anchor": "middle",
          class: "gate-name",
          fill: colour,
        },
        label,
      ),
      number = h("text", {
        x: x + wide / 2,
        y: below ? lane + LANE + 36 : lane + LANE + 18,
        "text-anchor": "middle",
        class: "gate-number",
        fill: palette.ink,
      });
    group.append(title, number);
    root.append(group);
    told.set(label, { number, name, value: value ?? ((step) => step.now[name]), title, colour });
  }
  const text = (x, at, content, more = {}) => {
    const made = h("text", { x, y: at, class: "lane", fill: palette.soft, ...more }, content);
    root.append(made);
    return made;
  };
  const sign = (x, lane, content) => {
    root.append(
      h("circle", { cx: x, cy: lane + LANE / 2, r: 12, fill: palette.card, stroke: palette.soft }),
      h(
        "text",
        { x, y: lane + LANE / 2 + 6, "text-anchor": "middle", class: "sum", fill: palette.ink },
        content,
      ),
    );
  };
  const number = (name, x, at, value, anchor = "start") => {
    const made = text(x, at, "", { class: "thread-number", "text-anchor": anchor, fill: palette.ink });
    told.set(name, { number: made, value, thread: true, name });
  };

  const word = h("text", {
    x: 56,
    y: HIGH - 4,
    "text-anchor": "middle",
    class: "word-read",
    fill: palette.ink,
  });
  const zero = (step) => step.zero;
  const drawn = { lstm: lstm, gru: gru, rnn: rnn };
  drawn[cell]();
  root.append(word);

  function lstm() {
    bundle(straight(UPPER, LEFT, 140), (step) => step.before.c);
    bundle(straight(UPPER, 164, 330), (step) => times(step.now.f, step.before.c));
    bundle(straight(UPPER, 330, RIGHT), (step) => step.now.c);
    bundle(straight(LOWER, LEFT, 76), (step) => step.before.h);
    bundle(straight(LOWER, 128, 262), (step) => step.now.g);
    bundle(bend(262, LOWER, 330, UPPER), (step) => times(step.now.i, step.now.g));
    bundle(bend(410, UPPER, 520, LOWER), (step) => step.now.c.map(Math.tanh));
    bundle(straight(LOWER, 544, RIGHT), (step) => step.now.h);
    door("f", 140, UPPER);
    door("g", 166, LOWER);
    door("i", 238, LOWER);
    door("o", 520, LOWER);
    sign(330, UPPER, "+");
    mixer(76, LOWER, 52);
    ends("c", UPPER);
    ends("h", LOWER);
    text(502, UPPER + LANE + 44, "tanh");
  }

  function gru() {
    bundle(straight(UPPER, LEFT, 140), (step) => step.before.h);
    bundle(straight(UPPER, 164, 440), (step) => times(step.now.z, step.before.h));
    bundle(straight(UPPER, 440, RIGHT), (step) => step.now.h);
    bundle(bend(52, UPPER, 140, LOWER), (step) => step.before.h);
    bundle(straight(LOWER, 164, 196), (step) => times(step.now.r, step.before.h));
    bundle(straight(LOWER, 248, 366), (step) => step.now.n);
    bundle(bend(366, LOWER, 440, UPPER), (step) =>
      step.now.n.map((value, unit) => (1 - step.now.z[unit]) * value),
    );
    door("z", 140, UPPER);
    door("r", 140, LOWER);
    mixer(196, LOWER, 52);
    door("n", 278, LOWER);
    door("z", 342, LOWER, {
      label: "1−z",
      value: (step) => step.now.z.map((value) => 1 - value),
    });
    sign(440, UPPER, "+");
    ends("h", UPPER);
  }

  function rnn() {
    const lane = (UPPER + LOWER) / 2 - 14;
    bundle(straight(lane, LEFT, 220), (step) => step.before.h);
    // Nothing is kept apart: every thread goes into every other one.
    for (const turn of [3, 8, 13])
      bundle((unit) => {
        const to = (unit * 7 + turn) % units;
        return `M220 ${y(lane, unit)}C300 ${y(lane, unit)} 330 ${y(lane, to)} 410 ${y(lane, to)}`;
      }, zero);
    bundle(straight(lane, 410, RIGHT), (step) => step.now.h);
    mixer(280, lane, 70);
    ends("h", lane);
  }

  /** A lane's names: the step before on the left, now on the right, with the chosen unit's numbers. */
  function ends(name, lane) {
    text(LEFT, lane - 10, `${name}ₜ₋₁`);
    text(RIGHT, lane - 10, `${name}ₜ`, { "text-anchor": "end" });
    number(`${name} before`, LEFT, lane + LANE + 19, (step) => step.before[name]);
    number(name, RIGHT, lane + LANE + 19, (step) => step.now[name], "end");
  }

  /** Where the word that is read and all units meet: a matrix product. */
  function mixer(x, lane, wide) {
    root.append(
      h("rect", {
        x,
        y: lane - 1.5,
        width: wide,
        height: LANE + 3,
        rx: 6,
        fill: palette.wash,
        stroke: palette.line,
      }),
      h(
        "text",
        {
          x: x + wide / 2,
          y: lane + LANE / 2 + 5,
          "text-anchor": "middle",
          class: "mixer",
          fill: palette.soft,
        },
        cell === "rnn" ? "tanh" : "W, U",
      ),
      arrow(x + wide / 2, lane + LANE + 30, x + wide / 2, lane + LANE + 6),
    );
    word.setAttribute("x", x + wide / 2);
    word.setAttribute("y", lane + LANE + 48);
  }
  function arrow(x1, y1, x2, y2) {
    return h("path", {
      d: `M${x1} ${y1}L${x2} ${y2}M${x2 - 4} ${y2 + 6}L${x2} ${y2}L${x2 + 4} ${y2 + 6}`,
      fill: "none",
      stroke: palette.soft,
      "stroke-width": 1.5,
    });
  }

  root.addEventListener("click", (event) => {
    const gate = event.target.closest?.(".door")?.dataset.gate;
    const box = root.getBoundingClientRect(),
      scale = Math.min(box.width / WIDE, box.height / HIGH),
      at = (event.clientY - box.top - (box.height - HIGH * scale) / 2) / scale;
    if (gate && event.target.tagName === "text") return options.hold?.(gate);
    for (const lane of cell === "rnn" ? [(UPPER + LOWER) / 2 - 14] : [UPPER, LOWER])
      if (at >= lane && at < lane + LANE) options.pick?.(Math.floor((at - lane) / gap));
  });

  return {
    element: root,
    /** One step of the sentence. */
    show({ before, now, word: read, unit, held = {} }) {
      const empty = Array(units).fill(0),
        step = { before, now, zero: empty },
        made = new Map();
      const of = (value) => {
        if (!made.has(value)) made.set(value, value(step) ?? empty);
        return made.get(value);
      };
      for (const { line: thread, unit: at, value } of threads) {
        const strength = of(value)[at] ?? 0,
          share = Math.min(1, Math.abs(strength)),
          chosen = at === unit;
        thread.setAttribute(
          "stroke",
          mix(palette.line, strength < 0 ? palette.context : palette.centre, Math.sqrt(share)),
        );
        thread.setAttribute(
          "stroke-width",
          Math.max(0.7, Math.min(gap * 0.9, gap * (0.18 + 0.6 * share)) + (chosen ? 1.6 : 0)),
        );
        thread.setAttribute("opacity", chosen ? 1 : 0.35 + 0.65 * share);
      }
      for (const { cell: rect, unit: at, colour, value } of doors) {
        const strength = of(value)[at] ?? 0;
        rect.setAttribute(
          "fill",
          mix(palette.card, strength < 0 ? palette.context : colour, Math.min(1, Math.abs(strength))),
        );
        rect.setAttribute("stroke", at === unit ? palette.ink : "none");
        rect.setAttribute("stroke-width", at === unit ? 1.4 : 0);
      }
      for (const { number: label, value, title, name, colour } of told.values()) {
        label.textContent = two(of(value)[unit] ?? 0);
        if (title) {
          const at = held[name];
          title.setAttribute("text-decoration", at === undefined ? "none" : "underline");
          label.setAttribute("fill", at === undefined ? palette.ink : colour);
        }
      }
      word.textContent = read;
    },
    label: (said) => root.setAttribute("aria-label", said),
  };
}

const times = (a, b) => (a && b ? a.map((value, unit) => value * b[unit]) : null);
