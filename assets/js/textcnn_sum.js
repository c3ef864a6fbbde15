// Beside the picture: what one filter makes of one window, product by product; and which n-grams decided.

import { h, replace, fill, number, fine } from "./dom.js";
import { ahead, given, product, room, span } from "./textcnn_net.js";

/** A row of numbers as cells, orange above zero, blue below. */
function cells(values, palette, reach, title) {
  return h(
    "span",
    { class: "cnn-cells", role: "img", "aria-label": title },
    Array.from(values, (value, d) =>
      h("i", {
        title: `${title} [${d + 1}] = ${number(value, 3)}`,
        style: {
          background: value >= 0 ? palette.centre : palette.context,
          opacity: String(0.05 + 0.95 * Math.min(1, Math.abs(value) / reach)),
        },
      }),
    ),
  );
}

/** "0.21 × 0.55 + (−0.30) × 0.12 + …": all products of one word. */
const written = (numbers, j, vector, D) =>
  Array.from({ length: D }, (_, d) => {
    const put = (value) => (value < 0 ? `(${number(value, 2)})` : number(value, 2));
    return `${put(vector[d])} × ${put(numbers[j * D + d])}`;
  }).join(" + ");

/** The sum of one filter on one window, from the words to the scores. */
export function arithmetic(host, { now, focus, place, said, known, names, best, data }) {
  const { words, palette } = data,
    { net, x } = now,
    width = net.width(focus),
    numbers = net.numbers(focus),
    [before] = room(x.length, width, net.padding),
    reach = (lists) => Math.max(1e-6, ...lists.flatMap((list) => (list ? Array.from(list, Math.abs) : [])));
  const vectors = Array.from({ length: width }, (_, j) => x[place - before + j] ?? null),
    strong = reach(vectors),
    heavy = reach([numbers]);
  let sum = net.bias(focus);
  const lines = vectors.map((vector, j) => {
    const at = place - before + j,
      word = said[at],
      found = product(numbers, j, vector, net.D);
    sum += found;
    const zeros = at < 0 || at >= said.length;
    return h(
      "div",
      { class: "cnn-term" },
      h(
        "span",
        { class: zeros || !known(word) ? "cnn-term-word unknown" : "cnn-term-word" },
        zeros ? words.padding_word : word,
      ),
      h(
        "span",
        { class: "cnn-strips" },
        vector
          ? cells(vector, palette, strong, fill(words.vector_of, { word }))
          : h("span", { class: "cnn-cells zero" }),
        cells(numbers.subarray(j * net.D, (j + 1) * net.D), palette, heavy, fill(words.row_of, { n: j + 1 })),
      ),
      h("span", { class: "cnn-term-sum" }, number(found, 2)),
    );
  });
  const { values, places } = now.pooled[focus],
    taken = Math.max(0, sum),
    slot = places.indexOf(place);
  const pooling = {
    max: slot === 0 ? words.is_largest : fill(words.not_largest, { value: number(values[0], 2) }),
    average: fill(words.goes_into, { n: now.maps[focus].length, value: number(values[0], 2) }),
    "k-max":
      slot >= 0
        ? fill(words.is_among, { k: net.k })
        : fill(words.not_among, { k: net.k, values: values.map((value) => number(value, 2)).join(", ") }),
  }[net.pooling];
  replace(
    host,
    h("h4", {}, fill(words.filter_title, { n: focus + 1, width })),
    best ? h("p", { class: "caption cnn-best" }, fill(words.likes, { gram: best })) : null,
    lines,
    h(
      "div",
      { class: "cnn-term total" },
      h("span", { class: "cnn-term-word" }, words.bias),
      h("span", {}),
      h("span", { class: "cnn-term-sum" }, number(net.bias(focus), 2)),
    ),
    h(
      "p",
      { class: "formula cnn-total" },
      `${vectors.map((vector, j) => put(product(numbers, j, vector, net.D))).join(" + ")} + ${put(net.bias(focus))} = `,
      h("b", {}, number(sum, 2)),
      sum < 0 ? ` → ReLU → ` : "",
      sum < 0 ? h("b", {}, "0") : "",
    ),
    h("p", { class: "cnn-pooling" }, pooling),
    h(
      "p",
      { class: "formula" },
      names.flatMap((name, c) => [
        c ? h("br") : "",
        `${name}: ${values.map((value, s) => `${number(value, 2)} × ${put(net.share(c, focus, s))}`).join(" + ")} = `,
        h("b", {}, number(given(net, now.pooled[focus], c, focus), 2)),
      ]),
    ),
    vectors.some(Boolean)
      ? h(
          "details",
          { class: "cnn-all" },
          h("summary", {}, fill(words.all_products, { n: net.D })),
          vectors.map((vector, j) =>
            vector
              ? h(
                  "p",
                  { class: "formula" },
                  h("b", {}, said[place - before + j]),
                  `: ${written(numbers, j, vector, net.D)} = ${fine(product(numbers, j, vector, net.D))}`,
                )
              : null,
          ),
        )
      : null,
  );
  return taken;
}
const put = (value) => (value < 0 ? `(${number(value, 2)})` : number(value, 2));

/** Which n-grams decided: the filters that moved the scores most, and the n-gram each found. */
export function decided(host, { now, said, target, focus, names, without, pick, light, data }) {
  const { words, palette } = data,
    { net } = now;
  const gains = Array.from({ length: net.count }, (_, f) => [f, ahead(net, now, f, target)])
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, 9)
    .filter(([, gain]) => Math.abs(gain) > 0.005);
  const most = Math.max(1e-6, ...gains.map(([, gain]) => Math.abs(gain))),
    largest = Math.max(1e-6, ...without.map(Math.abs));
  const two = net.C === 2;
  replace(
    host,
    h("h4", {}, words.which_decided),
    h("p", { class: "caption" }, fill(two ? words.toward : words.toward_many, { name: names[target] })),
    gains.map(([f, gain]) => {
      const places = now.pooled[f].places.filter((t) => t >= 0),
        place = places.length ? places.reduce((a, b) => (now.maps[f][b] > now.maps[f][a] ? b : a)) : -1,
        [from, to] = place >= 0 ? span(net, f, place, said.length) : [0, said.length];
      return h(
        "button",
        {
          type: "button",
          class: f === focus ? "cnn-gain chosen" : "cnn-gain",
          onclick: () => pick(f, place >= 0 ? place : null),
          onpointerenter: () => light(from, to),
          onpointerleave: () => light(null),
        },
        h("span", { class: "cnn-gain-gram" }, place >= 0 ? said.slice(from, to).join(" ") : words.whole),
        h("span", { class: "cnn-gain-bar" }, bar(gain / most, palette)),
        h("span", { class: "bar-number" }, `${gain > 0 ? "+" : ""}${number(gain, 2)}`),
      );
    }),
    gains.length ? null : h("p", { class: "quiet" }, words.nothing_decided),
    h("h4", { class: "cnn-second" }, words.without),
    h("p", { class: "caption" }, fill(words.without_caption, { name: names[target] })),
    said.map((word, i) =>
      h(
        "div",
        {
          class: "cnn-gain still",
          onpointerenter: () => light(i, i + 1),
          onpointerleave: () => light(null),
        },
        h("span", { class: "cnn-gain-gram" }, word),
        h("span", { class: "cnn-gain-bar" }, bar(without[i] / largest, palette)),
        h("span", { class: "bar-number" }, `${without[i] > 0 ? "+" : ""}${number(100 * without[i], 0)} %`),
      ),
    ),
  );
}

const bar = (share, palette) =>
  h("i", {
    style: {
      left: share >= 0 ? "50%" : `${50 + 50 * share}%`,
      width: `${50 * Math.abs(share)}%`,
      background: share >= 0 ? palette.good : palette.negative,
    },
  });
