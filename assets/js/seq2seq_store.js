// What the views of this lesson share: the text that is written from, the writer looked at, words as they are shown.

import { chips } from "./answers.js";
import { h, fill } from "./dom.js";

export const ATTENTIONS = ["none", "additive", "multiplicative"];
/** The role of each writer's colour. */
const ROLES = { none: "negative", additive: "centre", multiplicative: "context" };
/** The number that ends a text, and those that are no words. */
export const END = 2,
  SIGNS = 4;
const SUBJECTS = new Map();
/** What was looked at last, and of which task: another task's text means nothing here. */
let before = { task: null, colour: null };

export const colour = (palette, attention) => palette[ROLES[attention]];

/** What all views of a run look at: an example or a visitor's text, a writer, one word written, a hand on its look. */
class Subject extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { example: null, text: "", attention: "additive", word: null, hand: "" });
  }
  /** Other values; everybody who shows them hears of it. */
  set(values) {
    const other = Object.keys(values).some((name) => this[name] !== values[name]);
    // A hand is laid on one look: with another it lets go.
    if (other && !("hand" in values)) this.hand = "";
    Object.assign(this, values);
    if (other) this.dispatchEvent(new Event("change"));
  }
  /** What the run is asked, or null while nothing is known. */
  get query() {
    return this.text ? { text: this.text } : this.example === null ? null : { example: this.example };
  }
  /** As the link says it: the text, or the example's number; the writer and the word. */
  get written() {
    return {
      colour: this.text || (this.example === null ? null : `#${this.example}`),
      selected: [this.attention, this.word ?? "", this.word === null ? "" : this.hand]
        .filter((part) => part !== "")
        .join(","),
    };
  }
  /** Take what a link or a scene says; what it does not say stays. */
  take({ colour: said, selected = [] } = {}) {
    const values = {};
    if (/^#\d{1,3}$/.test(said ?? "")) Object.assign(values, { example: +said.slice(1), text: "" });
    else if (said) values.text = said;
    const [attention, word, hand] = selected;
    if (ATTENTIONS.includes(attention)) values.attention = attention;
    if (selected.length) {
      values.word = /^\d{1,2}$/.test(word ?? "") ? +word : null;
      values.hand = values.word === null ? "" : (hand ?? "");
    }
    this.set(values);
  }
}

/** The subject of a run; `show` is what a link or a scene says, of the view that leads. */
export function subjectOf(run, show) {
  if (!SUBJECTS.has(run.key)) {
    const made = new Subject();
    made.inherited = show?.colour && show.colour === before.colour ? before.task : null;
    made.take(show ?? {});
    SUBJECTS.set(run.key, made);
  } else if (show) SUBJECTS.get(run.key).take(show);
  return SUBJECTS.get(run.key);
}

/** A first example, once the run says which there are: a text of middle length. */
export function meet(run, subject) {
  const some = run.notes.examples;
  if (!some?.length) return;
  if (subject.inherited && subject.inherited !== run.notes.task)
    subject.set({ text: "", example: null, word: null });
  subject.inherited = null;
  const { hand } = subject; // a first example changes nothing of what a link says
  if (subject.example === null) subject.set({ example: Math.floor(some.length / 2), hand });
  else if (subject.example >= some.length) subject.set({ example: some.length - 1 });
  before = { task: run.notes.task, colour: subject.written.colour };
}

/** A word of the target's vocabulary as it is shown. */
export const spelled = (run, number, words) =>
  number === END ? words.end : number < SIGNS ? "?" : (run.notes.targets?.[number] ?? "?");

/** What stands between the words of a target: nothing where they are letters, or Chinese. */
export const joint = (run) =>
  run.notes.tokens?.[1] === "letters" || run.notes.languages?.[1] === "zh" ? "" : " ";

/** Shares as a link says them, a sign from 0 to z for each; and back, or null where it is no such text. */
export const spellHand = (shares) => shares.map((share) => Math.round(35 * share).toString(36)).join("");
export function readHand(text, places) {
  if (!text || text.length !== places || !/^[0-9a-z]+$/.test(text)) return null;
  const amounts = [...text].map((sign) => parseInt(sign, 36)),
    whole = amounts.reduce((sum, one) => sum + one, 0);
  return whole ? amounts.map((one) => one / whole) : null;
}

/** A space is seen, where letters are the words. */
export const visible = (word) => (word === " " ? "␣" : word);

/** A row of choices of which one is on. */
export const choice = (...given) => chips("seq2seq-choice", ...given);

/** The choice between writers that look: it follows the subject. */
export function looker(subject, words, names = ["additive", "multiplicative"]) {
  const made = choice(
    words.attention,
    names.map((name) => [name, words.attentions[name]]),
    subject.attention,
    (attention) => subject.set({ attention }),
  );
  return made;
}

/** Candidates of one step as bars: pairs of [word, percent]; picked(word) where one is clicked. */
export function bars(run, words, list, tint, picked = null) {
  const rows = [];
  for (let at = 0; at < list.length; at += 2) {
    const [word, percent] = [list[at], list[at + 1]],
      text = visible(spelled(run, word, words));
    rows.push(
      h(
        picked ? "button" : "div",
        {
          class: "bar",
          type: picked ? "button" : null,
          title: picked ? fill(words.tell, { word: text }) : null,
          onclick: picked ? () => picked(word) : null,
        },
        h("span", { class: "bar-word" }, text),
        h("span", { class: "bar-rule" }, h("i", { style: { width: `${percent}%`, background: tint } })),
        h("span", { class: "bar-number" }, `${Math.round(percent)} %`),
      ),
    );
  }
  const longest = Math.max(
    3,
    ...list.filter((_, at) => at % 2 === 0).map((word) => spelled(run, word, words).length),
  );
  const made = h("div", { class: "bars" }, rows);
  made.style.setProperty("--letters", String(Math.min(10, longest)));
  return made;
}

/** What a picture on a canvas is saved as: itself, or wrapped into an SVG. */
export function saved(picture) {
  return {
    picture,
    svg() {
      const canvas = picture(),
        { width, height } = canvas;
      return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${canvas.toDataURL("image/png")}"/></svg>`;
    },
  };
}
