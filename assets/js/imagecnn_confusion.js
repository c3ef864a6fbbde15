// Which class is taken for which, at any moment; a cell opens the pictures it counts.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { bytes } from "./imagecnn_net.js";
import { shades, image } from "./imagecnn_paint.js";

export function imagecnn_confusion(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    paint = shades(palette),
    time = data.leads ? timeline(clock, data) : null;
  const host = h("div", { class: "imagecnn-matrix" }),
    side = h("div", { class: "imagecnn-examples", "aria-live": "polite" }),
    note = h("p", { class: "caption" });
  replace(
    root,
    h(
      "div",
      { class: `imagecnn-confusion${data.present ? " present" : ""}` },
      h("div", {}, note, host),
      side,
    ),
  );
  let table = [],
    picture = null,
    shown = -1,
    chosen = null,
    turn = 0,
    loaded = "",
    pending = null;

  const names = () => run.notes.names.map((name) => words.classes[name] ?? name);
  function count() {
    const said = clock.frame.arrays.said.data,
      labels = run.frames[0].arrays.labels.data,
      n = run.notes.names.length;
    table = Array.from({ length: n }, () => Array(n).fill(0));
    said.forEach((taken, at) => table[labels[at]][taken]++);
  }

  const update = () => {
    if (!run.notes.names || !clock.frame?.arrays.said || shown === clock.index) return;
    shown = clock.index;
    count();
    const wrong = table.flatMap((row, truth) => row.filter((_value, said) => said !== truth)),
      most = Math.max(4, ...wrong);
    const options = {
      palette,
      font: data.font,
      present: data.present,
      rows: table.length,
      columns: table.length,
      value: (row, column) => (row === column ? 0 : table[row][column]),
      scale: "sequential",
      colour: "negative",
      range: [0, most],
      rowLabels: names(),
      columnLabels: names(),
      square: true,
      label: words.matrix,
      describe: (row, column) =>
        fill(row === column ? words.right_cell : words.cell, {
          n: table[row][column],
          truth: names()[row],
          said: names()[column],
        }),
      onPick: (row, column) => open(row, column),
    };
    if (picture) picture.set(options);
    else picture = heat(host, options);
    const right = clock.frame.scalars.accuracy,
      n = clock.frame.arrays.said.data.length,
      wrongs = Math.round((1 - right) * n);
    note.textContent = fill(words.matrix_told, {
      n: number(n),
      wrong: wrongs,
      right: number(100 * right, 1),
    });
    follow();
  };

  /** The pictures of one cell; without a choice, the cell with the most mistakes. */
  function open(truth, said) {
    chosen = [truth, said];
    picture.mark({});
    load();
  }
  function worst() {
    let best = [0, 1];
    table.forEach((row, truth) =>
      row.forEach((value, said) => {
        if (truth !== said && value > table[best[0]][best[1]]) best = [truth, said];
      }),
    );
    return best;
  }

  async function load() {
    if (!table.length || !clock.frame) return;
    const [truth, said] = chosen ?? worst(),
      step = clock.frame.step,
      name = `${truth} ${said} ${step}`;
    if (name === loaded) return;
    const mine = ++turn,
      found = await run.ask("examples", { truth, said, step }).catch(() => null);
    if (mine !== turn || !found) return;
    loaded = name;
    if (found.refused) return replace(side, h("p", { class: "quiet" }, told(words, found.refused)));
    const all = bytes(found.pixels),
      size = run.notes.side;
    return replace(
      side,
      h(
        "h4",
        {},
        fill(truth === said ? words.examples_right : words.examples, {
          truth: names()[truth],
          said: names()[said],
          n: found.count,
        }),
      ),
      h(
        "div",
        { class: "imagecnn-thumbs" },
        found.ids.map((id, at) =>
          h(
            "button",
            {
              type: "button",
              title: words.open_it,
              onclick: () => run.dispatchEvent(new CustomEvent("picture", { detail: id })),
            },
            image(
              Float32Array.from(
                all.subarray(at * size * size, (at + 1) * size * size),
                (value) => value / 255,
              ),
              0,
              size,
              1,
              paint.ink,
            ),
            h("small", {}, `${number(100 * found.sure[at], 0)} %`),
          ),
        ),
      ),
      found.count ? h("p", { class: "caption" }, words.sure) : h("p", { class: "quiet" }, words.none),
    );
  }
  const follow = () => {
    if (clock.playing) return;
    clearTimeout(pending);
    pending = setTimeout(load, 150);
  };

  clock.addEventListener("change", update);
  clock.addEventListener("settle", follow);
  const stop = run.watch();
  if (time) root.append(h("div", { class: `imagecnn-time${data.present ? " present" : ""}` }, time.element));
  if (data.leads) clock.apply(data.show ?? {});
  update();
  return {
    key: (event) => (data.leads ? clock.key(event) : false),
    show(show) {
      clock.apply(show);
    },
    close() {
      clearTimeout(pending);
      stop();
      time?.close();
      picture?.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", follow);
    },
  };
}
