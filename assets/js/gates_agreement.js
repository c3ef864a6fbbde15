// The examination: how often each network is right, by misleading nouns and by distance, as training goes on.

import { h, replace, fill, number } from "./dom.js";
import { own } from "./gates_own.js";
import { viewOf } from "./gates_view.js";
import { CELL_NAMES, CELLS, cellColour } from "./gates_store.js";

const WIDE = 430,
  HIGH = 350,
  BOX = { left: 54, right: 372, top: 18, bottom: 292 };
/** Words between the two that must agree, in classes. */
const FAR = [0, 3, 7, 11, 16];

export function gates_agreement(root, data, port) {
  const { words, palette } = data,
    panels = [],
    charts = h("div", { class: "gates-charts" }),
    list = h("div", { class: "gates-asked", "aria-live": "polite" });
  const view = viewOf(root, data, port, { name: "gates-agreement", parts: [charts, list] }),
    { clock, run } = view;
  let groups = [],
    chosen = null,
    from = 0;

  /** The examination's sentences in groups: by attractors, and by words between. */
  function meet() {
    const { attractors, distance } = run.frames[0].arrays;
    const of = (values, classes, name) =>
      classes
        .map((low, i) => {
          const high = classes[i + 1] ?? Infinity;
          const ids = [...values.keys()].filter((n) => values[n] >= low && values[n] < high);
          return { name: name(low, high), ids };
        })
        .filter(({ ids }) => ids.length);
    const between = Array.from(distance.data, (value) => value - 1);
    groups = [
      {
        title: words.attractors,
        list: of([...attractors.data], [0, 1, 2, 3, 4], (low) => String(low)),
      },
      {
        title: words.distance,
        list: of(between, FAR, (low, high) =>
          high === Infinity ? `${low}+` : low === high - 1 ? String(low) : `${low}–${high - 1}`,
        ),
      },
    ];
    replace(charts, groups.map(panel));
    chosen = null;
    sentences();
  }

  function panel(group, at) {
    const { left, right, top, bottom } = BOX,
      svg = h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "chart", role: "img" }),
      x = (i) => left + 30 + ((right - left - 44) * i) / Math.max(1, group.list.length - 1),
      y = (share) => bottom - (bottom - top) * share,
      text = (content, px, py, anchor = "middle", more = {}) =>
        svg.append(h("text", { x: px, y: py, "text-anchor": anchor, fill: palette.soft, ...more }, content));
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      svg.append(h("line", { x1: left, x2: right, y1: y(share), y2: y(share), stroke: palette.line }));
      text(`${100 * share} %`, left - 7, y(share) + 4.5, "end");
    }
    const K = Object.keys(run.notes.kinds).length;
    svg.append(
      h("line", {
        x1: left,
        x2: right,
        y1: y(1 / K),
        y2: y(1 / K),
        stroke: palette.soft,
        "stroke-dasharray": "3 4",
      }),
    );
    text(words.chance, (x(0) + x(1)) / 2, y(1 / K) + 15, "middle", { class: "small" });
    group.list.forEach(({ name }, i) => text(name, x(i), bottom + 20));
    text(group.title, (left + right) / 2, HIGH - 14, "middle", { class: "axis-title" });
    const lines = CELLS.map((cell) => {
      const colour = cellColour(palette, cell),
        path = h("path", {
          fill: "none",
          stroke: colour,
          "stroke-width": 3,
          "stroke-linejoin": "round",
        });
      svg.append(path);
      return { path, colour };
    });
    const dots = CELLS.map((cell, c) =>
      group.list.map((one, i) => {
        const dot = h("circle", {
          r: 6.5,
          cx: x(i),
          fill: lines[c].colour,
          stroke: palette.card,
          "stroke-width": 2,
          tabindex: "0",
          role: "button",
          class: "dot-button",
          onclick: () => pick(at, i),
          onkeydown: (event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            pick(at, i);
          },
        });
        svg.append(dot);
        return dot;
      }),
    );
    const names = CELLS.map((cell, c) => {
      const label = h(
        "text",
        { "text-anchor": "start", class: "cell-name", fill: lines[c].colour },
        CELL_NAMES[cell],
      );
      svg.append(label);
      return label;
    });
    panels[at] = { x, y, lines, dots, names, svg, group };
    return svg;
  }

  const pick = (at, i) => {
    chosen = chosen && chosen.at === at && chosen.i === i ? null : { at, i };
    from = 0;
    sentences();
    draw();
  };

  /** Shares right at a frame: cell → group → number. */
  const shares = (frame, { list: groups_ }) => {
    const right = frame.arrays.right.data,
      N = run.notes.exam.length;
    return CELLS.map((_, c) =>
      groups_.map(({ ids }) => ids.reduce((sum, n) => sum + right[c * N + n], 0) / ids.length),
    );
  };

  function draw() {
    const [first, second, share] = clock.between;
    if (!first || !panels.length) return;
    panels.forEach(({ x, y, lines, dots, names, svg, group }, at) => {
      const a = shares(first, group),
        b = share > 0 ? shares(second, group) : a;
      const now = a.map((row, c) => row.map((value, i) => value + (b[c][i] - value) * share));
      now.forEach((row, c) => {
        lines[c].path.setAttribute(
          "d",
          row.map((value, i) => `${i ? "L" : "M"}${x(i)} ${y(value)}`).join(""),
        );
        row.forEach((value, i) => {
          const dot = dots[c][i];
          dot.setAttribute("cy", y(value));
          dot.setAttribute("r", chosen?.at === at && chosen.i === i ? 9 : 6.5);
          const said = fill(words.share, {
            cell: CELL_NAMES[CELLS[c]],
            percent: number(100 * value, 0),
            n: group.list[i].ids.length,
          });
          dot.setAttribute("aria-label", said);
        });
      });
      // Names at the right end, moved apart where lines meet.
      const ends = now.map((row, c) => [y(row.at(-1)), c]).sort(([one], [other]) => one - other);
      let free = -Infinity;
      for (const [at_, c] of ends) {
        free = Math.max(free + 17, at_ + 5);
        names[c].setAttribute("x", x(group.list.length - 1) + 14);
        names[c].setAttribute("y", free);
      }
      svg.setAttribute(
        "aria-label",
        `${words.picture}: ${group.title}. ${now.map((row, c) => `${CELL_NAMES[CELLS[c]]} ${row.map((value) => `${Math.round(100 * value)} %`).join(", ")}`).join("; ")}`,
      );
    });
    if (chosen && clock.index !== marked) sentences();
  }

  let marked = -1;
  /** Some of the sentences of the group chosen, and who is right on them now. */
  function sentences() {
    marked = clock.index;
    if (!chosen) {
      replace(list, h("p", { class: "quiet" }, words.pick));
      return;
    }
    const { ids } = groups[chosen.at].list[chosen.i],
      { target, distance } = run.frames[0].arrays,
      right = clock.frame.arrays.right.data,
      N = run.notes.exam.length,
      some = Array.from({ length: Math.min(6, ids.length) }, (_, k) => ids[(from + k) % ids.length]);
    replace(
      list,
      h(
        "div",
        { class: "asked-head" },
        h(
          "h3",
          {},
          `${words.sentences}: ${groups[chosen.at].title}: ${groups[chosen.at].list[chosen.i].name}`,
        ),
        h(
          "button",
          {
            type: "button",
            class: "chip",
            onclick: () => {
              from += 6;
              sentences();
            },
          },
          words.next,
        ),
      ),
      some.map((n) => {
        const said = run.notes.exam[n].split(" "),
          at = target.data[n],
          cue = at - distance.data[n];
        return h(
          "div",
          { class: "asked-row" },
          h(
            "span",
            { class: "marks" },
            CELLS.map((cell, c) =>
              h(
                "i",
                {
                  class: right[c * N + n] ? "yes" : "no",
                  title: CELL_NAMES[cell],
                  style: { color: cellColour(palette, cell) },
                },
                right[c * N + n] ? "✓" : "✗",
              ),
            ),
          ),
          h(
            "span",
            { class: "asked-words" },
            said.flatMap((word, i) => [
              i ? " " : null,
              h(
                "span",
                { class: i === at ? "due" : i === cue ? "cue" : "" },
                i === at ? (data.kind_names[word] ?? word) : word,
              ),
            ]),
          ),
        );
      }),
    );
  }

  const find = () => {
    const hard = groups[0]?.list.filter(({ name }) => Number(name) >= 2) ?? [],
      some = hard.reduce((sum, { ids }) => sum + ids.length, 0) >= 30;
    const ids = (some ? hard : (groups[0]?.list.filter(({ name }) => Number(name) >= 1) ?? [])).flatMap(
      (group) => group.ids,
    );
    if (!ids.length) return "";
    const [row] = [shares(clock.frame, { list: [{ ids }] }).map(([value]) => number(100 * value, 0))];
    return fill(some ? words.finding : words.finding_one, {
      step: number(clock.frame.step),
      rnn: row[0],
      gru: row[1],
      lstm: row[2],
    });
  };

  const table = () => ({
    head: ["attractors", "RNN", "GRU", "LSTM", "sentences"],
    rows: groups[0].list.map(({ name, ids }, i) => [
      name,
      ...shares(clock.frame, groups[0]).map((row) => row[i]),
      ids.length,
    ]),
  });
  if (data.leads)
    window.__player = own(clock, data, {
      table,
      svg: () => panels[0]?.svg,
      shares: () => shares(clock.frame, groups[0]),
    });
  return view.start({
    meet: () => (groups.length && groups[0].frame === run.frames[0] ? null : meet()),
    draw,
    find,
  });
}
