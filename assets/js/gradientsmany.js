// Many configurations on one clock: a small picture for each cell and beginning, a line for each seed.

import { fill, h, number, onPaper, pen, replace, sharp, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { svgPen } from "./gradientssvg.js";
import {
  FLOOR,
  NAMES,
  ROLES,
  UNSEEN,
  curveOf,
  decades,
  power,
  shares,
  short,
  ticks,
  told,
  trace,
} from "./gradientsdraw.js";

/** The value in the middle of some numbers, of those that are numbers. */
function median(values) {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  return known.length ? known[Math.floor((known.length - 1) / 2)] : NaN;
}

/** data.show.veil names cells that are hidden until a guess is made. */
export function gradientsmany(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette, font } = data;
  const canvas = h("canvas", { class: "gradient-canvas" }),
    waiting = h("div", { class: "waiting" }),
    said = h("p", { class: "finding", "aria-live": "polite" }),
    stage = h("div", { class: "stage gradient-stage", role: "img", tabindex: "0" }, canvas, waiting);
  const time = timeline(clock, {
    ...data,
    curves: data.curves.map((curve) => ({ ...curve, low: 0, high: 1 })),
  });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player present gradients many" : "player gradients many" },
      h("div", { class: "main" }, stage, said, time.element),
    ),
  );
  let size = [1, 1],
    seen = -1,
    veil = "";

  const configs = () => run.notes.configs ?? [];
  const inits = () => [...new Set(configs().map((config) => config.init))];
  const last = () => run.notes.steps - 1;

  function draw() {
    if (clock.frame && configs().length && canvas.ratio) paint(pen(canvas));
  }
  function paint(context) {
    const [width, height] = size,
      narrow = width < 560,
      type = data.present ? Math.max(14, Math.min(22, height / 34)) : narrow ? 11 : 12.5,
      cells = run.notes.cells,
      rows = inits(),
      left = type * 4,
      top = type * 2,
      below = type * 2.8,
      gap = type * 1.1,
      wide = (width - left - type - gap * (cells.length - 1)) / cells.length,
      high = (height - top - below - (gap + type * 1.3) * rows.length) / rows.length;
    context.textBaseline = "middle";
    const ceiling = reached();
    rows.forEach((init, row) =>
      cells.forEach((cell, column) => {
        const x0 = left + column * (wide + gap),
          y0 = top + row * (high + gap + type * 1.3) + type * 1.3;
        panel(context, { init, cell, row, column, x0, y0, wide, high, type, ceiling, narrow });
      }),
    );
    context.font = `${type}px ${font}`;
    context.fillStyle = palette.soft;
    context.textAlign = "left";
    context.fillText(words.distance, left, height - type * 0.8);
  }

  /** The largest power of ten in the film's first and last frames; growth is drawn up to it. */
  function reached() {
    let most = 1;
    for (const frame of [run.frames[0], clock.frame, run.frames.at(-1)])
      configs().forEach((_, i) => {
        const curve = curveOf(frame, i);
        if (!(curve[0] > 0)) return;
        for (const value of shares(curve)) if (Number.isFinite(value)) most = Math.max(most, value);
      });
    return Math.min(38, Math.ceil(Math.log10(most) - 0.3));
  }

  function panel(context, { init, cell, row, column, x0, y0, wide, high, type, ceiling, narrow }) {
    const x = (distance) => x0 + (wide * distance) / Math.max(1, last()),
      y = (exponent) => y0 + (high * (ceiling - exponent)) / (ceiling - FLOOR),
      members = configs()
        .map((config, i) => ({ ...config, i }))
        .filter((config) => config.cell === cell && config.init === init);
    context.fillStyle = palette.wash;
    context.fillRect(x0, y(Math.log10(UNSEEN)), wide, y0 + high - y(Math.log10(UNSEEN)));
    context.font = `${type * 0.92}px ${font}`;
    context.lineWidth = 1;
    for (const exponent of decades(FLOOR, ceiling, high / (type * 2.2))) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(x0, y(exponent));
      context.lineTo(x0 + wide, y(exponent));
      context.stroke();
      if (column === 0) {
        context.textAlign = "right";
        context.fillStyle = palette.soft;
        context.fillText(power(exponent), x0 - 6, y(exponent));
      }
    }
    if (row === inits().length - 1)
      for (const distance of ticks(last(), wide / (type * 5))) {
        // The ends of neighbours would meet.
        context.textAlign = distance === 0 ? "left" : x(distance) > x0 + wide - type ? "right" : "center";
        context.fillStyle = palette.soft;
        context.fillText(number(distance), x(distance), y0 + high + type * 0.9);
      }
    context.font = `600 ${type}px ${font}`;
    context.textAlign = "left";
    context.fillStyle = palette[ROLES[cell]];
    context.fillText(NAMES[cell], x0, y0 - type * 0.8);
    const name = context.measureText(`${NAMES[cell]} `).width;
    context.font = `${type}px ${font}`;
    context.fillStyle = palette.soft;
    context.fillText(words[init] ?? init, x0 + name, y0 - type * 0.8);
    if (veil.includes(cell)) return;
    const known = members.map(({ i }) => told(run, clock.frame, i)),
      right = median(known.map((now) => now.accuracy)),
      blown = known.filter((now) => now.exploded > 0).length;
    const note = blown
      ? fill(words.blown, { n: blown })
      : fill(words.right_all, { values: `${Math.round(100 * right)} %` });
    context.textAlign = "right";
    context.fillStyle = blown ? palette.negative : palette.ink;
    const room = wide - name - context.measureText(words[init] ?? init).width - 10;
    if (!narrow && context.measureText(note).width < room) context.fillText(note, x0 + wide, y0 - type * 0.8);
    context.save();
    context.beginPath();
    context.rect(x0, y0 - 1, wide, high + 2);
    context.clip();
    lines(context, members, palette[ROLES[cell]], x, y, ceiling);
    context.restore();
  }

  function lines(context, members, colour, x, y, ceiling) {
    const curves = members.map(({ i }) => shares(curveOf(clock.frame, i))).filter((curve) => curve[0] === 1);
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.globalAlpha = 0.55;
    for (const curve of curves) trace(context, curve, x, y, FLOOR, ceiling);
    context.globalAlpha = 1;
    if (!curves.length) return;
    context.lineWidth = data.present ? 3.5 : 2.5;
    const middle = Float64Array.from(curves[0], (_, at) => median(curves.map((curve) => curve[at])));
    trace(context, middle, x, y, FLOOR, ceiling);
  }

  const update = () => {
    waiting.hidden = run.frames.length > 0 && run.status.state !== "failed";
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? spoken(words, run.status.reason) : null) ?? words[run.status.state] ?? "");
    if (!clock.frame || !configs().length || clock.index === seen) return;
    seen = clock.index;
    said.textContent = fill(words.found, {
      updates: number(clock.frame.step),
      n: number(configs().length),
    });
    stage.setAttribute("aria-label", `${words.stage}. ${said.textContent} ${summary()}`);
    draw();
  };

  /** Every panel in words, for those who do not see it. */
  const summary = () =>
    inits()
      .flatMap((init) =>
        run.notes.cells.map((cell) => {
          const values = configs()
            .map((config, i) =>
              config.cell === cell && config.init === init ? shares(curveOf(clock.frame, i))[last()] : NaN,
            )
            .filter(Number.isFinite);
          return `${NAMES[cell]}, ${words[init] ?? init}: ${short(median(values))}`;
        }),
      )
      .join("; ");

  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  const settle = () => clock.frame && port.write({ step: clock.frame.step });
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  const stop = run.watch();
  const meet = (show) => {
    veil = show.veil ?? "";
    clock.apply(show);
    seen = -1;
    update();
  };
  meet(data.show ?? {});
  clock.rest(data.show);

  const picture = () => onPaper(canvas, palette.card);
  const svg = ({ title }) => {
    const drawn = svgPen(canvas.getContext("2d"));
    paint(drawn);
    return drawn.picture(size, { title, font, paper: palette.card });
  };
  const table = () => ({
    head: ["distance", ...configs().map((config) => `${config.cell} ${config.init} ${config.seed}`)],
    rows: Array.from({ length: last() + 1 }, (_, distance) => [
      distance,
      ...configs().map((_, i) => shares(curveOf(clock.frame, i))[distance]),
    ]),
  });
  window.__player = {
    clock,
    run,
    cloud: { picture, svg },
    table,
    state: () => ({ veil, panels: inits().length * 3, summary: summary() }),
  };
  return {
    show: meet,
    key: (event) => clock.key(event),
    close() {
      stop();
      off();
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
    },
  };
}
