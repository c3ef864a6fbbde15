// How much each channel weighs for each class, where the network weighs its channels.

import { h, replace, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { heat } from "./heat.js";

export function imagecnn_channels(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    note = h("p", { class: "caption" }),
    hosts = h("div", { class: "imagecnn-channels" });
  replace(root, h("div", { class: data.present ? "present" : "" }, hosts, note));
  let pictures = {},
    loaded = -1,
    turn = 0,
    pending = null;

  async function load() {
    const step = clock.frame?.step;
    if (step === undefined || step === loaded) return;
    const mine = ++turn,
      found = await run.ask("channels", { step }).catch(() => null);
    if (mine !== turn || !found) return;
    loaded = step;
    if (found.refused) {
      note.textContent = told(words, found.refused);
      return;
    }
    note.textContent = words.channels_told;
    for (const [name, rows] of Object.entries(found.by_class)) {
      const at = name.slice(2),
        labels = found.classes.map(
          (which) => words.classes[run.notes.names[which]] ?? run.notes.names[which],
        );
      const options = {
        palette,
        font: data.font,
        present: data.present,
        rows: rows.length,
        columns: rows[0].length,
        value: (row, column) => rows[row][column],
        scale: "sequential",
        colour: "good",
        range: [0, 1],
        rowLabels: labels,
        columnLabels: rows[0].map((_value, column) => String(column + 1)),
        label: words.columns[`conv${at}`],
      };
      if (pictures[name]) pictures[name].set(options);
      else {
        const host = h("div", { class: "imagecnn-gates" });
        hosts.append(h("div", {}, h("h4", {}, words.columns[`conv${at}`]), host));
        pictures[name] = heat(host, options);
      }
    }
  }
  const follow = () => {
    if (clock.playing && loaded >= 0) return;
    clearTimeout(pending);
    pending = setTimeout(load, 150);
  };
  clock.addEventListener("change", follow);
  clock.addEventListener("settle", follow);
  const stop = run.watch();
  follow();
  return {
    key: () => false,
    show: () => {},
    close() {
      clearTimeout(pending);
      stop();
      Object.values(pictures).forEach((one) => one.close());
      clock.removeEventListener("change", follow);
      clock.removeEventListener("settle", follow);
    },
  };
}
