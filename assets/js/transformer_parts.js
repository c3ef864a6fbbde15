// What each part is good for: taken out of the trained network now, or left out from the beginning.

import { h, replace, fill, number, sharp, pen, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { runOf } from "./run.js";
import { timeline } from "./timeline.js";

export function transformer_parts(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const other = data.beside ? runOf(data.beside) : null;
  // In the link the parts stand under "colour": "selected" is the other picture's.
  const named = (show) => (show?.colour ?? "").split(",").filter(Boolean);
  let off = new Set(named(data.show)),
    veil = data.show?.veil ?? "", // the part whose numbers wait for a guess
    rows = null,
    now = null,
    turn = 0;

  const list = h("div", { class: "parts-list" });
  const head = h("p", { class: "parts-told", "aria-live": "polite" });
  const canvas = h("canvas", { class: "parts-canvas", role: "img" });
  const legend = h("div", { class: "legend parts-legend" });
  const again = h(
    "button",
    {
      type: "button",
      class: "chip strong",
      onclick: () => port.call("wish", { without: [...off].sort().join(",") }),
    },
    words.retrain,
  );
  const whole = h(
    "button",
    {
      type: "button",
      class: "chip",
      onclick: () => {
        off = new Set();
        port.call("wish", { without: "" });
        changed();
      },
    },
    words.whole,
  );
  const leads = Boolean(data.leads);
  const time = leads ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: data.present ? "parts present" : "parts" },
      h(
        "div",
        { class: "parts-board" },
        h("div", { class: "parts-left" }, h("p", { class: "caption" }, words.caption), list),
        h(
          "div",
          { class: "parts-right" },
          head,
          h("div", { class: "parts-plot" }, canvas),
          legend,
          h("div", { class: "either parts-do" }, again, whole),
        ),
      ),
      time?.element,
    ),
  );

  const name = (part) => {
    const [layer, what, which] = part.split(".");
    if (words.names[part]) return words.names[part];
    return fill(words.names[what === "head" ? "head" : `of_${what ?? "layer"}`], {
      layer: +layer + 1,
      head: +which + 1,
    });
  };

  function toggle(part) {
    veil = "";
    if (off.has(part)) off.delete(part);
    else off.add(part);
    changed();
  }

  /** The bars: how much the loss rises at this moment when this one part is missing. */
  function bars() {
    if (!rows) return replace(list, h("p", { class: "quiet" }, run.alive ? words.later : words.wait));
    const most = Math.max(0.05, ...rows.rows.map(({ loss }) => (loss ?? 0) - rows.loss));
    replace(
      list,
      rows.rows.map(({ part, loss, accuracy }) => {
        const rise = loss === null ? most : loss - rows.loss,
          hidden = part === veil;
        return h(
          "button",
          {
            type: "button",
            class: `parts-row depth-${part.split(".").length - 1}${off.has(part) ? " off" : ""}`,
            "aria-pressed": String(off.has(part)),
            title: hidden
              ? words.hidden
              : fill(words.row, {
                  part: name(part),
                  loss: number(loss, 2),
                  whole: number(rows.loss, 2),
                  accuracy: number(100 * accuracy, 0),
                }),
            onclick: () => toggle(part),
          },
          h("span", {}, name(part)),
          h(
            "i",
            {},
            h("b", {
              style: {
                width: hidden ? 0 : `${Math.max(0.6, 100 * Math.min(1, Math.abs(rise) / most))}%`,
                background: rise >= 0 ? palette.negative : palette.good,
              },
            }),
          ),
          h("small", {}, hidden ? "?" : `${rise >= 0 ? "+" : ""}${number(rise, 2)}`),
          h("small", {}, hidden ? "?" : `${number(100 * accuracy, 0)} %`),
        );
      }),
    );
  }

  async function load() {
    const mine = ++turn,
      frame = clock.frame;
    if (!frame || run.alive) return bars();
    const step = frame.step,
      parts = [...off].sort().join(",");
    const [all, film] = await Promise.all([
      run.ask("parts", { step }).catch(() => null),
      off.size ? run.ask("without", { off: parts }).catch(() => null) : null,
    ]);
    if (mine !== turn) return;
    if (all && !all.refused) rows = all;
    now = film && !film.refused ? film : null;
    if (film?.refused) head.textContent = told(words, film.refused);
    bars();
    draw();
  }
  function changed() {
    if (off.size === 0) now = null;
    bars();
    draw();
    load();
    port.write({ colour: [...off].sort().join(",") || null });
  }

  const measured = (reel) =>
    reel.frames.map((frame) => [frame.step, frame.scalars.held]).filter(([, v]) => typeof v === "number");
  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      [width, height] = [canvas.clientWidth, canvas.clientHeight],
      size = data.present ? 17 : 12,
      [left, right, top, bottom] = [size * 3, width - 10, 10, height - size * 2],
      curves = [
        [measured(run), palette.loss, words.curve_whole],
        [now ? now.steps.map((step, i) => [step, now.loss[i]]) : [], palette.negative, words.curve_now],
        [other ? measured(other) : [], palette.context, words.curve_again],
      ].map(([points, ...rest]) => [points.filter(([, value]) => Number.isFinite(value)), ...rest]),
      lastStep = run.notes.last_step ?? 1,
      most = Math.min(12, Math.max(1, ...curves.flatMap(([points]) => points.map(([, value]) => value)))),
      x = (step) => left + ((right - left) * step) / lastStep,
      y = (value) => bottom - (bottom - top) * Math.min(1, value / most);
    context.font = `${size}px ${data.font}`;
    context.fillStyle = palette.soft;
    context.strokeStyle = palette.line;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (let tick = 0; tick <= most; tick += most > 5 ? 2 : 1) {
      context.beginPath();
      context.moveTo(left, y(tick));
      context.lineTo(right, y(tick));
      context.stroke();
      context.fillText(String(tick), left - 8, y(tick));
    }
    context.textAlign = "left";
    context.fillText(words.updates_axis, left, height - size * 0.6);
    context.textAlign = "right";
    context.fillText(number(lastStep), right, height - size * 0.6);
    for (const [points, colour] of curves) {
      context.strokeStyle = colour;
      context.lineWidth = 2.2;
      context.beginPath();
      points.forEach(([step, value], i) =>
        i ? context.lineTo(x(step), y(value)) : context.moveTo(x(step), y(value)),
      );
      context.stroke();
    }
    if (clock.frame) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x(clock.frame.step), top);
      context.lineTo(x(clock.frame.step), bottom);
      context.stroke();
    }
    const here = (points) => {
      const step = clock.frame?.step ?? 0;
      return points.filter(([at]) => at <= step).at(-1)?.[1] ?? null;
    };
    replace(
      legend,
      curves
        .filter(([points]) => points.length)
        .map(([points, colour, label]) =>
          h("span", { style: { color: colour } }, `${label} `, h("b", {}, number(here(points), 2))),
        ),
    );
    const missing = [...off].sort().map(name).join(", ");
    head.textContent = off.size
      ? fill(now ? words.told : words.told_wait, {
          parts: missing,
          before: number(here(curves[0][0]), 2),
          after: number(here(curves[1][0]), 2),
        })
      : words.hint;
    again.disabled = off.size === 0;
    again.textContent =
      other && data.without === [...off].sort().join(",")
        ? other.alive
          ? words.retraining
          : words.retrained
        : words.retrain;
    whole.hidden = off.size === 0;
    canvas.setAttribute("aria-label", `${head.textContent} ${legend.textContent}`);
  }

  let pending = null;
  const follow = () => {
    draw();
    if (clock.playing) return;
    clearTimeout(pending);
    pending = setTimeout(load, 150);
  };
  const off_canvas = sharp(canvas, draw);
  clock.addEventListener("change", follow);
  run.addEventListener("state", follow);
  other?.addEventListener("frames", draw);
  other?.addEventListener("state", draw);
  const stops = [run.watch(), other?.watch()];
  if (data.without) off = new Set(data.without.split(","));
  if (leads) clock.apply(data.show ?? {});
  bars();
  load();
  const table = () => ({
    head: ["part", "loss", "accuracy"],
    rows: (rows?.rows ?? []).map(({ part, loss, accuracy }) => [part, loss, accuracy]),
  });
  if (leads) window.__player = { clock, run, table };
  window.__parts = () => ({ off: [...off], rows, now, other: other && measured(other) });
  return {
    key: (event) => (leads ? clock.key(event) : false),
    show(show) {
      if (leads) clock.apply(show);
      off = new Set(named(show));
      veil = show.veil ?? "";
      changed();
    },
    close() {
      stops.forEach((stop) => stop?.());
      off_canvas();
      time?.close();
      clearTimeout(pending);
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", follow);
      other?.removeEventListener("frames", draw);
      other?.removeEventListener("state", draw);
    },
  };
}
