// Beside the cloud: one word and its neighbours now and over time, or a sum of words and its answer.

import { h, replace, sharp, pen, fill, number, told } from "./dom.js";

/** Words that begin with, then words that contain, what was typed. */
function matching(words, typed, most = 8) {
  const needle = typed.trim().toLowerCase();
  if (!needle) return [];
  const begins = [],
    holds = [];
  for (const word of words) {
    if (word.startsWith(needle)) begins.push(word);
    else if (word.includes(needle)) holds.push(word);
    if (begins.length >= most) break;
  }
  return [...begins, ...holds].slice(0, most);
}

/** An input that proposes words of the vocabulary; calls pick(word). */
export function wordInput(vocabulary, { label, value = "", pick, narrow = false }) {
  const input = h("input", {
    type: "text",
    value,
    placeholder: label,
    "aria-label": label,
    autocomplete: "off",
    spellcheck: "false",
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
  });
  const list = h("ul", { class: "proposals", role: "listbox", hidden: true });
  let found = [],
    at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
  };
  const take = (word) => {
    input.value = word;
    close();
    pick(word);
  };
  const show = () => {
    found = matching(vocabulary(), input.value);
    at = -1;
    replace(
      list,
      found.map((word, i) =>
        h(
          "li",
          {
            role: "option",
            onpointerdown: (event) => {
              event.preventDefault();
              take(found[i]);
            },
          },
          word,
        ),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    close();
    if (input.value.trim() && vocabulary().includes(input.value.trim()) && input.value.trim() !== input.taken)
      take(input.value.trim());
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    } else if (event.key === "Enter") take(found[Math.max(0, at)] ?? input.value.trim());
    else if (event.key === "Escape") {
      close();
      input.blur();
    }
  });
  return {
    element: h("div", { class: narrow ? "word narrow" : "word" }, input, list),
    set: (word) => {
      input.value = input.taken = word ?? "";
    },
    input,
  };
}

/** Lines of cosines over the run with the playhead across them. */
function history(clock, data) {
  const canvas = h("canvas", { class: "history", hidden: true });
  let lines = null,
    size = [1, 1],
    lit = -1;
  const draw = () => {
    const context = pen(canvas),
      [width, height] = size,
      palette = data.palette;
    if (!lines || lines.steps.length < 1) return;
    const last = clock.run.notes.last_step ?? lines.steps.at(-1) ?? 1,
      low = -0.2;
    const x = (step) => 1 + (width - 2) * (step / (last || 1)),
      y = (value) => height - 3 - (height - 6) * ((value - low) / (1 - low));
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    for (const level of [0, 0.5, 1]) {
      context.beginPath();
      context.moveTo(0, y(level));
      context.lineTo(width, y(level));
      context.stroke();
    }
    lines.cosines.forEach((row, i) => {
      context.strokeStyle = i === lit ? palette.centre : palette.context;
      context.globalAlpha = lit < 0 ? Math.max(0.25, 0.95 - 0.09 * i) : i === lit ? 1 : 0.15;
      context.lineWidth = i === lit || (lit < 0 && i === 0) ? 2.2 : 1.3;
      context.beginPath();
      row.forEach((value, at) =>
        at ? context.lineTo(x(lines.steps[at]), y(value)) : context.moveTo(x(lines.steps[at]), y(value)),
      );
      context.stroke();
    });
    context.globalAlpha = 1;
    const now = clock.frame?.step ?? 0;
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x(now), 0);
    context.lineTo(x(now), height);
    context.stroke();
  };
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  return {
    element: canvas,
    draw,
    set: (next) => {
      lines = next;
      draw();
    },
    light: (i) => {
      lit = i;
      draw();
    },
    close: off,
  };
}

/** One list row: a word, its bar and its number. */
function bar({ word, value, colour, onclick, onenter, onleave, mark }) {
  return h(
    "button",
    {
      type: "button",
      class: mark ? "bar marked" : "bar",
      onclick,
      onpointerenter: onenter,
      onpointerleave: onleave,
    },
    h("span", { class: "bar-word" }, word),
    h(
      "span",
      { class: "bar-rule" },
      h("i", { style: { width: `${Math.max(0, Math.min(1, value)) * 100}%`, background: colour } }),
    ),
    h("span", { class: "bar-number" }, number(value, 2)),
  );
}

/**
 * rail(clock, data, {choose, hear}) → {element, select(words), close}
 * choose(words) asks for another selection; hear({near, arrows}) says what the cloud shall light;
 * wrote() that another sum is asked.
 */
export function rail(clock, data, { choose, hear, wrote }) {
  const { words, palette } = data,
    run = clock.run;
  const vocabulary = () => run.notes.words ?? [];
  const search = wordInput(vocabulary, { label: words.search, pick: (word) => choose([word]) });
  const film = history(clock, data);
  const lines = h("p", { class: "caption", hidden: true }, words.history);
  const title = h("div", { class: "chosen" }),
    list = h("div", { class: "bars" });
  let selected = [],
    analogy = data.show?.analogy ?? [],
    turn = 0;
  const parts = [0, 1, 2].map((at) =>
    wordInput(vocabulary, {
      label: ["a", "b", "c"][at],
      narrow: true,
      value: analogy[at] ?? "",
      pick: (word) => {
        analogy[at] = word;
        wrote();
        refresh();
      },
    }),
  );
  const answer = h("div", { class: "bars" });
  // a is to b as c is to ?  is drawn as the sum b − a + c.
  const form = h(
    "div",
    { class: "sum" },
    parts[1].element,
    h("span", {}, "−"),
    parts[0].element,
    h("span", {}, "+"),
    parts[2].element,
    h("span", {}, "≈"),
  );
  const examples = h("div", { class: "examples" });
  const near = h(
    "section",
    { class: "near" },
    h("h3", {}, words.neighbours),
    search.element,
    title,
    list,
    film.element,
    lines,
  );
  const adding = h("section", { class: "adding" }, h("h3", {}, words.analogy), form, answer, examples);
  const element = h("div", { class: "rail" }, near, adding);

  // One answer holds the whole film, so that scrubbing asks the server nothing.
  let near_film = null,
    sum_film = null;

  async function refresh() {
    const word = selected[0],
      [a, b, c] = analogy,
      mine = ++turn;
    const wanted = [
      word ? run.ask("neighbours", { word }) : null,
      a && b && c ? run.ask("analogy", { a, b, c }) : null,
    ];
    const [first, second] = await Promise.all(wanted.map((promise) => promise?.catch(() => null)));
    if (mine !== turn || !run.frames.length) return;
    [near_film, sum_film] = [first, second];
    film.set(first && !first.refused ? { steps: first.steps, cosines: first.lines } : null);
    show();
  }

  function show() {
    seen = clock.index;
    const at = Math.min(clock.index, (near_film?.steps?.length ?? 1) - 1);
    const lit = { near: [], arrows: [] };
    film.element.hidden = lines.hidden = !near_film || Boolean(near_film.refused);
    // On stage only what was asked for is shown.
    near.hidden = data.present && !near_film;
    adding.hidden = data.present && !sum_film;
    if (near_film?.refused) {
      replace(title);
      replace(list, h("p", { class: "quiet" }, told(words, near_film.refused)));
    } else if (near_film) {
      const word = selected[0],
        place = vocabulary().indexOf(word),
        group = run.notes.groups?.[run.notes.group_of?.[place]];
      replace(
        title,
        h("b", {}, word),
        h("span", {}, ` ${fill(words.count, { n: number(run.notes.counts?.[place]) })}`),
        group ? h("span", {}, ` · ${data.group_names?.[group] ?? group}`) : null,
      );
      const focused = list.contains(list.getRootNode().activeElement);
      replace(
        list,
        near_film.words[at].map((other, i) =>
          bar({
            word: other,
            value: near_film.cosines[at][i],
            colour: palette.context,
            onclick: () => choose([other]),
            onenter: () => film.light(near_film.candidates.indexOf(other)),
            onleave: () => film.light(-1),
          }),
        ),
      );
      if (focused) list.firstElementChild?.focus();
      lit.near = near_film.words[at];
    } else {
      replace(title);
      replace(list, h("p", { class: "quiet" }, words.pick));
    }
    if (sum_film?.refused) replace(answer, h("p", { class: "quiet" }, told(words, sum_film.refused)));
    else if (sum_film) {
      const [a, b, c] = analogy,
        now = Math.min(clock.index, sum_film.steps.length - 1);
      const { expected } = sum_film,
        found = sum_film.words[now],
        rank = sum_film.ranks?.[now];
      replace(
        answer,
        found.slice(0, 5).map((word, i) =>
          bar({
            word,
            value: sum_film.cosines[now][i],
            colour: palette.centre,
            mark: word === expected,
            onclick: () => choose([word]),
          }),
        ),
        expected && rank > 1
          ? h("p", { class: "quiet" }, fill(words.rank, { word: expected, rank: number(rank) }))
          : null,
      );
      lit.arrows = [
        { from: a, to: b, colour: palette.context },
        { from: c, to: found[0], colour: palette.centre, dashed: true },
      ];
    } else replace(answer);
    hear(lit);
  }

  const propose = () => {
    (run.notes.examples?.[0] ?? []).forEach((word, at) => {
      parts[at].input.placeholder = word;
    });
    replace(
      examples,
      (run.notes.examples ?? []).map(([a, b, c]) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            onclick: () => {
              analogy = [a, b, c];
              parts.forEach((part, at) => part.set(analogy[at]));
              wrote();
              refresh();
            },
          },
          `${b} − ${a} + ${c}`,
        ),
      ),
    );
  };

  let seen = -1,
    length = 0,
    asked = 0;
  const follow = () => {
    film.draw();
    if (clock.index !== seen) show();
    const grown = run.frames.length !== length,
      due = !run.alive || length < 2 || performance.now() - asked > 1000;
    if (grown && due) {
      length = run.frames.length;
      asked = performance.now();
      propose();
      refresh();
    }
  };
  const state = () => {
    length = -1;
    follow();
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", state);
  const select = (next) => {
    selected = next;
    search.set(next[0] ?? "");
    film.set(null);
    refresh();
  };
  const setAnalogy = (next) => {
    analogy = [...next];
    parts.forEach((part, at) => part.set(next[at] ?? ""));
    refresh();
  };
  propose();
  return {
    element,
    select,
    setAnalogy,
    analogy: () => (analogy.length === 3 && analogy.every(Boolean) ? analogy : []),
    close: () => {
      film.close();
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", state);
    },
  };
}
