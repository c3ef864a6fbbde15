// Maps, kernels and pictures as small images: one square for each number, blue below zero, orange above.

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** Colours for numbers: `shade(share)` → [r, g, b] for −1 … 1, or 0 … 1 where `ink`. */
export function shades(palette) {
  const card = rgb(palette.card),
    ends = { low: rgb(palette.context), high: rgb(palette.centre), ink: rgb(palette.ink) },
    mix = (end, strength) => card.map((from, c) => Math.round(from + (end[c] - from) * strength));
  return {
    signed: (share) => (share < 0 ? mix(ends.low, Math.min(1, -share)) : mix(ends.high, Math.min(1, share))),
    ink: (share) => mix(ends.ink, Math.max(0, Math.min(1, share))),
    high: (share) => mix(ends.high, Math.max(0, Math.min(1, share))),
  };
}

/** An image of side × side squares from numbers [start, start + side²) of `data`, over `most`. */
export function image(data, start, side, most, shade) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d"),
    picture = context.createImageData(side, side);
  for (let at = 0; at < side * side; at++) {
    const [r, g, b] = shade(data[start + at] / most);
    picture.data.set([r, g, b, 255], 4 * at);
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

/** Draw a small image into a box, every number a sharp square. */
export function place(context, picture, { x, y, side }) {
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, x, y, side, side);
}

/** The largest size of all numbers; never 0. */
export const largest = (data) => {
  let most = 1e-6;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
};
