// The network at work: a picture, every layer's maps at any moment of the training, and one number written out.

import { h, replace, fill, number, calm, told as spoken, icon } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { forward, learnt, slope, softmax, bytes } from "./imagecnn_net.js";
import { largest } from "./imagecnn_paint.js";
import { stage as network } from "./imagecnn_stage.js";
import { sum as arithmetic } from "./imagecnn_sum.js";
import { picture as chooser } from "./imagecnn_picture.js";
import { pack, unpack } from "./imagecnn_draw.js";

/** A picture made of squares as a file of the kind that scales. */
export const wrapped = (canvas) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${canvas.width} ${canvas.height}"><image width="${canvas.width}" height="${canvas.height}" style="image-rendering:pixelated" href="${canvas.toDataURL("image/png")}"/></svg>`;

/** Milliseconds for one place of the sliding window; pictures from one moment of the film to the next. */
const PACE = 260,
  STEPS_BETWEEN = 4;

/** Weights part of the way from one moment to the next. */
const between = (from, to, part) =>
  Object.fromEntries(
    Object.entries(from).map(([name, data]) => [
      name,
      data.map((value, at) => value + part * (to[name][at] - value)),
    ]),
  );

export function imagecnn(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const waiting = h("div", { class: "waiting" }),
    host = h(
      "div",
      { class: "stage imagecnn-stage", tabindex: "0", role: "group", "aria-label": words.stage },
      waiting,
    ),
    note = h("p", { class: "finding" }),
    slide = h("button", { type: "button", class: "chip", onclick: () => toggle() }),
    matter = h(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": "false",
        title: words.saliency_help,
        onclick: () => saliency(!overlaid),
      },
      words.saliency,
    ),
    panel = arithmetic(palette, words),
    view = network(host, {
      palette,
      words,
      font: data.font,
      present: data.present,
      onHover: (unit) => hover(unit),
      onPick: (unit) => unit && unit.layer !== "input" && pin(whole(unit)),
    }),
    side = chooser({ palette, words, changed: () => chosen() }),
    time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: `player imagecnn${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "main" },
        host,
        h(
          "div",
          { class: "imagecnn-under" },
          panel.element,
          h("div", { class: "imagecnn-modes" }, slide, matter),
        ),
        time.element,
        note,
      ),
      h("div", { class: "rail" }, side.element),
    ),
  );

  let met = null,
    pinned = null,
    hovered = null,
    state = null,
    overlaid = data.show?.colour === "saliency",
    sliding = null,
    wanted = [...(data.show?.selected ?? [])],
    asked = data.show?.analogy?.[0] ?? "",
    drawn = "",
    chose = false,
    settled = false;

  const plan = () => run.notes.layers;
  const nameOf = (name) => words.classes[name] ?? name;

  /** What frame 0 told: layers, pictures to choose from, names. */
  function meet() {
    if (!run.notes.layers || met === run.notes) return;
    met = run.notes;
    const first = run.frames[0];
    side.gallery({
      side: met.side,
      kind: met.data,
      names: met.names.map(nameOf),
      pixels: first.arrays.pictures.data,
      ids: met.shown,
      labels: met.shown.map((id) => first.arrays.labels.data[id]),
    });
    select();
    chose = Boolean(asked && unitOf(asked));
    pinned = (chose ? unitOf(asked) : null) ?? unitOf("");
  }

  /** "conv1.3.2.4" → one number of a layer; of "" the middle of the first map; null where there is none. */
  function unitOf(text) {
    const [name, ...numbers] = text.split("."),
      layer = plan().find(
        (one) => one.name === (name || plan()[0].name) && one.kind !== "relu" && one.kind !== "se",
      );
    if (!layer) return null;
    const middle = Math.floor((layer.side ?? 1) / 2),
      [filter, row, column] = text ? numbers.map(Number) : [0, middle, middle],
      inside = (value, most) => Number.isInteger(value) && value >= 0 && value < most;
    if (text && numbers.length === 0) return null; // a layer alone: its largest number
    if (layer.kind === "dense")
      return inside(filter, layer.out) ? { layer: name, filter, row: 0, column: 0 } : null;
    return inside(filter, layer.out) && inside(row, layer.side) && inside(column, layer.side)
      ? { layer: layer.name, filter, row, column }
      : null;
  }
  const textOf = ({ layer, filter, row, column }) =>
    layer === "out" ? `out.${filter}` : `${layer}.${filter}.${row}.${column}`;
  /** A kernel that is pointed at stands for the number its window is at. */
  const whole = (unit) =>
    unit.row === null
      ? { ...unit, row: pinned.row % plan()[0].side, column: pinned.column % plan()[0].side }
      : unit;

  /** Show the picture that the link or the scene names: an id of one held out, or pixels. */
  async function select() {
    const first = run.frames[0],
      area = met.side ** 2;
    if (wanted[0]?.startsWith("d")) {
      const pixels = unpack(wanted, met.side);
      if (pixels) return put({ pixels, id: null, label: null });
    }
    const id = /^\d+$/.test(wanted[0] ?? "") ? Number(wanted[0]) : (met.shown[8] ?? met.shown[0]),
      at = met.shown.indexOf(id);
    if (at >= 0)
      return put({
        pixels: Float32Array.from(
          first.arrays.pictures.data.subarray(at * area, (at + 1) * area),
          (value) => value / 255,
        ),
        id,
        label: first.arrays.labels.data[id],
      });
    const found = await run.ask("picture", { id }).catch(() => null);
    if (found?.pixels)
      return put({
        pixels: Float32Array.from(bytes(found.pixels), (value) => value / 255),
        id,
        label: found.label,
      });
    wanted = [];
    return select();
  }
  function put(next) {
    side.show(next);
    chosen(true);
  }
  function chosen(quiet = false) {
    drawn = "";
    if (!quiet) {
      const { id, pixels } = side.now;
      wanted = id === null ? pack(pixels, met.side) : [String(id)];
      written();
    }
    update();
  }

  const written = () =>
    port.write({
      step:
        clock.frame && (clock.position < clock.last || run.alive) && !clock.live ? clock.frame.step : null,
      selected: wanted.length ? wanted.join(",") : null,
      analogy: chose ? textOf(pinned) : null,
      colour: overlaid ? "saliency" : null,
    });

  function pin(unit) {
    pinned = unit;
    chose = true;
    light();
    written();
  }
  function hover(unit) {
    hovered = unit ? whole(unit) : null;
    light();
  }
  function light() {
    if (!state) return;
    const unit = hovered ?? pinned;
    view.mark(unit);
    panel.show(unit?.layer === "input" ? null : unit, state);
  }

  function saliency(on) {
    overlaid = on;
    drawn = "";
    update();
    written();
  }

  // The window slides: the pinned number goes from place to place of its map.
  function toggle(on = !sliding) {
    clearInterval(sliding);
    sliding = on ? setInterval(next, calm() ? 3 * PACE : PACE) : null;
    buttons();
    if (on) next();
    else written();
  }
  function next() {
    // Where the film goes to a moment that has not come yet, the window waits for it.
    if (!state || clock.wanted !== null) return;
    settled = true;
    const layer = plan().find(({ name }) => name === pinned.layer),
      most = layer.side ?? 1;
    if (layer.kind === "dense") pinned = { ...pinned, filter: (pinned.filter + 1) % layer.out };
    else {
      const at = (pinned.row * most + pinned.column + 1) % (most * most);
      pinned = { ...pinned, row: Math.floor(at / most), column: at % most };
    }
    if (!hovered) light();
  }
  function buttons() {
    replace(slide, icon(sliding ? "pause" : "play"), ` ${words.slide}`);
    slide.setAttribute("aria-pressed", String(Boolean(sliding)));
    matter.setAttribute("aria-pressed", String(overlaid));
  }

  /** One step of the window, or another filter. */
  function step(rows, columns, filters = 0) {
    const layer = plan().find(({ name }) => name === pinned.layer),
      within = (value, most) => Math.max(0, Math.min(most - 1, value));
    if (layer.kind === "dense")
      return pin({ ...pinned, filter: within(pinned.filter + rows + filters, layer.out) });
    return pin({
      ...pinned,
      filter: within(pinned.filter + filters, layer.out),
      row: within(pinned.row + rows, layer.side),
      column: within(pinned.column + columns, layer.side),
    });
  }
  const STEPS = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ",": [0, 0, -1],
    ".": [0, 0, 1],
  };
  host.addEventListener("keydown", (event) => {
    if (event.target !== host || data.present || !state) return;
    if (event.key in STEPS) step(...STEPS[event.key]);
    else if (event.key === "Enter") toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** The largest weight of the first kernels over the film so far: their colours stay what they mean. */
  let known = 0,
    most = 1e-6;
  function kernelMost() {
    const name = `${plan()[0].name}.kernels`;
    for (; known < run.frames.length; known++)
      most = Math.max(most, largest(run.frames[known].arrays[name].data));
    return most;
  }

  function compute() {
    const frame = clock.frame,
      pixels = side.now.pixels;
    if (!frame || !pixels) return;
    // While time runs the kernels glide from moment to moment; at rest they are those of the moment itself.
    const [, after, share] = clock.between,
      part = clock.playing ? Math.round(share * STEPS_BETWEEN) / STEPS_BETWEEN : 0,
      name = `${clock.index} ${part} ${overlaid}`;
    if (drawn === name && state?.pixels === pixels) return;
    drawn = name;
    const numbers = part ? between(learnt(frame), learnt(after), part) : learnt(frame),
      found = forward(plan(), numbers, pixels, met.side),
      shares = softmax(found.out.data),
      best = shares.indexOf(Math.max(...shares));
    state = {
      plan: plan(),
      numbers,
      found,
      shares,
      pixels,
      side: met.side,
      names: met.names.map(nameOf),
      overlay: overlaid ? slope(plan(), numbers, found, best).map(Math.abs) : null,
      kernelMost: kernelMost(),
    };
    if (!chose && !settled) strongest(plan().find(({ name }) => name === asked) ?? plan()[0], found);
    view.set(state);
    light();
    tell();
  }

  /** Until somebody chooses: the largest number of a layer. It stays where it was found. */
  function strongest(layer, found) {
    const { data } = found[layer.name],
      at = data.indexOf(Math.max(...data)),
      area = layer.side ** 2;
    pinned = {
      layer: layer.name,
      filter: Math.floor(at / area),
      row: Math.floor((at % area) / layer.side),
      column: at % layer.side,
    };
    settled = run.whole && clock.wanted === null;
  }

  function tell() {
    const best = Math.max(...state.shares),
      label = side.now.label;
    note.textContent = fill(label === null ? words.finding_own : words.finding, {
      name: state.names[state.shares.indexOf(best)],
      share: number(100 * best, 0),
      truth: label === null ? "" : state.names[label],
      right: number(100 * clock.frame.scalars.accuracy, 1),
      n: number(clock.frame.arrays.said.data.length),
    });
    host.setAttribute("aria-label", `${words.stage}. ${note.textContent}`);
  }

  const update = () => {
    meet();
    const ready = run.frames.length > 0;
    waiting.hidden = ready && run.status.state !== "failed";
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? spoken(words, run.status.reason) : null) ??
        (run.status.state === "queued" && run.status.place > 0
          ? fill(words.place, { place: run.status.place })
          : (words[run.status.state] ?? "")));
    if (met) {
      compute();
      buttons();
    }
  };
  const settle = () => met && written();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", update);
  // Another view opens a picture: one of the confusion table's examples.
  const opened = ({ detail }) => {
    wanted = [String(detail)];
    select();
    written();
    root.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "center" });
  };
  run.addEventListener("picture", opened);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  buttons();
  update();
  if (data.show?.slide && !calm()) toggle(true);
  clock.rest(data.show);

  const table = () => ({
    head: ["class", "share"],
    rows: state.names.map((name, at) => [name, state.shares[at]]),
  });
  window.__player = {
    clock,
    run,
    table,
    cloud: { picture: () => view.picture(), svg: () => wrapped(view.picture()) },
    network: () => ({ state, pinned, hovered, picture: side.now, sliding: Boolean(sliding) }),
    where: view.where,
  };
  return {
    show(show) {
      data.show = show;
      wanted = [...(show.selected ?? [])];
      overlaid = show.colour === "saliency";
      asked = show.analogy?.[0] ?? "";
      drawn = "";
      if (met) {
        chose = Boolean(asked && unitOf(asked));
        if (chose) pinned = unitOf(asked);
        settled = false;
        select();
      }
      toggle(Boolean(show.slide) && !calm());
      clock.apply(show);
      update();
    },
    key(event) {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && met) {
        if (event.key === "s") return (toggle(), true);
        if (event.key === "m") return (saliency(!overlaid), true);
      }
      return clock.key(event);
    },
    close() {
      clearInterval(sliding);
      stop();
      view.close();
      side.close();
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", update);
      run.removeEventListener("picture", opened);
    },
  };
}
