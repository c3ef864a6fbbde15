// One cell beside itself, once for every word: memory going on to the right, the gradient coming back.

import { h, sharp, pen, fill, calm } from "./dom.js";
import { ROLE, percent, seen } from "./recurrent_words.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
/** Milliseconds that a step takes on its way; powers of ten of the gradient's axis. */
const MOVE = 320,
  BACK = 70,
  TENS = 4;

/**
 * picture(host, data, {pick(at), point(column | null)}) → {show(film, at, way), picture, close}
 * film: what the run answers to `read`; at: the step that is on; way: "forward" or "backward"
 */
export function picture(host, data, { pick }) {
  const { palette, words } = data,
    canvas = h("canvas", { class: "recurrent-canvas" }),
    tip = h("div", { class: "tip", hidden: true });
  host.append(canvas, tip);
  const mix = { card: rgb(palette.card), low: rgb(palette.context), high: rgb(palette.centre) };
  let film = null,
    notes = {},
    at = 0,
    way = "forward",
    first = 0,
    lay = null,
    began = 0,
    length = 0,
    frame = null,
    hovered = -1;

  const shade = (value) => {
    const strength = Math.min(1, Math.abs(value) / 100),
      end = value < 0 ? mix.low : mix.high;
    return `rgb(${mix.card.map((from, c) => Math.round(from + (end[c] - from) * strength)).join(" ")})`;
  };
  const letter = (size) => (data.present ? size * 1.55 : size);

  /** Where everything stands in a canvas of this size. */
  function place(width, height) {
    const T = film.words.length,
      narrow = width < 560,
      small = notes.tokens === "characters",
      left = narrow ? 4 : letter(58),
      least = letter(small ? 26 : narrow ? 52 : data.present ? 45 : 50),
      room = Math.max(2, Math.floor((width - left) / least)),
      many = Math.min(T, room),
      column = Math.min((width - left - 4) / many, letter(small ? 46 : 104));
    first = Math.max(0, Math.min(T - many, Math.round(at - many * 0.62)));
    if (T <= room) first = 0;
    const guess = letter(40),
      word = letter(30),
      gradient = way === "backward" ? Math.min(height * 0.3, letter(104)) : 0,
      top = guess + 16,
      cell = Math.max(60, height - top - 14 - word - gradient - 4);
    return {
      width,
      height,
      left,
      many,
      column,
      guess,
      top,
      cell,
      word,
      gradient,
      narrow,
      wide: Math.min(column * (small ? 0.72 : 0.58), letter(54)),
      x: (t) => left + (t - first + 0.5) * column,
      base: top + cell + 14,
      floor: top + cell + 14 + word + gradient,
    };
  }

  /** How far the way of this step is gone, 0 to 1. */
  const gone = () => (length ? Math.min(1, (performance.now() - began) / length) : 1);
  const shown = (t) => t >= first && t < first + lay.many;

  function arrow(context, from, to, y, size) {
    const sign = Math.sign(to - from) || 1;
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(to - sign * size, y);
    context.stroke();
    context.beginPath();
    context.moveTo(to, y);
    context.lineTo(to - sign * size * 1.5, y - size * 0.9);
    context.lineTo(to - sign * size * 1.5, y + size * 0.9);
    context.fill();
  }
  function upright(context, x, from, to) {
    context.beginPath();
    context.moveTo(x, from);
    context.lineTo(x, to + 5);
    context.stroke();
    context.beginPath();
    context.moveTo(x, to);
    context.lineTo(x - 3.5, to + 6);
    context.lineTo(x + 3.5, to + 6);
    context.fill();
  }
  function cut(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    const letters = [...text];
    while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
    return `${letters.join("")}…`;
  }

  /** The column of units after step t, filled from below as it comes to be. */
  function memory(context, t, filled) {
    const x = lay.x(t) - lay.wide / 2,
      units = film.hidden[t],
      high = lay.cell / units.length;
    if (filled > 0) {
      const from = Math.floor((1 - filled) * units.length);
      for (let unit = from; unit < units.length; unit++) {
        const y = lay.top + unit * high;
        context.fillStyle = shade(units[unit]);
        context.fillRect(x, Math.round(y), lay.wide, Math.max(1, Math.round(y + high) - Math.round(y)));
      }
    }
    context.lineWidth = t === at ? 2 : 1;
    context.strokeStyle = t === at ? palette.ink : t < at ? palette.other : palette.line;
    context.beginPath();
    context.roundRect(x - 0.5, lay.top - 0.5, lay.wide + 1, lay.cell + 1, 4);
    context.stroke();
  }

  function labels(context) {
    if (lay.narrow) return;
    context.font = `${letter(11.5)}px ${data.font}`;
    context.fillStyle = palette.soft;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(words.guess, 0, lay.guess * 0.45);
    context.fillText(words.cell, 0, lay.top + lay.cell / 2);
    context.fillText(words.input, 0, lay.base + lay.word / 2);
  }

  function forward(context, done) {
    const middle = lay.top + lay.cell * 0.5;
    for (let t = Math.max(0, first - 1); t < first + lay.many; t++) {
      const x = lay.x(t),
        read = t <= at,
        now = t === at ? done : 1;
      // The memory goes on to the next cell.
      if (t + 1 < film.words.length && (t + 1 < first + lay.many || t >= first)) {
        const on = t + 1 <= at,
          from = x + lay.wide / 2 + 2,
          to = lay.x(t + 1) - lay.wide / 2 - 2;
        if (to > lay.left && to - from > 5) {
          context.strokeStyle = context.fillStyle = on ? palette.soft : palette.line;
          context.lineWidth = on ? 2 : 1.2;
          if (way === "forward" || t >= at) arrow(context, from, to, middle, 5);
        }
      }
      if (!shown(t)) continue;
      context.strokeStyle = context.fillStyle = read ? palette.soft : palette.line;
      context.lineWidth = 1.2;
      upright(context, x, lay.base - 1, lay.top + lay.cell + 3);
      memory(context, t, read ? now : 0);
      if (read && now > 0.6) {
        context.strokeStyle = context.fillStyle = palette.soft;
        context.lineWidth = 1.2;
        upright(context, x, lay.top - 3, lay.guess);
        guessed(context, t, x);
      }
      token(context, t, x);
    }
  }

  function guessed(context, t, x) {
    const [word, share] = film.next[t][0],
      right = t + 1 < film.words.length && word === film.words[t + 1];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${t === at ? 650 : right ? 600 : 400} ${letter(13)}px ${data.font}`;
    context.fillStyle = right ? palette.good : palette.ink;
    context.globalAlpha = t === at ? 1 : 0.75;
    context.fillText(cut(context, seen(word), lay.column - 5), x, lay.guess * 0.36);
    context.font = `400 ${letter(10.5)}px ${data.font}`;
    context.fillStyle = palette.soft;
    // Where columns are narrow, one number is enough: that of this step.
    if (lay.column >= letter(40) || t === at)
      context.fillText(percent(share), x, lay.guess * 0.36 + letter(14));
    context.globalAlpha = 1;
  }

  function token(context, t, x) {
    const text = t === 0 && film.words[0] !== "\n" ? words.start : seen(film.words[t]),
      y = lay.base + lay.word * 0.5;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const size = letter(lay.column < letter(58) ? 12.5 : 14);
    context.font = `${t === at ? 650 : 450} ${size}px ${data.font}`;
    const said = cut(context, text, lay.column - 3);
    if (t === at) {
      const wide = Math.min(lay.column + letter(8), context.measureText(said).width + letter(12));
      context.fillStyle = palette.centre;
      context.beginPath();
      context.roundRect(x - wide / 2, y - letter(11), wide, letter(22), 6);
      context.fill();
      context.fillStyle = palette.paper;
    } else {
      context.fillStyle = t < at ? palette.ink : palette.other;
      if (t === 0 || !film.known[t]) context.fillStyle = palette.other;
    }
    context.fillText(said, x, y);
    if (!film.known[t] && t) {
      const wide = context.measureText(said).width;
      context.fillStyle = palette.other;
      context.fillRect(x - wide / 2, y + letter(9), wide, 1);
    }
  }

  /** Bars under the cells: the share of the gradient that comes back to each, on a scale of tens. */
  function backward(context, done) {
    const top = lay.floor - lay.gradient + letter(20),
      high = lay.floor - top - letter(4),
      row = film.gradient[at],
      one = row[at] || 1e-30,
      start = Math.floor(at / notes.reach) * notes.reach,
      colour = palette[ROLE[notes.cell]],
      middle = lay.top + lay.cell * 0.5,
      come = at - done * (at + 1);
    // More may come back to a step than left the last one: where a word is kept that all hangs on.
    const ceiling = Math.max(1, ...row.slice(0, at + 1).map((value) => value / one)),
      level = (share) => Math.max(0, Math.min(1, 1 + Math.log10(Math.max(share / ceiling, 1e-12)) / TENS));
    context.font = `${letter(10.5)}px ${data.font}`;
    context.textBaseline = "middle";
    for (let ten = 0; ten <= TENS; ten++) {
      const y = top + (high * ten) / TENS;
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(lay.left, Math.round(y) + 0.5);
      context.lineTo(lay.left + lay.many * lay.column, Math.round(y) + 0.5);
      context.stroke();
      if (!lay.narrow && ten % 2 === 0) {
        context.fillStyle = palette.soft;
        context.textAlign = "left";
        context.fillText(percent(ceiling * 10 ** -ten), 0, y);
      }
    }
    for (let t = at; t >= Math.max(0, first - 1); t--) {
      const x = lay.x(t),
        share = row[t] / one,
        inside = t >= start,
        there = t > come;
      if (t < at && there) {
        // The arrow of the step back, as thick as what comes through.
        const from = lay.x(t + 1) - lay.wide / 2 - 2,
          to = x + lay.wide / 2 + 2;
        if (to > lay.left && from - to > 5) {
          context.strokeStyle = context.fillStyle = inside ? colour : palette.other;
          context.lineWidth = 1 + 4 * level(share);
          context.setLineDash(inside ? [] : [3, 3]);
          arrow(context, from, to, middle, 5 + 2 * level(share));
          context.setLineDash([]);
        }
      }
      if (!shown(t) || !there) continue;
      const tall = Math.max(1, high * level(share)),
        wide = Math.min(lay.wide, letter(30));
      if (inside) {
        context.fillStyle = colour;
        context.fillRect(x - wide / 2, top + high - tall, wide, tall);
      } else {
        context.strokeStyle = palette.other;
        context.setLineDash([3, 3]);
        context.lineWidth = 1.2;
        context.strokeRect(x - wide / 2, top + high - tall, wide, tall);
        context.setLineDash([]);
      }
      if (lay.column >= letter(44)) {
        context.fillStyle = inside ? palette.ink : palette.other;
        context.textAlign = "center";
        context.fillText(percent(share), x, top + high - tall - letter(8));
      }
    }
    if (start > first && start <= at && come < start) {
      const x = lay.x(start) - lay.column / 2;
      context.strokeStyle = palette.ink;
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.beginPath();
      context.moveTo(x, lay.top - 4);
      context.lineTo(x, lay.floor);
      context.stroke();
      context.setLineDash([]);
      context.font = `600 ${letter(11.5)}px ${data.font}`;
      context.textAlign = "center";
      const wide = context.measureText(words.cut).width + 10;
      context.fillStyle = palette.paper;
      context.fillRect(x - wide / 2, middle - letter(9), wide, letter(18));
      context.fillStyle = palette.ink;
      context.fillText(words.cut, x, middle);
    }
  }

  function paint(context, width, height) {
    if (!film) return;
    lay = place(width, height);
    const done = gone();
    labels(context);
    forward(context, way === "forward" ? done : 1);
    if (way === "backward") backward(context, done);
  }
  function draw() {
    if (canvas.ratio) paint(pen(canvas), canvas.clientWidth, canvas.clientHeight);
  }
  function move() {
    draw();
    frame = gone() < 1 ? requestAnimationFrame(move) : null;
  }

  const columnAt = (event) => {
    if (!film || !lay) return -1;
    const field = canvas.getBoundingClientRect(),
      t = first + Math.floor((event.clientX - field.left - lay.left) / lay.column);
    return t >= 0 && t < film.words.length && shown(t) ? t : -1;
  };
  function say(event) {
    const t = columnAt(event),
      field = canvas.getBoundingClientRect(),
      x = event.clientX - field.left,
      y = event.clientY - field.top;
    let text = "";
    if (t >= 0 && y > lay.top && y < lay.top + lay.cell && t <= at) {
      const unit = Math.floor(((y - lay.top) / lay.cell) * film.hidden[t].length);
      text = fill(words.unit_says, {
        unit,
        word: seen(film.words[t]),
        value: (film.hidden[t][unit] / 100).toFixed(2).replace("-", "−"),
      });
    } else if (t >= 0 && way === "backward" && y > lay.floor - lay.gradient && t <= at) {
      const start = Math.floor(at / notes.reach) * notes.reach;
      text = fill(words.gradient_says, {
        share: percent(film.gradient[at][t] / (film.gradient[at][at] || 1e-30)),
        word: seen(film.words[t]),
        n: at - t,
      });
      if (t < start) text += ` ${words.beyond}`;
    } else if (t > 0 && !film.known[t] && y > lay.base) {
      text = fill(words.unknown_says, { word: film.words[t] });
    }
    tip.hidden = !text;
    tip.textContent = text;
    tip.style.left = `${Math.min(x, lay.width - 230)}px`;
    tip.style.top = `${y}px`;
    hovered = t;
    canvas.style.cursor = t >= 0 ? "pointer" : "default";
  }
  canvas.addEventListener("pointermove", (event) => event.pointerType !== "touch" && say(event));
  canvas.addEventListener("pointerleave", () => (tip.hidden = true));
  canvas.addEventListener("click", (event) => {
    const t = columnAt(event);
    if (t >= 0) pick(t);
  });
  const off = sharp(canvas, draw);

  return {
    /** `moved`: the step or the way is another one, so that it is seen coming to be. */
    show(next, step, direction, said, moved) {
      film = next;
      notes = said;
      at = Math.min(step, film.words.length - 1);
      way = direction;
      if (moved && !calm()) {
        began = performance.now();
        length = way === "backward" ? BACK * (at + 2) : MOVE;
        if (!frame) frame = requestAnimationFrame(move);
      } else if (!frame) draw();
    },
    clear() {
      film = null;
      draw();
    },
    picture(width = 1000, height = 480, ratio = 2) {
      const image = h("canvas", { width: width * ratio, height: height * ratio }),
        context = image.getContext("2d");
      context.scale(ratio, ratio);
      context.fillStyle = palette.paper;
      context.fillRect(0, 0, width, height);
      length = 0;
      paint(context, width, height);
      draw();
      return image;
    },
    close() {
      off();
      cancelAnimationFrame(frame);
    },
  };
}
