// A vector as a strip of coloured cells: blue below zero, orange above, white at zero.

import { h, fine } from "./dom.js";

/** A strip of `count` cells; show(values, range) colours them. */
export function strip(count, palette) {
  const cells = Array.from({ length: count }, () => h("i")),
    element = h("span", { class: "bags-strip", role: "img" }, cells);
  return {
    element,
    show(values, range) {
      values.forEach((value, i) => {
        if (cells[i]) cells[i].style.background = shade(value, range, palette);
      });
      const told = values.map((value) => fine(value)).join(", ");
      element.title = told;
      element.setAttribute("aria-label", told);
    },
  };
}

/** The colour of a value: as much of it as the value has of the range. */
export function shade(value, range, palette) {
  const share = Math.round(100 * Math.min(1, Math.abs(value) / (range || 1)));
  return `color-mix(in srgb, ${value < 0 ? palette.context : palette.centre} ${share}%, ${palette.card})`;
}

/** The sums of the first 0, 1, … N vectors, each divided by N; the last one is `mean` itself. */
export function sums(vectors, mean) {
  const found = [mean.map(() => 0)];
  for (const vector of vectors)
    found.push(found.at(-1).map((value, i) => value + vector[i] / vectors.length));
  found[found.length - 1] = vectors.length ? mean : found.at(-1);
  return found;
}

/** The size that one number in fifty exceeds: a range that a single large number does not spoil. */
export function largest(vectors) {
  const sizes = vectors
    .flat()
    .map(Math.abs)
    .sort((a, b) => a - b);
  return Math.max(1e-6, sizes[Math.floor(sizes.length * 0.98)] ?? 0);
}
