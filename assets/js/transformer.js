// The Transformer at work: every head of every layer over a sentence, moving in time; one of them large.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { recorded, answered, head, rollout, bytes } from "./transformer_film.js";
import { tiles } from "./transformer_tiles.js";
import { large } from "./transformer_large.js";
import { svg } from "./transformer_svg.js";
import { tokenLine } from "./transformer_words.js";
import { answers, chip, percent, pressed, sentenceForm } from "./transformer_pieces.js";

const ALL_MODES = ["head", "rollout", "gradient"],
  PICTURES = ["heat", "lines"];

export function transformer(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    // The gradient needs weights, which of a model that was brought along are not kept.
    MODES = data.brought ? ALL_MODES.slice(0, 2) : ALL_MODES,
    // Another sentence for such a model is another run.
    read = (said) => (data.brought ? port.call("wish", { sentence: said }) : ask(said));
  let own = null, // the film of the visitor's sentence
    shown = null, // what the network says of the sentence shown, once that was asked
    text = "",
    chosen = null, // [layer, head]; null: the best one, whichever that is
    locked = null,
    hovered = null,
    mode = "head",
    picture = "heat",
    slope = null,
    turn = 0,
    asking = 0,
    frames = 0;

  // --- the parts of the page
  const line = tokenLine({ words, palette, onPoint: point, onLock: lock });
  const { element: form, input } = sentenceForm(words.own, words.read, read, [
    words.back_to_shown,
    () => {
      input.value = "";
      read("");
    },
  ]);
  const note = h("p", { class: "caption transformer-note", "aria-live": "polite" });
  const grid = h("div", { class: "transformer-grid" });
  const big = h("div", { class: "transformer-big" });
  const title = h("div", { class: "transformer-title" });
  const says = h("div", { class: "transformer-says" });
  const waiting = h("div", { class: "waiting" });
  const label = h("p", { class: "finding" });
  const chips = MODES.map((name) => chip(words.modes[name], () => setMode(name), words.modes_help[name]));
  const pictures = PICTURES.map((name) => chip(words.pictures[name], () => setPicture(name)));
  const bar = h(
    "div",
    { class: "transformer-bar" },
    h("span", { class: "either" }, chips),
    h("span", { class: "either" }, pictures),
  );
  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "transformer present" : "transformer" },
      line.element,
      data.present ? null : form,
      note,
      h(
        "div",
        { class: "transformer-board" },
        h("div", { class: "transformer-left" }, grid, says, waiting),
        h("div", { class: "transformer-right" }, bar, title, big),
      ),
      time.element,
      label,
    ),
  );

  const off = () => new Set(run.notes.off ?? []);
  const kind = () => ({ pronouns: "given", induction: "induction" })[run.notes.task] ?? "previous";
  const role = (layer, which, frame = clock.frame) => {
    const measured = frame?.arrays[kind()];
    if (!measured) return null;
    const place = [...run.frames[0].arrays.layers.data].indexOf(layer);
    return place < 0 ? null : measured.data[place * measured.shape[1] + which];
  };
  const small = tiles(grid, {
    palette,
    font: data.font,
    present: data.present,
    words: {
      layer: words.layer,
      head: words.head,
      which: words.which,
      get role() {
        return words.roles[kind()];
      },
    },
    onPick: (layer, which) => {
      chosen = [layer, which];
      if (mode === "rollout") mode = "head";
      update();
      written();
    },
  });
  const sheet = large(big, {
    palette,
    font: data.font,
    present: data.present,
    label: words.picture,
    describe: (row, column) => {
      const reel = film();
      return fill(words.cell, {
        from: reel.tokens[row],
        to: reel.tokens[column],
        share: told_share(row, column),
      });
    },
    onHover: point,
    onPick: lock,
  });

  const film = () => own ?? recorded(run);
  const token = () => hovered ?? locked;
  /** Whom the pronoun of this sentence means, as the network says at the end: a position, or −1. */
  function meant(reel) {
    if (run.notes.task !== "pronouns") return -1;
    if (!reel.own) return run.notes.meant ?? -1;
    const [[word]] = reel.said(run.frames.length - 1).top;
    return reel.tokens.indexOf(run.notes.vocabulary[word]);
  }
  /** The head that is shown large: the chosen one, else the one that does the measured work best in the end. */
  function current(reel) {
    if (chosen && chosen[0] < reel.L && chosen[1] < reel.H) return chosen;
    let best = [0, 0],
      most = -1;
    for (let layer = 0; layer < reel.L; layer++)
      for (let which = 0; which < reel.H; which++) {
        const share = role(reel.layers[layer], which, run.frames.at(-1)) ?? 0;
        if (share > most) [best, most] = [[layer, which], share];
      }
    return best;
  }

  // --- the word in focus
  function point(t) {
    if (hovered === t) return;
    hovered = t;
    update();
  }
  function lock(t) {
    locked = locked === t ? null : t;
    update();
    written();
  }
  // --- the large picture
  let buffer = null;
  /** (row, column) → number of what is shown large. */
  function look(reel) {
    const { T } = reel;
    if (mode === "rollout") {
      const through = rollout(reel, clock);
      return (row, column) => through[row * T + column];
    }
    const [layer, which] = current(reel);
    if (mode === "gradient") {
      if (!slope || slope.T !== T) return () => 0;
      const from = (reel.layers[layer] * slope.H + which) * T * T;
      return (row, column) => slope.values[from + row * T + column] / 127;
    }
    buffer = head(reel, clock, layer, which, buffer?.length === T * T ? buffer : undefined);
    return (row, column) => buffer[row * T + column];
  }
  function enlarge(reel) {
    const value = look(reel);
    sheet.draw(reel, value, { picture, token: token(), diverging: mode === "gradient" });
    const [layer, which] = current(reel),
      share = role(reel.layers[layer], which),
      to = meant(reel);
    const told_of =
      mode !== "head" || share === null
        ? words.modes_help[mode]
        : to >= 0
          ? fill(words.gives, {
              from: reel.tokens[reel.asked],
              to: reel.tokens[to],
              share: percent(value(reel.asked, to)),
              mean: percent(share),
            })
          : `${words.roles[kind()]} ${percent(share)}`;
    replace(
      title,
      h(
        "b",
        {},
        mode === "rollout"
          ? words.all_heads
          : fill(words.which, { layer: reel.layers[layer] + 1, head: which + 1 }),
      ),
      ` ${told_of}`,
    );
  }
  const told_share = (row, column) => {
    const reel = film();
    const value = look(reel)(row, column);
    return mode === "gradient" ? number(value * slope.most, 3) : percent(value);
  };

  function setMode(name) {
    mode = name;
    if (name === "gradient") gradient();
    update();
  }
  function setPicture(name) {
    picture = name;
    update();
  }

  // --- what the network says at the asked place
  function speak(reel) {
    const found = (own ?? shown)?.said?.(clock.index),
      vocabulary = run.notes.vocabulary ?? [];
    if (!found) {
      replace(says);
      return;
    }
    // At any word a causal network says the next; the other kind was only taught to answer at its pronoun.
    const at = run.notes.task === "pronouns" ? reel.asked : (token() ?? reel.asked),
      list = found.all?.[at] ?? (at === reel.asked ? found.top : [[found.words[at], found.sure[at]]]);
    const question =
      words.asks?.[run.notes.kind] ?? (run.notes.task === "pronouns" ? words.says : words.next);
    replace(
      says,
      h("span", { class: "transformer-ask" }, fill(question, { word: reel.tokens[at] })),
      answers(list.slice(0, data.present ? 3 : 4), (word) => vocabulary[word] || words.nothing),
    );
  }

  // --- questions to the run
  async function ask(next, keep = null) {
    const mine = ++asking;
    text = next;
    if (!run.frames.length) return;
    if (!next) {
      if (own) locked = hovered = null;
      own = null;
      note.textContent = "";
      update();
      written();
      return;
    }
    const answer = await run.ask("read", { text: next }).catch(() => null);
    if (mine !== asking || !answer) return;
    if (answer.refused) {
      note.textContent = told(words, answer.refused);
      return;
    }
    own = answered(answer);
    [locked, hovered] = [keep, null];
    // Where the sentence has a word that something is asked of, that word is looked at first.
    if (
      keep === null &&
      run.notes.task === "pronouns" &&
      answer.tokens[answer.asked] === run.notes.tokens[run.notes.asked]
    )
      locked = answer.asked;
    note.textContent = [
      answer.unknown.length
        ? fill(words.not_known, { words: answer.unknown.map((t) => answer.tokens[t]).join(", ") })
        : "",
      answer.cut ? fill(words.was_cut, { n: answer.tokens.length }) : "",
    ]
      .filter(Boolean)
      .join(" ");
    slope = null;
    if (mode === "gradient") gradient();
    update();
    written();
  }
  async function hear() {
    // Of a run that still trains every answer would be old at once.
    if (run.alive || !run.frames.length || shown) return;
    const answer = await run.ask("read", {}).catch(() => null);
    if (!answer || answer.refused) return;
    shown = answered(answer);
    if (text && !own) ask(text, locked);
    update();
  }
  async function gradient() {
    const mine = ++turn,
      frame = clock.frame;
    if (mode !== "gradient" || !frame) return;
    const asked = { step: frame.step, ...(own ? { text } : {}) };
    if (run.notes.task !== "pronouns" && token() !== null) asked.at = token();
    const answer = await run.ask("gradient", asked).catch(() => null);
    if (mine !== turn || !answer || answer.refused) return;
    const [, H, T] = answer.shape;
    slope = { values: new Int8Array(bytes(answer.values).buffer), H, T, most: answer.most };
    update();
  }

  const said = (status) =>
    (status.reason ? told(words, status.reason) : null) ??
    (status.state === "queued" && status.place > 0
      ? fill(words.place, { place: status.place })
      : (words[status.state] ?? ""));

  function update() {
    if (run.frames.length < frames) [own, shown, slope] = [null, null, null]; // made anew
    frames = run.frames.length;
    const reel = film();
    waiting.hidden = Boolean(reel);
    waiting.textContent = reel ? "" : run.frames.length ? words.blind : said(run.status);
    waiting.className = `waiting ${run.status.state}`;
    pressed(chips, MODES.indexOf(mode));
    pressed(pictures, PICTURES.indexOf(picture));
    if (!reel) return;
    if (data.brought && !input.value && document.activeElement !== input) input.value = run.notes.sentence;
    if (data.brought && run.notes.cut) note.textContent = fill(words.was_cut, { n: reel.T });
    if (locked !== null && locked >= reel.T) locked = null;
    line.draw(reel);
    // As high as its squares need, the answers right under them.
    const need = small.needs(grid.clientWidth, reel);
    if (grid.style.flexBasis !== `${need}px`) grid.style.flexBasis = `${need}px`;
    small.draw(reel, clock, {
      chosen: current(reel),
      token: token(),
      off: off(),
      role,
      slope: mode === "gradient" && slope?.T === reel.T ? slope : null,
    });
    enlarge(reel);
    line.light(reel, { at: token(), locked, value: token() === null ? null : look(reel) });
    speak(reel);
    if (!clock.playing) finding(reel);
  }
  function finding(reel) {
    const frame = clock.frame;
    if (!frame) return;
    const [layer, which] = current(reel);
    const told_of = run.notes.kind === "bare" ? words.finding_bare : words.findings[run.notes.task];
    label.textContent = fill(told_of ?? "", {
      model: run.notes.model,
      layers: reel.L,
      heads: reel.H,
      step: number(frame.step),
      loss: number(frame.scalars.held, 2),
      accuracy: number(100 * (frame.scalars.accuracy ?? frame.scalars.same ?? 0), 0),
      head: percent(frame.scalars.head ?? 0),
      layer: reel.layers[layer] + 1,
      which: which + 1,
      parameters: number(run.notes.parameters),
    });
    small.element.setAttribute("aria-label", label.textContent);
  }
  const written = () =>
    port.write({
      step: clock.said,
      selected:
        chosen || locked !== null
          ? [
              chosen ? `${chosen[0] + 1}.${chosen[1] + 1}` : "best",
              ...(locked === null ? [] : [locked]),
            ].join(",")
          : null,
      analogy: own ? text.replaceAll(",", " ").slice(0, 60) : null,
    });

  /** What a link or a scene names: a head ("2.4", or "best"), the word in focus, a sentence, a picture. */
  function apply(show) {
    const [which, at] = show.selected ?? [],
      place = /^(\d{1,2})\.(\d{1,2})$/.exec(which ?? "");
    chosen = place ? [place[1] - 1, place[2] - 1] : null;
    locked = at !== undefined && /^\d+$/.test(at) ? +at : null;
    mode = MODES.includes(show.mode) ? show.mode : "head";
    picture = show.picture === "lines" ? "lines" : "heat";
    const sentence = data.brought ? "" : ((show.analogy ?? [])[0] ?? "");
    input.value = data.brought ? (run.notes.sentence ?? "") : sentence;
    if (sentence !== text || !sentence) ask(sentence, locked);
    if (mode === "gradient") gradient();
  }

  const settle = () => {
    written();
    gradient();
    hear();
    const reel = film();
    if (reel) finding(reel);
  };
  const changed = () => {
    hear();
    update();
  };
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", changed);
  run.addEventListener("frames", hear);
  const stop = run.watch();
  if (data.leads !== false) clock.apply(data.show ?? {});
  apply(data.show ?? {});
  update();
  hear();
  clock.rest(data.show);

  const table = () => {
    const reel = film(),
      value = look(reel);
    return {
      head: ["", ...reel.tokens],
      rows: reel.tokens.map((word, row) => [word, ...reel.tokens.map((_, column) => value(row, column))]),
    };
  };
  const image = () => {
    if (picture !== "heat") setPicture("heat");
    return sheet.image(900, 800);
  };
  if (data.leads !== false)
    window.__player = {
      clock,
      run,
      table,
      // What the share row saves as a picture: the one shown large.
      cloud: {
        picture: image,
        svg: ({ title: name }) => svg(film().tokens, look(film()), { palette, font: data.font, title: name }),
      },
      transformer: () => ({
        film: film(),
        chosen: current(film()),
        token: token(),
        mode,
        picture,
        look: look(film()),
      }),
    };
  return {
    show(show) {
      data.show = show;
      if (data.leads !== false) clock.apply(show);
      apply(show);
      update();
    },
    key(event) {
      if (clock.key(event)) return true;
      const reel = film();
      if (!reel || event.ctrlKey || event.metaKey || event.altKey) return false;
      const [layer, which] = current(reel),
        all = reel.L * reel.H,
        go = (by) => {
          const at = (layer * reel.H + which + by + all) % all;
          chosen = [Math.floor(at / reel.H), at % reel.H];
          update();
          written();
        };
      const actions = {
        ArrowUp: () => go(-1),
        ArrowDown: () => go(1),
        a: () => setPicture(picture === "heat" ? "lines" : "heat"),
        r: () => setMode(mode === "rollout" ? "head" : "rollout"),
        ...(data.brought ? {} : { g: () => setMode(mode === "gradient" ? "head" : "gradient") }),
      };
      if (!actions[event.key]) return false;
      event.preventDefault();
      actions[event.key]();
      return true;
    },
    close() {
      stop();
      small.close();
      sheet.close();
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", changed);
      run.removeEventListener("frames", hear);
    },
  };
}
