// The player: the cloud of words, its rail, and the time line under them, on the run's one clock.

import { h, replace, button, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { Cloud } from "./cloud.js";
import { timeline } from "./timeline.js";
import { rail } from "./rail.js";

export function player(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  const label = h("p", { class: "finding" });
  const tip = h("div", { class: "tip", hidden: true });
  const waiting = h("div", { class: "waiting" });
  const groups = h("div", { class: "groups" });
  let people = null,
    index = new Map(),
    selected = [...(data.show?.selected ?? [])],
    lit = null;

  // The cloud outlives the run it shows: a graphics context takes long to make.
  const cloud = (root.cloud ??= new Cloud());
  Object.assign(
    cloud,
    { view: null, bound: null, selected: [], near: [], arrows: [], dim: null, hovered: -1 },
    {
      onrestore: () => update(),
      onhover: (i) => {
        tip.hidden = i < 0;
        if (i < 0) return;
        const group = run.notes.groups?.[run.notes.group_of?.[i]];
        replace(
          tip,
          h("b", {}, people.words[i]),
          ` ${fill(words.count, { n: number(people.counts[i]) })}`,
          group ? ` · ${data.group_names?.[group] ?? group}` : "",
        );
      },
      onpick: (i, more) => {
        if (i < 0) side.setAnalogy([]);
        choose(i < 0 ? [] : more ? [...selected, people.words[i]] : [people.words[i]]);
      },
      onview: () => written(),
    },
  );
  if (!run.notes.words) cloud.clear();
  if (data.show?.camera) {
    const [x, y, zoom] = data.show.camera;
    cloud.view = { x, y, zoom };
  }
  cloud.theme({
    ink: palette.ink,
    soft: palette.soft,
    paper: palette.paper,
    font: data.font,
    big: data.present,
  });

  const side = rail(clock, data, { choose, hear, wrote: () => written() });
  const written = () =>
    port.write({
      step:
        clock.live || !clock.frame
          ? null
          : clock.position >= clock.last && !clock.run.alive
            ? null
            : clock.frame.step,
      selected: selected.length ? selected.join(",") : null,
      analogy: side.analogy().join(",") || null,
      camera: cloud.view
        ? [cloud.view.x, cloud.view.y, cloud.view.zoom].map((value) => +value.toPrecision(4)).join(",")
        : null,
    });

  function choose(next) {
    selected = next;
    cloud.mark({ selected: next.map((word) => index.get(word)).filter((i) => i !== undefined), near: [] });
    side.select(next);
    written();
  }
  function hear({ near, arrows }) {
    const places = (list) => list.map((word) => index.get(word)).filter((i) => i !== undefined);
    cloud.mark({
      near: near ? places(near) : cloud.near,
      arrows: arrows
        ? arrows
            .map((arrow) => ({ ...arrow, from: index.get(arrow.from), to: index.get(arrow.to) }))
            .filter(({ from, to }) => from !== undefined && to !== undefined)
        : cloud.arrows,
    });
  }

  const tools = h(
    "div",
    { class: "tools" },
    button("plus", words.closer, () =>
      cloud.zoomAt(cloud.paper.clientWidth / 2, cloud.paper.clientHeight / 2, 1.5),
    ),
    button("minus", words.farther, () =>
      cloud.zoomAt(cloud.paper.clientWidth / 2, cloud.paper.clientHeight / 2, 1 / 1.5),
    ),
    button("fit", words.fit, () => cloud.look(null)),
  );
  const stage = h(
    "div",
    { class: "stage", tabindex: "0", role: "img", "aria-label": words.stage },
    cloud.element,
    tip,
    tools,
    waiting,
  );
  const said = (status) =>
    (status.reason ? told(words, status.reason) : null) ??
    (status.state === "queued" && status.place > 0
      ? fill(words.place, { place: status.place })
      : (words[status.state] ?? ""));
  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player present" : "player" },
      h("div", { class: "main" }, stage, groups, time.element, label),
      side.element,
    ),
  );

  const shade = (group) =>
    run.notes.groups[group] === "other" ? palette.other : palette.groups[group % palette.groups.length];
  function meet() {
    const notes = run.notes;
    if (!notes.words || people?.words === notes.words) return;
    people = { words: notes.words, counts: notes.counts };
    index = new Map(notes.words.map((word, i) => [word, i]));
    const most = Math.max(...notes.counts),
      colours = notes.group_of?.map(shade);
    cloud.people({
      words: notes.words,
      ranks: notes.counts.map((count) => -count),
      // Thousands of points are drawn smaller and thinner, so that words stay readable among them.
      sizes: notes.counts.map(
        (count) =>
          (4 + 7 * Math.sqrt(count / most)) *
          (data.present ? 1.5 : 1) *
          (notes.words.length > 1500 ? 0.75 : 1),
      ),
      strength: notes.words.length > 1500 ? 0.5 : 0.92,
      colours: colours ?? notes.counts.map(() => palette.plain),
    });
    replace(
      groups,
      (notes.groups ?? []).map((group, i) =>
        h(
          "button",
          {
            type: "button",
            class: "group",
            "aria-pressed": "false",
            onclick: (event) => {
              lit = lit === i ? null : i;
              [...groups.children].forEach((chip, at) =>
                chip.setAttribute("aria-pressed", String(at === lit)),
              );
              side.setAnalogy([]);
              choose([]);
              cloud.mark({ dim: lit === null ? null : (word) => notes.group_of[word] === lit });
              event.currentTarget.blur();
            },
          },
          h("i", { style: { background: shade(i) } }),
          data.group_names?.[group] ?? group,
        ),
      ),
    );
    cloud.bound = null;
    choose(selected);
    if (data.show?.analogy?.length === 3) side.setAnalogy(data.show.analogy);
  }

  const update = () => {
    meet();
    const [before, after, share] = clock.between;
    if (before?.arrays.positions)
      cloud.show(before.arrays.positions.data, after.arrays.positions.data, share);
    // Once the run is over its axes are those of the whole film.
    if (run.whole && run.frames.length && cloud.bound === null) cloud.bound = bound();
    waiting.hidden = run.frames.length > 0;
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = run.frames.length ? "" : said(run.status);
    if (!clock.playing) finding();
  };
  // One reach for the whole film: what holds 99 of 100 coordinates of a middling frame and of the last.
  const bound = () => {
    const reaches = run.frames.map(({ arrays: { positions } }) => {
      const sizes = positions.data.map(Math.abs).sort();
      return sizes[Math.floor(sizes.length * 0.99)] ?? 0;
    });
    const last = reaches.at(-1);
    reaches.sort((a, b) => a - b);
    return Math.max(1e-9, reaches[Math.floor(reaches.length / 2)], last) * 1.14;
  };
  const finding = () => {
    const frame = clock.frame;
    if (!frame) return;
    const blank = { loss: "–", analogies: "–" };
    const scalars = Object.assign(
      blank,
      Object.fromEntries(
        Object.entries(frame.scalars).map(([name, value]) => [name, value === null ? "–" : number(value, 2)]),
      ),
    );
    label.textContent = fill(
      typeof frame.scalars.analogies === "number" ? words.finding : words.finding_plain,
      {
        ...scalars,
        percent: number(100 * (frame.scalars.analogies ?? 0), 0),
        n: number(people?.words.length ?? 0),
        step: number(frame.step),
        first: number(run.frames[1]?.scalars.loss ?? null, 2),
      },
    );
    stage.setAttribute("aria-label", label.textContent);
  };
  const settle = () => {
    written();
    finding();
  };
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  run.addEventListener("state", finding);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  update();

  clock.rest(data.show);

  /** Rows of the table that a visitor takes along. */
  const table = () => {
    const places = clock.frame.arrays.positions.data;
    return {
      head: ["word", "count", "x", "y"],
      rows: run.notes.words.map((word, i) => [word, run.notes.counts[i], places[2 * i], places[2 * i + 1]]),
    };
  };

  window.__player = { clock, cloud, run, table };
  return {
    show(show) {
      data.show = show;
      selected = [...(show.selected ?? [])];
      if (people) {
        choose(selected);
        side.setAnalogy(show.analogy ?? []);
      }
      clock.apply(show);
      written();
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      if (!root.isConnected) {
        cloud.close();
        delete root.cloud;
      }
      time.close();
      side.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
      run.removeEventListener("state", finding);
    },
  };
}
