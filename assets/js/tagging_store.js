// What the views of this lesson share: films of answers on the run's clock, colours, lists of sentences.

import { h, replace, fill } from "./dom.js";

export const DIRECTIONS = ["forward", "backward", "both"];
/** The role of each direction's colour. */
const ROLES = { forward: "context", backward: "centre", both: "good" };
/** Milliseconds between two questions while the run is alive. */
const PATIENCE = 1500;

export const colour = (palette, direction) => palette[ROLES[direction]];
/** The colour of a tag: its place among the run's tags. */
export const tagColour = (palette, tag) => palette.groups[tag % palette.groups.length];
/** Where the largest of some numbers stands. */
export const top = (list) => list.reduce((best, value, at) => (value > list[best] ? at : best), 0);

/** The frame of an answer that the clock stands at: the last whose step is not after it. */
export function moment(answer, clock) {
  const step = clock.frame?.step ?? 0;
  let at = 0;
  while (at + 1 < answer.steps.length && answer.steps[at + 1] <= step) at++;
  return at;
}

/**
 * Ask the run `question` now, and again as frames come; heard(answer) hears every answer, failed(sentence) a refusal.
 * → {set(parameters), close()}; null parameters ask nothing.
 */
export function asked(clock, question, parameters, { heard, failed = () => {} }) {
  const { run } = clock;
  let given = parameters,
    known = -1,
    busy = false,
    again = false,
    timer = null,
    turn = 0;
  async function ask() {
    timer = null;
    if (!given || !run.frames.length) return;
    if (busy) {
      again = true;
      return;
    }
    const mine = ++turn,
      frames = run.frames.length;
    busy = true;
    try {
      const answer = await run.ask(question, given);
      if (mine === turn) {
        known = frames;
        if (answer.refused ?? answer.error ?? answer.template)
          failed(answer.refused ?? answer.error ?? answer);
        else heard(answer);
      }
    } catch {
      known = -1;
    }
    busy = false;
    if (again) {
      again = false;
      ask();
    } else grown();
  }
  function grown() {
    if (!given || timer || busy || run.frames.length === known || !run.frames.length) return;
    timer = setTimeout(ask, known < 0 || run.whole ? 0 : PATIENCE);
  }
  run.addEventListener("frames", grown);
  run.addEventListener("state", grown);
  grown();
  return {
    set(next) {
      given = next;
      known = -1;
      turn++;
      clearTimeout(timer);
      timer = null;
      ask();
    },
    close() {
      turn++;
      clearTimeout(timer);
      run.removeEventListener("frames", grown);
      run.removeEventListener("state", grown);
    },
  };
}

/** Where frames come from while a view is alive: watched, told when the run is not there yet. */
export function attend(clock, words, veil, update) {
  const { run } = clock;
  const look = () => {
    veil.hidden = run.frames.length > 0;
    veil.textContent = run.frames.length
      ? ""
      : run.status.state === "queued" && run.status.place > 0
        ? fill(words.place, { place: run.status.place })
        : (words[run.status.state] ?? "");
    update();
  };
  const stop = run.watch();
  clock.addEventListener("change", look);
  run.addEventListener("state", look);
  look();
  return () => {
    stop();
    clock.removeEventListener("change", look);
    run.removeEventListener("state", look);
  };
}

/** A row of choices of which one is on; → {element, set(value)}. */
export function choice(label, choices, value, chosen) {
  const chips = choices.map(([name, text]) =>
    h(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(name === value),
        onclick: () => {
          set(name);
          chosen(name);
        },
      },
      text,
    ),
  );
  const set = (now) =>
    chips.forEach((chip, at) => chip.setAttribute("aria-pressed", String(choices[at][0] === now)));
  return {
    element: h(
      "div",
      { class: "tagging-choice", role: "group", "aria-label": label },
      h("span", {}, label),
      chips,
    ),
    set,
  };
}

/** Sentences of an answer of `sentences`, the word in question marked, and what was said of it. */
export function listed(host, answer, words, palette, title) {
  const tag = (name) => words.tags[name] ?? name;
  replace(
    host,
    h("h3", {}, title),
    answer.sentences.length
      ? answer.sentences.map(({ words: said, at, truth, said: given }) =>
          h(
            "p",
            { class: "tagging-line" },
            said.flatMap((word, place) => [
              place === at
                ? h("b", { style: { color: given === truth ? palette.good : palette.negative } }, word)
                : word,
              answer.glue ?? " ",
            ]),
            h(
              "small",
              {},
              given === truth
                ? fill(words.right, { truth: tag(truth) })
                : fill(words.said, { said: tag(given), truth: tag(truth) }),
            ),
          ),
        )
      : h("p", { class: "quiet" }, words.no_sentences),
    answer.all > answer.sentences.length
      ? h("p", { class: "caption" }, fill(words.more, { n: answer.sentences.length, all: answer.all }))
      : null,
  );
}

/** Between the words of a language: nothing in Chinese. */
export const glue = (run) => (run.notes.language === "zh" ? "" : " ");
