// A causal network writes on: each word drawn from what it held likely, at any recorded step.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { answers, percent, sentenceForm } from "./transformer_pieces.js";

export function transformer_write(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const leads = Boolean(data.leads),
    time = leads ? timeline(clock, data) : null;
  let found = null,
    at = null,
    turn = 0,
    seed = 1;

  const slider = (name, low, high, step, value) => {
    const shown = h("b", {}),
      range = h("input", {
        type: "range",
        min: low,
        max: high,
        step,
        value,
        "aria-label": words[name],
        oninput: () => {
          tell();
          soon();
        },
      });
    const tell = () => {
      shown.textContent =
        name === "k" && +range.value === 0 ? words.all : number(+range.value, name === "k" ? 0 : 2);
    };
    tell();
    return {
      element: h("label", { class: "write-setting", title: words.help[name] }, words[name], range, shown),
      range,
    };
  };
  const temperature = slider("temperature", 0, 2, 0.05, 1),
    k = slider("k", 0, 40, 1, 0),
    p = slider("p", 0.05, 1, 0.05, 1);
  const { element: form, input: prompt } = sentenceForm(words.prompt, words.go, () => load(), [
    words.again,
    () => {
      seed++;
      load();
    },
  ]);
  const line = h("div", { class: "transformer-tokens write-line" }),
    bars = h("div", { class: "transformer-says write-bars" }),
    note = h("p", { class: "caption", "aria-live": "polite" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "write present" : "write" },
      form,
      h("div", { class: "write-settings" }, temperature.element, k.element, p.element),
      line,
      note,
      bars,
      time?.element,
    ),
  );

  async function load() {
    const mine = ++turn,
      frame = clock.frame;
    if (!frame || run.alive) {
      note.textContent = words.later;
      return;
    }
    const asked = {
      step: frame.step,
      temperature: temperature.range.value,
      k: k.range.value,
      p: p.range.value,
      seed,
      ...(prompt.value.trim() ? { text: prompt.value.trim() } : {}),
    };
    const answer = await run.ask("write", asked).catch(() => null);
    if (mine !== turn || !answer) return;
    if (answer.refused) {
      note.textContent = told(words, answer.refused);
      return;
    }
    found = answer;
    at = at !== null && at < found.written.length ? at : null;
    draw();
  }
  function draw() {
    if (!found) return;
    const vocabulary = run.notes.vocabulary;
    replace(
      line,
      found.tokens.map((word) => h("span", { class: "transformer-token given" }, word)),
      found.written.map(({ word, p: share }, i) =>
        h(
          "button",
          {
            type: "button",
            class: i === at ? "transformer-token from" : "transformer-token",
            title: percent(share),
            style: {
              background: `color-mix(in srgb, ${palette.good} ${Math.round(50 * share)}%, transparent)`,
            },
            onclick: () => {
              at = i;
              draw();
            },
            onpointerenter: () => {
              if (at !== i) {
                at = i;
                draw();
              }
            },
          },
          vocabulary[word],
        ),
      ),
    );
    const one = at === null ? null : found.written[at];
    note.textContent = one
      ? fill(words.drawn, { word: vocabulary[one.word], share: percent(one.p) })
      : fill(words.written, { step: number(found.step) });
    replace(
      bars,
      answers(one?.top ?? [], (word) => vocabulary[word] || "–"),
    );
  }
  let pending = null;
  const soon = () => {
    clearTimeout(pending);
    pending = setTimeout(load, 120);
  };
  const follow = () => {
    if (!clock.playing) soon();
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", follow);
  const stop = run.watch();
  if (leads) clock.apply(data.show ?? {});
  load();
  if (leads)
    window.__player = {
      clock,
      run,
      table: () => ({
        head: ["word", "p"],
        rows: (found?.written ?? []).map(({ word, p: share }) => [run.notes.vocabulary[word], share]),
      }),
    };
  window.__write = () => found;
  return {
    key: (event) => (leads ? clock.key(event) : false),
    show(show) {
      if (leads) clock.apply(show);
    },
    close() {
      stop();
      time?.close();
      clearTimeout(pending);
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", follow);
    },
  };
}
