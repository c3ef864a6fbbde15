// The text under the window: the word in the middle orange, its company blue; the text slides, the window stands.

import { h, replace, calm } from "./dom.js";

/** strip(label) → {element, show(window), light(places|null), close} with window as windowOf gives it. */
export function strip(label) {
  const line = h("div", { class: "line" }),
    lens = h("div", { class: "lens", "aria-hidden": "true" }),
    element = h("div", { class: "strip", role: "group", "aria-label": label }, lens, line);
  let written = null,
    now = null,
    lit = null;

  function show(window) {
    now = window;
    if (!now) return;
    if (written !== now.words) {
      written = now.words;
      // Another place of the text: nothing slides there.
      element.classList.add("jump");
      replace(
        line,
        now.words.map((word, i) =>
          h("span", { class: now.breaks.includes(i) ? "token break" : "token" }, word),
        ),
      );
    } else element.classList.toggle("jump", calm());
    draw();
  }

  function draw() {
    if (!now || !line.children.length) return;
    const tokens = [...line.children],
      company = new Set(now.pairs.map(({ at }) => at));
    tokens.forEach((token, i) => {
      const role = i === now.at ? " centre" : company.has(i) ? " context" : "";
      token.className = `token${now.breaks.includes(i) ? " break" : ""}${role}${lit?.includes(i) ? " lit" : ""}`;
    });
    const centre = tokens[Math.max(0, now.at)],
      first = tokens[now.low ?? 0],
      last = tokens[now.high ?? 0];
    const shift = Math.round(element.clientWidth / 2 - centre.offsetLeft - centre.offsetWidth / 2);
    line.style.transform = `translateX(${shift}px)`;
    lens.hidden = now.at < 0;
    Object.assign(lens.style, {
      left: `${first.offsetLeft + shift - 8}px`,
      width: `${last.offsetLeft + last.offsetWidth - first.offsetLeft + 16}px`,
    });
  }

  const observer = new ResizeObserver(draw);
  observer.observe(element);
  return {
    element,
    show,
    light(places) {
      lit = places;
      draw();
    },
    close: () => observer.disconnect(),
  };
}
