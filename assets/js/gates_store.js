// What is looked at is the same in every view of a run: the sentence, the cell, the word, the unit, gates held.

import { h } from "./dom.js";

export const CELLS = ["rnn", "gru", "lstm"];
/** What is shown of a cell; the memory last. */
export const SHOWN = { rnn: ["h"], gru: ["r", "z", "n", "h"], lstm: ["i", "f", "g", "o", "h", "c"] };
/** Gates that a visitor may hold. */
export const DOORS = { rnn: [], gru: ["z", "r"], lstm: ["f", "i", "o"] };
/** Colours: the same for a gate in the diagram, in heat maps, in histograms; alike for gates that do alike. */
const SHADES = { f: 2, z: 2, i: 8, o: 0, r: 0, g: 3, n: 3 };
const SIDES = [4, 1, 7, 6];

export const cellColour = (palette, cell) =>
  palette[{ rnn: "negative", gru: "context", lstm: "centre" }[cell]];
export const gateColour = (palette, name) => (name in SHADES ? palette.groups[SHADES[name]] : palette.centre);
export const kindColour = (palette, i) => palette.groups[SIDES[i % SIDES.length]];
export const memoryOf = (cell) => SHOWN[cell].at(-1);
export const keeps = { gru: "z", lstm: "f" };

/** A gate's name as people write it: c̃ is what g is called elsewhere. */
export const CELL_NAMES = { rnn: "RNN", gru: "GRU", lstm: "LSTM" };

/** From a link: "lstm", "f:0", "w7" (a word), "u3" (a unit), and the sentence in pieces. */
export function parsed(selected = []) {
  const found = { cell: null, clamp: "", word: null, unit: null, text: "" },
    pieces = [];
  for (const item of selected) {
    if (CELLS.includes(item) && !found.cell) found.cell = item;
    else if (/^[a-z]:[01](;[a-z]:[01])*$/.test(item)) found.clamp = item;
    else if (/^w\d{1,2}$/.test(item)) found.word = Number(item.slice(1));
    else if (/^u\d{1,2}$/.test(item)) found.unit = Number(item.slice(1));
    else pieces.push(item);
  }
  return { ...found, text: pieces.join(" ") };
}

/** The same as a link says it; a long sentence in pieces that a link may have. */
export function spelled(state) {
  const pieces = [];
  for (const word of state.text ? state.text.replaceAll(",", " ").split(/\s+/) : []) {
    if (pieces.length && pieces.at(-1).length + word.length < 56) pieces.push(`${pieces.pop()} ${word}`);
    else pieces.push(word.slice(0, 56));
  }
  return [
    state.cell,
    state.clamp,
    state.word === null ? "" : `w${state.word}`,
    state.unit === null ? "" : `u${state.unit}`,
    ...pieces.slice(0, 4),
  ]
    .filter(Boolean)
    .join(",");
}

/** The run's state, shared by all its views; `show` begins it. */
export function stateOf(clock, show) {
  clock.gates ??= begun(show);
  return clock.gates;
}
const begun = (show) => {
  const said = parsed(show?.selected);
  return { ...said, cell: said.cell ?? "lstm" };
};

/** Say what is looked at now; every view hears it. */
export function tell(clock, changed) {
  Object.assign(clock.gates, changed);
  clock.dispatchEvent(new Event("gates"));
}

/** A scene or a link begins anew. */
export function again(clock, show) {
  clock.gates = begun(show);
  clock.dispatchEvent(new Event("gates"));
}

/** A gate held at 0, at 1, or free: the next of them for one gate. */
export function turned(clamp, gate) {
  const held = new Map((clamp ? clamp.split(";") : []).map((piece) => piece.split(":")));
  const next = { undefined: "0", 0: "1", 1: undefined }[held.get(gate)];
  return put(clamp, gate, next);
}
export function put(clamp, gate, value) {
  const held = new Map((clamp ? clamp.split(";") : []).map((piece) => piece.split(":")));
  if (value === undefined || value === null) held.delete(gate);
  else held.set(gate, value);
  return [...held].map(([name, at]) => `${name}:${at}`).join(";");
}
export const heldAt = (clamp, gate) =>
  (clamp ? clamp.split(";") : []).map((piece) => piece.split(":")).find(([name]) => name === gate)?.[1];

/** The standard sentence as one cell reads it: what the frames themselves hold. */
function recorded(run, cell) {
  const { notes, frames } = run,
    names = SHOWN[cell],
    T = notes.standard.length,
    H = notes.units[cell];
  const array = (at, name) => frames[Math.min(at, frames.length - 1)].arrays[`${cell}.${name}`].data;
  return {
    cell,
    words: notes.standard,
    unknown: notes.standard.map(() => false),
    names,
    T,
    H,
    end: notes.end,
    frames: () => frames.length,
    value: (at, name, t, u) => array(at, "values")[(names.indexOf(name) * T + t) * H + u],
    ...guesses(notes, (at, name) => array(at, name)),
  };
}

/** An answer of the server as the same kind of thing. */
function answered(run, cell, answer) {
  const [F, S, T, H] = answer.shape,
    bytes = Uint8Array.from(atob(answer.values), (letter) => letter.charCodeAt(0)),
    small = new Int8Array(bytes.buffer),
    clamped = (at) => Math.min(at, F - 1);
  return {
    cell,
    words: answer.words,
    unknown: answer.unknown,
    names: answer.names,
    T,
    H,
    end: answer.end,
    frames: () => F,
    value: (at, name, t, u) => {
      const s = answer.names.indexOf(name);
      return (small[((clamped(at) * S + s) * T + t) * H + u] * answer.scale[s]) / 127;
    },
    ...guesses(run.notes, (at, name) => answer[name][clamped(at)].flat()),
  };
}

const guesses = (notes, array) => {
  const K = Object.keys(notes.kinds).length;
  return {
    kinds: (at, t) => [...array(at, "kinds").slice(t * K, (t + 1) * K)],
    next: (at, t) => {
      const ids = array(at, "next"),
        shares = array(at, "shares"),
        many = Math.round((ids.length * K) / array(at, "kinds").length);
      return Array.from({ length: many }, (_, i) => ({
        word: notes.outputs[ids[t * many + i]],
        id: ids[t * many + i],
        share: shares[t * many + i],
      }));
    },
    direct: (at) => [...array(at, "direct")],
    gain: (at) => [...array(at, "gain")],
  };
};

/** What is being read, by a cell, as the state says: at once where frames hold it, else asked for. */
export async function film(run, state, cell = state.cell, clamp = state.clamp) {
  if (!run.frames.length) return null;
  if (!state.text && !clamp) return recorded(run, cell);
  const answer = await run
    .ask("reading", { cell, text: state.text, clamp })
    .catch(() => ({ refused: { text: "" } }));
  return answer.refused ? answer : answered(run, cell, answer);
}

/** Where the cursor stands: as asked, or before the word that must agree. */
export const cursor = (state, read) => Math.max(0, Math.min(read.T - 1, state.word ?? read.end));

/** The unit that is looked at: as asked, or the one that tells the kind best and keeps it, at the film’s end. */
export function unitOf(run, state, cell = state.cell) {
  const H = run.notes.units?.[cell] ?? 1;
  if (state.unit !== null) return Math.min(H - 1, state.unit);
  const frame = run.frames.at(-1),
    tells = frame?.arrays[`${cell}.tells`]?.data;
  if (!tells) return 0;
  const { end, standard } = run.notes,
    values = frame.arrays[`${cell}.values`].data,
    gate = SHOWN[cell].indexOf(keeps[cell]);
  /** What it tells, and keeps: a unit that only reads the answer off another one is not looked for. */
  const worth = [...tells].map((share, u) => {
    if (gate < 0) return share;
    let kept = 0;
    for (let t = 2; t <= end; t++)
      kept += values[(gate * standard.length + t) * H + u] / Math.max(1, end - 1);
    return share * kept;
  });
  return worth.indexOf(Math.max(...worth));
}

/** A number with two digits after its point, always. */
export const two = (value) => (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");

/** Number of the share of the right kind among kinds. */
export const part = (kinds, i) => {
  const whole = kinds.reduce((a, b) => a + b, 0);
  return whole > 0 ? kinds[i] / whole : 1 / kinds.length;
};

/** Chips of which one is pressed. */
export function chips(options, pressed, pick, attributes = {}) {
  return h(
    "div",
    { class: "either", role: "group", ...attributes },
    options.map(({ id, label, title, colour }) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "data-id": id,
          title: title ?? "",
          "aria-pressed": String(id === pressed),
          onclick: (event) => {
            pick(id);
            event.currentTarget.blur();
          },
        },
        colour ? h("i", { class: "dot", style: { background: colour } }) : null,
        label,
      ),
    ),
  );
}

/** Let the button with this id be the pressed one. */
export function press(group, id) {
  for (const chip of group.querySelectorAll(".chip"))
    chip.setAttribute("aria-pressed", String(chip.dataset.id === id));
}
