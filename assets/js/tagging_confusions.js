// Which tags are taken for which: rows are what a word is, columns what was said; a cell opens its sentences.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { DIRECTIONS, choice, glue, listed } from "./tagging_store.js";

export function tagging_confusions(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let answer = null,
    direction = "forward",
    layers = 1,
    picture = null,
    picked = null,
    own = false;
  const host = h("div", { class: "tagging-table" }),
    lines = h("div", {}),
    count = h("p", { class: "caption" }),
    veil = h("div", { class: "waiting" }),
    time = timeline(clock, { ...data, curves: [] });
  const reader = () => `${direction}${layers}`;
  const film = asked(
    clock,
    "confusions",
    { reader: reader() },
    {
      heard(found) {
        answer = found;
        draw();
      },
    },
  );
  const change = () => {
    film.set({ reader: reader() });
    if (own) pick(...picked);
    else picked = null;
  };
  const who = choice(
    words.reader,
    DIRECTIONS.map((one) => [one, words.directions[one]]),
    direction,
    (next) => {
      direction = next;
      change();
    },
  );
  const deep = choice(
    "",
    [1, 2, 3].map((n) => [n, fill(n === 1 ? words.layer : words.layers, { n })]),
    layers,
    (next) => {
      layers = next;
      change();
    },
  );
  replace(
    root,
    h(
      "div",
      { class: `tagging-both tagging-plain${data.present ? " present" : ""}` },
      h(
        "div",
        {},
        who.element,
        deep.element,
        h("div", { style: { position: "relative" } }, host, veil),
        count,
        time.element,
      ),
      h("div", {}, h("p", { class: "caption" }, words.help), lines),
    ),
  );
  const name = (tag) => words.tags[tag] ?? tag;
  const table = () => answer.tables[moment(answer, clock)];
  const share = (row, column) => {
    const own = table()[row],
      all = own.reduce((sum, n) => sum + n, 0);
    return all ? own[column] / all : 0;
  };
  const tell = (row, column) =>
    fill(words.cell, {
      truth: name(answer.tags[row]),
      said: name(answer.tags[column]),
      n: table()[row][column],
      all: table()[row].reduce((sum, n) => sum + n, 0),
    });

  function draw() {
    if (!answer) return;
    const K = answer.tags.length;
    picture ??= heat(host, {
      palette,
      font: data.font,
      present: data.present,
      rows: K,
      columns: K,
      // What is right is blue and faint, what is wrong orange and told from 0 to a third.
      value: (row, column) => (row === column ? -0.12 * share(row, column) : share(row, column)),
      scale: "diverging",
      range: [-0.34, 0.34],
      rowLabels: answer.tags.map(name),
      columnLabels: answer.tags.map((tag) => words.short[tag] ?? tag),
      label: `${words.truth} × ${words.said_as}`,
      describe: tell,
      onPick: (row, column) => {
        own = true;
        pick(row, column);
      },
    });
    picture.draw();
    const wrong = table().reduce(
      (sum, own, row) => sum + own.reduce((all, n, column) => all + (row === column ? 0 : n), 0),
      0,
    );
    if (!picked && run.whole && wrong) pick(...worst());
    count.textContent = fill(words.wrong, {
      n: number(wrong),
      all: number(run.notes.asked_words),
      step: number(clock.frame?.step ?? 0),
    });
  }
  /** The largest cell beside the diagonal. */
  function worst() {
    let best = [0, 1];
    table().forEach((own, row) =>
      own.forEach((n, column) => {
        if (row !== column && n > table()[best[0]][best[1]]) best = [row, column];
      }),
    );
    return best;
  }
  async function pick(row, column) {
    picked = [row, column];
    picture.mark({ row, column });
    const [truth, said] = [answer.tags[row], answer.tags[column]];
    const found = await run.ask("sentences", {
      reader: reader(),
      truth,
      said,
      step: String(clock.frame.step),
    });
    if (found.sentences && picked[0] === row && picked[1] === column)
      listed(
        lines,
        { ...found, glue: glue(run) },
        words,
        palette,
        fill(words.sentences_of, { truth: name(truth), said: name(said) }),
      );
  }
  // What the visitor has opened follows time; what was opened for them stays.
  const settle = () => own && pick(...picked);
  clock.addEventListener("settle", settle);
  const stop = attend(clock, words, veil, draw);
  if (data.leads) {
    clock.apply(data.show ?? {});
    window.__player = {
      clock,
      run,
      cloud: { picture: () => picture.picture(), svg: () => "" },
      table: () => ({
        head: ["tag", ...answer.tags],
        rows: answer.tags.map((tag, row) => [tag, ...table()[row]]),
      }),
      state: () => ({ answer, picked }),
    };
  }
  return {
    show(show) {
      data.show = show;
      if (data.leads) clock.apply(show);
    },
    key: (event) => data.leads && clock.key(event),
    close() {
      film.close();
      stop();
      picture?.close();
      time.close();
      clock.removeEventListener("settle", settle);
    },
  };
}
