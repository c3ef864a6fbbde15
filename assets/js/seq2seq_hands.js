// Attention set by hand: one bar for each word of the source; what one is given, the others lose.

import { h, replace } from "./dom.js";
import { visible } from "./seq2seq_store.js";

/**
 * hands(words, changed) → {element, show(source, shares, tint)}
 *
 * shares   of one step, which sum to 1; changed(shares) hears every drag
 */
export function hands(words, changed) {
  const element = h("div", { class: "seq2seq-hands", role: "group", "aria-label": words.hands });
  let shares = [],
    columns = [],
    dragged = null;

  function give(j, share) {
    const value = Math.max(0, Math.min(1, share)),
      rest = shares.reduce((sum, one, i) => (i === j ? sum : sum + one), 0);
    shares = shares.map((one, i) =>
      i === j
        ? value
        : rest > 1e-6
          ? (one * (1 - value)) / rest
          : (1 - value) / Math.max(1, shares.length - 1),
    );
    draw();
    changed(shares);
  }
  function draw() {
    columns.forEach(({ fill, slot }, j) => {
      fill.style.height = `${100 * shares[j]}%`;
      slot.setAttribute("aria-valuenow", String(Math.round(100 * shares[j])));
    });
  }
  const heightOf = (event) => {
    const box = columns[dragged].slot.getBoundingClientRect();
    return 1 - (event.clientY - box.top) / box.height;
  };
  element.addEventListener("pointermove", (event) => {
    if (dragged !== null) give(dragged, heightOf(event));
  });
  element.addEventListener("pointerup", () => (dragged = null));
  element.addEventListener("pointercancel", () => (dragged = null));

  function build(source, tint) {
    columns = source.map((word, j) => {
      const fill = h("i", { style: { background: tint } }),
        slot = h(
          "div",
          {
            class: "seq2seq-slot",
            role: "slider",
            tabindex: "0",
            "aria-label": visible(word),
            "aria-orientation": "vertical",
            "aria-valuemin": "0",
            "aria-valuemax": "100",
            onpointerdown: (event) => {
              dragged = j;
              element.setPointerCapture(event.pointerId);
              give(j, heightOf(event));
              event.preventDefault();
            },
            onkeydown: (event) => {
              const by = { ArrowUp: 0.1, ArrowDown: -0.1, Home: -1, End: 1 }[event.key];
              if (!by) return;
              event.preventDefault();
              event.stopPropagation();
              give(j, shares[j] + by);
            },
          },
          fill,
        );
      return {
        slot,
        fill,
        element: h("div", { class: "seq2seq-column" }, slot, h("span", {}, visible(word))),
      };
    });
    replace(
      element,
      columns.map((column) => column.element),
    );
  }

  let built = "";
  return {
    element,
    show(source, now, tint) {
      if (dragged !== null) return; // the hand is on it
      const named = `${source.join("\u0001")} ${tint}`;
      if (named !== built) build(source, tint);
      built = named;
      shares = [...now];
      draw();
    },
  };
}
