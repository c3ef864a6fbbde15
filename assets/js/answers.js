// What a run answers, on its clock: asked again as frames come, while a view is alive; and rows of choices.

import { h, fill } from "./dom.js";

/** Milliseconds between two questions while the run is alive. */
const PATIENCE = 1500;

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
    known = null,
    busy = false,
    again = false,
    timer = null,
    turn = 0;
  /** What an answer is about: the frames, and whether these are all. */
  const moments = () => `${run.frames.length} ${run.status.state}`;
  async function ask() {
    timer = null;
    if (!given || !run.frames.length) return;
    if (busy) {
      again = true;
      return;
    }
    const mine = ++turn,
      frames = moments();
    busy = true;
    try {
      const answer = await run.ask(question, given);
      if (mine === turn) {
        known = frames;
        const refused = answer.refused ?? answer.error ?? (answer.template ? answer : null);
        if (refused) failed(refused);
        else heard(answer);
      }
    } catch {
      known = null;
    }
    busy = false;
    if (again) {
      again = false;
      ask();
    } else grown();
  }
  function grown() {
    if (!given || timer || busy || moments() === known || !run.frames.length) return;
    timer = setTimeout(ask, known === null || run.whole ? 0 : PATIENCE);
  }
  run.addEventListener("frames", grown);
  run.addEventListener("state", grown);
  grown();
  return {
    set(next) {
      given = next;
      known = null;
      turn++;
      clearTimeout(timer);
      timer = null;
      ask();
    },
    close() {
      turn++;
      given = null;
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

/** A row of choices of which one is on, in the class `kind`; → {element, set(value)}. */
export function chips(kind, label, choices, value, chosen) {
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
    element: h("div", { class: kind, role: "group", "aria-label": label }, h("span", {}, label), chips),
    set,
  };
}
