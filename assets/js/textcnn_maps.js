// Feature maps of all filters over the sentence's words; what pooling takes, and what each adds to the scores.

import { h, sharp, pen } from "./dom.js";
import { ahead } from "./textcnn_net.js";

/** Rows at the most: of more filters those that move the scores most at the end. */
const MOST = 32;
const GAP = 7;

/**
 * maps({palette, font, present, words, pick, hover}) → {element, draw, close}
 *
 * draw({now, end, focus, place, hidden, target, left, right, room})  readings of this moment and the last, the filter
 *   looked at, its window, from which window on the row is still hidden; left, right: room beside the words,
 *   room: for all rows, in px
 */
export function maps(options) {
  const { palette, words } = options,
    canvas = h("canvas", { class: "cnn-maps-canvas" }),
    said = h("span", { class: "heat-said", "aria-live": "polite" }),
    element = h(
      "div",
      { class: "cnn-maps", tabindex: "0", role: "group", "aria-label": words.maps_label },
      canvas,
      said,
    );
  let state = null,
    rows = [],
    rowOf = new Map(),
    height = 10,
    over = null;

  /** The filters shown, in their order, with a gap between widths. */
  function arrange() {
    const { now, end } = state,
      count = now.net.count;
    let shown = Array.from({ length: count }, (_, f) => f);
    if (count > MOST) {
      const won = end.logits.indexOf(Math.max(...end.logits)),
        weight = shown.map((f) => Math.abs(ahead(end.net, end, f, won)));
      const each = Math.floor(MOST / now.net.widths.length);
      shown = now.net.widths.flatMap((_, w) =>
        shown
          .slice(w * now.net.F, (w + 1) * now.net.F)
          .sort((a, b) => weight[b] - weight[a])
          .slice(0, each)
          .sort((a, b) => a - b),
      );
      if (!shown.includes(state.focus)) shown = [...shown, state.focus].sort((a, b) => a - b);
    }
    rows = [];
    rowOf = new Map();
    let y = 0,
      width = null;
    height = Math.max(8, Math.min(17, Math.floor(state.room / shown.length) - 1));
    for (const f of shown) {
      const own = now.net.width(f);
      if (width !== null && own !== width) y += GAP;
      rowOf.set(f, rows.length);
      rows.push({ f, y, first: own !== width });
      width = own;
      y += height;
    }
    const tall = `${y + 2}px`;
    if (element.style.height !== tall) element.style.height = tall;
  }

  const shift = (net, f, n) => (net.padding === "same" ? 0 : n < net.width(f) ? 0 : (net.width(f) - 1) >> 1);

  function paint() {
    if (!state || !canvas.ratio) return;
    const context = pen(canvas),
      { now, end, focus, hidden, target, left, right } = state,
      wide = canvas.clientWidth,
      n = now.x.length,
      cell = (wide - left - right) / n;
    const most = Math.max(1e-6, ...[now, end].flatMap(({ maps: all }) => all.flatMap((map) => [...map])));
    const [low, high] = [palette.card, palette.ink].map(rgb);
    const tone = (share) =>
      `rgb(${low.map((from, c) => Math.round(from + (high[c] - from) * 0.92 * Math.min(1, share))).join(" ")})`;
    const gains = rows.map(({ f }) => ahead(now.net, now, f, target)),
      reach = Math.max(
        1e-6,
        ...gains.map(Math.abs),
        ...rows.map(({ f }) => Math.abs(ahead(end.net, end, f, target))),
      );
    const middle = wide - right * 0.42,
      scale = right * 0.33,
      pooled = wide - right + 10;
    context.font = `${options.present ? 15 : 11.5}px ${options.font}`;
    context.textBaseline = "middle";
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(middle, 0);
    context.lineTo(middle, rows.at(-1).y + height);
    context.stroke();
    rows.forEach(({ f, y, first }, row) => {
      const map = now.maps[f],
        from = shift(now.net, f, n),
        on = f === focus,
        dim = on ? 1 : 0.86;
      if (first) {
        context.fillStyle = palette.soft;
        context.textAlign = "right";
        context.fillText(String(now.net.width(f)), left - 8, y + height / 2);
      }
      for (let c = 0; c < n; c++) {
        const t = c - from,
          there = t >= 0 && t < map.length,
          unseen = on && hidden !== null && t >= hidden;
        context.globalAlpha = dim;
        context.fillStyle = there && !unseen ? tone(map[t] / most) : palette.wash;
        const x = Math.round(left + c * cell);
        context.fillRect(x, y + 0.5, Math.round(left + (c + 1) * cell) - x - 1, height - 1);
      }
      context.globalAlpha = 1;
      // Winners: what pooling takes on.
      const unfinished = on && hidden !== null && hidden < map.length;
      if (!unfinished)
        for (const t of now.pooled[f].places)
          if (t >= 0 && map[t] > 0) {
            context.strokeStyle = palette.centre;
            context.lineWidth = 2;
            context.strokeRect(left + (t + from) * cell + 0.5, y + 1.5, cell - 3, height - 3);
          }
      if (!unfinished) {
        const sum = now.pooled[f].values.reduce((whole, value) => whole + value, 0);
        context.fillStyle = palette.soft;
        context.fillRect(pooled, y + height * 0.3, (right * 0.13 * sum) / (most * now.net.k), height * 0.4);
        const gain = gains[row];
        context.fillStyle = gain >= 0 ? palette.good : palette.negative;
        context.fillRect(
          Math.min(middle, middle + (gain / reach) * scale),
          y + 1.5,
          Math.abs((gain / reach) * scale),
          height - 3,
        );
      }
      if (on || over?.row === row) {
        context.strokeStyle = on ? palette.ink : palette.soft;
        context.lineWidth = on ? 1.5 : 1;
        context.strokeRect(left - 2.5, y - 0.5, wide - left - right + 3, height + 1);
      }
    });
  }

  function at(event) {
    if (!state) return null;
    const box = canvas.getBoundingClientRect(),
      y = event.clientY - box.top,
      n = state.now.x.length,
      cell = (box.width - state.left - state.right) / n;
    const row = rows.findIndex((one) => y >= one.y && y < one.y + height);
    if (row < 0) return null;
    const { f } = rows[row],
      t = Math.floor((event.clientX - box.left - state.left) / cell) - shift(state.now.net, f, n);
    return { row, f, t: t >= 0 && t < state.now.maps[f].length ? t : null };
  }
  canvas.addEventListener("pointermove", (event) => {
    const found = event.pointerType === "touch" ? null : at(event);
    if (found?.row === over?.row && found?.t === over?.t) return;
    over = found;
    options.hover(found);
    paint();
  });
  canvas.addEventListener("pointerleave", () => {
    over = null;
    options.hover(null);
    paint();
  });
  canvas.addEventListener("click", (event) => {
    const found = at(event);
    if (found) options.pick(found.f, found.t);
  });
  /** The next filter shown, up or down. */
  function next(by) {
    const row = rowOf.get(state?.focus) ?? 0;
    return rows[Math.max(0, Math.min(rows.length - 1, row + by))]?.f ?? 0;
  }
  element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by) options.pick(next(by), null);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight")
      options.move(event.key === "ArrowLeft" ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const off = sharp(canvas, paint);
  return {
    element,
    next,
    draw(next_) {
      state = next_;
      arrange();
      paint();
    },
    tell: (text) => (said.textContent = text),
    close: () => off(),
  };
}

const rgb = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
