// A word looked up: its entry with all senses, and from each the ladder up to what it is a kind of.

import { h, replace, button, icon, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { field } from "./senses_field.js";
import { ladder } from "./senses_ladder.js";
import { moments } from "./senses_layout.js";
import { canvasOf, svgOf } from "./senses_picture.js";

/** Milliseconds that one step of the climb is seen. */
const PACE = 900;

/** "dog:dog.n.01" → {word, name}: a word, and the sense of it that is meant. */
const parse = (item) => {
  const cut = item.indexOf(":");
  return cut < 0 ? { word: item, name: "" } : { word: item.slice(0, cut), name: item.slice(cut + 1) };
};
const spell = ({ word, name }) => {
  const whole = name && !name.includes(",") ? `${word}:${name}` : word;
  return whole.length > 60 ? word : whole;
};

export function senses(root, data, port) {
  const clock = clockOf(data.run),
    { run } = clock,
    { words, palette } = data,
    chinese = data.lang === "zh";
  // Two words and the senses meant; the answer of the run; the moments of the climb; the one shown.
  const state = { a: null, b: null, film: null, climb: [], at: 0, node: null, entry: false, playing: false };
  let timer = null,
    asked = 0,
    wish = null,
    closed = false;

  const first = field(run, {
    label: words.word,
    pick: (word) => choose(word ? { word, name: "" } : null, state.b),
  });
  const second = field(run, {
    label: words.other,
    pick: (word) => choose(state.a, word ? { word, name: "" } : null),
  });
  const problem = h("p", { class: "problem", role: "status", hidden: true });
  const tries = h("div", { class: "examples" });
  const which = h("div", { class: "which" });
  const about = h("section", { class: "about", "aria-live": "polite" });
  const sum = h("div", { class: "sum-of-steps" });
  const cards = h("div", { class: "cards", hidden: true });
  const waiting = h("div", { class: "waiting" });
  const drawn = ladder(data, (id) => pick(id));
  const stage = h(
    "div",
    { class: "stage rungs", tabindex: "0", role: "group", "aria-label": words.ladder },
    drawn.element,
    cards,
    sum,
    waiting,
  );
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step || data.present || event.ctrlKey || event.metaKey || event.altKey || !state.film) return;
    event.preventDefault();
    climb(step);
  });
  const play = h("button", { type: "button", class: "play", onclick: () => toggle() });
  const range = h("input", {
    type: "range",
    min: "0",
    value: "0",
    "aria-label": words.place,
    oninput: () => go(+range.value),
  });
  const count = h("span", { class: "moment" });
  const transport = h(
    "div",
    { class: "transport" },
    button("back", words.back, () => go(state.at - 1)),
    play,
    button("forward", words.forward, () => go(state.at + 1)),
    range,
    count,
  );
  const label = h("p", { class: "finding" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player senses present" : "player senses" },
      h("div", { class: "main" }, stage, label, transport),
      h(
        "div",
        { class: "rail" },
        h("section", { class: "asking" }, first.element, second.element, problem, tries),
        which,
        about,
      ),
    ),
  );

  const say = (node) => (chinese && node.chinese[0]) || node.lemmas?.[0] || node.lemma;
  /** The words of a sense: in the page's language, then in the other one. */
  const names = ({ lemmas, chinese: others }) => {
    const [english, translated] = [lemmas.join(", "), others.slice(0, 5).join("、")];
    return chinese && translated ? [translated, english] : [english, translated];
  };
  const glossed = (node) => (chinese && node.gloss_zh) || node.gloss;
  const nodeOf = (id) => state.film.nodes.find((node) => node.id === id);
  const bottom = (which) => ({ ...nodeOf(state.film[which].synset), word: state.film[which].word });

  /** Look up one word, or two; `then` is the moment to show: a step, "start", "end" or "play". */
  async function choose(a, b, then = null) {
    halt();
    // A second field filled first is the first.
    if (!a && b) [a, b] = [b, null];
    if (!a) return;
    const mine = ++asked,
      query = { a: spell(a), ...(b ? { b: spell(b) } : {}) };
    const answer = await run.ask("look", query).catch(() => null);
    if (mine !== asked || closed || !answer) return;
    first.set(a.word);
    second.set(b?.word ?? "");
    problem.hidden = !answer.refused;
    problem.textContent = answer.refused ? told(words, answer.refused) : "";
    if (answer.refused) return;
    Object.assign(state, { a, b, film: answer, climb: moments(answer) });
    // A word is an entry first; a sense chosen, or two words, are a ladder.
    state.entry = !b && !a.name && then === null;
    drawn.meet(answer);
    const last = state.climb.length - 1;
    const at = typeof then === "number" ? then : then === "start" || then === "play" ? 0 : last;
    show(Math.max(0, Math.min(last, at)));
    if (then === "play") toggle();
  }

  /** Go to a step of the climb. */
  function go(to) {
    halt();
    if (!state.film) return;
    state.entry = false;
    show(Math.max(0, Math.min(state.climb.length - 1, to)));
  }

  function show(at) {
    state.at = at;
    state.node = state.climb[at].node;
    draw();
    written();
  }

  function pick(id) {
    halt();
    const at = state.climb.findIndex((moment) => moment.node === id);
    if (at >= 0) return go(at);
    state.node = id;
    draw();
  }

  /** One hypernym up, or back down. */
  function climb(step) {
    const here = state.climb.findIndex((moment) => moment.node === state.node);
    if (here >= 0) return go(here + step);
    const node = nodeOf(state.node);
    const next = step > 0 ? node.up[0] : state.film.nodes.find((one) => one.up.includes(state.node))?.id;
    if (next !== undefined) pick(next);
  }

  const halt = () => {
    state.playing = false;
    clearTimeout(timer);
    buttons();
  };
  const toggle = () => {
    if (!state.film) return;
    if (state.playing) return halt();
    if (state.entry || state.at >= state.climb.length - 1) {
      state.entry = false;
      show(0);
    }
    state.playing = true;
    buttons();
    tick();
  };
  const tick = () => {
    timer = setTimeout(() => {
      if (!state.playing) return;
      if (state.at < state.climb.length - 1) show(state.at + 1);
      if (state.at >= state.climb.length - 1) return halt();
      tick();
    }, PACE);
  };
  const buttons = () => {
    replace(play, icon(state.playing ? "pause" : "play"));
    play.title = state.playing ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
  };

  const written = () =>
    port.write({
      selected: [state.a, state.b].filter(Boolean).map(spell).join(",") || null,
      step: state.entry ? null : state.at,
    });

  // -- What is seen ---------------------------------------------------------------------------------

  function draw() {
    const { film, entry } = state,
      last = state.climb.length - 1;
    cards.hidden = !entry;
    drawn.element.style.display = entry ? "none" : "";
    transport.classList.toggle("still", entry || last < 1);
    range.max = String(Math.max(0, last));
    range.value = String(state.at);
    // Not "of so many": where the way ends is what one climbs to find out.
    count.textContent = entry || last < 1 ? "" : fill(words.steps, { n: state.at });
    if (entry) list();
    else
      drawn.draw({ ...state.climb[state.at], meet: film.meet, current: state.node, end: state.at === last });
    arithmetic();
    label.textContent = finding();
    stage.setAttribute("aria-label", `${words.ladder}. ${label.textContent}`);
    chosen();
    describe();
  }

  /** What the picture says, in one sentence. */
  function finding() {
    const { film, entry } = state;
    if (entry)
      return [
        fill(film.a.count === 1 ? words.entry_one : words.entry, { word: film.a.word, n: film.a.count }),
        film.a.senses.some(({ met }) => met) ? words.bars : "",
      ].join(" ");
    if (!film.b) {
      if (film.ways[0].length < 2) return "as".includes(nodeOf(state.node).pos) ? words.alone : words.top;
      const top = nodeOf(film.ways[0].at(-1));
      return state.at < state.climb.length - 1
        ? kind()
        : fill(words.climbed, { word: film.a.word, n: film.ways[0].length - 1, top: say(top) });
    }
    const both = { a: film.a.word, b: film.b.word };
    if (film.meet === null) return fill(words.apart, both);
    if (film.distance === 0) return fill(words.same, both);
    return state.at < state.climb.length - 1
      ? kind()
      : fill(words.meet, { ...both, meet: say(nodeOf(film.meet)), n: film.distance });
  }

  /** The step just taken, as a sentence. */
  function kind() {
    const way = state.film.ways.findLast((one) => one.includes(state.node)) ?? [],
      above = way.indexOf(state.node) > 0;
    const [low, high] = above
      ? [way[way.indexOf(state.node) - 1], state.node]
      : [state.node, nodeOf(state.node).up[0]];
    if (high === undefined) return words.top;
    return above ? fill(words.kind, { low: say(nodeOf(low)), high: say(nodeOf(high)) }) : "";
  }

  /** 1 / (1 + d), with d counted as the steps are lit. */
  function arithmetic() {
    const { film, entry } = state;
    sum.hidden = entry || !film.b || film.meet === null;
    if (sum.hidden) return;
    const done = state.at === state.climb.length - 1;
    replace(
      sum,
      h("small", {}, words.similarity),
      h("span", {}, "1 / (1 + "),
      h("b", {}, String(done ? film.distance : state.at)),
      h("span", {}, ")"),
      done ? h("span", {}, " = ", h("strong", {}, String(+film.similarity.toFixed(3)))) : null,
    );
  }

  /** The entry: every sense of the word, the commonest first. */
  function list() {
    const { a } = state.film,
      most = Math.max(...a.senses.map(({ met }) => met));
    replace(
      cards,
      a.senses.map((sense, i) =>
        h(
          "button",
          {
            type: "button",
            class: "card",
            onclick: () => choose({ word: a.word, name: sense.name }, null, "start"),
          },
          h("span", { class: "card-number" }, String(i + 1)),
          h("b", {}, names(sense)[0]),
          h("i", {}, words.parts[sense.pos]),
          names(sense)[1] ? h("span", { class: "card-other" }, names(sense)[1]) : null,
          h("span", { class: "card-gloss" }, glossed(sense)),
          most > 0
            ? h(
                "span",
                { class: "card-met", title: fill(words.met, { n: number(sense.met) }) },
                h("i", { style: { width: `${(100 * sense.met) / most}%` } }),
              )
            : null,
        ),
      ),
    );
  }

  /** Which sense of each word is meant, and the way to its other senses. */
  function chosen() {
    const { film, entry } = state;
    replace(
      which,
      entry
        ? null
        : ["a", "b"]
            .filter((name) => film[name])
            .map((name) => {
              const { word, senses: all, synset, count: n } = film[name],
                i = all.findIndex((sense) => sense.id === synset);
              const turn = (by) => {
                const next = { word, name: all[(i + by + all.length) % all.length].name };
                choose(name === "a" ? next : state.a, name === "b" ? next : state.b, "end");
              };
              return h(
                "div",
                { class: "sense-of" },
                h(
                  "button",
                  {
                    type: "button",
                    "aria-label": words.sense_back,
                    disabled: all.length < 2,
                    onclick: () => turn(-1),
                  },
                  "‹",
                ),
                h("span", {}, fill(words.sense_of, { word, i: i + 1, n })),
                h(
                  "button",
                  {
                    type: "button",
                    "aria-label": words.sense_on,
                    disabled: all.length < 2,
                    onclick: () => turn(1),
                  },
                  "›",
                ),
              );
            }),
    );
  }

  /** The node under the cursor of the climb: its names, its gloss, and what is below it. */
  function describe() {
    const { film, entry } = state,
      node = nodeOf(state.node);
    if (entry || !node) {
      replace(about);
      return;
    }
    const [first, second] = names(node);
    replace(
      about,
      h("h3", {}, first, second ? h("span", {}, ` ${second}`) : null),
      h("p", { class: "gloss" }, glossed(node)),
      node.below
        ? h(
            "div",
            { class: "below" },
            h("p", { class: "caption" }, fill(words.kinds, { n: number(node.below) })),
            h(
              "div",
              { class: "examples" },
              node.kinds.map((kind) =>
                h(
                  "button",
                  {
                    type: "button",
                    class: "chip",
                    onclick: () => choose({ word: kind.lemma, name: kind.name }, null, "end"),
                  },
                  say({ ...kind, chinese: [kind.chinese] }),
                ),
              ),
              node.below > node.kinds.length
                ? h(
                    "span",
                    { class: "quiet" },
                    fill(words.more, { n: number(node.below - node.kinds.length) }),
                  )
                : null,
            ),
          )
        : null,
      !film.b && film.a.count > 1
        ? h(
            "button",
            {
              type: "button",
              class: "chip every",
              onclick: () => choose({ word: film.a.word, name: "" }, null),
            },
            fill(words.all_senses, { n: film.a.count }),
          )
        : null,
    );
  }

  // -- The run ---------------------------------------------------------------------------------------

  /** The moment that Python or the link names, as soon as the run can be asked. */
  function apply(show) {
    const [a, b] = (show.selected?.length ? show.selected : [run.notes.words?.[0] ?? "NLP"]).map(parse);
    // Drawn anew (another language, dark, on stage) the view stays where it was: the address knows.
    const told = new URL(location.href).searchParams.get(`${data.slug}.step`);
    choose(a, b ?? null, show.step === null ? told && +told : (show.step ?? null));
  }
  let met = false;
  const update = () => {
    const ready = run.frames.length > 0;
    waiting.hidden = ready;
    waiting.textContent = ready
      ? ""
      : run.status.reason
        ? told(words, run.status.reason)
        : (words[run.status.state] ?? "");
    if (!ready || met) return;
    met = true;
    replace(
      tries,
      (run.notes.words ?? []).map((word) =>
        h("button", { type: "button", class: "chip", onclick: () => choose({ word, name: "" }, null) }, word),
      ),
    );
    apply(wish ?? data.show ?? {});
  };
  buttons();
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  /** What a visitor takes along: the ladder as it is now, and its senses as a table. */
  const own = {
    clock,
    run,
    state,
    choose,
    cloud: {
      picture: () => canvasOf(drawn.element, palette.card),
      svg: () => svgOf(drawn.element, palette.card),
    },
    table: () => ({
      head: ["sense", "words", "Chinese", "steps below the top", "gloss"],
      rows: state.film.nodes.map((node) => [
        node.name,
        node.lemmas.join("; "),
        node.chinese.join("；"),
        node.depth,
        node.gloss,
      ]),
    }),
  };
  window.__player = own;

  const keys = {
    " ": toggle,
    ArrowLeft: () => go(state.entry ? 0 : state.at - 1),
    ArrowRight: () => go(state.entry ? 0 : state.at + 1),
    Home: () => go(0),
    End: () => go(state.climb.length - 1),
  };
  return {
    show(show) {
      wish = show;
      if (met) apply(show);
    },
    key(event) {
      const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
      const pressing = event.key === " " && event.composedPath()[0]?.closest?.("button, a, summary");
      if (!plain || !keys[event.key] || pressing || !state.film) return false;
      event.preventDefault();
      keys[event.key]();
      return true;
    },
    close() {
      closed = true;
      halt();
      drawn.close();
      stop();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
      if (window.__player === own) delete window.__player;
    },
  };
}
