// Inside the product of all those steps: how long each direction arrives, and which units carry the gradient.

import { h, replace, sharp, pen, fill, number } from "./dom.js";
import { clockOf } from "./clock.js";
import { heat } from "./heat.js";
import { FLOOR, NAMES, ROLES, decades, power, short, ticks, told } from "./gradientsdraw.js";

const NOTHING = -128;
/** Tenths of a power of ten, as the run keeps them. */
const value = (tenth) => (tenth === NOTHING ? NaN : 10 ** (tenth / 10));

export function gradientsinside(root, data) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette, font } = data;
  const choice = h("div", { class: "either", role: "group", "aria-label": words.cell }),
    canvas = h("canvas", { class: "gradient-directions", role: "img" }),
    said = h("p", { class: "finding" }),
    host = h("div", { class: "gradient-units" });
  replace(
    root,
    h(
      "div",
      { class: "gradients-inside" },
      choice,
      h(
        "div",
        { class: "both" },
        h("figure", {}, h("figcaption", {}, words.directions), canvas, said),
        h("figure", {}, h("figcaption", {}, words.units), host, h("p", { class: "finding" }, words.distance)),
      ),
    ),
  );
  let cell = "lstm",
    seen = -1,
    size = [1, 1],
    map = null,
    order = [];

  const places = () => run.notes.places;
  const at = () => run.notes.cells.indexOf(cell);
  /** The P × H numbers of the chosen cell in a frame's array. */
  function of(name) {
    const array = clock.frame.arrays[name];
    if (!array) return null;
    const [, P, H] = array.shape;
    return { P, H, values: array.data.subarray(at() * P * H, (at() + 1) * P * H) };
  }

  function draw() {
    const found = clock.frame && of("directions");
    if (!found || !canvas.ratio) return;
    const context = pen(canvas),
      [width, height] = size,
      type = 12.5,
      left = 46,
      right = width - 18,
      top = 10,
      bottom = height - 36,
      { P, H, values } = found,
      most = Math.max(...values),
      ceiling = Math.max(0, Math.ceil(most / 10)),
      last = places()[P - 1],
      x = (distance) => left + ((right - left) * distance) / Math.max(1, last),
      y = (exponent) => top + ((bottom - top) * (ceiling - exponent)) / (ceiling - FLOOR);
    context.font = `${type}px ${font}`;
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const exponent of decades(FLOOR, ceiling, 6)) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(left, y(exponent));
      context.lineTo(right, y(exponent));
      context.stroke();
      context.textAlign = "right";
      context.fillStyle = palette.soft;
      context.fillText(power(exponent), left - 7, y(exponent));
    }
    context.textAlign = "center";
    for (const distance of ticks(last, (right - left) / 70))
      context.fillText(number(distance), x(distance), bottom + 12);
    context.textAlign = "left";
    context.fillText(words.distance, left, height - 8);
    context.save();
    context.beginPath();
    context.rect(left, top - 2, right - left, bottom - top + 2);
    context.clip();
    context.strokeStyle = palette[ROLES[cell]];
    for (let direction = H - 1; direction >= 0; direction--) {
      context.globalAlpha = direction ? 0.28 : 1;
      context.lineWidth = direction ? 1 : 2.5;
      context.beginPath();
      let open = false;
      for (let place = 0; place < P; place++) {
        const tenth = values[place * H + direction];
        if (tenth === NOTHING) continue;
        if (open) context.lineTo(x(places()[place]), y(tenth / 10));
        else context.moveTo(x(places()[place]), y(tenth / 10));
        open = true;
      }
      context.stroke();
    }
    context.restore();
    context.globalAlpha = 1;
  }

  function tell() {
    const found = of("directions");
    if (!found) {
      said.textContent = words.lacking;
      return;
    }
    const { H, P, values } = found,
      near = places().findIndex((place) => place >= 20),
      place = near < 0 ? P - 1 : near,
      row = [...values.subarray(place * H, (place + 1) * H)].map(value),
      blown = told(run, clock.frame, at()).exploded > 0;
    said.textContent = blown
      ? words.blown
      : fill(words.told, {
          distance: number(places()[place]),
          first: short(row[0]),
          middle: short(row[Math.floor(H / 2)]),
          last: row[H - 1] <= 10 ** (FLOOR - 0.69) ? "0" : short(row[H - 1]),
        });
    canvas.setAttribute("aria-label", `${words.directions}. ${NAMES[cell]}. ${said.textContent}`);
  }

  function carry() {
    const found = of("units");
    if (!found) return;
    const { P, H, values } = found,
      first = Math.max(...values.subarray(0, H)),
      far = (unit) => {
        // The farthest place at which anything is left tells the units apart.
        let sum = 0;
        for (let place = 0; place < P; place++) sum += Math.max(-127, values[place * H + unit]);
        return sum;
      };
    order = Array.from({ length: H }, (_, unit) => unit).sort((a, b) => far(b) - far(a));
    const options = {
      rows: H,
      columns: P,
      value: (row, column) => {
        const tenth = values[column * H + order[row]];
        return tenth === NOTHING ? NaN : (tenth - first) / 10;
      },
      scale: "sequential",
      range: [FLOOR / 1.5, 0],
      colour: ROLES[cell],
      columnLabels: places().map(String),
      label: `${words.units}. ${NAMES[cell]}`,
      describe: (row, column) =>
        fill(words.unit, {
          n: order[row] + 1,
          distance: places()[column],
          value: short(value(values[column * H + order[row]])),
        }),
    };
    map?.close();
    map = heat(host, { palette, font, ...options });
  }

  function choices() {
    replace(
      choice,
      (run.notes.cells ?? []).map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(name === cell),
            onclick: () => {
              cell = name;
              seen = -1;
              choices();
              update();
            },
          },
          NAMES[name],
        ),
      ),
    );
  }

  const update = () => {
    if (!clock.frame || !run.notes.cells || clock.index === seen) return;
    if (seen < 0) choices();
    seen = clock.index;
    tell();
    carry();
    draw();
  };
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  clock.addEventListener("change", update);
  const stop = run.watch();
  update();
  window.__inside = { state: () => ({ cell, order }) };
  return {
    key: () => false,
    show() {},
    close() {
      stop();
      off();
      map?.close();
      clock.removeEventListener("change", update);
    },
  };
}
