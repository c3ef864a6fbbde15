// A sentence is read word by word; each new word gets the next number, and every vector grows by a zero.

import { calm, fill, h, number, onPaper, pen, replace, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { layout, rows } from "./onehotrows.js";
import { paint, svg } from "./onehotdraw.js";
import { comparison } from "./onehotpair.js";

/** How long a new column takes to slide in, in milliseconds. */
const ARRIVAL = 520;
export function onehot(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette, font } = data;
  const canvas = h("canvas", { class: "rows" });
  const sentence = h("div", { class: "sentence", role: "group", "aria-label": words.sentence });
  const said = h("p", { class: "saying", "aria-live": "polite" });
  const note = h("p", { class: "finding" });
  const waiting = h("div", { class: "waiting" });
  const stage = h(
    "div",
    { class: "stage vectors", role: "img", tabindex: "0" },
    sentence,
    canvas,
    said,
    waiting,
  );
  const side = h("section", { class: "comparison" });
  const curves = data.curves.map((curve) => ({ ...curve, low: 0 }));
  const time = timeline(clock, { ...data, curves });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player present onehot" : "player onehot" },
      h("div", { class: "main" }, stage, time.element, note),
      h("div", { class: "rail" }, side),
    ),
  );

  let size = [1, 1],
    place = null,
    tokens = null,
    wanted = [...(data.show?.selected ?? [])],
    chosen = [],
    hovered = -1,
    count = -1,
    since = 0,
    shapes = [];

  /** How many words have been read at this moment; the frame after the last one adds none. */
  const read = () => clock.frame?.scalars.read ?? 0;
  const vectors = () => run.frames[Math.min(read(), run.frames.length - 1)]?.arrays.vectors;
  const dimensions = () => clock.frame?.scalars.dimensions ?? 0;
  const isNew = (row) => run.notes.numbers.indexOf(run.notes.numbers[row]) === row;

  /** Rows of the chosen words: of a word chosen twice, its first two. */
  function rowsOf(list) {
    const rows = [];
    for (const word of list) {
      const found = tokens.map((token, row) => (token === word ? row : -1)).filter((row) => row >= 0);
      const row = found.find((one) => !rows.includes(one)) ?? found[0];
      if (row !== undefined) rows.push(row);
    }
    return rows.slice(0, 2);
  }

  const written = () =>
    port.write({
      step: clock.frame && read() < tokens?.length ? clock.frame.step : null,
      selected: chosen.map((row) => tokens[row]).join(",") || null,
    });

  function choose(rows) {
    chosen = rows.slice(-2);
    written();
    light();
    draw();
  }
  const toggle = (row) =>
    choose(chosen.includes(row) ? chosen.filter((one) => one !== row) : [...chosen, row]);

  /** The sentence: what is read, what is read now, what is to come. */
  function spell() {
    const length = tokens.length > 22 ? "long" : tokens.length > 12 ? "longer" : "short";
    sentence.className = `sentence ${length}`;
    stage.className = `stage vectors ${length}`;
    replace(
      sentence,
      tokens.map((token, row) =>
        h(
          "button",
          {
            type: "button",
            class: "token",
            onclick: (event) => {
              if (row >= read()) clock.seek(row + 1);
              else toggle(row);
              if (data.present) event.currentTarget.blur();
            },
            onpointerenter: () => hover(row < read() ? row : -1),
            onpointerleave: () => hover(-1),
            onfocus: () => hover(row < read() ? row : -1),
            onblur: () => hover(-1),
          },
          h("span", {}, token),
          h("small", {}, String(run.notes.numbers[row])),
        ),
      ),
    );
  }

  function hover(row) {
    if (row === hovered) return;
    hovered = row;
    light();
    draw();
  }

  function light() {
    if (!tokens) return;
    const done = read();
    [...sentence.children].forEach((token, row) => {
      token.className = `token${row === done - 1 ? " centre" : row < done ? "" : " unread"}${chosen.includes(row) ? " chosen" : ""}`;
      token.setAttribute("aria-pressed", String(chosen.includes(row)));
    });
    const rows = chosen.filter((row) => row < done);
    const shown = hovered >= 0 && !rows.includes(hovered) ? [...rows.slice(0, 1), hovered] : rows;
    // On stage the picture keeps its size while somebody only points.
    side.hidden = data.present && !rows.length;
    comparison(side, shown.map(detail), { words, palette, pending: rows.length < 2 });
  }

  /** A row of the picture in full: its word, its number, its vector as wide as it is now. */
  const detail = (row) => ({
    word: tokens[row],
    number: run.notes.numbers[row],
    vector: Array.from({ length: dimensions() }, (_, at) => (at === run.notes.numbers[row] ? 1 : 0)),
  });

  /** The picture at this moment; `arrived` is how far the newest column has slid in, 0 to 1. */
  const compose = (arrived) =>
    vectors() && read()
      ? rows(
          {
            place,
            film: run.notes,
            vectors: vectors().data,
            done: read(),
            wide: dimensions(),
            chosen,
            hovered,
          },
          { palette, big: data.present },
          arrived,
        )
      : [];

  const eased = (share) => 1 - (1 - share) ** 3;
  let asked = 0;
  function draw() {
    cancelAnimationFrame(asked);
    if (!place) return;
    const passed = calm() ? 1 : Math.min(1, (performance.now() - since) / ARRIVAL);
    shapes = compose(eased(passed));
    paint(pen(canvas), shapes, font);
    if (passed < 1) asked = requestAnimationFrame(draw);
  }

  const fit = () => {
    if (tokens) place = layout(canvas.getContext("2d"), size, tokens, run.notes.words, font, data.present);
    draw();
  };
  const off = sharp(canvas, (...now) => {
    size = now;
    fit();
  });

  function meet() {
    if (!run.notes.tokens || tokens === run.notes.tokens) return;
    tokens = run.notes.tokens;
    count = -1;
    for (const curve of curves) curve.high = run.notes.last_step;
    spell();
    chosen = rowsOf(wanted);
    note.textContent = [
      run.notes.whole > tokens.length
        ? fill(words.cut, { whole: number(run.notes.whole), most: tokens.length })
        : "",
      run.notes.left_out ? fill(words.left_out, { signs: run.notes.left_out }) : "",
    ]
      .filter(Boolean)
      .join(data.lang === "zh" ? "" : " ");
    fit();
  }

  function tell() {
    const row = read() - 1,
      values = { word: tokens[row], number: run.notes.numbers[row], n: dimensions() };
    said.textContent =
      row < 0 ? words.blank : fill(!isNew(row) ? words.again : row ? words.fresh : words.only, values);
    stage.setAttribute("aria-label", `${words.stage}. ${said.textContent}`);
  }

  const update = () => {
    // Words are read at their own pace, also while the text behind them is still being read.
    if (run.frames.length > 1) clock.following = false;
    meet();
    waiting.hidden = run.frames.length > 0 && run.status.state !== "failed";
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? told(words, run.status.reason) : null) ??
        (run.status.state === "queued" && run.status.place > 0
          ? fill(words.place, { place: run.status.place })
          : (words[run.status.state] ?? "")));
    if (!tokens || !clock.frame || read() === count) return;
    since = read() === count + 1 && count >= 0 ? performance.now() : 0;
    count = read();
    hovered = hovered < count ? hovered : -1;
    tell();
    light();
    draw();
  };

  const rowAt = (event) => {
    if (!place) return -1;
    const box = canvas.getBoundingClientRect(),
      row = Math.floor((event.clientY - box.top - place.top) / place.cell),
      x = event.clientX - box.left;
    const inside = x > place.left - 150 && x < place.left + dimensions() * place.cell + 20;
    return inside && row >= 0 && row < read() ? row : -1;
  };
  canvas.addEventListener("pointermove", (event) => {
    hover(rowAt(event));
    canvas.style.cursor = hovered >= 0 ? "pointer" : "";
  });
  canvas.addEventListener("pointerleave", () => hover(-1));
  canvas.addEventListener("click", (event) => {
    const row = rowAt(event);
    if (row >= 0) toggle(row);
    else if (chosen.length) choose([]);
  });
  // With the picture in focus: up and down go from row to row, Enter chooses.
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || data.present || !read()) return;
    const moves = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in moves)
      hover(
        hovered < 0
          ? moves[event.key] > 0
            ? 0
            : read() - 1
          : Math.max(0, Math.min(read() - 1, hovered + moves[event.key])),
      );
    else if (event.key === "Enter" && hovered >= 0) toggle(hovered);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const settle = () => tokens && written();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  update();
  clock.rest(data.show);

  /** What a visitor takes along: the picture, and its rows as a table. */
  const picture = () => onPaper(canvas, palette.card);
  const cloud = {
    picture,
    svg: ({ title }) => svg(shapes, size.map(Math.round), { font, paper: palette.card, title }),
  };
  const table = () => ({
    head: ["word", ...run.notes.words.slice(0, dimensions())],
    rows: tokens.slice(0, read()).map((word, row) => [word, ...detail(row).vector]),
  });

  window.__player = { clock, cloud, run, table, state: () => ({ chosen, hovered, place, read: read() }) };
  return {
    show(show) {
      data.show = show;
      wanted = [...(show.selected ?? [])];
      if (tokens) choose(rowsOf(wanted));
      clock.apply(show);
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      off();
      cancelAnimationFrame(asked);
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
    },
  };
}
