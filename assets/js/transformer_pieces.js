// Pieces that the Transformer's views share: a chip, a sentence to be read, bars of what is said.

import { h, number } from "./dom.js";

/** A small button that gives the keys back to the film when it was pressed. */
export const chip = (label, onclick, title = null, strong = false) =>
  h(
    "button",
    {
      type: "button",
      class: strong ? "chip strong" : "chip",
      title,
      onclick: (event) => {
        onclick();
        event.currentTarget?.blur();
      },
    },
    label,
  );

/** Marks the one chip of a row that holds. */
export const pressed = (chips, at) =>
  chips.forEach((element, i) => element.setAttribute("aria-pressed", String(i === at)));

/** A field for a sentence: {element, input}; `more` [label, onclick] is a second button. */
export function sentenceForm(placeholder, label, onRead, more = null) {
  const input = h("input", {
    type: "text",
    class: "transformer-input",
    placeholder,
    "aria-label": placeholder,
    maxlength: "300",
  });
  const element = h(
    "form",
    {
      class: "transformer-form",
      onsubmit: (event) => {
        event.preventDefault();
        onRead(input.value.trim());
      },
    },
    input,
    h("button", { type: "submit", class: "chip strong" }, label),
    more && chip(...more),
  );
  return { element, input };
}

/** A share of 1 as people read it: 88 %. */
export const percent = (share) => `${number(100 * share, 0)} %`;

/** Bars of [word number, probability], the likeliest first. */
export const answers = (list, name) =>
  list.map(([word, share]) =>
    h(
      "span",
      { class: "transformer-answer" },
      h("i", { style: { width: `${Math.max(1, 100 * share)}%` } }),
      h("b", {}, name(word)),
      h("small", {}, percent(share)),
    ),
  );
