// Two tables of cosines of the same words, as one-hot vectors and as learnt ones, in the same colours.

import { h, replace, fill, number, told } from "./dom.js";
import { runOf } from "./run.js";
import { wordInput } from "./rail.js";

/** Words in the tables at the most. */
const MOST = 8;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const brightness = (colour) => {
  const [red, green, blue] = colour.map((value) =>
    value <= 10 ? value / 3295 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [low, high] = [brightness(one), brightness(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** A field for a cosine: the full colour at 1, the ground at 0, another colour below; and what reads on it. */
function shade(value, palette) {
  const share = Math.min(1, Math.abs(value)),
    ground = rgb(palette.wash),
    full = rgb(value < 0 ? palette.negative : palette.plain);
  const mixed = ground.map((from, at) => Math.round(from + (full[at] - from) * share));
  const ink =
    share < 0.005
      ? palette.soft
      : [palette.ink, palette.paper].sort((a, b) => contrast(rgb(b), mixed) - contrast(rgb(a), mixed))[0];
  return { background: `rgb(${mixed.join(" ")})`, color: ink };
}

/** data.chosen: words with commas; show.veil hides "both" tables or the "learnt" one; show.add is one word more. */
export function onehottable(root, data, port) {
  const run = runOf(data.run),
    { words, palette } = data;
  let found = null,
    chosen = data.chosen ? data.chosen.split(",") : [],
    lit = [0, 1],
    veil = data.show?.veil ?? "",
    more = data.show?.add ?? "",
    turn = 0,
    asked = "";

  const left = h("figure", {}),
    right = h("figure", {});
  const saying = h("p", { class: "saying", "aria-live": "polite" });
  const chips = h("div", { class: "words" });
  const quiet = h("p", { class: "quiet" });
  const input = wordInput(() => run.notes.known ?? [], { label: words.add, pick: (word) => add(word) });
  const element = h(
    "div",
    { class: data.present ? "onehot-tables present" : "onehot-tables" },
    quiet,
    h("div", { class: "both" }, left, right),
    saying,
    h("div", { class: "choice" }, chips, input.element),
  );
  replace(root, element);

  const wish = () => port.call("wish", { words: chosen.join(",") });
  function add(typed) {
    const word = typed
      .trim()
      .toLowerCase()
      .replace(/[,，、;；]/g, "")
      .slice(0, 60);
    input.set("");
    if (!word || !found) return;
    if (!chosen.includes(word)) {
      if (chosen.length >= MOST) {
        saying.textContent = words.full;
        return;
      }
      chosen = [...chosen, word];
      wish();
    }
    const at = chosen.indexOf(word);
    lit = [at, at ? 0 : Math.min(1, chosen.length - 1)];
    load();
  }
  function remove(word) {
    chosen = chosen.filter((one) => one !== word);
    lit = [0, Math.max(0, Math.min(1, chosen.length - 1))];
    wish();
    load();
  }

  /** The answer for these words; none of them: the text's usual ones. */
  async function load() {
    const mine = ++turn;
    if (more && !chosen.length) chosen = [...run.notes.usual];
    if (more) {
      chosen = [...chosen.filter((one) => one !== more).slice(0, MOST - 1), more];
      lit = [chosen.length - 1, 0];
      more = "";
    }
    const answer = await run
      .ask("cosines", chosen.length ? { words: chosen.join(",") } : {})
      .catch(() => null);
    if (mine !== turn || !answer) return;
    if (answer.refused) {
      quiet.textContent = told(words, answer.refused);
      return;
    }
    quiet.textContent = "";
    found = answer;
    chosen = answer.words;
    lit = lit.map((at) => Math.min(at, chosen.length - 1));
    show();
  }

  function cell(value, row, column, hidden) {
    const known = typeof value === "number";
    return h(
      "div",
      {
        class: `cell${known ? "" : " none"}${hidden ? " veiled" : ""}`,
        role: "gridcell",
        "data-at": `${row} ${column}`,
        title: known || hidden ? null : words.no_vector,
        style: known && !hidden ? shade(value, palette) : {},
        onpointerenter: () => light([row, column]),
        onclick: () => light([row, column]),
      },
      hidden ? "?" : known ? (Math.abs(value) < 0.005 ? "0" : number(value, 2)) : "–",
    );
  }

  function draw(figure, name, caption, values, hidden = false) {
    const grid = h(
      "div",
      {
        class: "cosines",
        role: "grid",
        tabindex: "0",
        "aria-label": `${name}. ${words.grid}`,
        style: { gridTemplateColumns: `minmax(0, max-content) repeat(${chosen.length}, minmax(0, 1fr))` },
        onkeydown: (event) => step(event),
      },
      h("span", {}),
      chosen.map((word) => h("span", { class: "across", title: word }, word)),
      chosen
        .map((word, row) => [
          h("span", { class: "down", title: word }, word),
          ...chosen.map((_, column) => cell(values[row][column], row, column, hidden)),
        ])
        .flat(),
    );
    replace(figure, h("figcaption", {}, h("b", {}, name), h("span", {}, caption)), grid);
  }

  const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  function step(event) {
    const by = KEYS[event.key];
    if (!by || (data.present && by[0]) || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    light(lit.map((at, axis) => Math.max(0, Math.min(chosen.length - 1, at + by[axis]))));
  }

  function show() {
    draw(
      left,
      words.one_hot,
      fill(words.numbers_each, { n: number(found.vocabulary) }),
      found.one_hot,
      veil === "both",
    );
    draw(right, words.learnt, fill(words.trained, { n: found.width }), found.learnt, Boolean(veil));
    replace(
      chips,
      chosen.map((word, at) =>
        h(
          "button",
          {
            type: "button",
            class: found.numbers[at] === null ? "chip unknown" : "chip",
            title: fill(words.without, { word }),
            "aria-label": fill(words.without, { word }),
            onclick: () => remove(word),
          },
          word,
          h("span", { "aria-hidden": "true" }, " ×"),
        ),
      ),
    );
    light(lit);
  }

  /** One pair in both tables, and in words. */
  function light(pair) {
    lit = pair;
    for (const one of root.querySelectorAll(".cell"))
      one.classList.toggle("lit", one.dataset.at === pair.join(" "));
    const [a, b] = pair.map((at) => chosen[at]),
      [first, second] = pair.map((at) => found.numbers[at]);
    if (a === undefined) {
      saying.textContent = "";
      return;
    }
    if (veil === "both") {
      saying.textContent = words.hidden;
      return;
    }
    const missing = [a, b].filter((_, at) => found.numbers[pair[at]] === null);
    const sentences = missing.length
      ? [...new Set(missing)].map((word) => fill(words.unknown, { word }))
      : [
          fill(a === b ? words.same : words.apart, {
            a,
            b,
            first: number(first),
            second: number(second),
          }),
        ];
    const learnt = found.learnt[pair[0]][pair[1]];
    const strange = [a, b].find((word, at) => found.learnt[pair[at]][pair[at]] === null);
    if (!veil && a !== b)
      sentences.push(
        typeof learnt === "number"
          ? fill(words.company, { cosine: number(learnt, 2) })
          : missing.includes(strange)
            ? ""
            : fill(words.not_learnt, { word: strange }),
      );
    saying.textContent = sentences.filter(Boolean).join(data.lang === "zh" ? "" : " ");
  }

  const update = () => {
    if (run.notes.vocabulary && asked !== `${run.attempt} ${data.run}`) {
      asked = `${run.attempt} ${data.run}`;
      load();
    } else if (!found) {
      const { state, reason } = run.status;
      quiet.textContent = reason
        ? told(words, reason)
        : run.frames.length
          ? words.reading
          : (words[state] ?? "");
    }
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  element.state = () => ({ chosen, lit, veil, found });
  window.__tables = element;
  return {
    show(show) {
      veil = show.veil ?? "";
      more = show.add ?? "";
      if (found) load();
    },
    key: () => false,
    close() {
      stop();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
    },
  };
}
