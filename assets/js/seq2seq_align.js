// Where each word written looked: the matrix as it sharpens, a step's candidates, and a hand on the look.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { hands } from "./seq2seq_hands.js";
import { END, bars, colour, looker, meet } from "./seq2seq_store.js";
import { joint, readHand, saved, spellHand, spelled, subjectOf, visible } from "./seq2seq_store.js";

/** Small matrices along the training, and milliseconds before a hand's question is asked. */
const STRIP = 7,
  CALM = 90;

export function seq2seq_align(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    subject = subjectOf(run, data.leads ? data.show : null);
  let film = null,
    step = null,
    shares = null,
    toldWords = [],
    timer = null,
    picture = null,
    built = "";

  const host = h("div", { class: "seq2seq-matrix" }),
    veil = h("div", { class: "waiting" }),
    corner = h("p", { class: "seq2seq-axes" }, words.axes),
    stage = h("div", { class: "stage seq2seq-align-stage" }, corner, host, veil),
    strip = h("div", { class: "seq2seq-strip", role: "group", "aria-label": words.strip }),
    lines = h("div", { class: "seq2seq-lines" }),
    title = h("h3", {}),
    free = h("button", { type: "button", class: "chip", onclick: () => release() }, words.release),
    editor = hands(words, (given) => {
      clock.pause();
      shares = given;
      subject.hand = spellHand(given);
      later();
    }),
    candidates = h("div", { class: "seq2seq-details" }),
    who = looker(subject, words),
    time = data.leads ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `player seq2seq seq2seq-align${data.present ? " present" : ""}` },
      h("div", { class: "main" }, stage, strip, time?.element),
      h(
        "div",
        { class: "rail" },
        who.element,
        h("section", {}, title, editor.element, h("div", { class: "seq2seq-free" }, free), lines),
        h("section", {}, candidates),
      ),
    ),
  );

  const attention = () => (subject.attention === "none" ? "additive" : subject.attention),
    row = () => ["none", "additive", "multiplicative"].indexOf(attention()),
    at = () => moment(film, clock),
    active = () => shares !== null || toldWords.length > 0,
    /** What the picture shows: the film's moment, or what the hand has made of it. */
    shown = () =>
      active() && step
        ? { words: step.changed.words, looks: step.changed.looks.map((look) => look.map((s) => 100 * s)) }
        : { words: film.written[row()][at()], looks: film.looks[row()][at()] };

  const films = asked(clock, "film", null, {
    heard(found) {
      film = found;
      adopt();
      draw(true);
      later(); // what was asked of the text before is no answer about this one
    },
    failed(sentence) {
      candidates.textContent = spoken(words, sentence);
    },
  });
  const steps = asked(clock, "by_hand", null, {
    heard(found) {
      // An answer about the text before this one comes too late.
      if (found.source.join("\u0001") !== film?.source.join("\u0001")) return;
      step = found;
      draw(true);
    },
    failed(sentence) {
      candidates.textContent = spoken(words, sentence);
    },
  });

  /** Ask about the moment once the clock, or the hand, has come to rest. */
  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!subject.query || subject.word === null || clock.playing || !clock.frame) return;
      const query = { ...subject.query, attention: attention(), step: clock.frame.step };
      if (shares) query.hands = `${subject.word}:${shares.map((share) => share.toFixed(3)).join(",")}`;
      if (toldWords.length) query.told = toldWords.join(",");
      steps.set(query);
      written();
    }, CALM);
  }
  /** The hand that a link or a scene has laid on this look. */
  function adopt() {
    const given = film && subject.word !== null ? readHand(subject.hand, film.source.length) : null;
    if (!given || spellHand(shares ?? []) === subject.hand) return;
    shares = given;
    later();
  }
  function release() {
    shares = null;
    subject.hand = "";
    toldWords = [];
    step = null;
    draw(true);
    later();
  }

  /** Another source, or another writer's colour: the matrix anew. */
  function sheet() {
    const named = `${film.source.join("\u0001")} ${attention()}`;
    if (named === built) return;
    built = named;
    picture?.close();
    picture = heat(host, {
      palette,
      font: data.font,
      present: data.present,
      rows: 1,
      columns: film.source.length,
      value: (t, j) => shown().looks[t]?.[j] / 100,
      scale: "sequential",
      colour: attention() === "additive" ? "centre" : "context",
      range: [0, 1],
      columnLabels: film.source.map(visible),
      label: words.matrix,
      describe: (t, j) =>
        fill(words.cell, {
          word: visible(spelled(run, shown().words[t], words)),
          source: visible(film.source[j]),
          percent: number(shown().looks[t]?.[j] ?? 0, 0),
        }),
      onPick: (t) => {
        if (t !== subject.word) subject.set({ word: t });
      },
    });
    replace(
      strip,
      Array.from({ length: STRIP }, () =>
        h(
          "button",
          { type: "button", class: "seq2seq-thumb" },
          h("canvas", { width: 96, height: 72 }),
          h("span", {}),
        ),
      ),
    );
  }

  /** Small matrices at even steps of the training so far: a click goes there, and on to what is to come. */
  function thumbs() {
    const F = film.steps.length;
    [...strip.children].forEach((thumb, i) => {
      const frame = Math.round(((F - 1) * i) / (STRIP - 1)),
        looks = film.looks[row()][frame],
        canvas = thumb.firstChild,
        context = canvas.getContext("2d"),
        wide = canvas.width / film.source.length,
        high = canvas.height / Math.max(1, looks.length);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = colour(palette, attention());
      if (frame <= at())
        looks.forEach((look, t) =>
          look.forEach((percent, j) => {
            context.globalAlpha = percent / 100;
            context.fillRect(j * wide, t * high, wide + 0.5, high + 0.5);
          }),
        );
      context.globalAlpha = 1;
      thumb.lastChild.textContent = number(film.steps[frame]);
      thumb.setAttribute("aria-pressed", String(frame === at()));
      thumb.onclick = () => clock.seek(frame);
      thumb.title = fill(words.at_step, { step: number(film.steps[frame]) });
    });
  }

  let drawn = "";
  function draw(anew = false) {
    if (!film) return;
    sheet();
    const named = `${at()} ${subject.word} ${attention()}`;
    if (!anew && named === drawn) return;
    drawn = named;
    const now = shown(),
      many = now.words.length;
    picture.set({
      rows: many,
      rowLabels: now.words.map((word) => visible(spelled(run, word, words))),
    });
    const word = subject.word !== null && subject.word < many ? subject.word : null;
    picture.mark(word === null ? {} : { row: word });
    thumbs();
    told(word, now);
  }

  /** The chosen word: its look as bars to drag, what else could stand there, and what came of it. */
  function told(word, now) {
    const tint = colour(palette, attention());
    editor.element.hidden = word === null;
    free.hidden = !active();
    title.textContent = word === null ? words.pick_row : fill(words.look_of, { n: word + 1 });
    if (word === null) {
      replace(candidates);
      replace(lines);
      return;
    }
    editor.show(film.source, shares ?? (now.looks[word] ?? []).map((percent) => percent / 100), tint);
    const best = step && !clock.playing ? step.changed.best[word] : film.best[row()][at()][word];
    replace(
      candidates,
      h("h3", {}, fill(words.candidates, { n: word + 1 })),
      best ? bars(run, words, best, tint, (number_) => tell(word, number_)) : null,
      h("p", { class: "caption" }, words.tell_caption),
    );
    const line = (name, list, other) =>
      h(
        "p",
        {},
        h("small", {}, name),
        list
          .filter((number_) => number_ !== END)
          .map((number_, t) => [
            h(
              "b",
              { class: other && other[t] !== number_ ? "other" : null },
              visible(spelled(run, number_, words)),
            ),
            joint(run),
          ])
          .flat(),
      );
    replace(
      lines,
      active() && step
        ? [line(words.as_learnt, step.plain.words), line(words.by_hand, step.changed.words, step.plain.words)]
        : h("p", { class: "caption" }, words.drag),
    );
  }
  /** Give the writer another word at this step; it goes on from there by itself. */
  function tell(word, given) {
    clock.pause();
    toldWords = [...shown().words.slice(0, word), given];
    later();
  }

  let about = "",
    looked = "";
  function follow() {
    const query = subject.query,
      named = JSON.stringify(query),
      here = `${named} ${attention()} ${subject.word}`;
    if (here !== looked) {
      looked = here;
      shares = null;
      toldWords = [];
      step = null;
    }
    if (named !== about) {
      about = named;
      films.set(query);
    }
    adopt();
    who.set(attention());
    draw(true);
    later();
  }
  let before = null;
  function update() {
    meet(run, subject);
    if (before !== clock.frame?.step) {
      before = clock.frame?.step;
      step = null; // of another moment; the hand stays and is asked about anew
      if (!clock.playing) later();
    }
    draw();
  }
  function written() {
    if (!data.leads) return;
    port.write({
      ...(clock.wanted === null ? { step: clock.said } : {}),
      ...subject.written,
    });
  }
  const settled = () => {
    later();
    written();
  };
  subject.addEventListener("change", follow);
  clock.addEventListener("settle", settled);
  const stop = attend(clock, words, veil, update);
  if (data.leads) {
    clock.apply(data.show ?? {});
    window.__player = {
      clock,
      run,
      cloud: saved(() => picture.picture()),
      state: () => ({ film, step, subject, shares, told: toldWords }),
      table: () => ({
        head: ["", ...film.source],
        rows: shown().looks.map((look, t) => [spelled(run, shown().words[t], words), ...look]),
      }),
    };
  }
  follow();

  return {
    show(show) {
      if (!data.leads) return;
      subject.take(show);
      clock.apply(show);
    },
    key(event) {
      if (!data.leads) return false;
      if (clock.key(event)) return true;
      if ((event.key !== "." && event.key !== ",") || !film) return false;
      const last = shown().words.length - 1,
        by = event.key === "." ? 1 : -1;
      subject.set({ word: Math.max(0, Math.min(last, (subject.word ?? (by > 0 ? -1 : last + 1)) + by)) });
      return true;
    },
    close() {
      clearTimeout(timer);
      stop();
      films.close();
      steps.close();
      time?.close();
      picture?.close();
      subject.removeEventListener("change", follow);
      clock.removeEventListener("settle", settled);
    },
  };
}
