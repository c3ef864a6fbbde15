// One word's neighbours for a small and a large window, side by side, and how many of all neighbours are of one kind.

import { h, replace, fill, number, sharp, pen, told } from "./dom.js";
import { runOf } from "./run.js";

/**
 * data.names: what kinds are called; data.look: words of which the first known one is looked at
 * data.show: in a scene the curve waits for its `colour` to be "share", so that it can be foretold
 */
export function matrix_near(root, data) {
  const run = runOf(data.run),
    { words, palette } = data;
  let closed = false,
    sizes = null,
    answer = null,
    pair = null;
  const list = h("datalist", { id: "compared" });
  const input = h("input", {
    type: "search",
    list: "compared",
    placeholder: words.search,
    "aria-label": words.search,
    autocomplete: "off",
    spellcheck: "false",
    onchange: () => look(input.value.trim()),
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") look(input.value.trim());
  });
  const kind = h("span", { class: "caption" }),
    lists = h("div", { class: "near-lists" }),
    curve = h("div", { class: "near-curve" }),
    canvas = h("canvas", { role: "img" }),
    caption = h("p", { class: "caption" }),
    alone = h("p", { class: "caption" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "near-windows present" : "near-windows" },
      h("div", { class: "near-word" }, h("div", { class: "word" }, input, list), kind, lists, alone),
      curve,
    ),
  );
  replace(curve, canvas, caption);

  const colour = (name) => {
    const kinds = [...new Set((run.notes.kind_of ?? []).filter(Boolean))].sort();
    const at = kinds.indexOf(name);
    return at < 0 || name === "other" || name === "function"
      ? palette.other
      : palette.groups[at % palette.groups.length];
  };

  function column(side) {
    const at = pair[side],
      { words: near, kinds, cosines } = answer.lists[at];
    const choose = h(
      "select",
      {
        "aria-label": words.size,
        onchange: (event) => {
          pair[side] = +event.currentTarget.value;
          draw();
        },
      },
      answer.sizes.map((size, i) =>
        h("option", { value: i, selected: i === at }, fill(words.window, { n: size })),
      ),
    );
    return h(
      "div",
      {},
      h("label", { class: "pick" }, choose),
      h(
        "div",
        { class: "bars" },
        near.map((word, i) =>
          h(
            "button",
            {
              type: "button",
              class: kinds[i] && kinds[i] === answer.kind ? "bar marked" : "bar",
              title: kinds[i] ? (data.names[kinds[i]] ?? kinds[i]) : null,
              onclick: () => look(word),
            },
            h("span", { class: "bar-word" }, word),
            h(
              "span",
              { class: "bar-rule" },
              h("i", {
                style: {
                  width: `${100 * Math.max(0, cosines[i])}%`,
                  background: kinds[i] ? colour(kinds[i]) : palette.context,
                },
              }),
            ),
            h("span", { class: "bar-number" }, number(cosines[i], 2)),
          ),
        ),
      ),
    );
  }

  function draw() {
    if (!answer?.lists) return;
    input.value = answer.word;
    kind.textContent = answer.kind ? (data.names[answer.kind] ?? answer.kind) : "";
    replace(lists, column(0), column(1));
  }

  async function look(word) {
    if (!word) return;
    const found = await run.ask("neighbours", { word }).catch(() => null);
    if (closed || !found) return;
    alone.textContent = found.refused ? told(words, found.refused) : "";
    if (found.refused) return;
    answer = found;
    pair ??= [Math.max(0, answer.sizes.indexOf(2)), answer.sizes.length - 1];
    draw();
  }

  /** Share of neighbours of the word's own kind, for every size of the window, and chance. */
  function plot(width, height) {
    if (!sizes?.same) return;
    const context = pen(canvas),
      { same, chance, sizes: steps } = sizes,
      big = data.present ? 1.4 : 1;
    const left = 38 * big,
      right = width - 12,
      top = 14,
      bottom = height - 34 * big;
    const high = Math.min(1, Math.ceil(Math.max(...same) * 10 + 0.5) / 10),
      x = (size) => left + ((right - left) * (size - 1)) / (steps.at(-1) - 1),
      y = (share) => bottom - ((bottom - top) * share) / high;
    context.font = `${12 * big}px ${data.font}`;
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (let share = 0; share <= high + 1e-9; share += 0.2) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(left, y(share));
      context.lineTo(right, y(share));
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(`${Math.round(share * 100)} %`, left - 6, y(share));
    }
    context.textAlign = "center";
    for (const size of steps) context.fillText(String(size), x(size), bottom + 12 * big);
    context.fillText(words.size, (left + right) / 2, bottom + 26 * big);
    context.setLineDash([4, 4]);
    context.strokeStyle = palette.soft;
    context.beginPath();
    context.moveTo(left, y(chance));
    context.lineTo(right, y(chance));
    context.stroke();
    context.setLineDash([]);
    context.textAlign = "right";
    context.fillText(fill(words.chance, { n: Math.round(100 * chance) }), right, y(chance) - 9);
    context.strokeStyle = palette.context;
    context.fillStyle = palette.context;
    context.lineWidth = 2.5;
    context.beginPath();
    same.forEach((share, i) =>
      i ? context.lineTo(x(steps[i]), y(share)) : context.moveTo(x(steps[i]), y(share)),
    );
    context.stroke();
    same.forEach((share, i) => {
      context.beginPath();
      context.arc(x(steps[i]), y(share), 4, 0, 7);
      context.fill();
    });
  }
  const off = sharp(canvas, plot);

  const secret = () => Boolean(data.show) && data.show.colour !== "share";

  async function load() {
    if (closed || sizes || !run.whole) return;
    const found = run.notes.alike;
    if (!found) return;
    sizes = found;
    const compared = await run.ask("compared").catch(() => null);
    if (closed || !compared) return;
    // A text that does not tell the kinds of its words has no such curve.
    curve.hidden = !found.same || secret();
    caption.textContent = !found.same
      ? ""
      : fill(words.same, {
          small: Math.round(100 * found.same[0]),
          large: Math.round(100 * found.same.at(-1)),
          n: found.sizes.at(-1),
          chance: Math.round(100 * found.chance),
        });
    canvas.setAttribute("aria-label", caption.textContent);
    alone.textContent = compared.refused ? told(words, compared.refused) : "";
    if (compared.refused) return;
    replace(
      list,
      compared.words.map((word) => h("option", { value: word })),
    );
    plot(canvas.clientWidth, canvas.clientHeight);
    const first =
      data.look.find((word) => compared.words.includes(word)) ??
      run.notes.words.find((word) => compared.words.includes(word));
    look(first ?? compared.words[0]);
  }
  run.addEventListener("state", load);
  run.addEventListener("frames", load);
  const stop = run.watch();
  load();
  return {
    key: () => false,
    show(show) {
      data.show = show;
      curve.hidden = !sizes?.same || secret();
    },
    close() {
      closed = true;
      stop();
      off();
      run.removeEventListener("state", load);
      run.removeEventListener("frames", load);
    },
  };
}
