// Inside one reading: what each layer would say already, and how long the stream's vectors grow.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { chip, pressed, sentenceForm } from "./transformer_pieces.js";

const ALL_KINDS = ["lens", "length", "spread", "mean", "attended", "fed"];

export function transformer_inside(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    KINDS = data.brought ? ALL_KINDS.slice(0, 4) : ALL_KINDS;
  let found = null,
    kind = KINDS.includes(data.show?.mode) ? data.show.mode : "lens",
    text = "",
    turn = 0,
    shown = "",
    sheet = null,
    shape = "";
  const leads = Boolean(data.leads),
    time = leads ? timeline(clock, data) : null;
  const chips = KINDS.map((name) =>
    chip(
      words.kinds[name],
      () => {
        kind = name;
        draw();
      },
      words.help[name],
    ),
  );
  const { element: form } = sentenceForm(words.own, words.read, (said) => {
    text = said;
    load();
  });
  const caption = h("p", { class: "caption", "aria-live": "polite" });
  const table_ = h("div", { class: "logit-lens" });
  const plate = h("div", { class: "inside-heat" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "inside present" : "inside" },
      h("div", { class: "transformer-bar" }, h("span", { class: "either" }, chips)),
      data.present || data.brought ? null : form,
      caption,
      table_,
      plate,
      time?.element,
    ),
  );

  async function load() {
    const mine = ++turn,
      frame = clock.frame;
    if (!frame || run.alive) {
      caption.textContent = words.later;
      return;
    }
    // Of a model that was brought along the lens is the whole film: its time is the depth.
    const at = data.brought ? "end" : frame.step,
      key = `${at} ${text}`;
    if (found && key === shown) return;
    const answer = await run.ask("lens", { step: at, ...(text ? { text } : {}) }).catch(() => null);
    if (mine !== turn || !answer) return;
    if (answer.refused) {
      caption.textContent = told(words, answer.refused);
      return;
    }
    found = answer;
    shown = key;
    // A model without a head says no words at any depth.
    if (run.notes.kind === "bare") {
      chips[0].hidden = true;
      if (kind === "lens") kind = "length";
    }
    draw();
  }

  const depth = (layer) => (layer ? fill(words.layer, { n: layer }) : words.embedding);
  function draw() {
    pressed(chips, KINDS.indexOf(kind));
    if (!found) return;
    const lens = kind === "lens";
    table_.hidden = !lens;
    plate.hidden = lens;
    caption.textContent = fill(words.captions[kind], { step: number(found.step) });
    if (lens) return glass();
    const added = kind === "attended" || kind === "fed",
      values = added ? found.added.map((both) => both[kind === "fed" ? 1 : 0]) : found[kind],
      most = Math.max(1e-6, ...values.flat().map(Math.abs)),
      now = JSON.stringify([found.tokens, kind]),
      options = {
        rows: values.length,
        columns: found.tokens.length,
        // The last layer above: the stream rises.
        value: (row, column) => values[values.length - 1 - row][column],
        scale: kind === "mean" ? "diverging" : "sequential",
        colour: kind === "mean" ? "centre" : "context",
        range: kind === "mean" ? [-most, most] : [0, most],
        rowLabels: values.map((_, i) => depth(values.length - 1 - i + (added ? 1 : 0))),
        columnLabels: found.tokens,
        label: words.help[kind],
      };
    if (now === shape) return sheet.set(options);
    shape = now;
    sheet?.close();
    sheet = heat(plate, { palette, font: data.font, present: data.present, ...options });
  }
  /** The lens: at each depth and place the likeliest word, darker where it is surer. */
  function glass() {
    const vocabulary = run.notes.vocabulary;
    const rows = found.words.map((row, layer) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, depth(layer)),
        row.map((numbers, t) => {
          const sure = found.sure[layer][t];
          return h(
            "td",
            {
              class: t === found.asked ? "asked" : null,
              title: numbers.map((n, i) => `${vocabulary[n] || "–"} ${number(sure[i], 2)}`).join(" · "),
              style: {
                background: `color-mix(in srgb, ${palette.good} ${Math.round(62 * sure[0])}%, transparent)`,
              },
            },
            vocabulary[numbers[0]] || "–",
          );
        }),
      ),
    );
    replace(
      table_,
      h(
        "table",
        {},
        h("tbody", {}, rows.reverse()),
        h(
          "tfoot",
          {},
          h(
            "tr",
            {},
            h("th", {}, ""),
            found.tokens.map((word, t) => h("td", { class: t === found.asked ? "asked" : null }, word)),
          ),
        ),
      ),
    );
    // On a narrow screen the word in question is in the middle.
    const asked = table_.querySelector("tfoot td.asked");
    if (asked) table_.scrollLeft = asked.offsetLeft + asked.offsetWidth / 2 - table_.clientWidth / 2;
  }

  let pending = null;
  const follow = () => {
    if (clock.playing && !leads) return;
    clearTimeout(pending);
    pending = setTimeout(load, clock.playing ? 0 : 120);
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", follow);
  const stop = run.watch();
  if (leads) clock.apply(data.show ?? {});
  load();
  if (leads)
    window.__player = {
      clock,
      run,
      table: () => ({
        head: ["", ...found.tokens],
        rows: found.words.map((row, layer) => [depth(layer), ...row.map(([n]) => run.notes.vocabulary[n])]),
      }),
    };
  window.__inside = () => ({ found, kind });
  return {
    key: (event) => (leads ? clock.key(event) : false),
    show(show) {
      if (!leads) return;
      clock.apply(show);
      if (KINDS.includes(show.mode)) kind = show.mode;
      draw();
    },
    close() {
      stop();
      sheet?.close();
      time?.close();
      clearTimeout(pending);
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", follow);
    },
  };
}
