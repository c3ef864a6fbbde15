// Beside the map: search, what colours mean, and for a point who its neighbours really are.

import { h, replace, fill, number, told } from "./dom.js";
import { QUALITY } from "./crowd.js";

/**
 * around(clock, data, hands) → {element, meet(crowd), show(state), search}
 * hands: {choose(rows), light(rows|null), colour(name), relate(name|null), wish(wish)}
 */
export function around(clock, data, hands) {
  const { words, palette } = data,
    run = clock.run;
  let crowd = null,
    selected = [],
    metric = "cosine",
    asked = null,
    answer = null;

  const input = h("input", {
    type: "search",
    placeholder: words.search,
    "aria-label": words.search,
    autocomplete: "off",
    spellcheck: "false",
  });
  const found = h("p", { class: "quiet", "aria-live": "polite" });
  input.addEventListener("input", () => seek());
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const hits = crowd?.matching(input.value) ?? [];
    if (event.key === "Enter" && hits.length) {
      hands.light(null);
      found.textContent = "";
      hands.choose([
        hits.find((i) => crowd.words[i].toLowerCase() === input.value.trim().toLowerCase()) ?? hits[0],
      ]);
    } else if (event.key === "Escape") {
      input.value = "";
      seek();
      input.blur();
    }
  });
  function seek() {
    const hits = crowd?.matching(input.value) ?? null;
    if (!input.value.trim()) {
      found.textContent = "";
      hands.light(null);
    } else if (!hits || !hits.length) {
      found.textContent = hits ? words.none_found : words.no_pattern;
      hands.light(null);
    } else {
      found.textContent = fill(words.found, { n: number(hits.length) });
      hands.light(hits);
    }
  }

  const colours = h("select", {
    "aria-label": words.colour,
    onchange: (event) => hands.colour(event.currentTarget.value),
  });
  const chosen = h("section", { class: "chosen-point" });
  const relations = h("section", { class: "relations", hidden: true });
  const element = h(
    "div",
    { class: "rail" },
    h("section", { class: "seek" }, h("div", { class: "word" }, input), found),
    h("label", { class: "pick" }, h("span", {}, words.colour), colours),
    chosen,
    relations,
  );

  function meet(next) {
    crowd = next;
    metric = crowd.notes.metric;
    const quality = Object.keys(QUALITY).map((name) => ({ name, told: words.quality[name] }));
    const own = crowd.columns.map(({ name }) => ({ name, told: data.names[name] ?? name }));
    replace(
      colours,
      [...own, ...quality].map(({ name, told: label }) => h("option", { value: name }, label)),
    );
    const known = Object.keys(crowd.notes.relations ?? {});
    relations.hidden = !known.length;
    let lit = null;
    replace(
      relations,
      h("h3", {}, words.relations),
      h(
        "div",
        { class: "examples" },
        known.map((name) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-pressed": "false",
              onclick: (event) => {
                lit = lit === name ? null : name;
                for (const chip of event.currentTarget.parentElement.children)
                  chip.setAttribute("aria-pressed", "false");
                event.currentTarget.setAttribute("aria-pressed", String(lit === name));
                hands.relate(lit);
              },
            },
            data.relation_names[name] ?? name,
          ),
        ),
      ),
    );
    if (input.value) seek();
  }

  /** One row of a list of neighbours. */
  function row(i, value, share, colour, mark) {
    return h(
      "button",
      {
        type: "button",
        class: share === null ? "bar plain" : mark ? "bar marked" : "bar",
        onclick: () => hands.choose([i]),
        onpointerenter: () => hands.point(i),
        onpointerleave: () => hands.point(-1),
      },
      h("span", { class: "bar-word" }, crowd.words[i] || `@${i}`),
      share === null
        ? null
        : h(
            "span",
            { class: "bar-rule" },
            h("i", { style: { width: `${Math.max(0, Math.min(1, share)) * 100}%`, background: colour } }),
          ),
      h("span", { class: "bar-number" }, value),
    );
  }

  function several() {
    const many = selected.length;
    replace(
      chosen,
      h("h3", {}, fill(words.several, { n: number(many) })),
      h(
        "div",
        { class: "examples" },
        h("button", { type: "button", class: "chip", onclick: () => hands.isolate() }, words.isolate),
        h(
          "button",
          { type: "button", class: "chip strong", onclick: () => hands.wish({ only: selected }) },
          words.reproject,
        ),
        h("button", { type: "button", class: "chip", onclick: () => hands.choose([]) }, words.let_go),
      ),
    );
  }

  /** Who stands near the chosen point: really, and only on the map. */
  function one(onMap) {
    const i = selected[0],
      lists = answer?.[metric];
    const near = new Set(onMap),
      real = new Set(lists ? lists.rows.slice(0, crowd.k) : crowd.truly(i)),
      ranks = answer?.ranks?.[metric];
    const parts = [
      h(
        "div",
        { class: "chosen" },
        h("b", {}, crowd.words[i] || `@${i}`),
        h("span", {}, ` ${crowd.says(i, data.names, words)}`),
      ),
    ];
    if (answer?.refused) parts.push(h("p", { class: "quiet" }, told(words, answer.refused)));
    if (lists) {
      const most = metric === "cosine" ? 1 : Math.max(...lists.values.slice(0, crowd.k), 1e-9);
      parts.push(
        h(
          "div",
          { class: "either", role: "group", "aria-label": words.distance },
          ["cosine", "euclidean"].map((name) =>
            h(
              "button",
              {
                type: "button",
                class: "chip",
                "aria-pressed": String(metric === name),
                onclick: () => {
                  metric = name;
                  hands.again();
                },
              },
              words[name],
            ),
          ),
        ),
        h("h3", {}, words.truly),
        h(
          "div",
          { class: "bars" },
          lists.rows
            .slice(0, crowd.k)
            .map((j, at) =>
              row(
                j,
                number(lists.values[at], 2),
                lists.values[at] / most,
                near.has(j) ? palette.context : palette.other,
                near.has(j),
              ),
            ),
        ),
      );
    }
    const fakes = onMap.filter((j) => !real.has(j));
    parts.push(h("p", { class: "caption" }, fill(words.kept, { n: crowd.k - fakes.length, k: crowd.k })));
    if (fakes.length)
      parts.push(
        h("h3", { class: "fakes" }, words.fakes),
        h(
          "div",
          { class: "bars" },
          fakes.map((j) => row(j, ranks ? fill(words.place_short, { n: number(ranks[j]) }) : "", null)),
        ),
      );
    replace(chosen, parts);
  }

  /** Draw what is known of the selection; onMap: its neighbours on the map now. */
  function draw(onMap) {
    if (!crowd) return;
    chosen.hidden = Boolean(data.present) && !selected.length;
    if (selected.length > 1) several();
    else if (selected.length === 1) one(onMap);
    else replace(chosen, h("p", { class: "quiet" }, words.pick));
  }

  async function select(rows, onMap) {
    selected = rows;
    input.value = rows.length === 1 && crowd ? crowd.words[rows[0]] : "";
    found.textContent = "";
    if (rows.length !== 1) {
      asked = answer = null;
      draw(onMap());
      return;
    }
    const name = String(rows[0]);
    if (asked !== name) answer = null;
    asked = name;
    draw(onMap());
    const got = await run.ask("neighbours", { row: name }).catch(() => null);
    if (asked !== name) return;
    answer = got;
    draw(onMap());
  }

  return {
    element,
    meet,
    select,
    draw,
    metric: () => metric,
    lists: () => answer?.[metric] ?? null,
    setColour: (name) => {
      colours.value = name;
    },
  };
}
