// What the views of gates beside the diagram have in common: a clock, a time line where they lead, one way to wait.

import { h, replace, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { again, spelled, stateOf } from "./gates_store.js";

/**
 * viewOf(root, data, port, {name, bar, body, rail}) → {clock, run, state, start({meet, draw, tell}), …}
 *
 * meet()   other things are looked at (sentence, cell, gates held), or the run's first frame is here
 * draw()   time moved;   find() → the finding's sentence, when time stands still
 */
export function viewOf(root, data, port, { name, parts, rail = null }) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words } = data;
  const waiting = h("div", { class: "waiting" }),
    finding = h("p", { class: "finding" }),
    time = data.curves ? timeline(clock, data) : null;
  const main = h("div", { class: "main" }, ...parts, waiting, time?.element, finding);
  replace(
    root,
    h(
      "div",
      {
        class: `${rail ? "player " : ""}gates-view ${name}${data.present ? " present" : ""}`,
      },
      main,
      rail,
    ),
  );
  const state = () => stateOf(clock, data.show);
  let closed = false,
    met = null,
    asked = { meet() {}, draw() {}, find: () => "" };

  const written = () => {
    if (!data.curves) return;
    const there = clock.live || !clock.frame || clock.playing || (clock.position >= clock.last && !run.alive);
    if (clock.wanted === null) port.write({ step: there ? null : clock.frame.step });
    const now = state(),
      usual = now.cell === "lstm" && !now.clamp && now.word === null && now.unit === null && !now.text;
    port.write({ selected: usual ? null : spelled(now) });
  };
  const say = () => {
    if (run.frames.length && !clock.playing) finding.textContent = asked.find() ?? "";
  };
  const update = () => {
    const first = run.frames[0];
    waiting.hidden = Boolean(first);
    waiting.textContent = first
      ? ""
      : run.status.reason
        ? spoken(words, run.status.reason)
        : (words[run.status.state] ?? "");
    if (!first) return;
    if (met !== first) {
      met = first;
      asked.meet();
    }
    asked.draw();
    say();
  };
  const heard = () => {
    written();
    if (met) asked.meet();
  };
  const settle = () => {
    written();
    say();
  };
  const ended = () => {
    if (met && !run.alive) asked.meet();
    update();
  };

  return {
    clock,
    run,
    state,
    words,
    palette: data.palette,
    get closed() {
      return closed;
    },
    say,
    start(own) {
      asked = { ...asked, ...own };
      clock.addEventListener("change", update);
      clock.addEventListener("settle", settle);
      clock.addEventListener("gates", heard);
      run.addEventListener("state", ended);
      const stop = run.watch();
      if (data.show) again(clock, data.show);
      if (data.curves) clock.apply(data.show ?? {});
      update();
      const step = data.show?.step;
      const unsaid = data.curves && (step === null || step === undefined);
      if (unsaid && run.frames.length && !run.alive && !clock.playing && clock.position === 0)
        clock.seek(clock.last);
      return {
        key: (event) => (data.curves ? (own.key?.(event) ?? false) || clock.key(event) : false),
        show(show) {
          data.show = show;
          again(clock, show);
          clock.apply(show);
          written();
          own.show?.(show);
        },
        close() {
          closed = true;
          stop();
          time?.close();
          own.close?.();
          clock.removeEventListener("change", update);
          clock.removeEventListener("settle", settle);
          clock.removeEventListener("gates", heard);
          run.removeEventListener("state", ended);
        },
      };
    },
  };
}
