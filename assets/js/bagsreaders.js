// The three readers: their colours everywhere, and what they make of a sentence.

import { h, replace, number } from "./dom.js";

/** Reader → the role of its colour; a recurrent network has that of its cell. */
export const colourOf = (reader, palette, cell = "gru") =>
  palette[
    {
      bag: "good",
      window: "ink",
      recurrent: { rnn: "negative", gru: "context", lstm: "centre" }[cell],
    }[reader]
  ];

/** A reader's name with its dot. */
export const named = (reader, words, palette, cell) =>
  h(
    "span",
    { class: "bags-reader" },
    h("i", { style: { background: colourOf(reader, palette, cell) } }),
    words.readers[reader],
  );

/** A bar from 0 to 1 with its middle marked; null: nothing to judge. */
export function bar(value, colour) {
  return h(
    "span",
    { class: "bags-bar" },
    value === null || value === undefined
      ? null
      : h("i", { style: { width: `${100 * value}%`, background: colour } }),
  );
}

/** What each reader makes of two sentences: show([{bag, window, recurrent}, …]); null: not read yet. */
export function judgements({ words, palette }) {
  const element = h("div", { class: "bags-judged" });
  return {
    element,
    show(good, cell) {
      replace(
        element,
        Object.keys(words.readers).map((reader) =>
          h(
            "div",
            { class: "bags-judgement" },
            named(reader, words, palette, cell),
            h(
              "div",
              {},
              (good ?? [null, null]).map((side) =>
                h(
                  "div",
                  { class: "bags-line" },
                  bar(side?.[reader], colourOf(reader, palette, cell)),
                  h("span", { class: "bar-number" }, number(side?.[reader], 2)),
                ),
              ),
            ),
          ),
        ),
      );
    },
  };
}
