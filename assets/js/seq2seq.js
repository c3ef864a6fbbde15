// The whispering game: the same text through one vector, and by asking everybody; while both learn.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ATTENTIONS, bars, colour, looker, meet } from "./seq2seq_store.js";
import { joint, saved, subjectOf, visible } from "./seq2seq_store.js";
import { lane } from "./seq2seq_lane.js";

/** Words of a source that two lanes side by side have room for. */
const LONG = 14;

export function seq2seq(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    subject = subjectOf(run, data.leads ? data.show : null);
  let answer = null,
    long = 0,
    drawn = "";

  const pick = (word) => subject.set({ word: word === subject.word ? null : word });
  const lanes = Object.fromEntries(
    ATTENTIONS.map((attention) => [attention, lane(data, run, attention, { onPick: pick })]),
  );
  lanes.multiplicative.element.hidden = true;
  const veil = h("div", { class: "waiting" }),
    truth = h("p", { class: "seq2seq-truth" }),
    stage = h(
      "div",
      { class: "stage seq2seq-stage" },
      h(
        "div",
        { class: "seq2seq-lanes" },
        Object.values(lanes).map(({ element }) => element),
      ),
      truth,
      veil,
    ),
    finding = h("p", { class: "finding" }),
    time = data.leads ? timeline(clock, data) : null;

  const field = h("input", {
    type: "text",
    maxlength: "200",
    placeholder: words.own,
    "aria-label": words.own_label,
    autocomplete: "off",
    spellcheck: "false",
  });
  const note = h("p", { class: "caption", role: "status" });
  const slider = h("input", {
    type: "range",
    min: "0",
    step: "1",
    class: "seq2seq-slider",
    "aria-label": words.length,
    oninput: () => subject.set({ example: +slider.value, text: "", word: null }),
  });
  const length = h("span", {}),
    details = h("section", { class: "seq2seq-details" }),
    who = looker(subject, words),
    side = h(
      "div",
      { class: "rail" },
      h(
        "section",
        { class: "seq2seq-own" },
        h("h3", {}, words.message),
        h("label", { class: "seq2seq-length" }, slider, length),
        h(
          "form",
          {
            class: "word",
            onsubmit: (event) => {
              event.preventDefault();
              if (field.value.trim()) subject.set({ text: field.value.trim(), word: null });
            },
          },
          field,
        ),
        note,
      ),
      who.element,
      details,
    );
  replace(
    root,
    h(
      "div",
      { class: `player seq2seq${data.present ? " present" : ""}` },
      h("div", { class: "main" }, stage, time?.element, finding),
      side,
    ),
  );

  const film = asked(clock, "film", null, {
    heard(found) {
      answer = found;
      note.textContent = found.left_out ? fill(words.left_out, { n: found.source.length }) : "";
      if (found.known.includes(false)) note.textContent = words.unknown;
      draw(true);
    },
    failed(sentence) {
      note.textContent = told(words, sentence);
    },
  });

  /** The writer that may ask, of the two. */
  const asking = () => (subject.attention === "none" ? "additive" : subject.attention);
  let about = "";
  function follow() {
    const query = subject.query,
      named = JSON.stringify(query);
    if (named !== about) {
      about = named;
      film.set(query);
    }
    if (!subject.text) field.value = "";
    else if (document.activeElement !== field) field.value = subject.text;
    if (subject.example !== null) slider.value = subject.example;
    who.set(asking());
    written();
    draw(true);
  }

  /** Draw the moment; nothing is done where nothing changed. */
  function draw(anew = false) {
    if (!answer) return;
    const at = moment(answer, clock),
      shown = `${at} ${subject.word} ${subject.attention}`;
    if (!anew && shown === drawn) return;
    drawn = shown;
    // Long texts need the whole width.
    stage.classList.toggle("long", answer.source.length > LONG);
    ATTENTIONS.forEach((attention, i) => {
      const other = attention !== "none" && attention !== asking();
      lanes[attention].element.hidden = other;
      if (!other)
        lanes[attention].show({
          ...answer,
          written: answer.written[i][at],
          looks: answer.looks[i][at],
          word: subject.word,
        });
    });
    length.textContent = fill(words.long, { n: subject.text ? answer.source.length : long });
    truth.textContent = answer.truth
      ? fill(words.truth, {
          text: answer.truth.join(joint(run)),
        })
      : "";
    tell(at);
  }

  /** What each writer would have said at the chosen word. */
  function tell(at) {
    const word = subject.word;
    if (word === null) {
      replace(details, h("p", { class: "quiet" }, words.pick));
      return;
    }
    replace(
      details,
      h("h3", {}, fill(words.candidates, { n: word + 1 })),
      ATTENTIONS.filter((a) => !lanes[a].element.hidden).flatMap((attention) => {
        const best = answer.best[ATTENTIONS.indexOf(attention)][at][word];
        return [
          h("h4", { style: { color: colour(palette, attention) } }, words.attentions[attention]),
          best ? bars(run, words, best, colour(palette, attention)) : h("p", { class: "quiet" }, words.over),
        ];
      }),
      answer.truth
        ? h("p", { class: "caption" }, fill(words.should, { word: visible(answer.truth[word] ?? words.end) }))
        : null,
    );
  }

  function say() {
    const frame = clock.frame;
    if (!frame) return;
    const percent = (name) => number(100 * (frame.scalars[name] ?? 0), 0);
    finding.textContent = fill(words.finding, {
      step: number(frame.step),
      tested: number(run.notes.tested ?? 0),
      none: percent("exact_none"),
      additive: percent("exact_additive"),
      multiplicative: percent("exact_multiplicative"),
    });
  }
  function update() {
    const some = run.notes.examples;
    if (some?.length) {
      slider.max = String(some.length - 1);
      meet(run, subject);
      const [source] = some[subject.example] ?? [[]];
      long = source.length;
    }
    draw();
    say();
  }
  const written = () =>
    data.leads &&
    port.write({
      // A step that a link names, and that has not come yet, stays in the address.
      ...(clock.wanted === null ? { step: clock.said } : {}),
      ...subject.written,
    });
  subject.addEventListener("change", follow);
  clock.addEventListener("settle", written);
  const stop = attend(clock, words, veil, update);
  if (data.leads) clock.apply(data.show ?? {});
  follow();
  if (data.leads) clock.rest(data.show);

  /** Both lanes side by side, for a file. */
  function picture() {
    const shown = Object.values(lanes).filter(({ element }) => !element.hidden),
      wide = shown.reduce((sum, { canvas }) => sum + canvas.width, 0),
      image = h("canvas", { width: wide, height: Math.max(...shown.map(({ canvas }) => canvas.height)) }),
      context = image.getContext("2d");
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, image.width, image.height);
    let left = 0;
    for (const { canvas } of shown) {
      context.drawImage(canvas, left, 0);
      left += canvas.width;
    }
    return image;
  }
  if (data.leads)
    window.__player = {
      clock,
      run,
      cloud: saved(picture),
      state: () => ({ answer, subject, at: answer ? moment(answer, clock) : 0 }),
      table: () => ({
        head: ["updates", ...ATTENTIONS.map((attention) => `exact_${attention}`)],
        rows: run.frames.map((frame) => [
          frame.step,
          ...ATTENTIONS.map((attention) => frame.scalars[`exact_${attention}`]),
        ]),
      }),
    };
  return {
    show(show) {
      if (!data.leads) return;
      subject.take(show);
      clock.apply(show);
      written();
    },
    key(event) {
      if (!data.leads) return false;
      if (clock.key(event)) return true;
      if ((event.key !== "." && event.key !== ",") || !answer) return false;
      const last = answer.written[0][moment(answer, clock)].length - 1,
        by = event.key === "." ? 1 : -1;
      subject.set({ word: Math.max(0, Math.min(last, (subject.word ?? (by > 0 ? -1 : last + 1)) + by)) });
      return true;
    },
    close() {
      stop();
      film.close();
      time?.close();
      Object.values(lanes).forEach((one) => one.close());
      subject.removeEventListener("change", follow);
      clock.removeEventListener("settle", written);
    },
  };
}
