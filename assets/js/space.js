// The embedding space: one map, or two of the same points side by side, on one clock, with their truth.

import { h, replace, button, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { Cloud } from "./cloud.js";
import { Crowd, QUALITY } from "./crowd.js";
import { timeline } from "./timeline.js";
import { around } from "./around.js";

/** One map: its cloud, its run, and the tip over it. */
class Map2 {
  constructor(run, cloud, data, hands) {
    Object.assign(this, { run, cloud, data, hands, crowd: null, shade: null });
    this.tip = h("div", { class: "tip", hidden: true });
    this.waiting = h("div", { class: "waiting" });
    this.title = h("div", { class: "map-title" });
    this.element = h(
      "div",
      { class: "stage", tabindex: "0", role: "img", "aria-label": data.words.stage },
      cloud.element,
      this.title,
      this.tip,
      this.waiting,
    );
    Object.assign(cloud, {
      onrestore: () => hands.update(),
      onhover: (i, place) => hands.hover(this, i, place),
      onpick: (i, more) => hands.pick(i, more),
      onview: () => hands.written(),
      onlasso: (rows, more) => hands.lasso(rows, more),
      fitted: true,
      ruler: true,
    });
  }

  /** The newest frame at or before `index` that was judged. */
  judged(index) {
    for (let at = Math.min(index, this.run.frames.length - 1); at >= 0; at--)
      if (this.run.frames[at].arrays.quality) return this.run.frames[at];
    return null;
  }

  meet() {
    const first = this.run.frames[0];
    if (!first || this.crowd?.arrays === first.arrays) return false;
    const { palette, present } = this.data,
      crowd = new Crowd(first, palette),
      { counts } = crowd.notes;
    const most = counts ? Math.max(...counts.slice(0, 50000)) : 1,
      thin = crowd.count > 20000 ? 0.45 : crowd.count > 1500 ? 0.75 : 1;
    this.crowd = crowd;
    this.shade = null;
    this.cloud.people({
      words: crowd.words,
      ranks: counts ? counts.map((count) => -count) : crowd.words.map((_, i) => scattered(i)),
      sizes: Float32Array.from(
        crowd.words,
        (_, i) => (counts ? 4 + 7 * Math.sqrt(counts[i] / most) : 7) * (present ? 1.5 : 1) * thin,
      ),
      strength: crowd.count > 1500 ? 0.6 : 0.9,
      colours: crowd.colours("", null),
      images: crowd.images,
    });
    return true;
  }

  /** Show the moment between two frames in the colours asked for. */
  show([before, after, share], index, colour) {
    if (!this.crowd) return;
    const frame = colour in QUALITY ? this.judged(index) : null,
      shade = `${colour} ${frame?.step ?? ""}`;
    if (shade !== this.shade) {
      this.shade = shade;
      this.cloud.recolour(this.crowd.colours(colour, frame?.arrays.quality.data));
    }
    this.cloud.show(before.arrays.positions.data, after.arrays.positions.data, share);
  }

  positions(index) {
    return this.run.frames[Math.min(index, this.run.frames.length - 1)]?.arrays.positions.data ?? null;
  }
}

/** An order of labels that is not the order of the rows, and always the same. */
const scattered = (i) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32;

export function space(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    second = data.beside ? clockOf(data.beside) : null,
    { words, palette } = data;
  let selected = [],
    wanted = [...(data.show?.selected ?? [])],
    colour = data.show?.colour ?? "",
    relation = data.show?.relation ?? null,
    lit = null,
    group = null,
    hidden = null,
    hovered = -1,
    lassoing = false;

  root.clouds ??= [];
  const maps = [run, second?.run].filter(Boolean).map((each, at) => {
    const cloud = (root.clouds[at] ??= new Cloud());
    Object.assign(cloud, {
      view: null,
      bound: null,
      selected: [],
      near: [],
      arrows: [],
      dim: null,
      hovered: -1,
    });
    cloud.mark({ lines: [] });
    cloud.hide(null);
    if (!each.frames.length) cloud.clear();
    cloud.theme({
      ink: palette.ink,
      soft: palette.soft,
      paper: palette.card,
      font: data.font,
      big: data.present,
    });
    return new Map2(each, cloud, data, {
      update: () => update(),
      hover: (map, i, place) => hover(map, i, place),
      pick: (i, more) => choose(i < 0 ? [] : more ? toggled(i) : [i]),
      lasso: (rows, more) => {
        if (!more) arm(false);
        choose(more ? [...new Set([...selected, ...rows])] : rows);
      },
      written: () => written(),
    });
  });
  const [main, other] = maps;
  if (data.show?.camera) main.cloud.view = viewOf(data.show.camera);

  const side = around(clock, data, {
    choose: (rows) => choose(rows),
    light: (rows) => {
      lit = rows ? new Set(rows) : null;
      mark();
    },
    point: (i) => maps.forEach((map) => map.cloud.point(i)),
    colour: (name) => {
      colour = name;
      group = null;
      legend();
      update();
      written();
    },
    relate: (name) => {
      relation = name;
      mark();
    },
    isolate: () => isolate(),
    wish: (wish) => port.call("wish", wish),
    again: () => mark(),
  });

  const toggled = (i) => (selected.includes(i) ? selected.filter((j) => j !== i) : [...selected, i]);
  const crowd = () => main.crowd;
  const onMap = () => {
    const positions = main.positions(clock.index);
    return selected.length === 1 && crowd() && positions ? crowd().onMap(selected[0], positions, hidden) : [];
  };

  /** The step to name in the link: none while it plays, and none at the end of a finished run. */
  const moment = () => {
    if (clock.wanted !== null) return clock.wanted < 1e9 ? clock.wanted : null;
    if (clock.playing || clock.live || !clock.frame) return null;
    return clock.position >= clock.last && !run.alive ? null : clock.frame.step;
  };
  const written = () =>
    port.write({
      step: moment(),
      selected:
        selected.length && selected.length <= 8 ? selected.map((i) => crowd()?.name(i)).join(",") : null,
      camera: main.cloud.view ? told_view(main.cloud.view) : null,
      colour: crowd() && colour !== (crowd().columns[0]?.name ?? "") ? colour : null,
    });

  function take(rows) {
    selected = rows;
    side.select(rows, onMap).then(() => mark());
    mark();
  }
  function choose(rows) {
    take(rows);
    written();
  }

  /** The true neighbours of a point, by the distance that the list beside the map shows. */
  const truly = (i) =>
    ((selected[0] === i && side.lists()?.rows) || [...crowd().truly(i)]).slice(0, crowd().k);

  /** Light what is chosen: its true neighbours by lines, and those the map made up. */
  function mark() {
    const people = crowd();
    if (!people) return;
    const focus = selected.length === 1 ? selected[0] : -1;
    const shown = onMap(),
      near = new Set(shown);
    const truth = focus < 0 ? [] : truly(focus);
    const real = new Set(truth);
    const lines = truth.map((j) => ({
      from: focus,
      to: j,
      colour: palette.context,
      dashed: !near.has(j),
      width: near.has(j) ? 1.8 : 1.2,
      alpha: near.has(j) ? 0.9 : 0.65,
    }));
    for (const j of shown)
      if (!real.has(j))
        lines.push({ from: focus, to: j, colour: palette.negative, dashed: true, width: 1.2, alpha: 0.7 });
    const pairs = relation ? (people.notes.relations[relation] ?? []) : [];
    const arrows = pairs
      .map(([a, b]) => ({ from: people.row(a), to: people.row(b), colour: palette.context }))
      .filter(({ from, to }) => from >= 0 && to >= 0);
    const dim =
      lit || group !== null || selected.length > 1
        ? (i) =>
            lit
              ? lit.has(i)
              : selected.length > 1
                ? chosen.has(i)
                : people.column(colour)?.values[i] === group
        : null;
    const chosen = new Set(selected);
    for (const map of maps)
      map.cloud.mark({
        selected: focus >= 0 ? [focus] : [],
        near: focus >= 0 ? [...truth, ...shown] : [],
        lines: map === main || !other ? lines : lines.filter(({ colour: one }) => one === palette.context),
        arrows,
        dim,
      });
    side.draw(shown);
  }

  function hover(map, i, place) {
    hovered = i;
    for (const each of maps) if (each !== map) each.cloud.point(i);
    for (const each of maps) each.tip.hidden = i < 0;
    if (i < 0 || !crowd()) return;
    const people = crowd(),
      focus = selected.length === 1 ? selected[0] : -1;
    const fake = focus >= 0 && focus !== i && onMap().includes(i) && !truly(focus).includes(i);
    const shown = people.onMap(i, main.positions(clock.index), hidden),
      real = new Set(people.truly(i));
    const kept = shown.filter((j) => real.has(j)).length;
    replace(
      map.tip,
      h("b", {}, people.words[i] || `@${i}`),
      ` ${people.says(i, data.names, words)}`,
      h("br"),
      fill(words.kept, { n: kept, k: people.k }),
      fake ? h("em", {}, ` ${fill(words.fake, { word: people.words[focus] || `@${focus}` })}`) : "",
    );
    if (place) {
      map.tip.style.left = `${Math.min(place[0], map.element.clientWidth - 190)}px`;
      map.tip.style.top = `${Math.max(64, place[1])}px`;
    }
    for (const each of maps) if (each !== map) each.tip.hidden = true;
  }

  function isolate() {
    if (!crowd()) return;
    const keep = new Set(selected);
    hidden = keep.size ? Uint8Array.from({ length: crowd().count }, (_, i) => (keep.has(i) ? 0 : 1)) : null;
    for (const { cloud } of maps) {
      cloud.hide(hidden);
      cloud.look(null);
    }
    all.hidden = !hidden;
    choose([]);
    find();
  }

  const lasso = h(
    "button",
    {
      type: "button",
      class: "lasso",
      title: words.lasso,
      "aria-label": words.lasso,
      "aria-pressed": "false",
      onclick: () => arm(!lassoing),
    },
    button("lasso", words.lasso, () => {}).firstChild,
  );
  /** Dragging draws around points; after one drawing it moves the map again. */
  function arm(on) {
    lassoing = on;
    lasso.setAttribute("aria-pressed", String(on));
    maps.forEach(({ cloud }) => cloud.lasso(on));
  }
  const all = h(
    "button",
    { type: "button", class: "show-all chip", hidden: true, onclick: () => choose([]) || isolate() },
    words.all,
  );
  const middle = ({ paper }) => [paper.clientWidth / 2, paper.clientHeight / 2];
  const shake = button("shake", words.shake, () => port.call("wish", { shake: clock.frame?.step ?? 0 }));
  const tools = h(
    "div",
    { class: "tools" },
    button("plus", words.closer, () => maps.forEach(({ cloud }) => cloud.zoomAt(...middle(cloud), 1.5))),
    button("minus", words.farther, () =>
      maps.forEach(({ cloud }) => cloud.zoomAt(...middle(cloud), 1 / 1.5)),
    ),
    button("fit", words.fit, () => maps.forEach(({ cloud }) => cloud.look(null))),
    lasso,
    shake,
  );
  main.element.append(tools, all);

  const key = h("div", { class: "groups" });
  const finding = h("p", { class: "finding" });
  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: `player space${data.present ? " present" : ""}${other ? " two" : ""}` },
      h(
        "div",
        { class: "main" },
        h("div", { class: other ? "maps two-maps" : "maps" }, ...maps.map((map) => map.element)),
        key,
        time.element,
        finding,
      ),
      side.element,
    ),
  );

  /** What the colours mean: groups to click, or a ramp with its ends. */
  function legend() {
    const people = crowd();
    if (!people) return;
    side.setColour(colour);
    const column = people.column(colour);
    if (column?.kind === "category") {
      replace(
        key,
        column.names.map((name, at) =>
          h(
            "button",
            {
              type: "button",
              class: "group",
              "aria-pressed": String(group === at),
              onclick: (event) => {
                group = group === at ? null : at;
                selected = [];
                side.select([], onMap);
                event.currentTarget.blur();
                legend();
                mark();
              },
            },
            h("i", { style: { background: people.shade(column, at) } }),
            data.names[name] ?? name,
          ),
        ),
      );
      return;
    }
    const quality = colour in QUALITY,
      stops = quality ? palette.doubt : palette.ramp,
      [low, high] = quality ? [0, 1] : people.range(column);
    // Frequencies are drawn by their powers of ten, and told as what they are.
    const said = (value) => (colour === "frequency" ? number(Math.round(10 ** value)) : number(value, 1));
    replace(
      key,
      h("span", { class: "ramp-end" }, said(low)),
      h("i", { class: "ramp", style: { background: `linear-gradient(to right, ${stops.join(",")})` } }),
      h("span", { class: "ramp-end" }, said(high)),
      h("span", { class: "ramp-end" }, quality ? words.quality_help[colour] : (data.names[colour] ?? colour)),
    );
  }

  function meet() {
    const met = maps.map((map) => map.meet());
    if (!met[0]) {
      if (met[1]) mark();
      return;
    }
    const known = [...crowd().columns.map(({ name }) => name), ...Object.keys(QUALITY)];
    shake.hidden = crowd().notes.method === "pca";
    if (!known.includes(colour)) colour = crowd().columns[0]?.name ?? "";
    side.meet(crowd());
    legend();
    // The address says it already: nothing is written while the moment it names is still to come.
    take(wanted.map((name) => crowd().row(name)).filter((i) => i >= 0));
  }

  /** The second map stands at the same share of its run as the first. */
  function together() {
    const last = run.notes.last_step || 1,
      step = stepAt(clock) / last,
      wantedStep = step * (second.run.notes.last_step || 1);
    const frames = second.run.frames;
    let low = 0,
      high = Math.max(0, frames.length - 1);
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (frames[half].step <= wantedStep) low = half;
      else high = half - 1;
    }
    const gap = low + 1 < frames.length ? frames[low + 1].step - frames[low].step : 0;
    const share = gap ? Math.min(0.999, Math.max(0, (wantedStep - frames[low].step) / gap)) : 0;
    Object.assign(second, { playing: false, following: false, wanted: null, position: low + share });
  }

  let asked = -1;
  const update = () => {
    meet();
    if (second && second.run.frames.length && run.frames.length) together();
    [clock, second].filter(Boolean).forEach((each, at) => {
      const [before, after, share] = each.between;
      if (before) maps[at].show([before, after ?? before, share], each.index, colour);
      maps[at].waiting.hidden = each.run.frames.length > 0;
      maps[at].waiting.textContent = each.run.frames.length ? "" : said(each.run.status);
    });
    // While it plays the lists follow some times a second; lines follow their points anyway.
    if (
      selected.length === 1 &&
      clock.index !== asked &&
      (!clock.playing || performance.now() - marked > 150)
    ) {
      asked = clock.index;
      marked = performance.now();
      mark();
    }
    find();
  };
  let marked = 0;
  const said = (status) =>
    (status.reason ? told(words, status.reason) : null) ??
    (status.state === "queued" && status.place > 0
      ? fill(words.place, { place: status.place })
      : (words[status.state] ?? ""));
  /** How many of all points are shown, where it is not all. */
  const fewer = () => {
    if (!crowd()) return "";
    const { whole } = crowd().notes,
      shown = hidden ? hidden.reduce((sum, gone) => sum - gone, crowd().count) : crowd().count;
    return shown < whole ? fill(words.fewer, { n: number(shown), whole: number(whole) }) : "";
  };
  let judged = null;
  const find = () => {
    maps.forEach((map, at) => {
      const truth = map.judged((at ? second : clock).index);
      const kept = truth && other ? fill(words.keeps, { kept: number(100 * truth.scalars.overlap, 0) }) : "";
      const title = [data.titles?.[at], at ? "" : fewer(), kept].filter(Boolean).join(" · ");
      if (map.title.textContent !== title) map.title.textContent = title;
    });
    const frame = main.judged(clock.index);
    if (!frame || !crowd() || frame === judged) return;
    judged = frame;
    finding.textContent = fill(words.finding, {
      n: number(crowd().count),
      width: number(crowd().notes.width),
      kept: number(100 * frame.scalars.overlap, 0),
      trust: number(frame.scalars.trustworthiness, 2),
      step: number(frame.step),
    });
    main.element.setAttribute("aria-label", finding.textContent);
  };
  const settle = () => {
    written();
    find();
    if (selected.length === 1) mark();
  };
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", find);
  second?.run.addEventListener("frames", update);
  second?.run.addEventListener("state", update);
  const stops = [run.watch(), second?.run.watch()].filter(Boolean);
  clock.apply(data.show ?? {});
  update();
  clock.rest(data.show);

  window.__player = {
    clock,
    cloud: main.cloud,
    run,
    maps,
    names: data.names,
    table: () => table(main, clock, colour),
    chosen: () => selected,
    lit: () => lit,
    hovered: () => hovered,
  };
  return {
    show(show) {
      data.show = show;
      wanted = [...(show.selected ?? [])];
      relation = show.relation ?? null;
      if (show.colour) colour = show.colour;
      main.cloud.view = show.camera ? viewOf(show.camera) : null;
      if (crowd()) {
        legend();
        choose(wanted.map((name) => crowd().row(name)).filter((i) => i >= 0));
      }
      clock.apply(show);
      written();
    },
    key: (event) => {
      if (event.key === "Escape" && lassoing) {
        lasso.click();
        return true;
      }
      return clock.key(event);
    },
    close() {
      stops.forEach((stop) => stop());
      if (!root.isConnected) {
        root.clouds.forEach((cloud) => cloud.close());
        delete root.clouds;
      }
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", find);
      second?.run.removeEventListener("frames", update);
      second?.run.removeEventListener("state", update);
    },
  };
}

/** The step at which a clock stands, also between two frames. */
function stepAt(clock) {
  const [before, after, share] = clock.between;
  return before ? before.step * (1 - share) + (after ?? before).step * share : 0;
}

/** A camera as the link writes it: x,y,zoom, and in space yaw,pitch after them. */
function viewOf(numbers) {
  const [x, y, zoom, yaw, pitch] = numbers;
  return yaw === undefined ? { x, y, zoom } : { x, y, zoom, yaw, pitch };
}
const told_view = ({ x, y, zoom, yaw, pitch }) =>
  [x, y, zoom, ...(yaw === undefined ? [] : [yaw, pitch])].map((value) => +value.toPrecision(4)).join(",");

/** Rows of the table that a visitor takes along: names, columns, coordinates, quality. */
function table({ crowd, run }, clock) {
  const positions = clock.frame.arrays.positions.data,
    d = positions.length / crowd.count,
    axes = ["x", "y", "z"].slice(0, d);
  const head = ["label", ...axes, ...crowd.columns.map(({ name }) => name)];
  const rows = crowd.words.map((word, i) => [
    word,
    ...axes.map((_, at) => positions[d * i + at]),
    ...crowd.columns.map((column) =>
      column.kind === "category" ? column.names[column.values[i]] : column.values[i],
    ),
  ]);
  return { head, rows, step: clock.frame.step, run };
}
