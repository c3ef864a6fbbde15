// The wall: every filter with the n-grams it likes best at this moment, and the class it speaks for.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { storeOf } from "./textcnn_store.js";

/** Filters shown at the most, n-grams of each. */
const MOST = 36,
  TOPS = 4;

export function textcnnwall(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    store = storeOf(clock),
    { words, palette } = data;
  const wall = h("div", { class: "cnn-wall" }),
    detail = h("div", { class: "cnn-detail" }),
    caption = h("p", { class: "finding" });
  const chips = h("div", { class: "either" }),
    time = data.curves ? timeline(clock, data) : null;
  let order = "width",
    drawn = null,
    asked = null,
    open = null;
  replace(
    root,
    h(
      "div",
      { class: `cnn-walls${data.present ? " present" : ""}${time ? " main" : ""}` },
      time?.element,
      chips,
      wall,
      detail,
      caption,
    ),
  );

  const className = (c) => data.classes[run.notes.names[c]] ?? run.notes.names[c];
  const shade = (c) =>
    run.notes.names.length === 2
      ? palette[c ? "good" : "negative"]
      : palette.groups[c % palette.groups.length];

  /** What filter f gives each class for one of what it finds, less their mean. */
  function leaning(frame, f) {
    const { k } = run.notes,
      [C, wide] = frame.arrays.out.shape,
      { data: out } = frame.arrays.out;
    const given = Array.from({ length: C }, (_, c) => {
      let sum = 0;
      for (let slot = 0; slot < k; slot++) sum += out[c * wide + f * k + slot];
      return sum / k;
    });
    const mean = given.reduce((sum, one) => sum + one, 0) / C;
    return given.map((one) => one - mean);
  }

  function grams(frame, f) {
    const [, many, widest] = frame.arrays.tops.shape,
      width = run.notes.widths[Math.floor(f / run.notes.filters)];
    return Array.from({ length: Math.min(TOPS, many) }, (_, i) => {
      const from = (f * many + i) * widest,
        ids = Array.from(frame.arrays.tops.data.subarray(from, from + width));
      return {
        text: ids.map((id) => (id ? run.notes.words[id - 1] : words.padding_word)).join(" "),
        value: frame.arrays["top values"].data[f * many + i],
      };
    });
  }

  /** Which filters, and in which order: fixed over the film, by what they are at its end. */
  function arranged() {
    const end = run.frames.at(-1),
      count = run.notes.widths.length * run.notes.filters,
      strength = Array.from({ length: count }, (_, f) => leaning(end, f)),
      size = (f) =>
        Math.max(...strength[f].map(Math.abs)) * end.arrays["top values"].data[f * end.arrays.tops.shape[1]];
    let shown = Array.from({ length: count }, (_, f) => f);
    if (count > MOST)
      shown = [...shown]
        .sort((a, b) => size(b) - size(a))
        .slice(0, MOST)
        .sort((a, b) => a - b);
    if (order === "class") {
      const side = (f) => strength[f].indexOf(Math.max(...strength[f]));
      shown.sort((a, b) => side(b) - side(a) || size(b) - size(a));
    }
    return shown;
  }

  function draw() {
    const frame = clock.frame;
    if (!frame?.arrays.tops) {
      if (!run.frames.length) wall.textContent = told(words, run.status.reason) || "";
      return;
    }
    if (drawn === frame && wall.children.length) return;
    drawn = frame;
    replace(
      chips,
      ["width", "class"].map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(order === name),
            onclick: () => {
              order = name;
              drawn = null;
              draw();
            },
          },
          words.orders[name],
        ),
      ),
    );
    const { notes } = run,
      reach = Math.max(
        1e-6,
        ...Array.from({ length: notes.widths.length * notes.filters }, (_, f) =>
          Math.max(...leaning(run.frames.at(-1), f).map(Math.abs)),
        ),
      );
    replace(
      wall,
      arranged().map((f) => {
        const width = notes.widths[Math.floor(f / notes.filters)],
          lean = leaning(frame, f),
          side = lean.indexOf(Math.max(...lean)),
          best = grams(frame, f);
        return h(
          "button",
          {
            type: "button",
            class: f === open ? "cnn-card chosen" : "cnn-card",
            "aria-pressed": String(f === open),
            title: fill(words.card, { n: f + 1, width, name: className(side) }),
            style: `--side: ${shade(side)}; --share: ${Math.min(1, Math.max(...lean) / reach).toFixed(3)}`,
            onclick: () => {
              open = open === f ? null : f;
              drawn = null;
              asked = null;
              if (open !== null) store.look(f, null);
              draw();
              look();
            },
          },
          h(
            "span",
            { class: "cnn-card-head" },
            h("b", {}, f + 1),
            ` ${fill(words.width_words, { n: width })}`,
            h("span", { class: "cnn-card-side" }, className(side)),
          ),
          h("span", { class: "cnn-card-rule" }, h("i", {})),
          best.map(({ text, value }) =>
            h("span", { class: "cnn-card-gram" }, h("span", {}, text), h("small", {}, number(value, 1))),
          ),
        );
      }),
    );
    const [pool, whole] = Object.values(notes.grams).reduce(
      ([a, b], [kept, all]) => [a + kept, b + all],
      [0, 0],
    );
    caption.textContent = fill(words.wall_caption, { pool: number(pool), whole: number(whole) });
  }

  /** One filter: what it liked at every moment, and where its best n-grams stand in the reviews. */
  async function look() {
    if (open === null) {
      replace(detail);
      return;
    }
    const mine = `${open} ${clock.index} ${run.frames.length}`;
    if (asked === mine) return;
    asked = mine;
    const found = await run.ask("filter", { filter: open, frame: clock.index }).catch(() => null);
    if (asked !== mine || !found || found.refused) return;
    const { names } = run.notes;
    const lives = [];
    for (const moment of found.moments) {
      const text = moment.best.join(" ");
      if (lives.at(-1)?.text !== text) lives.push({ text, step: moment.step });
    }
    replace(
      detail,
      h("h4", {}, fill(words.detail, { n: open + 1 })),
      curve(found.moments),
      h("h4", {}, words.liked),
      h(
        "p",
        { class: "cnn-lives" },
        lives
          .slice(-14)
          .flatMap(({ text, step }, i) => [
            i ? h("i", {}, " → ") : "",
            h(
              "button",
              {
                type: "button",
                title: fill(words.since, { step: number(step) }),
                onclick: () => clock.seekStep(step),
              },
              text,
            ),
          ]),
      ),
      h("h4", {}, words.in_corpus),
      h(
        "div",
        { class: "cnn-grams" },
        found.list.map((one) => {
          const all = one.classes.reduce((sum, n) => sum + n, 0) || 1;
          return h(
            "details",
            { class: "cnn-gram" },
            h(
              "summary",
              {},
              h("span", {}, one.words.join(" ")),
              h("small", {}, fill(words.times, { n: number(one.count) })),
              h(
                "span",
                {
                  class: "cnn-shares",
                  title: names.map((_, c) => `${className(c)} ${one.classes[c]}`).join(", "),
                },
                one.classes.map((n, c) =>
                  h("i", { style: { width: `${(100 * n) / all}%`, background: shade(c) } }),
                ),
              ),
              h("small", {}, number(one.value, 2)),
            ),
            one.texts.map((text) =>
              h(
                "button",
                {
                  type: "button",
                  class: "cnn-place",
                  title: words.read_this,
                  onclick: () => store.read(text.replaceAll("?", "").trim()),
                },
                text,
              ),
            ),
          );
        }),
      ),
    );
  }

  /** The weights of the classes over the training, as lines. */
  function curve(moments) {
    const wide = 600,
      high = 90,
      C = run.notes.names.length,
      values = moments.map(({ out }) =>
        out.map((row) => row.reduce((sum, one) => sum + one, 0) / row.length),
      ),
      most = Math.max(0.1, ...values.flat().map(Math.abs)),
      x = (i) => (wide * i) / Math.max(1, moments.length - 1),
      y = (value) => high / 2 - (value / most) * (high / 2 - 6);
    return h(
      "svg",
      {
        class: "cnn-curve",
        viewBox: `0 0 ${wide} ${high}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": words.weights_label,
      },
      h("line", { x1: 0, x2: wide, y1: high / 2, y2: high / 2, stroke: palette.line }),
      h("line", {
        x1: x(clock.index),
        x2: x(clock.index),
        y1: 0,
        y2: high,
        stroke: palette.soft,
        "stroke-dasharray": "3 3",
      }),
      Array.from({ length: C }, (_, c) =>
        h("path", {
          d: values.map((row, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(row[c]).toFixed(1)}`).join(""),
          fill: "none",
          stroke: shade(c),
          "stroke-width": 2,
          "vector-effect": "non-scaling-stroke",
        }),
      ),
    );
  }

  let pending = null;
  const update = () => {
    draw();
    if (open === null || clock.playing) return;
    clearTimeout(pending);
    pending = setTimeout(look, 150);
  };
  clock.addEventListener("change", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  /** As the main picture it shows the moment of its scene, and is what can be taken along. */
  function go(show) {
    if (!time) return;
    clock.apply(show);
    if (show.step === "play") clock.following = false;
  }
  if (time) {
    const { step, from } = data.show ?? {};
    if (step !== null && step !== undefined) go({ step, from });
    else if (run.whole && !clock.playing && clock.position === 0) clock.seek(clock.last);
    window.__player = {
      clock,
      run,
      table: () => ({
        head: ["filter", "width", "n-gram", "value", ...run.notes.names],
        rows: arranged().flatMap((f) =>
          grams(clock.frame, f).map(({ text, value }) => [
            f + 1,
            run.notes.widths[Math.floor(f / run.notes.filters)],
            text,
            value,
            ...leaning(clock.frame, f),
          ]),
        ),
      }),
    };
  }
  const written = () => {
    const still =
      !clock.playing && !clock.live && clock.frame && !(clock.position >= clock.last && run.whole);
    if (time) port.write({ step: still ? clock.frame.step : null });
  };
  clock.addEventListener("settle", written);
  update();
  return {
    key: (event) => (time ? clock.key(event) : false),
    show(show) {
      go(show);
      update();
    },
    close() {
      stop();
      time?.close();
      clock.removeEventListener("settle", written);
      clearTimeout(pending);
      clock.removeEventListener("change", update);
      run.removeEventListener("state", update);
    },
  };
}
