// The six contestants: one colour and one stroke each, the same in every picture of the race.

import { h } from "./dom.js";

const ROLES = {
  mean: ["good", []],
  cnn: ["context", []],
  lstm: ["centre", []],
  bilstm: ["ink", [7, 4]],
  "cnn-rnn": ["mustard", [7, 4]],
  transformer: ["negative", []],
};
/** Layers and drawn networks wear the colour of the contestant that is made of them. */
const ALSO = {
  recurrent: "lstm",
  convolution: "cnn",
  attention: "transformer",
  stacked: "cnn",
  dilated: "cnn",
};

const roleOf = (kind) => ROLES[ALSO[kind] ?? kind];
export const colourOf = (kind, palette) =>
  roleOf(kind)[0] === "mustard" ? palette.groups[0] : palette[roleOf(kind)[0]];
export const dashOf = (kind) => roleOf(kind)[1];

/** A short stroke in a contestant's colour: what its curve looks like. */
export const sample = (kind, palette) =>
  h(
    "svg",
    { viewBox: "0 0 24 8", class: "race-sample", "aria-hidden": "true" },
    h("line", {
      x1: 0,
      y1: 4,
      x2: 24,
      y2: 4,
      stroke: colourOf(kind, palette),
      "stroke-width": 3,
      "stroke-dasharray": dashOf(kind).join(" ") || null,
    }),
  );

/** Labels beside their lines, moved apart where they would lie over each other. */
export function apart(labels, gap, low, high) {
  labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
  if (labels.length && labels.at(-1).y > high) {
    labels.at(-1).y = high;
    for (let i = labels.length - 2; i >= 0; i--) labels[i].y = Math.min(labels[i].y, labels[i + 1].y - gap);
  }
  if (labels.length && labels[0].y < low) labels[0].y = low;
  return labels;
}
