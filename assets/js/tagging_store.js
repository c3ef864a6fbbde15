// What the views of this lesson share: films of answers on the run's clock, colours, lists of sentences.

import { chips } from "./answers.js";
import { h, replace, fill } from "./dom.js";

export const DIRECTIONS = ["forward", "backward", "both"];
/** The role of each direction's colour. */
const ROLES = { forward: "context", backward: "centre", both: "good" };

export const colour = (palette, direction) => palette[ROLES[direction]];
/** The colour of a tag: its place among the run's tags. */
export const tagColour = (palette, tag) => palette.groups[tag % palette.groups.length];
/** Where the largest of some numbers stands. */
export const top = (list) => list.reduce((best, value, at) => (value > list[best] ? at : best), 0);

/** A row of choices of which one is on. */
export const choice = (...given) => chips("tagging-choice", ...given);

/** Sentences of an answer of `sentences`, the word in question marked, and what was said of it. */
export function listed(host, answer, words, palette, title) {
  const tag = (name) => words.tags[name] ?? name;
  replace(
    host,
    h("h3", {}, title),
    answer.sentences.length
      ? answer.sentences.map(({ words: said, at, truth, said: given }) =>
          h(
            "p",
            { class: "tagging-line" },
            said.flatMap((word, place) => [
              place === at
                ? h("b", { style: { color: given === truth ? palette.good : palette.negative } }, word)
                : word,
              answer.glue ?? " ",
            ]),
            h(
              "small",
              {},
              given === truth
                ? fill(words.right, { truth: tag(truth) })
                : fill(words.said, { said: tag(given), truth: tag(truth) }),
            ),
          ),
        )
      : h("p", { class: "quiet" }, words.no_sentences),
    answer.all > answer.sentences.length
      ? h("p", { class: "caption" }, fill(words.more, { n: answer.sentences.length, all: answer.all }))
      : null,
  );
}

/** Between the words of a language: nothing in Chinese. */
export const glue = (run) => (run.notes.language === "zh" ? "" : " ");
