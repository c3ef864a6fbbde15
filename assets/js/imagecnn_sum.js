// One number of a map, written out: slice × kernel, added up; the largest of a window; a class's score.

import { h, replace, fill, number } from "./dom.js";
import { before, taken } from "./imagecnn_net.js";
import { contributions } from "./imagecnn_stage.js";
import { shades } from "./imagecnn_paint.js";

const said = (value, digits = 2) => {
  const text = number(Math.round(value * 10 ** digits) / 10 ** digits, digits);
  return /^−0\.?0*$/.test(text) ? text.slice(1) : Number(value) === 0 ? "0" : text;
};

/** sum(palette, words) → {element, show(unit, state)}; state: {plan, numbers, found, names, shares}. */
export function sum(palette, words) {
  const paint = shades(palette),
    element = h("div", { class: "imagecnn-sum", "aria-live": "off" });

  /** A square of numbers, each on its colour. */
  function grid(values, most, shade, title) {
    const size = Math.round(Math.sqrt(values.length));
    return h(
      "figure",
      { class: "imagecnn-grid" },
      h(
        "div",
        { class: `cells-${size}`, style: { gridTemplateColumns: `repeat(${size}, 1fr)` } },
        values.map((value) => {
          const [r, g, b] = shade(value / most),
            bright = r * 0.3 + g * 0.59 + b * 0.11 > 128;
          return h(
            "i",
            {
              style: { background: `rgb(${r} ${g} ${b})`, color: bright ? "#14161b" : "#ffffff" },
              title: said(value, 4),
            },
            said(value),
          );
        }),
      ),
      h("figcaption", {}, title),
    );
  }

  const sign = (text) => h("span", { class: "imagecnn-sign" }, text);

  function convolution(unit, state, layer) {
    const from = before(state.plan, layer.name),
      x = state.found[from],
      parts = taken(layer, state.numbers, x, unit.filter, unit.row, unit.column),
      strongest = parts.channels.reduce(
        (best, one, c) => (Math.abs(one.sum) > Math.abs(parts.channels[best].sum) ? c : best),
        0,
      ),
      c = unit.channel ?? strongest,
      shown = parts.channels[c],
      flat = parts.channels.flatMap(({ kernel }) => kernel),
      most = Math.max(1e-6, ...flat.map(Math.abs)),
      high = Math.max(1e-6, ...parts.channels.flatMap(({ slice }) => slice)),
      far = Math.max(1e-6, ...shown.products.map(Math.abs)),
      relu = Math.max(0, parts.total),
      several = parts.channels.length > 1;
    const terms = several
      ? h(
          "p",
          { class: "imagecnn-terms" },
          h("span", { class: "quiet" }, `${words.all_maps} `),
          parts.channels
            .map((one, k) => [
              h(
                "span",
                {
                  class: k === c ? "term here" : "term",
                  style: { color: one.sum < 0 ? palette.context : palette.centre },
                },
                `${k && one.sum >= 0 ? "+ " : ""}${said(one.sum)}`,
              ),
              " ",
            ])
            .flat(),
        )
      : null;
    return [
      h(
        "div",
        { class: "imagecnn-product" },
        grid(shown.slice, high, paint.ink, several ? fill(words.slice_of, { n: c + 1 }) : words.slice),
        sign("×"),
        grid(shown.kernel, most, paint.signed, words.kernel),
        sign("="),
        grid(shown.products, far, paint.signed, words.products),
        h(
          "div",
          { class: "imagecnn-total" },
          terms,
          h("p", {}, h("span", { class: "quiet" }, `${words.sum} `), said(parts.total - parts.bias)),
          h(
            "p",
            {},
            h("span", { class: "quiet" }, `${words.bias} `),
            `${parts.bias < 0 ? "− " : "+ "}${said(Math.abs(parts.bias))}`,
          ),
          h("p", { class: "imagecnn-result" }, "= ", h("b", { class: "value" }, said(parts.total))),
          h(
            "p",
            { class: "quiet" },
            parts.total > 0 ? fill(words.relu_keeps, { value: said(relu) }) : words.relu_cuts,
          ),
        ),
      ),
    ];
  }

  function pooling(unit, state, layer) {
    const plan = state.plan,
      from = before(plan, layer.name),
      x = state.found[from],
      values = [];
    for (let i = 0; i < layer.size; i++)
      for (let j = 0; j < layer.size; j++)
        values.push(
          x.data[(unit.filter * x.side + unit.row * layer.size + i) * x.side + unit.column * layer.size + j],
        );
    const taken =
        state.found[layer.name].data[(unit.filter * layer.side + unit.row) * layer.side + unit.column],
      gate = state.found[`se${layer.name.slice(4)}.weights`]?.[unit.filter];
    return [
      h(
        "div",
        { class: "imagecnn-product" },
        grid(values, Math.max(1e-6, ...values), paint.ink, words.four),
        sign("→"),
        h(
          "div",
          { class: "imagecnn-total" },
          h(
            "p",
            { class: "imagecnn-result" },
            `${layer.how === "max" ? words.largest : words.mean} `,
            h("b", { class: "value" }, said(taken)),
          ),
          gate === undefined ? null : h("p", { class: "quiet" }, fill(words.gate, { weight: said(gate) })),
        ),
      ),
    ];
  }

  function score(unit, state) {
    const parts = contributions(state, unit.filter),
      bias = state.numbers["out.bias"][unit.filter],
      order = parts.map((value, at) => [value, at]).sort((a, b) => Math.abs(b[0]) - Math.abs(a[0])),
      shown = order.slice(0, 7),
      rest = order.slice(7).reduce((sum, [value]) => sum + value, 0),
      total = parts.reduce((a, b) => a + b, bias);
    return [
      h(
        "p",
        { class: "imagecnn-terms" },
        h("span", { class: "quiet" }, `${fill(words.score_of, { name: state.names[unit.filter] })} `),
        shown
          .map(([value, at], k) => [
            h(
              "span",
              {
                class: "term",
                title: fill(words.map, { n: at + 1 }),
                style: { color: value < 0 ? palette.context : palette.centre },
              },
              `${k && value >= 0 ? "+ " : ""}${said(value)}`,
            ),
            " ",
          ])
          .flat(),
        `${rest < 0 ? "" : "+ "}${said(rest)} `,
        h("span", { class: "quiet" }, `(${fill(words.others, { n: Math.max(0, order.length - 7) })}) `),
        `${bias < 0 ? "" : "+ "}${said(bias)} `,
        h("span", { class: "quiet" }, `(${words.bias}) `),
      ),
      h("p", { class: "imagecnn-result" }, "= ", h("b", { class: "value" }, said(total))),
      h(
        "p",
        { class: "quiet" },
        fill(words.softmax, {
          share: number(100 * state.shares[unit.filter], 1),
          name: state.names[unit.filter],
        }),
      ),
    ];
  }

  return {
    element,
    show(unit, state) {
      const layer = unit && state ? state.plan.find(({ name }) => name === unit.layer) : null,
        title = layer ? words.columns[layer.kind === "dense" ? "dense" : layer.name] : "",
        place =
          layer && layer.kind !== "dense"
            ? fill(words.where, {
                layer: title,
                filter: unit.filter + 1,
                row: unit.row + 1,
                column: unit.column + 1,
              })
            : title;
      if (!layer) {
        replace(element, h("p", { class: "quiet" }, words.point));
        return;
      }
      const make = { conv: convolution, pool: pooling, dense: score }[layer.kind];
      replace(element, h("h4", {}, place), ...make(unit, state, layer));
    },
  };
}
