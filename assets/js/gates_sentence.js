// The sentence that is read: its words as buttons with what is believed after each, and a field for another one.

import { h, replace } from "./dom.js";
import { cursor, kindColour, part, tell } from "./gates_store.js";

/** sentence(clock, data, {read, state}) → {element, form, meet(refusal), draw(frame)} */
export function sentence(clock, data, { read, state }) {
  const { words, palette } = data;
  const line = h("div", { class: "gates-line", role: "group", "aria-label": words.sentence });
  const said = h("p", { class: "quiet gates-said", "aria-live": "polite", hidden: true });
  const input = h("input", {
    type: "text",
    class: "gates-input",
    placeholder: words.own,
    "aria-label": words.own,
    maxlength: "200",
    list: null,
  });
  const some = h(
    "select",
    {
      class: "gates-some",
      "aria-label": words.examples,
      onchange: () => {
        tell(clock, { text: some.value, word: null });
        some.blur();
      },
    },
    (data.examples ?? []).map((text) => h("option", { value: text }, text || words.standard)),
  );
  const form = h(
    "form",
    {
      class: "gates-form",
      onsubmit: (event) => {
        event.preventDefault();
        tell(clock, { text: input.value.trim(), word: null });
        input.blur();
      },
    },
    input,
    data.examples?.length ? some : null,
  );
  let marks = [];

  return {
    element: h("div", { class: "gates-sentence" }, line, said),
    form,
    /** Another sentence has been read, or refused. */
    meet(refusal) {
      const now = read();
      said.hidden = !refusal;
      said.textContent = refusal;
      if (input !== input.getRootNode().activeElement) input.value = state().text;
      if (some) some.value = (data.examples ?? []).includes(state().text) ? state().text : "";
      if (refusal || !now) return;
      marks = now.words.map((word, t) => {
        const belief = h("span", { class: "belief" });
        const token = h(
          "button",
          {
            type: "button",
            class: now.unknown[t] ? "gates-word unknown" : "gates-word",
            title: now.unknown[t] ? words.unknown : "",
            onclick: (event) => {
              tell(clock, { word: t });
              event.currentTarget.blur();
            },
          },
          h("span", {}, word),
          belief,
        );
        return { token, belief };
      });
      replace(
        line,
        marks.map(({ token }) => token),
      );
    },
    /** What is believed after each word at one frame, and where the cursor stands. */
    draw(at) {
      const now = read(),
        here = cursor(state(), now);
      marks.forEach(({ token, belief }, t) => {
        token.setAttribute("aria-pressed", String(t === here));
        const kinds = now.kinds(at, t);
        replace(
          belief,
          kinds.map((_, i) =>
            h("i", { style: { width: `${100 * part(kinds, i)}%`, background: kindColour(palette, i) } }),
          ),
        );
      });
    },
  };
}
