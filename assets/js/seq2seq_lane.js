// One writer as a picture: the source above, what is written below, and between them all that may pass.

import { h, sharp, pen, fill } from "./dom.js";
import { END, colour, joint, spelled, visible } from "./seq2seq_store.js";

/** Shares of a look below this many percent are no line. */
const LEAST = 2;
const TURN = Math.PI / 4;
/** Words shown beyond those that should be there: an early writer does not find its end. */
const BEYOND = 3;
/** What stands for the end of a text, and writing whose letters may stand under each other. */
const MARK = "■",
  WIDE = /^[\u3000-\u9fff\uac00-\ud7af■]+$/;

/**
 * lane(data, run, attention, {onPick}) → {element, show({source, known, truth, written, looks, word}), close}
 *
 * written  numbers of the words; looks [step][place] in percent, empty where all passes through one vector
 * word     the step looked at, or null
 */
export function lane(data, run, attention, { onPick }) {
  const { words, palette } = data,
    canvas = h("canvas", { role: "img" }),
    title = h("b", {}),
    score = h("span", { class: "seq2seq-score" }),
    element = h(
      "figure",
      { class: "seq2seq-lane" },
      h("figcaption", {}, title, score),
      h("div", { class: "seq2seq-canvas" }, canvas),
    );
  let now = null,
    hovered = null,
    places = { source: [], written: [], low: 0 };

  const letter = (size) => (data.present ? size * 1.45 : size);

  /** Where words stand: evenly, in the middle; slanted, or letter under letter, where they are too long. */
  function row(context, list, width) {
    const size = letter(run.notes.tokens?.[0] === "letters" && list.length < 20 ? 17 : 14),
      n = Math.max(1, list.length);
    context.font = `500 ${size}px ${data.font}`;
    const widest = Math.max(8, ...list.map((word) => context.measureText(word).width)),
      close = (width - 36) / n < widest + 4 && widest > size * 1.3,
      upright = close && list.every((word) => WIDE.test(word)),
      slant = close && !upright,
      // A slanted word leans over its place to the right.
      over = slant ? widest * 0.5 : 0,
      room = (width - 36 - over) / n,
      gap = Math.min(room, Math.max(letter(30), (upright ? size : widest) + 14)),
      first = (width - over) / 2 - (gap * (list.length - 1)) / 2,
      longest = Math.max(1, ...list.map((word) => word.length));
    return {
      at: list.map((_, i) => first + i * gap),
      slant,
      upright,
      size: room < size * 0.75 ? Math.max(8, room * 1.3) : size,
      high: slant ? widest * 0.72 + size : upright ? longest * size * 1.15 + 4 : size * 1.5,
    };
  }

  function label(context, text, x, y, { slant, upright, size }, below, ink, bold) {
    context.font = `${bold ? 700 : 500} ${size}px ${data.font}`;
    context.fillStyle = ink;
    context.save();
    context.translate(x, y);
    context.textBaseline = "middle";
    context.textAlign = "center";
    if (upright) {
      const tall = size * 1.15;
      [...text].forEach((one, i, all) =>
        context.fillText(one, 0, (below ? i + 0.65 : i - all.length + 0.35) * tall),
      );
    } else if (slant) {
      context.rotate(below ? TURN : -TURN);
      context.textAlign = "left";
      context.fillText(text, 4, 0);
    } else context.fillText(text, 0, below ? size * 0.75 : -size * 0.75);
    context.restore();
  }

  function draw() {
    if (!canvas.ratio || !now) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      source = now.source.map(visible),
      most = (now.truth ?? now.source).length + 1 + BEYOND,
      list = now.written.slice(0, most),
      written = list.map((word) => (word === END ? MARK : visible(spelled(run, word, words)))),
      above = row(context, source, width),
      below = row(context, written, width),
      high = above.high + 12,
      low = height - Math.max(below.high, letter(28)) - 12,
      tint = colour(palette, attention),
      chosen = hovered ?? now.word;
    places = { source: above.at, written: below.at, low, high };
    context.lineCap = "round";
    if (attention === "none") neck(context, above, below, high, low, width, tint, chosen);
    else looks(context, above, below, high, low, tint, chosen);
    source.forEach((word, j) => {
      dot(context, above.at[j], high, palette.soft);
      label(
        context,
        word,
        above.at[j],
        high - 8,
        above,
        false,
        now.known[j] ? palette.ink : palette.negative,
        false,
      );
    });
    written.forEach((word, t) => {
      const truth = now.truth
          ? t < now.truth.length
            ? visible(now.truth[t])
            : t > now.truth.length
              ? ""
              : MARK
          : null,
        right = truth === null ? null : truth === word,
        ink = right === null ? palette.ink : right ? palette.good : palette.negative;
      dot(context, below.at[t], low, ink);
      label(context, word, below.at[t], low + 8, below, true, ink, t === chosen);
    });
  }

  function dot(context, x, y, ink) {
    context.fillStyle = ink;
    context.globalAlpha = 1;
    context.beginPath();
    context.arc(x, y, letter(3.2), 0, 7);
    context.fill();
  }

  function curve(context, x1, y1, x2, y2, bend = 0.5) {
    const middle = y1 + (y2 - y1) * bend;
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1, middle, x2, middle, x2, y2);
    context.stroke();
  }

  /** Everything through one point: whispered along the row from both ends, then handed over once. */
  function neck(context, above, below, high, low, width, tint, chosen) {
    const x = width / 2,
      y = (high + low) / 2,
      half = letter(15);
    context.strokeStyle = tint;
    context.lineWidth = 1.3;
    context.globalAlpha = 0.4;
    above.at.forEach((at) => curve(context, at, high, x, y - half));
    below.at.forEach((at, t) => {
      context.globalAlpha = chosen === null ? 0.4 : t === chosen ? 1 : 0.12;
      curve(context, x, y + half, at, low);
    });
    context.globalAlpha = 1;
    const text = fill(words.vector, { n: run.notes.spec?.hidden ?? "" });
    context.font = `600 ${letter(13)}px ${data.font}`;
    const wide = context.measureText(text).width + letter(22);
    context.fillStyle = palette.card;
    context.strokeStyle = tint;
    context.lineWidth = 1.6;
    context.beginPath();
    context.roundRect(x - wide / 2, y - half, wide, 2 * half, half);
    context.fill();
    context.stroke();
    context.fillStyle = tint;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, x, y + 1);
  }

  /**
   * From every word written to where it looked, as strong as the look. Each turns at a height of its own, so that
   * lines that change sides are woven and never pass through one point.
   */
  function looks(context, above, below, high, low, tint, chosen) {
    context.strokeStyle = tint;
    now.looks.slice(0, below.at.length).forEach((shares, t) => {
      const faint = chosen !== null && t !== chosen;
      shares.forEach((percent, j) => {
        if (percent < LEAST) return;
        context.globalAlpha = (percent / 100) * (faint ? 0.1 : 0.9);
        context.lineWidth = 0.6 + (percent / 100) * letter(3);
        curve(
          context,
          above.at[j],
          high,
          below.at[t],
          low,
          below.at.length > 1 ? 0.12 + (0.76 * t) / (below.at.length - 1) : 0.5,
        );
      });
    });
    context.globalAlpha = 1;
  }

  function nearest(event) {
    if (!places.written.length) return null;
    const box = canvas.getBoundingClientRect(),
      x = event.clientX - box.left,
      y = event.clientY - box.top;
    if (y < (places.high + places.low) / 2) return null;
    let best = 0;
    places.written.forEach((at, t) => {
      if (Math.abs(at - x) < Math.abs(places.written[best] - x)) best = t;
    });
    return Math.abs(places.written[best] - x) < 28 ? best : null;
  }
  canvas.addEventListener("pointermove", (event) => {
    const next = event.pointerType === "touch" ? null : nearest(event);
    if (next === hovered) return;
    hovered = next;
    draw();
  });
  canvas.addEventListener("pointerleave", () => {
    hovered = null;
    draw();
  });
  canvas.addEventListener("click", (event) => onPick(nearest(event)));

  const off = sharp(canvas, draw);
  return {
    element,
    canvas,
    show(next) {
      now = next;
      title.textContent = words.lanes[attention];
      title.style.color = colour(palette, attention);
      const text = now.written
        .filter((word) => word !== END)
        .map((word) => spelled(run, word, words))
        .join(joint(run));
      if (now.truth) {
        const right = now.truth.filter((word, t) => spelled(run, now.written[t] ?? 0, words) === word).length;
        score.textContent = fill(words.score, { right, all: now.truth.length });
        score.classList.toggle("whole", right === now.truth.length && now.written.length === right + 1);
      } else score.textContent = "";
      canvas.setAttribute("aria-label", `${words.lanes[attention]}: ${now.source.join("")} → ${text}`);
      draw();
    },
    close: off,
  };
}
