// What a layer costs: measured seconds over the length of the sentence and over the width of the vectors, with their laws.

import { h, replace, fill, number, pen, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { colourOf, sample, apart } from "./racekinds.js";

const LAW = { recurrent: [1, 2], convolution: [1, 2], attention: [2, 1] };

/** show.veil: "all" hides curves and exponents until the guess is made; show.n, show.d: what is held fixed. */
export function racecosts(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const fixed = { n: 256, d: 64 };
  let veil = "",
    built = null;
  const sides = ["n", "d"].map((axis) => {
    const canvas = h("canvas", { class: "race-cost-canvas", role: "img" }),
      chips = h("div", { class: "race-switches" });
    return {
      axis,
      canvas,
      chips,
      element: h("figure", {}, h("figcaption", {}, h("b", {}, words[`over_${axis}`]), chips), canvas),
    };
  });
  const table = h("table", { class: "race-laws" }),
    waiting = h("p", { class: "quiet" }),
    finding = h("p", { class: "finding" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "race-costs present" : "race-costs" },
      h(
        "div",
        { class: "race-charts" },
        sides.map((side) => side.element),
      ),
      waiting,
      table,
      finding,
    ),
  );
  const other = { n: "d", d: "n" };
  const time = (seconds) =>
    seconds < 0.9995e-3 ? `${number(seconds * 1e6, 0)} µs` : `${number(seconds * 1e3, 1)} ms`;

  function build(costs) {
    built = costs;
    for (const { axis, chips } of sides) {
      const held = other[axis];
      replace(
        chips,
        costs[held].map((value) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "data-value": value,
              onclick: () => {
                fixed[held] = value;
                draw();
              },
            },
            `${held} = ${value}`,
          ),
        ),
      );
    }
    replace(
      table,
      h(
        "tr",
        {},
        h("th", {}),
        [words.layer_law, words.measured, words.typical].map((text) => h("th", { scope: "col" }, text)),
      ),
      costs.layers.map((layer, i) => {
        const law = costs.laws[i],
          power = (letter, value) => [letter, h("sup", {}, veil ? "?" : number(value, 2))];
        return h(
          "tr",
          {},
          h("th", { scope: "row" }, sample(layer, palette), words.layers[layer]),
          h("td", {}, veil ? "?" : words.laws[layer]),
          h("td", {}, power("n", law.p), " · ", power("d", law.q)),
          h("td", {}, veil ? "?" : `± ${number(100 * (law.spread - 1), 0)} %`),
        );
      }),
    );
  }

  function draw() {
    const costs = run.notes.costs;
    waiting.hidden = Boolean(costs);
    waiting.textContent =
      told(words, run.status.reason) || (run.frames.length ? words.later : (words[run.status.state] ?? ""));
    if (!costs) return;
    if (built !== costs) build(costs);
    for (const side of sides) {
      for (const chip of side.chips.children)
        chip.setAttribute("aria-pressed", String(Number(chip.dataset.value) === fixed[other[side.axis]]));
      chart(side, costs);
    }
    const at = [costs.n.indexOf(fixed.n), costs.d.indexOf(fixed.d)],
      order = costs.layers
        .map((layer, i) => [layer, costs.seconds[i][at[0]][at[1]]])
        .sort((a, b) => a[1] - b[1]);
    finding.textContent = veil
      ? words.guess
      : fill(words.finding, {
          n: fixed.n,
          d: fixed.d,
          first: words.layers[order[0][0]],
          best: time(order[0][1]),
          last: words.layers[order[2][0]],
          worst: time(order[2][1]),
        });
  }

  function chart({ axis, canvas }, costs) {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      big = data.present ? 1.5 : 1,
      size = Math.round(11.5 * big),
      marks = costs[axis],
      held = costs[other[axis]].indexOf(fixed[other[axis]]),
      at = (i, j) => (axis === "n" ? costs.seconds[i][j][held] : costs.seconds[i][held][j]),
      all = costs.seconds.flat(2),
      low = Math.log(Math.min(...all) / 1.4),
      high = Math.log(Math.max(...all) * 1.4),
      left = 52 * big,
      right = width - 12 * big,
      top = 8 * big,
      bottom = height - 26 * big,
      x = (value) => left + ((right - left) * Math.log(value / marks[0])) / Math.log(marks.at(-1) / marks[0]),
      y = (seconds) => bottom - ((bottom - top) * (Math.log(seconds) - low)) / (high - low);
    context.font = `${size}px ${data.font}`;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    for (let power = -6; power < 1; power++) {
      const value = 10 ** power;
      if (Math.log(value) < low || Math.log(value) > high) continue;
      context.strokeStyle = palette.line;
      context.fillStyle = palette.soft;
      context.beginPath();
      context.moveTo(left, Math.round(y(value)) + 0.5);
      context.lineTo(right, Math.round(y(value)) + 0.5);
      context.stroke();
      context.textAlign = "right";
      context.fillText(time(value).replace(".0", ""), left - 7, y(value));
    }
    context.fillStyle = palette.soft;
    context.textBaseline = "alphabetic";
    for (const [i, mark] of marks.entries()) {
      context.textAlign = i === marks.length - 1 ? "right" : "center";
      context.fillText(i ? String(mark) : `${axis} = ${mark}`, x(mark), bottom + size * 1.6);
    }
    if (veil) return;
    const labels = [];
    for (const [i, layer] of costs.layers.entries()) {
      const law = costs.laws[i],
        colour = colourOf(layer, palette),
        of = (value) =>
          axis === "n"
            ? law.scale * value ** law.p * fixed.d ** law.q
            : law.scale * fixed.n ** law.p * value ** law.q;
      context.strokeStyle = context.fillStyle = colour;
      context.setLineDash([4, 4]);
      context.globalAlpha = 0.7;
      context.beginPath();
      // In logarithms a law is a straight line: two points draw it.
      context.save();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      context.beginPath();
      context.moveTo(x(marks[0]), y(of(marks[0])));
      context.lineTo(x(marks.at(-1)), y(of(marks.at(-1))));
      context.lineWidth = 1.4 * big;
      context.stroke();
      context.restore();
      context.setLineDash([]);
      context.globalAlpha = 1;
      context.lineWidth = 2.2 * big;
      context.beginPath();
      marks.forEach((mark, j) => context[j ? "lineTo" : "moveTo"](x(mark), y(at(i, j))));
      context.stroke();
      marks.forEach((mark, j) => {
        context.beginPath();
        context.arc(x(mark), y(at(i, j)), 3.4 * big, 0, 7);
        context.fill();
      });
      labels.push({ layer, y: y(at(i, marks.length - 1)) - size, colour });
    }
    for (const label of apart(labels, size * 1.3, top + size, bottom)) {
      context.textAlign = "right";
      context.fillStyle = label.colour;
      context.font = `600 ${size}px ${data.font}`;
      context.lineWidth = 4;
      context.strokeStyle = palette.card;
      context.strokeText(words.layers[label.layer], right - 8 * big, label.y);
      context.fillText(words.layers[label.layer], right - 8 * big, label.y);
    }
    canvas.setAttribute("aria-label", `${words[`over_${axis}`]}. ${words.stage}`);
  }

  function choose(show) {
    veil = show.veil ?? "";
    fixed.n = show.n ?? fixed.n;
    fixed.d = show.d ?? fixed.d;
    built = null;
    draw();
  }
  const off = sides.map(({ canvas }) => sharp(canvas, draw));
  run.addEventListener("frames", draw);
  run.addEventListener("state", draw);
  const stop = run.watch();
  choose(data.show ?? {});
  if (data.show) {
    clock.apply({ step: "end" });
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => ({
        head: ["layer", "n", "d", "seconds"],
        rows: built.layers.flatMap((layer, i) =>
          built.n.flatMap((n, a) => built.d.map((d, b) => [layer, n, d, built.seconds[i][a][b]])),
        ),
      }),
      state: () => ({ fixed, veil }),
    };
  }
  return {
    show(show) {
      data.show = show;
      choose(show);
    },
    key: () => false,
    close() {
      stop();
      for (const end of off) end();
      run.removeEventListener("frames", draw);
      run.removeEventListener("state", draw);
    },
  };
}
