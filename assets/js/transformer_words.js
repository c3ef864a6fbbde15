// The sentence as a line of words: pointed at, kept, and coloured by what the word in focus looks at.

import { h, replace } from "./dom.js";

/** tokenLine({words, palette, onPoint(t|null), onLock(t)}) → {element, draw(film), light(film, {at, locked, value})} */
export function tokenLine({ words, palette, onPoint, onLock }) {
  const element = h("div", { class: "transformer-tokens", role: "group", "aria-label": words.sentence });
  let drawn = "";

  function draw(film) {
    const key = JSON.stringify([film.tokens, film.own, film.asked]);
    if (key === drawn) return;
    drawn = key;
    replace(
      element,
      film.tokens.map((word, t) =>
        h(
          "button",
          {
            type: "button",
            class: "transformer-token",
            title: film.unknown.has(t) ? words.unknown : "",
            onpointerenter: (event) => {
              if (event.pointerType !== "touch") onPoint(t);
            },
            onpointerleave: () => onPoint(null),
            onfocus: () => onPoint(t),
            onblur: () => onPoint(null),
            onclick: () => onLock(t),
          },
          word,
        ),
      ),
    );
  }
  function light(film, { at, locked, value }) {
    [...element.children].forEach((token, t) => {
      const share = value ? Math.max(0, Math.min(1, Math.abs(value(at, t)))) : 0;
      token.className = [
        "transformer-token",
        film.unknown.has(t) ? "unknown" : "",
        t === at ? "from" : "",
        t === locked ? "locked" : "",
      ].join(" ");
      token.style.background =
        value && t !== at
          ? `color-mix(in srgb, ${palette.centre} ${Math.round(80 * share)}%, transparent)`
          : "";
      token.setAttribute("aria-pressed", String(t === locked));
    });
  }
  return { element, draw, light };
}
