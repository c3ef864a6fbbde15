// Two deep networks of the same layers, with and without shortcuts: what of the gradient reaches which layer.

import { fill, h, number, onPaper, pen, replace, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { wrapped } from "./imagecnn.js";

/** What is measured at a layer, in the order offered; numbers below this are drawn at the bottom. */
const KINDS = ["errors", "kernels", "signals"],
  LEAST = 1e-12;
const COLOURS = { plain: "negative", residual: "centre" };

/** A number as people write it, with a power of ten where it needs one. */
const power = (value) => {
  if (!(value > 0)) return ["0"];
  const exponent = Math.floor(Math.log10(value));
  return exponent > -3 && exponent < 3
    ? [number(value, exponent < -1 ? 4 : 2)]
    : [`${(value / 10 ** exponent).toFixed(1)} · 10`, h("sup", {}, String(exponent).replace("-", "−"))];
};

/** A template whose placeholders may be nodes. */
const sentence = (template, values) =>
  template.split(/(\{\w+\})/).flatMap((part) => values[part.slice(1, -1)] ?? [part]);

export function imagecnn_depth(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const canvas = h("canvas", { class: "imagecnn-layers" }),
    tabs = h("div", { class: "imagecnn-modes", role: "group", "aria-label": words.which }),
    waiting = h("div", { class: "waiting" }),
    host = h("div", { class: "stage imagecnn-deep", role: "img" }, canvas, tabs, waiting),
    note = h("p", { class: "imagecnn-told-deep" }),
    time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: `player imagecnn-depth${data.present ? " present" : ""}` },
      h("div", { class: "main" }, host, note, time.element),
    ),
  );
  let kind = KINDS.includes(data.show?.colour) ? data.show.colour : "errors",
    size = [1, 1];

  /** Powers of ten that hold every number of this kind in the film so far. */
  function range() {
    let low = Infinity,
      high = -Infinity;
    for (const frame of run.frames)
      for (const value of frame.arrays[kind]?.data ?? [])
        if (value > LEAST && Number.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
    return low < high ? [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))] : [-1, 0];
  }

  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      [width, height] = size,
      frame = clock.frame;
    if (!frame?.arrays[kind]) return;
    const depth = run.notes.depth,
      letter = data.present ? 18 : 12,
      [low, high] = range(),
      left = letter * 4.2,
      right = width - letter * 6.4,
      top = letter * 4,
      bottom = height - letter * 3.2,
      x = (layer) => left + ((right - left) * layer) / Math.max(1, depth - 1),
      y = (value) => {
        const share = ((value > 0 ? Math.log10(value) : low) - low) / (high - low);
        return bottom - (bottom - top) * Math.max(0, Math.min(1, share));
      };
    context.font = `${letter}px ${data.font}`;
    context.fillStyle = palette.soft;
    context.strokeStyle = palette.line;
    context.textBaseline = "middle";
    const every = Math.max(1, Math.ceil((high - low) / 6));
    for (let tick = low; tick <= high; tick += every) {
      context.beginPath();
      context.moveTo(left, y(10 ** tick));
      context.lineTo(right, y(10 ** tick));
      context.stroke();
      const exponent = String(tick).replace("-", "−");
      context.textAlign = "right";
      context.font = `${letter * 0.75}px ${data.font}`;
      const wide = context.measureText(exponent).width;
      context.fillText(exponent, left - 8, y(10 ** tick) - letter * 0.35);
      context.font = `${letter}px ${data.font}`;
      context.fillText("10", left - 8 - wide, y(10 ** tick));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    const step = Math.max(1, Math.ceil(depth / Math.max(3, Math.floor((right - left) / 46))));
    for (let layer = 0; layer < depth; layer += step)
      context.fillText(String(layer + 1), x(layer), bottom + 6);
    context.fillText(words.layer_axis, (left + right) / 2, bottom + 6 + letter * 1.3);
    const [before, after, share] = clock.between;
    const ends = [];
    run.notes.kinds.forEach((name, which) => {
      const at = (layer) => {
        const now = before.arrays[kind].data[which * depth + layer],
          then = after?.arrays[kind]?.data[which * depth + layer] ?? now;
        return share ? now + (then - now) * share : now;
      };
      context.strokeStyle = context.fillStyle = palette[COLOURS[name]];
      context.lineWidth = 2.2;
      context.lineJoin = "round";
      context.beginPath();
      for (let layer = 0; layer < depth; layer++)
        layer ? context.lineTo(x(layer), y(at(layer))) : context.moveTo(x(layer), y(at(layer)));
      context.stroke();
      for (let layer = 0; layer < depth; layer++) {
        context.beginPath();
        context.arc(x(layer), y(at(layer)), 3, 0, 7);
        context.fill();
      }
      ends.push([name, y(at(depth - 1))]);
    });
    // Names beside the lines' ends, pushed apart where they would lie on each other.
    ends.sort((a, b) => a[1] - b[1]);
    ends.forEach((end, at) => {
      if (at && end[1] - ends[at - 1][1] < letter * 1.3) end[1] = ends[at - 1][1] + letter * 1.3;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillStyle = palette[COLOURS[end[0]]];
      context.font = `600 ${letter}px ${data.font}`;
      context.fillText(words.networks[end[0]], right + 10, end[1]);
    });
  }

  function choices() {
    replace(
      tabs,
      KINDS.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            title: words.kinds_help[name],
            "aria-pressed": String(name === kind),
            onclick: () => {
              kind = name;
              port.write({ colour: kind === "errors" ? null : kind });
              choices();
              update();
            },
          },
          words.kinds[name],
        ),
      ),
    );
  }

  function tell() {
    const frame = clock.frame,
      depth = run.notes.depth,
      values = frame.arrays.errors.data,
      part = (which) => {
        const last = values[which * depth + depth - 1];
        return last > 0 ? values[which * depth] / last : 0;
      };
    replace(
      note,
      ...sentence(words.deep_told, {
        plain: power(part(0)),
        residual: power(part(1)),
        plain_right: [number(100 * frame.scalars.plain_accuracy, 0)],
        residual_right: [number(100 * frame.scalars.residual_accuracy, 0)],
      }),
    );
    host.setAttribute("aria-label", note.textContent);
  }

  const update = () => {
    waiting.hidden = run.frames.length > 0;
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? told(words, run.status.reason) : null) ??
        (run.status.state === "queued" && run.status.place > 0
          ? fill(words.place, { place: run.status.place })
          : (words[run.status.state] ?? "")));
    if (!clock.frame?.arrays.errors) return;
    draw();
    tell();
  };
  const settle = () =>
    port.write({ step: clock.frame && !clock.live && clock.position < clock.last ? clock.frame.step : null });
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", update);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  choices();
  update();
  clock.rest(data.show);

  const picture = () => onPaper(canvas, palette.card);
  const table = () => ({
    head: ["layer", ...run.notes.kinds],
    rows: Array.from({ length: run.notes.depth }, (_, layer) => [
      layer + 1,
      ...run.notes.kinds.map(
        (_name, which) => clock.frame.arrays[kind].data[which * run.notes.depth + layer],
      ),
    ]),
  });
  window.__player = {
    clock,
    run,
    table,
    cloud: { picture, svg: () => wrapped(picture()) },
    kind: () => kind,
  };
  return {
    show(show) {
      data.show = show;
      if (KINDS.includes(show.colour)) kind = show.colour;
      choices();
      clock.apply(show);
      update();
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      off();
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", update);
    },
  };
}
