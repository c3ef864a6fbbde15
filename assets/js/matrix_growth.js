// How large the table is and how empty, as the text is read on; and what the law foretells for more of it.

import { h, replace, fill, number, sharp, pen } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";

/** data.curves, data.show: where this is the main picture of a scene, with a time line of its own. */
export function matrix_growth(root, data) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let found = null,
    asked = -1,
    closed = false;
  const canvas = h("canvas", { role: "img" }),
    caption = h("p", { class: "finding" }),
    rows = h("tbody", {}),
    time = data.curves ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: data.present ? "matrix-growth present" : "matrix-growth" },
      h("div", { class: "growth-picture" }, canvas, caption),
      h(
        "table",
        { class: "growth-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["words", "cells", "zeros", "read"].map((name) => h("th", { scope: "col" }, words.head[name])),
          ),
        ),
        rows,
      ),
      time?.element,
    ),
  );

  const power = (value) => {
    const log = Math.round(Math.log10(value));
    return log < 4 ? number(value) : `10${[...String(log)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
  };

  /** Both axes in logarithms: different words along, cells up. */
  function plot(width, height) {
    if (!found?.distinct?.length) return;
    const context = pen(canvas),
      at = Math.max(0, clock.index - 1),
      { distinct, cells, filled, far, closed: ended } = found;
    const reach = filled && !ended ? far.at(-1).words : Math.max(10, distinct.at(-1)) * 1.2,
      lowest = Math.max(1, Math.min(2, distinct[0])),
      highest = reach ** 2;
    const big = data.present ? 1.5 : 1,
      left = 46 * big,
      right = width - 14,
      top = 12,
      bottom = height - 40 * big;
    const x = (value) => left + ((right - left) * Math.log(value / lowest)) / Math.log(reach / lowest),
      y = (value) => bottom - ((bottom - top) * Math.log(Math.max(1, value))) / Math.log(highest);
    context.font = `${12 * big}px ${data.font}`;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    for (let log = 0; log <= Math.log10(highest) + 1e-9; log += Math.log10(highest) > 7 ? 2 : 1) {
      const value = 10 ** log;
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(left, y(value));
      context.lineTo(right, y(value));
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(power(value), left - 6, y(value));
    }
    context.textAlign = "center";
    for (let log = 1; 10 ** log <= reach * 1.001; log++) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(x(10 ** log), top);
      context.lineTo(x(10 ** log), bottom);
      context.stroke();
      context.fillStyle = palette.soft;
      context.fillText(power(10 ** log), Math.min(right - 12, x(10 ** log)), bottom + 14 * big);
    }
    context.fillText(words.across, (left + right) / 2, bottom + 31 * big);
    const line = (points, colour, thick, dash) => {
      context.strokeStyle = colour;
      context.lineWidth = thick;
      context.setLineDash(dash ?? []);
      context.beginPath();
      points.forEach(([a, b], i) => (i ? context.lineTo(x(a), y(b)) : context.moveTo(x(a), y(b))));
      context.stroke();
      context.setLineDash([]);
    };
    line(
      [
        [lowest, lowest ** 2],
        [reach, reach ** 2],
      ],
      palette.soft,
      1.5,
    );
    if (filled && !ended) {
      const last = distinct.at(-1),
        law = (value) => filled.factor * value ** filled.power;
      line(
        [
          [last, law(last)],
          [reach, law(reach)],
        ],
        palette.context,
        1.5,
        [5, 4],
      );
      for (const { words: many } of far) {
        context.fillStyle = palette.paper;
        context.strokeStyle = palette.context;
        context.lineWidth = 2;
        context.beginPath();
        context.arc(Math.min(right - 4, x(many)), y(law(many)), 4, 0, 7);
        context.fill();
        context.stroke();
      }
    }
    const all = distinct.map((value, i) => [value, cells[i]]).filter(([value]) => value >= lowest);
    context.globalAlpha = 0.3;
    line(all, palette.context, 2.5);
    context.globalAlpha = 1;
    line(all.slice(0, at + 1), palette.context, 2.5);
    const [nowX, nowY] = [distinct[Math.min(at, distinct.length - 1)], cells[Math.min(at, cells.length - 1)]];
    context.fillStyle = palette.context;
    context.beginPath();
    context.arc(x(nowX), y(nowY), 5, 0, 7);
    context.fill();
    context.textAlign = "left";
    context.fillStyle = palette.soft;
    context.font = `600 ${12 * big}px ${data.font}`;
    const middle = Math.sqrt(reach * lowest);
    context.textAlign = "right";
    context.fillText(words.all, x(middle) - 10, y(middle ** 2) - 4);
    context.fillStyle = palette.context;
    context.textAlign = "left";
    const half = all[Math.floor(all.length * 0.55)];
    if (half) context.fillText(words.filled, x(half[0]) + 12, y(half[1]) + 14);
  }

  function tell() {
    if (!found?.distinct?.length) return;
    const at = Math.min(Math.max(0, clock.index - 1), found.distinct.length - 1);
    const V = found.distinct[at];
    const row = (kind, V, zeros, read) =>
      h(
        "tr",
        { class: kind },
        h("td", {}, number(V)),
        h("td", {}, number(V * V)),
        h("td", {}, zeros === null ? "–" : `${number(100 * zeros, zeros > 0.99 ? 2 : 1)} %`),
        h("td", {}, read === null ? "–" : number(Math.round(read))),
      );
    const past = found.far.map(({ words: many }) => found.distinct.findIndex((value) => value >= many));
    replace(
      rows,
      row("now", V, 1 - found.cells[at] / V ** 2, found.read[at]),
      found.far.map(({ words: many, zeros, read }, i) =>
        past[i] >= 0
          ? row(
              "measured",
              found.distinct[past[i]],
              1 - found.cells[past[i]] / found.distinct[past[i]] ** 2,
              found.read[past[i]],
            )
          : row("foretold", many, zeros, read),
      ),
    );
    const { heaps, filled } = found;
    caption.textContent = found.closed
      ? fill(words.closed, { n: number(found.distinct.at(-1)) })
      : !found.enough || !heaps
        ? words.short
        : fill(words.law, {
            k: number(heaps.factor, 1),
            beta: number(heaps.power, 2),
            gamma: number(filled.power, 2),
          });
    canvas.setAttribute("aria-label", caption.textContent);
  }

  const off = sharp(canvas, plot);
  const follow = () => {
    plot(canvas.clientWidth, canvas.clientHeight);
    tell();
  };
  async function load() {
    // Asked once, at the end: an answer holds the whole film.
    if (closed || !run.whole || asked === run.frames.length) return;
    asked = run.frames.length;
    const answer = await run.ask("growth").catch(() => null);
    if (closed || !answer || answer.refused) return;
    found = answer;
    follow();
  }
  run.addEventListener("state", load);
  run.addEventListener("frames", load);
  clock.addEventListener("change", follow);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  load();
  return {
    key: (event) => (time ? clock.key(event) : false),
    show: (show) => clock.apply(show),
    close() {
      closed = true;
      time?.close();
      stop();
      off();
      run.removeEventListener("state", load);
      run.removeEventListener("frames", load);
      clock.removeEventListener("change", follow);
    },
  };
}
