// Perplexity on the very same held-out text: the network as it learns, and models that only count.

import { h, replace, fill, number, pen, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ROLE, waits } from "./recurrent_words.js";

export function recurrent_race(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    canvas = h("canvas", { role: "img" }),
    caption = h("p", { class: "caption" }),
    finding = h("p", { class: "finding" }),
    waiting = h("div", { class: "waiting" }),
    time = data.curves ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `recurrent-race${data.curves ? " main" : ""}${data.present ? " present" : ""}` },
      h("div", { class: "recurrent-race-picture" }, canvas, waiting),
      finding,
      time?.element,
      caption,
    ),
  );
  const letter = (size) => (data.present ? size * 1.5 : size);
  const name = (order) =>
    order === 1 ? words.order_0 : order === 2 ? words.order_1 : fill(words.order, { n: order - 1 });

  /** Labels beside their lines, moved apart where they would lie over each other. */
  function apart(labels, gap, low, high) {
    labels.sort((a, b) => a.y - b.y);
    for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
    const over = labels.length ? labels.at(-1).y - high : 0;
    if (over > 0) {
      labels.at(-1).y = high;
      for (let i = labels.length - 2; i >= 0; i--) labels[i].y = Math.min(labels[i].y, labels[i + 1].y - gap);
    }
    return labels;
  }

  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      notes = run.notes,
      points = run.frames.map((frame) => [frame.step, frame.scalars.perplexity]).filter(([, v]) => v);
    if (!points.length || !notes.counted) return;
    const counted = Object.entries(notes.counted).map(([order, value]) => [+order, value]),
      values = [...counted.map(([, value]) => value), ...points.map(([, value]) => value)],
      low = Math.min(...values) / 1.25,
      high = Math.max(...values) * 1.1,
      left = letter(40),
      right = width - letter(width < 480 ? 104 : 158),
      top = letter(10),
      bottom = height - letter(22),
      x = (step) => left + ((right - left) * step) / (notes.last_step || 1),
      y = (value) => bottom - ((bottom - top) * Math.log(value / low)) / Math.log(high / low);
    context.font = `${letter(11.5)}px ${data.font}`;
    context.textBaseline = "middle";
    for (const tick of [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]) {
      if (tick < low || tick > high) continue;
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, Math.round(y(tick)) + 0.5);
      context.lineTo(right, Math.round(y(tick)) + 0.5);
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(number(tick), left - 7, y(tick));
    }
    context.textAlign = "left";
    context.fillText(words.across, left, height - letter(8));
    context.textAlign = "right";
    context.fillText(number(notes.last_step), right, height - letter(8));
    const labels = [];
    for (const [order, value] of counted) {
      context.strokeStyle = palette.other;
      context.setLineDash([5, 4]);
      context.lineWidth = 1.3;
      context.beginPath();
      context.moveTo(left, y(value));
      context.lineTo(right, y(value));
      context.stroke();
      context.setLineDash([]);
      labels.push({ y: y(value), text: name(order), value, colour: palette.soft });
    }
    const passed = points.filter(([step]) => step <= (clock.frame?.step ?? 0));
    const now = passed.at(-1) ?? points[0],
      colour = palette[ROLE[notes.cell]];
    const path = (list) => {
      context.beginPath();
      list.forEach(([step, value], i) =>
        i ? context.lineTo(x(step), y(value)) : context.moveTo(x(step), y(value)),
      );
      context.stroke();
    };
    context.lineJoin = "round";
    context.strokeStyle = colour;
    context.lineWidth = 2.5;
    path(passed);
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x(now[0]), y(now[1]), letter(5), 0, 7);
    context.fill();
    labels.push({ y: y(now[1]), text: words.network, value: now[1], colour, bold: true });
    for (const label of apart(labels, letter(15), top, bottom)) {
      context.textAlign = "left";
      context.fillStyle = label.colour;
      context.font = `${label.bold ? 650 : 400} ${letter(12)}px ${data.font}`;
      context.fillText(`${label.text}  ${number(label.value, label.value < 20 ? 2 : 0)}`, right + 9, label.y);
    }
    const [best, least] = counted.reduce((a, b) => (b[1] < a[1] ? b : a));
    finding.textContent = fill(notes.tokens === "characters" ? words.finding_characters : words.finding, {
      step: number(now[0]),
      ours: number(now[1], 2),
      name: name(best),
      best: number(least, 2),
    });
    canvas.setAttribute("aria-label", finding.textContent);
    caption.textContent = fill(notes.tokens === "characters" ? words.caption_characters : words.caption, {
      held: number(notes.held),
      train: number(notes.train),
    });
  }
  const update = () => {
    waiting.hidden = run.frames.length > 0;
    waiting.textContent = run.frames.length ? "" : waits(run, words, told, fill);
    draw();
  };
  const off = sharp(canvas, draw);
  clock.addEventListener("change", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  if (data.curves) clock.apply(data.show ?? {});
  update();
  const api = {
    picture(width = 900, height = 420) {
      const image = h("canvas", { width: canvas.width, height: canvas.height });
      image.getContext("2d").drawImage(canvas, 0, 0);
      return image;
    },
  };
  if (data.curves)
    window.__player = {
      clock,
      run,
      cloud: api,
      table: () => ({
        head: ["updates", "perplexity"],
        rows: run.frames.map((frame) => [frame.step, frame.scalars.perplexity]),
      }),
    };
  return {
    show: (show) => clock.apply(show),
    key: (event) => (data.curves ? clock.key(event) : false),
    close() {
      stop();
      off();
      time?.close();
      clock.removeEventListener("change", update);
      run.removeEventListener("state", update);
    },
  };
}
