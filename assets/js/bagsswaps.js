// Every two words of a sentence exchanged, and what each reader makes of it: three tables of words by words.

import { h, replace, fill, number, told } from "./dom.js";
import { runOf } from "./run.js";
import { heat } from "./heat.js";
import { named } from "./bagsreaders.js";

const ROLES = { bag: "good", window: "ink" };
const CELLS = { rnn: "negative", gru: "context", lstm: "centre" };

/** show.text: the sentence; show.veil hides the tables until somebody has guessed. data.usual: the link's sentence. */
export function bagsswaps(root, data) {
  const run = runOf(data.run),
    { words, palette } = data;
  let text = "",
    veil = data.show?.veil ?? "",
    found = null,
    turn = 0,
    asked = "",
    tables = [];
  const field = h("input", {
    type: "text",
    maxlength: 400,
    "aria-label": words.sentence,
    onkeydown: (event) => {
      if (event.key === "Enter") field.blur();
    },
    onblur: () => {
      if (field.value.trim() && field.value !== text) {
        text = field.value.trim();
        load();
      } else field.value = text;
    },
  });
  const quiet = h("p", { class: "quiet bags-note", "aria-live": "polite" });
  const board = h("div", { class: "bags-tables" });
  const scale = h("p", { class: "caption bags-scale" }, words.scale_none, h("i", {}), words.scale_full);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "bags-swaps present" : "bags-swaps" },
      h("div", { class: "bags-ask" }, field),
      board,
      scale,
      quiet,
    ),
  );

  async function load() {
    const mine = ++turn;
    const answer = await run.ask("swaps", { text }).catch(() => null);
    if (mine !== turn || !answer) return;
    quiet.textContent = answer.refused ? told(words, answer.refused) : "";
    if (answer.refused) return;
    found = answer;
    show();
  }

  function show() {
    for (const one of tables) one.close();
    tables = [];
    if (!found) return;
    const many = found.words.length;
    replace(
      board,
      Object.keys(words.readers).map((reader) => {
        const host = h("div", { class: "bags-heat" });
        const value = (row, column) => (veil || row === column ? null : found.tables[reader][row][column]);
        const says = fill(words.title, {
          changed: number(found.changed[reader]),
          pairs: number(found.pairs),
        });
        const figure = h(
          "figure",
          {},
          h(
            "figcaption",
            {},
            named(reader, words, palette, run.notes.cell),
            h("span", {}, veil ? words.hidden : says),
          ),
          host,
        );
        if (many)
          tables.push(
            heat(host, {
              palette,
              font: data.font,
              present: data.present,
              rows: many,
              columns: many,
              square: true,
              value,
              scale: "sequential",
              range: [0, 1],
              colour: ROLES[reader] ?? CELLS[run.notes.cell],
              rowLabels: found.words,
              columnLabels: found.words,
              label: `${fill(words.table, { reader: words.readers[reader] })}. ${veil ? words.hidden : says}`,
              describe: (row, column) =>
                veil
                  ? words.hidden
                  : found.words[row] === found.words[column]
                    ? fill(words.same, { a: found.words[row], b: found.words[column] })
                    : fill(words.cell, {
                        a: found.words[row],
                        b: found.words[column],
                        value: number(found.tables[reader][row][column], 2),
                      }),
            }),
          );
        return figure;
      }),
    );
    if (found.left_out.length) quiet.textContent = fill(words.left_out, { words: found.left_out.join(", ") });
  }

  const choose = (show, link) => {
    const usual = words.usual[run.notes.language === "zh" ? 1 : 0][0];
    text = link || show.text || usual;
    field.value = text;
    veil = show.veil ?? "";
  };
  const update = () => {
    if (run.frames.length && !text) choose(data.show ?? {}, data.usual);
    if (!found) quiet.textContent = told(words, run.status.reason) || words.waiting;
    const now = `${run.status.state} ${Boolean(run.frames.length)}`;
    if (run.frames.length && now !== asked) {
      asked = now;
      load();
    }
  };
  run.addEventListener("frames", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  update();
  if (data.show) {
    const table = () => ({
      head: ["reader", "word", ...found.words],
      rows: Object.keys(words.readers).flatMap((reader) =>
        found.words.map((word, row) => [reader, word, ...found.tables[reader][row]]),
      ),
    });
    window.__player = {
      run,
      clock: { frame: { step: 0 } },
      table,
      cloud: null,
      state: () => ({ found, veil, text }),
    };
  }
  return {
    show(show) {
      data.show = show;
      choose(show);
      load();
    },
    key: () => false,
    close() {
      stop();
      for (const one of tables) one.close();
      run.removeEventListener("frames", update);
      run.removeEventListener("state", update);
    },
  };
}
