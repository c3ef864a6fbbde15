// Beside the curves: the task, three cells in numbers, and one factor taken to a power.

import { h, replace, fill, number } from "./dom.js";
import { NAMES, ROLES, UNSEEN, short, told } from "./gradientsdraw.js";

/** A sequence of the task as people read it, its long middle left out. */
function example(notes, words) {
  const all = notes.example ?? [],
    marked = all.findIndex((one, at) => at > 3 && at < all.length - 2 && Array.isArray(one) && one[1]),
    middle = marked < 0 ? [all[4], null, all.at(-3)] : [null, all[marked], null],
    cut = all.length > 12 ? [...all.slice(0, 4), ...middle, ...all.slice(-2)] : all;
  return h(
    "div",
    { class: "sequence", "aria-label": words.example },
    cut.map((one) =>
      one === null
        ? h("span", { class: "gap" }, "…")
        : Array.isArray(one)
          ? h("span", { class: one[1] ? "sign marked" : "sign" }, one[0].toFixed(2).replace(/^0/, ""))
          : h("span", { class: /[A-H?]/.test(one) ? "sign marked" : "sign" }, one),
    ),
  );
}

/** side(run, {words, palette, present, onCell, onLaw, onScale}) → {sections, tell(frame, state)} */
export function side(run, { words, palette, present, onCell, onLaw, onScale }) {
  const task = h("section", { class: "task" }),
    cells = h("section", { class: "cells-table" }),
    law = h("section", { class: "law" }),
    slider = h("input", {
      type: "range",
      min: "0.3",
      max: "1.3",
      step: "0.01",
      "aria-label": words.factor,
      oninput: () => onMove(Number(slider.value)),
    }),
    factor = h("b", {}),
    powers = h("div", { class: "powers" }),
    why = h("p", { class: "caption" }),
    scale = h("div", { class: "either" });
  replace(
    law,
    h("h3", {}, words.factor_title),
    h("label", { class: "factor" }, "λ = ", factor, slider),
    powers,
    why,
    scale,
  );
  let shown = "";

  function onMove(value) {
    say(value);
    onLaw(value);
  }
  function say(value) {
    factor.textContent = Number.isFinite(value) ? value.toFixed(2) : "–";
    const distances = [5, 50, run.notes.delay].filter(
      (one, at, all) => all.indexOf(one) === at && one <= Math.max(50, run.notes.delay),
    );
    distances.sort((a, b) => a - b);
    replace(
      powers,
      Number.isFinite(value)
        ? distances.map((distance) =>
            h(
              "div",
              {},
              h("span", {}, value.toFixed(2), h("sup", {}, String(distance))),
              " = ",
              h("b", {}, short(value ** distance)),
            ),
          )
        : null,
    );
  }

  function row(name, i, frame, state) {
    const now = told(run, frame, i),
      hidden = state.veil.includes(name),
      reach = number(now.reach),
      known = Number.isFinite(now.loss);
    return h(
      "button",
      {
        type: "button",
        class: "cell-row",
        "aria-pressed": String(state.cell === name),
        onclick: () => onCell(name),
        title: words.pick,
      },
      h("b", { style: { color: palette[ROLES[name]] } }, NAMES[name]),
      h("span", {}, hidden ? "?" : known ? reach : "✕"),
      h("span", {}, hidden ? "?" : known ? `${Math.round(100 * now.unseen)} %` : "✕"),
      h(
        "span",
        {},
        hidden || state.veil.includes("accuracy") ? "?" : known ? `${Math.round(100 * now.accuracy)} %` : "✕",
      ),
    );
  }

  /** Where the factor comes from, as far as the cell says it. */
  function reason(now, name) {
    if (!Number.isFinite(now.rate)) return "";
    if (name === "rnn")
      return fill(words.because_rnn, {
        radius: short(now.radius),
        slope: short(now.slope),
        product: short(now.radius * now.slope),
        rate: short(now.rate),
      });
    return fill(words.because_gate, {
      gate: words[`gate_${name}`],
      kept: short(now.kept),
      rate: short(now.rate),
    });
  }

  return {
    sections: [task, cells, law],
    tell(frame, state) {
      if (shown !== run.key) {
        shown = run.key;
        replace(
          task,
          h("h3", {}, words[`task_${run.notes.task}`]),
          example(run.notes, words),
          h("p", { class: "caption" }, fill(words.apart, { n: number(run.notes.delay) })),
        );
      }
      replace(
        cells,
        h(
          "div",
          { class: "cell-row cell-head", "aria-hidden": "true" },
          h("span", {}),
          h("span", { title: words.reach_help }, words.reach),
          h("span", { title: words.below_help }, `< ${short(UNSEEN).replace("1·", "")}`),
          h("span", { title: words.right_help }, words.right_short),
        ),
        run.notes.cells.map((name, i) => row(name, i, frame, state)),
      );
      const at = run.notes.cells.indexOf(state.cell),
        now = told(run, frame, at),
        hidden = state.veil.includes(state.cell),
        value = state.law ?? (hidden ? NaN : now.rate);
      if (Number.isFinite(value)) slider.value = String(value);
      say(value);
      why.textContent =
        state.law !== null
          ? words.own_law
          : hidden
            ? ""
            : fill(words.measured, { cell: NAMES[state.cell] }) + reason(now, state.cell);
      replace(
        scale,
        [false, true].map((wish) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-pressed": String(state.absolute === wish),
              onclick: () => onScale(wish),
            },
            wish ? words.as_it_is : words.as_share,
          ),
        ),
      );
      scale.hidden = Boolean(present);
    },
  };
}
