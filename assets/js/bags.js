// Two sentences are added up, word by word: strips for the vectors, a walk in a plane, and three judgements.

import { h, replace, button, icon, fill, fine, calm, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { strip, sums, largest } from "./bagsstrips.js";
import { plane } from "./bagsplane.js";
import { judgements } from "./bagsreaders.js";

/** Milliseconds between two words while they are added by themselves. */
const PACE = 850;

/** data.sentences: what the link says; show.pair: the scene's two; show.step: words added, "play", "end". */
export function bags(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let texts = ["", ""],
    answer = null,
    added = 0,
    wanted = null,
    moment = 1,
    chosen = null,
    timer = 0,
    turn = 0;

  const sides = [side(0), side(1)];
  const board = h(
    "div",
    { class: "bags-board" },
    sides.map((one) => one.element),
  );
  const gap = h("div", { class: "bags-gap" });
  const waiting = h("div", { class: "waiting" });
  const stage = h(
    "div",
    { class: "bags-stage", tabindex: "0", role: "group", "aria-label": words.stage },
    board,
    gap,
    waiting,
  );
  const slider = h("input", {
    type: "range",
    min: 0,
    value: 0,
    "aria-label": words.added,
    oninput: () => seek(Number(slider.value)),
  });
  const play = h("button", { type: "button", class: "play", onclick: () => toggle() });
  const count = h("span", { class: "moment" });
  const early = chip(words.untrained, () => look(0)),
    late = chip(words.learnt, () => look(1));
  const transport = h(
    "div",
    { class: "transport" },
    button("back", words.back, () => seek(added - 1)),
    play,
    button("forward", words.forward, () => seek(added + 1)),
    slider,
    count,
  );
  const said = h("p", { class: "finding bags-finding", "aria-live": "polite" });
  const hint = h("p", { class: "quiet bags-hint" });
  const picture = plane(data);
  const judged = judgements(data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player bags present" : "player bags" },
      h("div", { class: "main" }, stage, transport, said, hint),
      h(
        "div",
        { class: "rail" },
        h(
          "section",
          { class: "bags-moment" },
          h("span", { class: "quiet" }, words.vectors),
          h("div", { class: "either" }, early, late),
        ),
        h("section", {}, h("h3", {}, words.walk), picture.element),
        h("section", {}, h("h3", { title: words.judged_help }, words.judged), judged.element),
      ),
    ),
  );

  function chip(label, onclick) {
    return h("button", { type: "button", class: "chip", onclick }, label);
  }

  /** One sentence: its text, its words with their strips, and what they add up to. */
  function side(at) {
    const field = h("textarea", {
      rows: 2,
      maxlength: 400,
      "aria-label": at ? words.second_sentence : words.first_sentence,
      onkeydown: (event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          field.blur();
        } else if (event.key === "Escape") {
          field.value = texts[at];
          field.blur();
        }
      },
      onblur: () => {
        if (field.value.trim() && field.value !== texts[at]) write(at, field.value.trim());
        else field.value = texts[at];
      },
    });
    const list = h("div", { class: "bags-words" }),
      total = h("div", { class: "bags-total" }),
      mix = chip(words.shuffle, () => shuffle(at));
    return {
      field,
      list,
      total,
      mix,
      element: h("section", { class: `bags-side side-${at}` }, field, list, total, mix),
    };
  }

  const known = (at) => answer.sides[at].words.map((_, i) => i).filter((i) => answer.sides[at].known[i]);
  const longest = () => Math.max(...answer.sides.map((one) => one.words.length));
  const now = () => answer.moments[moment];
  /** How many vectors of a side are in the sum once `added` words are read. */
  const summed = (at) => answer.sides[at].known.slice(0, added).filter(Boolean).length;

  /** Another text for one side; the link shall say it. */
  function write(at, text, keep = false) {
    texts[at] = text;
    sides[at].field.value = text;
    chosen = null;
    if (!keep) wanted = "end";
    port.call("wish", { sentence: texts[0], other: texts[1] });
    load();
  }

  /** Words as a sentence again; spaces keep Chinese words what they are. */
  const spelled = (list) => list.join(" ");

  function shuffle(at) {
    if (!answer) return;
    const list = [...answer.sides[at].words],
      before = list.join(" ");
    for (let tries = 0; tries < 8 && list.join(" ") === before; tries++)
      for (let i = list.length - 1; i > 0; i--) {
        const other = Math.floor(Math.random() * (i + 1));
        [list[i], list[other]] = [list[other], list[i]];
      }
    write(at, spelled(list), true);
  }

  /** A click chooses a word, a second one in the same sentence changes places with it. */
  function pick(at, i) {
    if (chosen && chosen.at === at && chosen.i !== i) {
      const list = [...answer.sides[at].words];
      [list[chosen.i], list[i]] = [list[i], list[chosen.i]];
      write(at, spelled(list), true);
      return;
    }
    chosen = chosen && chosen.at === at && chosen.i === i ? null : { at, i };
    light();
  }

  async function load() {
    const mine = ++turn;
    if (!run.frames.length) return;
    const found = await run.ask("pair", { a: texts[0], b: texts[1] }).catch(() => null);
    if (mine !== turn || !found) return;
    if (found.refused) {
      said.textContent = told(words, found.refused);
      return;
    }
    const first = answer === null;
    answer = found;
    slider.max = longest();
    if (first || wanted !== null) start();
    added = Math.min(added, longest());
    build();
    draw();
  }

  function start() {
    const to = wanted;
    wanted = null;
    if (to === "play" && !calm()) {
      added = 0;
      run_();
    } else if (typeof to === "number") added = Math.max(0, Math.min(longest(), to));
    else added = to === "start" ? 0 : longest();
  }

  // -- Time: words being added ---------------------------------------------------------------------

  function run_() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      if (!answer || added >= longest()) return draw();
      added++;
      if (added < longest()) run_();
      else written();
      draw();
    }, PACE);
  }
  function toggle() {
    if (timer) {
      clearTimeout(timer);
      timer = 0;
      written();
    } else {
      if (added >= longest()) added = 0;
      run_();
    }
    draw();
  }
  function seek(to) {
    if (!answer) return;
    clearTimeout(timer);
    timer = 0;
    added = Math.max(0, Math.min(longest(), to));
    written();
    draw();
  }
  function look(at) {
    moment = at;
    port.write({ colour: at ? null : "first" });
    draw();
  }
  const written = () => port.write({ step: answer && added < longest() ? added : null });

  // -- Drawing ------------------------------------------------------------------------------------

  /** The words of both sentences; their strips are filled by `draw`. */
  function build() {
    for (const [at, one] of sides.entries()) {
      const { words: list, known: there, seen } = answer.sides[at];
      one.rows = list.map((word, i) => {
        const label = h(
          "button",
          {
            type: "button",
            class: "bags-word",
            onclick: () => pick(at, i),
            title: there[i] ? (seen[i] ? "" : words.beyond) : fill(words.unknown_help, { word }),
          },
          word,
        );
        const cells = there[i]
          ? strip(now().vectors[at][0]?.length ?? 0, palette)
          : { element: h("span", { class: "bags-unknown" }, words.unknown), show() {} };
        return { label, cells, element: h("div", { class: "bags-row" }, label, cells.element) };
      });
      one.sum = strip(now().means[at].length, palette);
      one.count = h("span", { class: "bags-word" });
      replace(
        one.list,
        one.rows.map((row) => row.element),
      );
      replace(one.total, one.count, one.sum.element);
      one.mix.disabled = list.length < 2;
    }
    const cells = strip(now().means[0].length, palette);
    gap.cells = cells;
    gap.value = h("b");
    replace(
      gap,
      h("span", { class: "bags-word" }, words.difference),
      cells.element,
      h("span", { class: "bags-distance" }, `${words.distance} `, gap.value),
    );
  }

  function light() {
    for (const [at, one] of sides.entries())
      one.rows?.forEach((row, i) => {
        row.element.classList.toggle("unread", i >= added);
        row.element.classList.toggle("latest", i === added - 1 && added < longest());
        row.label.classList.toggle("chosen", Boolean(chosen && chosen.at === at && chosen.i === i));
        row.label.setAttribute("aria-pressed", String(Boolean(chosen && chosen.at === at && chosen.i === i)));
      });
    hint.textContent = chosen
      ? fill(words.chosen, { word: answer.sides[chosen.at].words[chosen.i] })
      : words.exchange;
  }

  function draw() {
    waiting.hidden = Boolean(answer);
    waiting.textContent = answer ? "" : told(words, run.status.reason) || (words[run.status.state] ?? "");
    play.replaceChildren(icon(timer ? "pause" : "play"));
    play.title = timer ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
    early.setAttribute("aria-pressed", String(moment === 0));
    late.setAttribute("aria-pressed", String(moment === 1));
    if (!answer) return;
    const at = now(),
      last = longest(),
      ended = added >= last;
    slider.value = added;
    count.textContent = fill(words.word, { n: added, last });
    // One scale for all words, one for all sums: strength can be compared within each.
    const range = largest(at.vectors.flat()),
      whole = [0, 1].map((one) => sums(at.vectors[one], at.means[one]));
    const wide = largest(whole.flat());
    const totals = whole.map((list, one) => list[summed(one)]);
    for (const [one, drawn] of sides.entries()) {
      const places = known(one);
      drawn.rows.forEach((row, i) => {
        const nth = places.indexOf(i);
        if (nth >= 0) row.cells.show(at.vectors[one][nth], range);
      });
      const done = added >= answer.sides[one].words.length;
      drawn.count.textContent = done ? words.mean : fill(words.so_far, { n: places.length });
      drawn.sum.show(totals[one], wide);
    }
    const apart = totals[0].map((value, i) => value - totals[1][i]);
    const distance = ended ? at.distance : Math.hypot(...apart);
    gap.cells.show(ended && !at.distance ? apart.map(() => 0) : apart, wide);
    // On the way the browser adds up numbers of five digits: less than that is rounding.
    const shown = distance < 1e-4 && !(ended && at.distance) ? "0" : fine(distance);
    gap.value.textContent = added ? shown : "";
    picture.show(at.paths, [summed(0), summed(1)]);
    judged.show(ended ? at.good : null, run.notes.cell);
    const cut = answer.sides.find((one) => one.whole > one.words.length);
    said.textContent = [
      !added
        ? words.begin
        : !ended
          ? fill(words.reading, { distance: shown })
          : at.distance
            ? fill(words.near, { distance: shown })
            : words.same,
      cut ? fill(words.cut, { whole: cut.whole, most: cut.words.length }) : "",
    ]
      .filter(Boolean)
      .join(data.lang === "zh" ? "" : " ");
    stage.setAttribute("aria-label", `${words.stage}. ${said.textContent}`);
    light();
  }

  /** The two sentences to show: the link's, else the scene's, else the lecture's. */
  function choose(show, link = ["", ""]) {
    const usual = words.usual[run.notes.language === "zh" ? 1 : 0],
      scene = show.pair ?? usual;
    texts = [0, 1].map((at) => link[at] || scene[at]);
    for (const at of [0, 1]) sides[at].field.value = texts[at];
    wanted = show.step ?? "end";
    moment = show.moment === "first" || show.colour === "first" ? 0 : 1;
  }

  let state = "";
  const update = () => {
    if (!run.frames.length) return draw();
    if (!texts[0]) choose(data.show ?? {}, data.sentences);
    // The readers change until the run has ended: asked now and then, and once more at its end.
    const now_ = `${run.status.state} ${run.alive ? Math.floor(run.frames.length / 10) : "end"}`;
    if (state !== now_ || !answer) {
      state = now_;
      load();
    }
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  draw();

  const table = () => ({
    head: ["sentence", "word", ...now().means[0].map((_, i) => i + 1)],
    rows: [0, 1].flatMap((at) => [
      ...known(at).map((i, nth) => [at + 1, answer.sides[at].words[i], ...now().vectors[at][nth]]),
      [at + 1, words.mean, ...now().means[at]],
    ]),
  });
  if (data.show)
    window.__player = {
      clock,
      run,
      table,
      cloud: { picture: picture.picture, svg: picture.svg },
      state: () => ({ texts, added, moment, answer, playing: Boolean(timer) }),
    };
  return {
    show(show) {
      data.show = show;
      choose(show);
      chosen = null;
      load();
    },
    key(event) {
      if (!data.show || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
      if (event.target?.closest?.("textarea")) return false;
      const actions = {
        " ": () => toggle(),
        ArrowLeft: () => seek(added - 1),
        ArrowRight: () => seek(added + 1),
        Home: () => seek(0),
        End: () => seek(Infinity),
      };
      if (!answer || !actions[event.key]) return false;
      event.preventDefault();
      actions[event.key]();
      return true;
    },
    close() {
      clearTimeout(timer);
      stop();
      picture.close();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
    },
  };
}
