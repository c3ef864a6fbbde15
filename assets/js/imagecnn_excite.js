// What each filter answers to most: patches of real pictures, and one that was made up by climbing.

import { h, replace, fill, number, calm, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { bytes } from "./imagecnn_net.js";
import { shades, image } from "./imagecnn_paint.js";

const PACE = 220;

export function imagecnn_excite(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    paint = shades(palette),
    time = data.leads ? timeline(clock, data) : null;
  const tabs = h("div", { class: "imagecnn-modes", role: "group", "aria-label": words.which_layer }),
    cards = h("div", { class: "imagecnn-cards" }),
    note = h("p", { class: "caption", "aria-live": "polite" });
  replace(
    root,
    h(
      "div",
      { class: `imagecnn-excite${data.leads ? " leads" : ""}${data.present ? " present" : ""}` },
      tabs,
      note,
      cards,
    ),
  );
  let layer = data.show?.layer ?? null,
    turn = 0,
    loaded = "",
    climbing = null,
    pending = null;

  const layers = () => (run.notes.layers ?? []).filter(({ kind }) => kind === "conv").map(({ name }) => name);
  const thumb = (all, at, size) =>
    image(
      Float32Array.from(all.subarray(at * size * size, (at + 1) * size * size), (value) => value / 255),
      0,
      size,
      1,
      paint.ink,
    );

  async function load() {
    if (!run.notes.layers || !clock.frame) return;
    layer = layers().includes(layer) ? layer : layers().at(-1);
    const step = clock.frame.step,
      name = `${layer} ${step}`;
    if (name === loaded) return;
    const mine = ++turn,
      found = await run.ask("excite", { layer, step }).catch(() => null);
    if (mine !== turn || !found) return;
    loaded = name;
    choices();
    if (found.refused) {
      replace(cards);
      note.textContent = told(words, found.refused);
      return;
    }
    const patches = bytes(found.patches),
      climbed = bytes(found.climbed),
      many = found.places[0].length;
    note.textContent = fill(words.seen, { size: found.size });
    const order = found.values.map((_row, at) => at);
    replace(
      cards,
      order.map((at) =>
        h(
          "div",
          { class: "imagecnn-card" },
          h("span", { class: "quiet" }, String(at + 1)),
          h(
            "button",
            {
              type: "button",
              class: "imagecnn-climb",
              title: words.climb,
              "aria-label": `${words.climb} ${at + 1}`,
              onclick: (event) => climb(event.currentTarget, at),
            },
            thumb(climbed, at, found.size),
          ),
          h(
            "div",
            { class: "imagecnn-patches" },
            found.places[at].map(([id], k) =>
              h(
                "button",
                {
                  type: "button",
                  title: fill(words.patch, {
                    name:
                      words.classes[run.notes.names[found.labels[at][k]]] ??
                      run.notes.names[found.labels[at][k]],
                    value: number(found.values[at][k], 2),
                  }),
                  onclick: () => run.dispatchEvent(new CustomEvent("picture", { detail: id })),
                },
                thumb(patches, at * many + k, found.size),
              ),
            ),
          ),
        ),
      ),
    );
  }

  /** From noise to what the filter wants, moment by moment. */
  async function climb(button, filter) {
    clearInterval(climbing);
    const found = await run.ask("climb", { layer, filter, step: clock.frame.step }).catch(() => null);
    if (!found || found.refused) return;
    const pixels = bytes(found.pixels),
      show = (at) => {
        replace(button, thumb(pixels, at, found.size));
        note.textContent = fill(words.climbing, {
          filter: filter + 1,
          step: found.steps[at],
          value: number(found.answers[at], 2),
        });
      };
    let at = calm() ? found.steps.length - 1 : 0;
    show(at);
    climbing = setInterval(() => {
      if (at >= found.steps.length - 1) return clearInterval(climbing);
      show(++at);
    }, PACE);
  }

  function choices() {
    replace(
      tabs,
      layers().map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(name === layer),
            onclick: () => {
              layer = name;
              load();
            },
          },
          words.columns[name],
        ),
      ),
    );
  }

  const follow = () => {
    if (clock.playing && loaded) return;
    clearTimeout(pending);
    pending = setTimeout(load, loaded ? 150 : 0);
  };
  clock.addEventListener("change", follow);
  clock.addEventListener("settle", follow);
  const stop = run.watch();
  if (time) root.append(h("div", { class: `imagecnn-time${data.present ? " present" : ""}` }, time.element));
  if (data.leads) clock.apply(data.show ?? {});
  follow();
  return {
    key: (event) => (data.leads ? clock.key(event) : false),
    show(show) {
      layer = show.layer ?? layer;
      clock.apply(show);
      follow();
    },
    close() {
      clearInterval(climbing);
      clearTimeout(pending);
      stop();
      time?.close();
      clock.removeEventListener("change", follow);
      clock.removeEventListener("settle", follow);
    },
  };
}
