// The sliding window over the text that the run really read next, the pairs it emits, and one pair's update.

import { h, replace, button, icon, fill, number, fine, calm, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";

const PACE = 1100;

export function windows(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let film = null,
    at = null,
    pair = 0,
    playing = false,
    timer = null,
    turn = 0,
    shown = -1,
    loaded = -1;

  const line = h("div", { class: "line", tabindex: "0", role: "group", "aria-label": words.window_line });
  const box = h("div", { class: "lens", "aria-hidden": "true" });
  const strip = h("div", { class: "strip" }, box, line);
  const told = h("p", { class: "told", "aria-live": "polite" });
  const play = h("button", { type: "button", class: "play", onclick: () => toggle() });
  const range = h("input", {
    type: "range",
    min: "0",
    max: "0",
    value: "0",
    "aria-label": words.window_place,
    oninput: () => {
      halt();
      go(+range.value);
    },
  });
  const count = h("span", { class: "moment" });
  const list = h("div", { class: "pairs" });
  const sum = h("div", { class: "arithmetic" });
  const controls = h(
    "div",
    { class: "transport" },
    button("back", words.window_back, () => {
      halt();
      go(at - 1);
    }),
    play,
    button("forward", words.window_forward, () => {
      halt();
      go(at + 1);
    }),
    range,
    count,
  );
  replace(
    root,
    h(
      "div",
      { class: data.present ? "windows present" : "windows" },
      strip,
      controls,
      told,
      h("div", { class: "two" }, list, sum),
    ),
  );

  const halt = () => {
    playing = false;
    clearTimeout(timer);
    buttons();
  };
  const toggle = () => {
    playing = !playing;
    buttons();
    if (playing) step();
  };
  const step = () => {
    timer = setTimeout(() => {
      if (!playing) return;
      if (at >= film.windows.length - 1) return halt();
      go(at + 1);
      step();
    }, PACE);
  };
  const buttons = () => {
    replace(play, icon(playing ? "pause" : "play"));
    play.title = playing ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
  };

  async function load() {
    // At the very end nothing follows: show what led there.
    const mine = ++turn,
      frame = run.alive ? clock.index : Math.min(clock.index, Math.max(0, clock.last - 1));
    if (!run.frames.length) return;
    const answer = await run.ask("windows", { frame }).catch(() => null);
    if (mine !== turn || !answer) return;
    shown = frame;
    loaded = clock.index;
    if (answer.refused) {
      film = null;
      replace(line);
      replace(list);
      replace(sum);
      told.textContent = spoken(words, answer.refused);
      return;
    }
    film = answer;
    replace(
      line,
      film.words.map((word, i) =>
        h("span", { class: film.breaks.includes(i) ? "token break" : "token" }, word),
      ),
    );
    range.max = String(film.windows.length - 1);
    go(Math.min(at ?? middle(), film.windows.length - 1));
  }

  /** The first window with neighbours on both sides: the picture explains itself. */
  const middle = () =>
    Math.max(
      0,
      film.windows.findIndex(
        ({ at: centre, contexts }) =>
          contexts.some((i) => i < centre) && contexts.filter((i) => i > centre).length > 1,
      ),
    );

  function go(to) {
    if (!film) return;
    at = Math.max(0, Math.min(film.windows.length - 1, to));
    pair = Math.min(pair, Math.max(0, film.windows[at].pairs.length - 1));
    range.value = String(at);
    count.textContent = `${at + 1} / ${film.windows.length}`;
    light();
    tell();
    pairs();
    arithmetic();
  }

  /** Centre, contexts, and words thrown away by subsampling, in the line of text. */
  function light() {
    const { at: centre, contexts, dropped } = film.windows[at],
      tokens = [...line.children];
    tokens.forEach((token, i) => {
      token.className = `token${film.breaks.includes(i) ? " break" : ""}${i === centre ? " centre" : contexts.includes(i) ? " context" : dropped.includes(i) ? " dropped" : ""}`;
    });
    const ends = [centre, ...contexts],
      first = tokens[Math.min(...ends)],
      last = tokens[Math.max(...ends)];
    const middle = tokens[centre].offsetLeft + tokens[centre].offsetWidth / 2;
    // The text slides under a window that stands still, so that the eye need not travel.
    const shift = Math.round(strip.clientWidth / 2 - middle);
    line.style.transform = `translateX(${shift}px)`;
    Object.assign(box.style, {
      left: `${first.offsetLeft + shift - 8}px`,
      width: `${last.offsetLeft + last.offsetWidth - first.offsetLeft + 16}px`,
    });
    if (calm()) strip.classList.add("calm");
  }

  function tell() {
    const { radius, contexts, dropped, pairs: made } = film.windows[at];
    const sentence = fill(film.window > radius ? words.window_drawn : words.window_full, {
      radius,
      window: film.window,
      centre: film.words[film.windows[at].at],
      contexts: contexts.length,
      pairs: made.length,
    });
    told.textContent = [
      sentence,
      dropped.length ? fill(words.window_dropped, { n: dropped.length }) : "",
      film.exact ? "" : words.window_batched,
    ]
      .filter(Boolean)
      .join(" ");
  }

  function pairs() {
    const { pairs: made } = film.windows[at];
    replace(
      list,
      h("h4", {}, words.pairs),
      h(
        "p",
        { class: "caption" },
        film.objective === "softmax"
          ? fill(words.pairs_softmax, { n: number(film.vocabulary) })
          : words.pairs_caption,
      ),
      made.map(({ input, targets }, i) =>
        h(
          "button",
          {
            type: "button",
            class: i === pair ? "pair chosen" : "pair",
            style: calm() ? null : { animationDelay: `${i * 70}ms` },
            "aria-pressed": String(i === pair),
            onclick: () => {
              halt();
              pair = i;
              pairs();
              arithmetic();
            },
          },
          h("span", { class: "input" }, input),
          h(
            "span",
            { class: "targets" },
            targets.map(({ word, label, sigma }) =>
              h(
                "span",
                { class: label ? "target positive" : "target negative", title: `σ = ${number(sigma, 3)}` },
                `${word} `,
                h("small", {}, number(sigma, 2)),
              ),
            ),
          ),
        ),
      ),
    );
  }

  async function arithmetic() {
    const chosen = film.windows[at].pairs[pair];
    if (!chosen) {
      replace(sum);
      return;
    }
    const frame = shown,
      here = at,
      which = pair;
    const found = await run.ask("pair", { frame, window: here, pair: which }).catch(() => null);
    if (!found || frame !== shown || here !== at || which !== pair) return;
    if (found.refused) {
      replace(sum, h("p", { class: "quiet" }, spoken(words, found.refused)));
      return;
    }
    replace(
      sum,
      h("h4", {}, fill(words.update, { word: found.input.word })),
      vector(found.input, words.input_vector),
      found.targets.map((target) => lesson(found, target)),
      h(
        "p",
        { class: "caption" },
        fill(words.update_caption, { rate: fine(found.rate), moved: fine(found.input.moved) }),
      ),
    );
  }

  /** Before and after as two rows of cells; what changed is what the eye can see changing. */
  function vector({ word, before, after }, name) {
    const most = Math.max(1e-6, ...before.map(Math.abs), ...after.map(Math.abs));
    const row = (values, title) =>
      h(
        "div",
        {
          class: "cells",
          role: "img",
          "aria-label": `${title}: ${values
            .slice(0, 4)
            .map((value) => number(value, 3))
            .join(", ")} …`,
        },
        values.map((value, i) =>
          h("i", {
            title: `${title} [${i + 1}] = ${number(value, 4)}`,
            style: {
              background: value >= 0 ? palette.context : palette.negative,
              opacity: String(0.06 + (0.94 * Math.abs(value)) / most),
            },
          }),
        ),
      );
    return h(
      "div",
      { class: "vector" },
      h("span", { class: "vector-name" }, h("b", {}, word), ` ${name}`),
      row(before, words.before),
      row(after, words.after),
      h("span", { class: "caption" }, `${words.before} ↑ · ${words.after} ↓`),
    );
  }

  function lesson({ rate }, { word, label, dot, sigma, gradient, before, after }) {
    const kind = label ? "positive" : "negative",
      goal = label ? 1 : 0;
    const terms = film.objective === "softmax" ? "softmax" : "σ";
    return h(
      "details",
      { class: `update ${kind}`, open: Boolean(label) },
      h(
        "summary",
        {},
        h("span", { class: `target ${kind}` }, word),
        h(
          "span",
          { class: "formula" },
          `u·v = ${fine(dot)}   ${terms} = ${fine(sigma)}   ${goal} − ${fine(sigma)} = `,
          h("b", {}, fine(gradient)),
          h("span", { class: "verb" }, gradient > 0 ? ` ${words.pull}` : ` ${words.push}`),
        ),
      ),
      before ? vector({ word, before, after }, words.output_vector) : null,
      h(
        "p",
        { class: "formula" },
        `${words.step}: ${fine(rate)} × ${fine(gradient)} = ${fine(rate * gradient)}`,
      ),
    );
  }

  let pending = null;
  const follow = () => {
    if (clock.index === loaded || clock.playing) return;
    clearTimeout(pending);
    pending = setTimeout(load, 120);
  };
  line.addEventListener("keydown", (event) => {
    const keys = {
      ArrowLeft: () => go(at - 1),
      ArrowRight: () => go(at + 1),
      " ": toggle,
      ArrowUp: () => {
        pair = Math.max(0, pair - 1);
        go(at);
      },
      ArrowDown: () => {
        pair++;
        go(at);
      },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== " ") halt();
    keys[event.key]();
  });
  const observer = new ResizeObserver(() => film && light());
  observer.observe(strip);
  clock.addEventListener("change", follow);
  clock.addEventListener("settle", follow);
  run.addEventListener("state", follow);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  buttons();
  load();
  return {
    key: () => false,
    show: (show) => clock.apply(show),
    close() {
      halt();
      stop();
      observer.disconnect();
      clearTimeout(pending);
      clock.removeEventListener("change", follow);
      clock.removeEventListener("settle", follow);
      run.removeEventListener("state", follow);
    },
  };
}
