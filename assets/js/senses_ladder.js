// The ladder itself: senses as dots, one above the other, with the way that was climbed drawn over the edges.

import { h, replace, calm } from "./dom.js";
import { place, edges, steps } from "./senses_layout.js";

/** ladder(data, pick) → {element, meet(film), draw(moment), close()}; pick(id) when a dot is clicked. */
export function ladder(data, pick) {
  const svg = h("svg", { class: "rungs-svg" }),
    chinese = data.lang === "zh",
    big = Boolean(data.present);
  let film = null,
    shown = null,
    spots = new Map(),
    parts = null,
    size = [0, 0];

  // The Chinese Open Wordnet puts its words in no order: two tell more than the first.
  const say = (node) => (chinese && node.chinese.slice(0, 2).join("、")) || node.lemmas[0];
  const curve = (from, to) => {
    const bend = (from.y - to.y) * 0.5;
    return `M ${from.x} ${from.y} C ${from.x} ${from.y - bend}, ${to.x} ${to.y + bend}, ${to.x} ${to.y}`;
  };

  /** Make every line and dot anew: another word, or another size of the window. */
  function build() {
    const [width, height] = size;
    if (!film || width < 10 || height < 10) return;
    spots = place(film, width, height, big);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const on = steps(film);
    const lines = edges(film)
      .filter(([low, up]) => spots.has(low) && spots.has(up))
      .map(([low, up]) => {
        const key = `${low} ${up}`;
        const path = h("path", {
          d: curve(spots.get(low), spots.get(up)),
          class: on.has(key) ? "edge own" : "edge",
        });
        return { key, low, up, path };
      });
    const dots = film.nodes.map((node) => {
      const { x, y, side, own } = spots.get(node.id),
        gap = big ? 16 : 12;
      const room = side === "left" ? x - gap - 6 : width - x - gap - 6;
      const text = h(
        "text",
        {
          x: side === "left" ? x - gap : x + gap,
          y,
          dy: "0.34em",
          "text-anchor": side === "left" ? "end" : "start",
        },
        say(node),
      );
      const group = h(
        "g",
        {
          class: own ? "node own" : "node",
          "data-name": node.name,
          onclick: () => pick(node.id),
        },
        h("circle", { cx: x, cy: y, r: big ? 20 : 15, class: "reach" }),
        h("circle", { cx: x, cy: y, r: own ? (big ? 8 : 6) : big ? 6 : 4.5, class: "dot" }),
        text,
      );
      group.append(title(say(node)));
      return { node, group, text, room, bare: side === "none" };
    });
    replace(
      svg,
      lines.map(({ path }) => path),
      dots.map(({ group }) => group),
    );
    for (const { text, room, node } of dots) shorten(text, say(node), room);
    parts = { lines, dots };
    if (shown) draw(shown);
  }

  const title = (words) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "title");
    element.textContent = words;
    return element;
  };

  /** Cut a label that has no room. */
  function shorten(text, words, room) {
    let length = words.length;
    while (length > 3 && text.getComputedTextLength() > room) {
      length--;
      text.textContent = `${words.slice(0, length).trimEnd()}…`;
    }
  }

  /** Show one moment: {reached, lit, current, meet, end}. */
  function draw(moment) {
    shown = moment;
    if (!parts) return;
    const { reached, lit, current, meet, end } = moment;
    for (const { key, low, up, path } of parts.lines) {
      path.classList.toggle("seen", reached.has(low) && reached.has(up));
      path.classList.toggle("walked", lit.has(key));
    }
    for (const { node, group, bare } of parts.dots) {
      group.classList.toggle("seen", reached.has(node.id));
      group.classList.toggle("current", node.id === current);
      group.classList.toggle("meet", Boolean(end) && node.id === meet);
      group.classList.toggle("bare", bare && node.id !== current);
    }
    svg.classList.toggle("calm", calm());
  }

  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    if (Math.abs(width - size[0]) < 1 && Math.abs(height - size[1]) < 1) return;
    size = [width, height];
    build();
  });
  observer.observe(svg);

  return {
    element: svg,
    meet(next) {
      film = next;
      parts = shown = null;
      const box = svg.getBoundingClientRect();
      if (box.width) size = [box.width, box.height];
      build();
    },
    draw,
    close: () => observer.disconnect(),
  };
}
