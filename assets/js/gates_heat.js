// Every unit at every word: one gate as a heat map, or all gates of one unit; a phrase brushed finds its units.

import { h, replace, fill, number, told as spoken } from "./dom.js";
import { heat } from "./heat.js";
import { own } from "./gates_own.js";
import { sentence } from "./gates_sentence.js";
import { viewOf } from "./gates_view.js";
import {
  CELL_NAMES,
  CELLS,
  SHOWN,
  chips,
  cursor,
  film,
  gateColour,
  memoryOf,
  press,
  tell,
  two,
  unitOf,
} from "./gates_store.js";

const SIGNED = new Set(["g", "n", "h", "c"]);

export function gates_heat(root, data, port) {
  const { words, palette } = data,
    tabs = h("div", { class: "gates-tabs" }),
    field = h("div", { class: "gates-field" }),
    shading = { ...palette };
  for (const name of "fiogzrn") shading[`gate-${name}`] = gateColour(palette, name);

  let read = null,
    turn = 0,
    maps = [],
    built = "",
    order = [],
    brushed = null,
    found = null,
    marked = "",
    many = "all",
    sort = "tells";

  const cells = chips(
    CELLS.map((id) => ({ id, label: CELL_NAMES[id] })),
    "lstm",
    (cell) => tell(view.clock, { cell, clamp: "", unit: null }),
    { "aria-label": words.which_cell },
  );
  const line = { now: null };
  const strip = h("div", {});
  const amount = chips(
    ["all", "average", "one"].map((id) => ({ id, label: words[id] })),
    "all",
    (id) => {
      many = id;
      press(amount, id);
      draw();
    },
    { "aria-label": words.how_many },
  );
  const sorts = h(
    "select",
    {
      class: "gates-sort",
      "aria-label": words.sort,
      onchange: () => {
        sort = sorts.value;
        sorts.blur();
        draw();
      },
    },
    ["tells", "mean", "none"].map((id) => h("option", { value: id }, `${words.sort}: ${words.sorts[id]}`)),
  );
  const phrase = h("section", { class: "phrase" });
  const rail = h("div", { class: "rail" }, phrase);
  const view = viewOf(root, data, port, {
    name: "gates-heat",
    parts: [strip, tabs, field],
    rail,
  });
  const { clock, run, state } = view;
  line.now = sentence(clock, data, { read: () => read, state });
  replace(strip, h("div", { class: "gates-bar" }, cells, line.now.form));
  let gate = data.show?.colour || null;

  const gateNow = () => (SHOWN[read.cell].includes(gate) ? gate : memoryOf(read.cell));
  const choose = (name) => {
    gate = name;
    if (data.curves) port.write({ colour: name === memoryOf(read.cell) ? null : name });
    draw();
  };

  function bar() {
    replace(
      tabs,
      chips(
        SHOWN[read.cell].map((id) => ({
          id,
          label: `${id}  ${words.gates[id]}`,
          title: words.gates_help[id],
          colour: gateColour(palette, id),
        })),
        gateNow(),
        choose,
        { "aria-label": words.which_gate },
      ),
      amount,
      sorts,
    );
    tabs.firstChild.hidden = many !== "all";
    sorts.hidden = many !== "all";
  }

  async function meet() {
    const mine = ++turn;
    press(cells, state().cell);
    const next = await film(run, state());
    if (mine !== turn || view.closed || !next) return;
    if (next.refused) {
      line.now.meet(spoken(words, next.refused));
      return;
    }
    read = next;
    line.now.meet("");
    built = "";
    if (brushed && brushed.to >= read.T) brushed = null;
    draw();
    view.say();
  }

  /** Which unit stands in which row: of the whole film's end, so that rows stay where they are. */
  function sorted() {
    const { cell, H, T } = read,
      last = Math.min(run.frames.length, read.frames()) - 1,
      units = Array.from({ length: H }, (_, u) => u);
    if (sort === "none") return units;
    const tells = run.frames.at(-1).arrays[`${cell}.tells`].data;
    const size = (u) => {
      let sum = 0;
      for (let t = 0; t < T; t++) sum += read.value(last, gateNow(), t, u);
      return sum / T;
    };
    const worth = sort === "tells" ? (u) => tells[u] : size;
    const known = units.map((u) => worth(u));
    return units.sort((a, b) => known[b] - known[a]);
  }

  const look = (name, range) => ({
    palette: shading,
    font: data.font,
    present: data.present,
    columns: read.T,
    scale: SIGNED.has(name) ? "diverging" : "sequential",
    colour: SIGNED.has(name) ? undefined : `gate-${name}`,
    range: SIGNED.has(name) ? [-range, range] : [0, 1],
  });
  /** The reach of a memory's colours: as far as most of it goes, over the whole film. */
  function reach(name) {
    if (name !== "c") return 1;
    const last = Math.min(run.frames.length, read.frames()) - 1,
      sizes = [];
    for (let t = 0; t < read.T; t++)
      for (let u = 0; u < read.H; u++) sizes.push(Math.abs(read.value(last, name, t, u)));
    sizes.sort((a, b) => a - b);
    return Math.max(1, sizes[Math.floor(sizes.length * 0.9)]);
  }

  function build() {
    for (const { map } of maps) map.close();
    replace(field);
    maps = [];
    field.className = `gates-field ${many}`;
    if (many === "all") {
      const name = gateNow(),
        range = reach(name);
      const host = h("div", { class: "gates-map" });
      field.append(host);
      const map = heat(host, {
        ...look(name, range),
        rows: read.H,
        value: (row, column) => read.value(clock.index, name, column, order[row]),
        rowLabels: order.map(String),
        columnLabels: read.words,
        label: fill(words.map, { name: `${name} ${words.gates[name]}` }),
        describe: (row, column) =>
          `${fill(words.unit_row, { n: order[row] })}, “${read.words[column]}”: ${name} = ${two(read.value(clock.index, name, column, order[row]))}`,
        onPick: (row, column) => {
          brushed = { from: column, to: column };
          tell(clock, { unit: order[row], word: column });
          ask();
        },
        onBrush: (from, to) => {
          brushed = { from, to };
          ask();
        },
      });
      maps.push({ map, name });
      return;
    }
    field.append(
      h("b", {}),
      h(
        "div",
        { class: "gates-heads", style: { gridTemplateColumns: `repeat(${read.T}, minmax(0, 1fr))` } },
        read.words.map((word) => h("span", {}, h("i", {}, word))),
      ),
    );
    const names = SHOWN[read.cell];
    names.forEach((name) => {
      const host = h("div", { class: "gates-row" });
      field.append(
        h("b", { style: { color: gateColour(palette, name) }, title: words.gates_help[name] }, name),
        host,
      );
      const value = (row, column) => {
        if (many === "one") return read.value(clock.index, name, column, unitOf(run, state()));
        let sum = 0;
        // Signed values would cancel out: of them the mean size is shown.
        for (let u = 0; u < read.H; u++) {
          const one = read.value(clock.index, name, column, u);
          sum += SIGNED.has(name) ? Math.abs(one) : one;
        }
        return sum / read.H;
      };
      const map = heat(host, {
        ...look(name, reach(name)),
        rows: 1,
        value,
        label: `${name} ${words.gates[name]}`,
        describe: (row, column) => `${name}, “${read.words[column]}”: ${two(value(0, column))}`,
        onPick: (row, column) => tell(clock, { word: column }),
      });
      maps.push({ map, name });
    });
  }

  function draw() {
    if (!read || !run.frames.length) return;
    const now = `${read.cell} ${read.words.join(" ")} ${many} ${gateNow()} ${sort} ${run.frames.length}`;
    if (now !== built) {
      built = now;
      order = sorted();
      bar();
      build();
    }
    const t = cursor(state(), read),
      unit = order.indexOf(unitOf(run, state()));
    for (const { map } of maps)
      map.mark({
        column: t,
        row: many === "all" ? unit : undefined,
        ...(many === "all" ? (brushed ?? {}) : {}),
      });
    const mark = `${clock.frame.step} ${JSON.stringify(brushed)}`;
    if (mark !== marked && !clock.playing) {
      marked = mark;
      ask();
    }
  }

  /** Which units are on over exactly the phrase, and where else they are. */
  async function ask() {
    if (!brushed || many !== "all") {
      found = null;
      replace(phrase, h("h3", {}, words.same), h("p", { class: "quiet" }, words.brush));
      return;
    }
    if (!read || !clock.frame) return;
    const asked = { ...brushed, step: clock.frame.step };
    const answer = await run
      .ask("phrase", {
        cell: read.cell,
        text: state().text,
        from: String(asked.from),
        to: String(asked.to),
        step: String(asked.step),
        on: bound.value,
      })
      .catch(() => null);
    if (!answer || view.closed || asked.from !== brushed?.from || asked.to !== brushed?.to) return;
    found = answer;
    tellPhrase();
    draw();
  }

  const bound = h("input", {
    type: "range",
    min: "10",
    max: "90",
    step: "10",
    value: "40",
    "aria-label": words.on,
    onchange: () => ask(),
    oninput: () => (boundTold.textContent = number(Number(bound.value) / 100, 1)),
  });
  const boundTold = h("b", {}, "0.4");

  function tellPhrase() {
    if (found.refused) {
      replace(phrase, h("p", { class: "quiet" }, spoken(words, found.refused)));
      return;
    }
    const said = read.words.slice(brushed.from, brushed.to + 1).join(" ");
    replace(
      phrase,
      h("h3", {}, fill(words.phrase, { phrase: said })),
      h("label", { class: "gates-bound" }, words.on, " ± ", boundTold, bound),
      found.units.length
        ? h(
            "p",
            { class: "gates-units" },
            found.units.map((unit, i) =>
              h(
                "button",
                {
                  type: "button",
                  class: "chip",
                  onclick: () => tell(clock, { unit }),
                  title: fill(words.unit_row, { n: unit }),
                },
                `${unit}${found.signs[i] < 0 ? "−" : "+"}`,
              ),
            ),
          )
        : h("p", { class: "quiet" }, words.none),
      found.units.length ? h("h3", {}, words.same) : null,
      found.units.length && !found.matches.length ? h("p", { class: "quiet" }, words.elsewhere) : null,
      found.matches.map((match) =>
        h(
          "button",
          {
            type: "button",
            class: "phrase-row",
            title: fill(words.of, { n: match.units, all: found.units.length }),
            onclick: () => {
              brushed = { from: match.from, to: match.to };
              tell(clock, { text: match.words.join(" "), word: match.to });
            },
          },
          match.words.flatMap((word, i) => [
            i ? h("span", { class: i > match.from && i <= match.to ? "in" : "" }, " ") : null,
            h("span", { class: i >= match.from && i <= match.to ? "in" : "" }, word),
          ]),
          h("small", {}, `${match.units}/${found.units.length}`),
        ),
      ),
      h(
        "button",
        {
          type: "button",
          class: "chip",
          onclick: () => {
            brushed = null;
            ask();
            draw();
          },
        },
        words.over,
      ),
    );
  }

  const find = () => {
    if (!read) return "";
    const tells = run.frames[clock.index].arrays[`${read.cell}.tells`].data,
      best = Math.max(...tells);
    return fill(words.finding, { n: tells.indexOf(best), percent: number(100 * best, 0) });
  };

  const table = () => ({
    head: ["unit", ...read.words],
    rows: order.map((u) => [u, ...read.words.map((_, t) => read.value(clock.index, gateNow(), t, u))]),
  });
  if (data.leads)
    window.__player = own(clock, data, {
      table,
      canvas: () => maps[0].map.picture(),
      heat: () => ({ gate: gateNow(), order, brushed, found, words: read.words }),
    });
  const given = (show) => {
    const camera = show?.camera;
    brushed = camera?.length === 3 ? { from: camera[0], to: camera[1] } : null;
    if (camera?.length === 3) bound.value = camera[2];
    boundTold.textContent = number(Number(bound.value) / 100, 1);
    gate = show?.colour || null;
    marked = "";
  };
  given(data.show);
  ask();
  return view.start({
    meet,
    draw,
    find,
    show: given,
    key: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !read) return false;
      if (SHOWN[read.cell].includes(event.key)) {
        choose(event.key);
        return true;
      }
      return false;
    },
    close: () => maps.forEach(({ map }) => map.close()),
  });
}
