// A recorded text CNN computed in the browser: feature maps, pooling, scores; the same sums as engine/measures/ngram_filters.py.

/** The network of one frame. Filters are numbered width by width, as the run's notes have them. */
export function networkOf(notes, frame) {
  const { widths, filters: F, dimension: D, k, pooling, padding } = notes,
    C = notes.names.length,
    { data: bias } = frame.arrays.bias,
    { data: out } = frame.arrays.out,
    count = widths.length * F;
  return {
    widths,
    F,
    D,
    k,
    pooling,
    padding,
    C,
    count,
    width: (f) => widths[Math.floor(f / F)],
    /** The numbers of one filter, row j after row j − 1. */
    numbers: (f) => {
      const h = widths[Math.floor(f / F)],
        size = h * D;
      return frame.arrays[`filters ${h}`].data.subarray((f % F) * size, ((f % F) + 1) * size);
    },
    bias: (f) => bias[f],
    share: (c, f, slot = 0) => out[c * count * k + f * k + slot],
    out_bias: frame.arrays["out bias"].data,
  };
}

/** Zero rows before and after n words, so that a filter of width h has its windows. */
export function room(n, h, padding) {
  if (padding === "same" && n) return [(h - 1) >> 1, h - 1 - ((h - 1) >> 1)];
  return [0, Math.max(0, h - n)];
}

/** How many windows a filter of width h has on n words. */
export function windows(n, h, padding) {
  const [before, after] = room(n, h, padding);
  return n + before + after - h + 1;
}

/** The product of row j of a filter with one word vector (null: nothing there, or not known). */
export function product(numbers, j, vector, D) {
  if (!vector) return 0;
  let sum = 0;
  for (let d = 0; d < D; d++) sum += numbers[j * D + d] * vector[d];
  return sum;
}

/** One number for every window of a filter, before ReLU. */
export function slide(net, f, x) {
  const h = net.width(f),
    [before] = room(x.length, h, net.padding),
    T = windows(x.length, h, net.padding),
    numbers = net.numbers(f),
    found = new Float32Array(T);
  for (let t = 0; t < T; t++) {
    let sum = net.bias(f);
    for (let j = 0; j < h; j++) sum += product(numbers, j, x[t - before + j], net.D);
    found[t] = sum;
  }
  return found;
}

/** k numbers of a feature map, and the windows they come from (−1: from none). */
export function pool(map, how, k) {
  if (how === "average") return { values: [map.reduce((sum, c) => sum + c, 0) / map.length], places: [-1] };
  const many = how === "k-max" ? k : 1,
    order = Array.from(map.keys()).sort((a, b) => map[b] - map[a] || a - b),
    places = order.slice(0, many).sort((a, b) => a - b);
  const values = places.map((t) => map[t]);
  while (values.length < many) {
    values.push(0);
    places.push(-1);
  }
  return { values, places };
}

/** What the network makes of a sentence of word vectors (null: not known). */
export function read(net, x) {
  const maps = [],
    pooled = [],
    logits = Array.from(net.out_bias);
  for (let f = 0; f < net.count; f++) {
    maps.push(slide(net, f, x).map((sum) => Math.max(0, sum)));
    pooled.push(pool(maps[f], net.pooling, net.k));
    for (let c = 0; c < net.C; c++) logits[c] += given(net, pooled[f], c, f);
  }
  const most = Math.max(...logits),
    powers = logits.map((score) => Math.exp(score - most)),
    whole = powers.reduce((sum, power) => sum + power, 0);
  return { maps, pooled, logits, shares: powers.map((power) => power / whole) };
}

/** What a filter adds to the score of class c. */
export const given = (net, { values }, c, f) =>
  values.reduce((sum, value, slot) => sum + value * net.share(c, f, slot), 0);

/** What a filter gives one class beyond what it gives the others on average. */
export function ahead(net, reading, f, won) {
  let others = 0;
  for (let c = 0; c < net.C; c++) if (c !== won) others += given(net, reading.pooled[f], c, f);
  return given(net, reading.pooled[f], won, f) - others / Math.max(1, net.C - 1);
}

/** Words that a window holds: [first, after the last] of the sentence. */
export function span(net, f, t, n) {
  const h = net.width(f),
    start = t - room(n, h, net.padding)[0];
  return [Math.max(0, start), Math.min(n, start + h)];
}
