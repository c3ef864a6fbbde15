// Self-attention by hand: one stage of the computation in focus, all the others small above it; every number can be
// pointed at, traced back, and changed, and everything after it follows at once.
//
// data.show: {step, selected: ["scores.0.1.2" | "head.2" | "moment.5"], edits: "scores.0.1.2=0.5;…"}

import { fill, h, number, onPaper, pen, replace, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { paint, svg } from "./onehotdraw.js";
import {
  STAGES,
  HEADED,
  start,
  compute,
  ancestry,
  placeOf,
  readEdits,
  writeEdits,
  entropy,
} from "./selfattentionmaths.js";
import {
  layout,
  shapes,
  entry,
  cellAt,
  lastDone,
  miniature,
  mostOf,
  rowsIn,
  ROLES,
  SYMBOLS,
} from "./selfattentionboard.js";
import { spelled, formula } from "./selfattentionsum.js";

/** How long a number that has just changed is ringed, in milliseconds. */
const RING = 900;
/** How far the slider under a number goes. */
const REACH = 4;

export function selfattention(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette, font } = data,
    kept = (root.attention ??= { step: null, head: 0 });
  const canvas = h("canvas", { class: "board" });
  const title = h("h4", { class: "stage-title" }),
    saying = h("p", { class: "saying" }),
    heads = h("div", { class: "heads", role: "group", "aria-label": words.heads }),
    waiting = h("div", { class: "waiting" });
  const said = h("span", { class: "unseen", "aria-live": "polite" });
  const stage = h(
    "div",
    { class: "stage attention", tabindex: "0", role: "group" },
    h("header", {}, h("div", {}, title, saying), heads),
    canvas,
    said,
    waiting,
  );
  const route = h("div", { class: "route", role: "group", "aria-label": words.route });
  const sum = h("div", { class: "sum-line" }),
    hand = h("div", { class: "hand" }),
    past = h("label", { class: "past" }),
    note = h("p", { class: "finding" });
  const time = timeline(clock, { ...data, curves: [] });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player present selfattention" : "player selfattention" },
      h(
        "div",
        { class: "main" },
        route,
        stage,
        h("div", { class: "under" }, sum, hand),
        time.element,
        past,
        note,
      ),
    ),
  );

  let size = [1, 1],
    from = null,
    matrices = null,
    before = null,
    edits = readEdits(data.show?.edits),
    moment = null,
    head = 0,
    hovered = null,
    selected = null,
    place = null,
    made = [],
    ringed = 0,
    spoken = "",
    walking = false,
    reached = -1,
    wishing = 0;

  const tokens = () => run.notes.tokens ?? [];
  /** The stage that is looked at, and how much of it is computed: playing goes through its numbers one by one. */
  const now = () => {
    const at = Math.min(STAGES.length - 1, Math.max(0, Math.ceil(clock.position - 1e-6))),
      part = clock.position - Math.floor(clock.position);
    return [at, part > 1e-6 ? Math.min(1, part * 1.12) : 1];
  };
  const measure = (text, letter) => {
    const context = canvas.getContext("2d");
    context.font = `450 ${letter}px ${font}`;
    return context.measureText(text).width;
  };
  const address = (cell) => placeOf(cell.name, cell.head, cell.row, cell.column);
  const cellOf = (said) => {
    const [name, ...rest] = said.split("."),
      numbers = rest.map(Number);
    if (!matrices?.[name] || numbers.length !== (HEADED.has(name) ? 3 : 2)) return null;
    const [of, row, column] = HEADED.has(name) ? numbers : [head, ...numbers];
    const rows = HEADED.has(name) ? matrices[name][of] : matrices[name];
    return rows?.[row]?.[column] === undefined ? null : { name, head: of, row, column };
  };

  const written = () => {
    const [at] = now();
    port.write({
      step: clock.frame ? at : null,
      selected:
        [
          selected ? address(selected) : head ? `head.${head + 1}` : "",
          moment !== null ? `moment.${moment}` : "",
        ]
          .filter(Boolean)
          .join(",") || null,
    });
  };

  /** Take what a link or a scene names. */
  function choose(list) {
    selected = null;
    moment = null;
    head = Math.min(kept.head, (run.notes.heads ?? 1) - 1);
    for (const said of list ?? []) {
      const [name, value] = said.split(".");
      if (name === "head") head = Math.max(0, Math.min(run.notes.heads - 1, Number(value) - 1 || 0));
      else if (name === "moment" && run.frames[0].arrays["history.updates"])
        moment = Math.max(
          0,
          Math.min(run.frames[0].arrays["history.updates"].data.length - 1, Number(value) || 0),
        );
    }
    work();
    for (const said of list ?? []) {
      const cell = cellOf(said);
      if (cell) [selected, head] = [cell, HEADED.has(cell.name) ? cell.head : head];
    }
  }

  /** Compute everything anew; what is other than before is ringed for a moment. */
  function work(ring = false) {
    if (!run.frames.length) return;
    from = start(run, moment);
    before = matrices;
    matrices = compute(from, edits);
    if (ring && before) {
      ringed = performance.now();
      setTimeout(() => performance.now() - ringed >= RING - 5 && draw(), RING);
    }
  }
  const moved = ({ name, head: of, row, column }) => {
    if (!before || performance.now() - ringed > RING) return false;
    const was = rowsIn(before, name, of)?.[row]?.[column],
      is = rowsIn(matrices, name, of)[row][column];
    return was !== undefined && was !== is && Math.abs(was - is) > 1e-9;
  };

  function change(cell, value) {
    if (value === null) edits.delete(address(cell));
    else edits.set(address(cell), Math.max(-999, Math.min(999, +value.toFixed(3))));
    work(true);
    draw();
    wish();
  }
  /** The link carries what was changed by hand; told once nobody moves anything any more. */
  function wish() {
    clearTimeout(wishing);
    wishing = setTimeout(() => port.call("wish", { edits: writeEdits(edits) }), 600);
  }

  // The stages, small.
  const stops = STAGES.map((name, at) => {
    const picture = h("canvas", {});
    const stop = h(
      "button",
      { type: "button", class: "stop", title: words.stages[name].title, onclick: () => clock.seek(at) },
      picture,
      h("span", ROLES[name] ? { style: { color: palette[ROLES[name]] } } : {}, words.stages[name].short),
    );
    route.append(stop);
    return { name, picture, stop };
  });
  const off = stops.map(({ picture }) => sharp(picture, () => draw()));

  function small(focus, at) {
    const regions = focus ? ancestry(focus, matrices) : [];
    stops.forEach(({ name, picture, stop }, index) => {
      const here = regions.filter(
        (region) => region.name === name && (!HEADED.has(name) || region.head === head),
      );
      if (focus && focus.name === name && index !== at)
        here.push({ rows: [focus.row, focus.row], columns: [focus.column, focus.column] });
      miniature(
        pen(picture),
        [picture.clientWidth, picture.clientHeight],
        rowsIn(matrices, name, head),
        name,
        mostOf(name, matrices),
        here,
        palette,
        index <= at ? 1 : 0.3,
      );
      stop.classList.toggle("here", index === at);
      stop.classList.toggle("later", index > at);
      if (index === at) stop.setAttribute("aria-current", "step");
      else stop.removeAttribute("aria-current");
    });
    // Where the row is wider than the screen, the stage in focus stays in sight.
    const { stop } = stops[at];
    if (reached !== at && route.scrollWidth > route.clientWidth)
      route.scrollLeft = stop.offsetLeft - route.offsetLeft - (route.clientWidth - stop.offsetWidth) / 2;
    reached = at;
  }

  /** The heads of this sentence: a small table of shares each, from the stage where there are heads. */
  let headsSaid = "";
  function choices(name) {
    const several = run.notes.heads > 1 && HEADED.has(name);
    heads.hidden = !several;
    if (!several) return;
    const key = [run.key, run.notes.heads].join();
    if (headsSaid !== key) {
      headsSaid = key;
      replace(
        heads,
        Array.from({ length: run.notes.heads }, (_, of) =>
          h(
            "button",
            {
              type: "button",
              class: "chip head",
              onclick: () => {
                head = of;
                selected = null;
                hovered = null;
                draw();
                written();
              },
            },
            h("canvas", { width: 48, height: 48 }),
            fill(words.head, { n: of + 1 }),
          ),
        ),
      );
    }
    [...heads.children].forEach((chip, of) => {
      chip.setAttribute("aria-pressed", String(of === head));
      miniature(chip.firstChild.getContext("2d"), [48, 48], matrices.shares[of], "shares", 1, [], palette, 1);
    });
  }

  function tell(focus, done, name) {
    const key = JSON.stringify([
      focus && address(focus),
      focus && rowsIn(matrices, focus.name, focus.head)[focus.row][focus.column],
      name,
      done === 1,
      matrices === before,
      run.key,
      edits.size,
    ]);
    if (key === spoken) return;
    spoken = key;
    if (!focus) {
      replace(sum, h("p", { class: "hint" }, words.point));
      said.textContent = "";
      return;
    }
    const { title: of, terms } = spelled(focus, matrices, {
      notes: run.notes,
      words,
      palette,
      edited: edits.has(address(focus)),
    });
    replace(sum, h("p", { class: "of" }, ...of), h("p", { class: "terms" }, ...terms));
    if (hovered || selected) said.textContent = sum.textContent;
  }

  // The number that was chosen, to be changed.
  const slide = h("input", {
    type: "range",
    min: -REACH,
    max: REACH,
    step: 0.01,
    "aria-label": words.change,
  });
  const box = h("input", { type: "number", step: 0.1, min: -999, max: 999, "aria-label": words.change });
  const restore = h(
    "button",
    { type: "button", class: "chip", onclick: () => selected && change(selected, null) },
    words.restore,
  );
  const reset = h(
    "button",
    {
      type: "button",
      class: "chip",
      onclick: () => {
        edits.clear();
        work(true);
        draw();
        wish();
      },
    },
    words.restore_all,
  );
  const hint = h("span", { class: "hint" }, words.change_hint);
  replace(hand, hint, slide, box, restore, reset);
  for (const one of [slide, box, restore, reset]) one.hidden = true;
  slide.addEventListener("input", () => selected && change(selected, Number(slide.value)));
  box.addEventListener("change", () => {
    const value = Number(box.value);
    if (selected && box.value !== "" && Number.isFinite(value)) change(selected, value);
  });
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") stage.focus();
  });
  slide.addEventListener("keydown", (event) => event.stopPropagation());

  function tools() {
    const there = Boolean(selected);
    for (const one of [slide, box, restore]) one.hidden = !there;
    hint.hidden = !there && edits.size > 0;
    hint.textContent = there ? words.change : words.change_hint;
    reset.hidden = !edits.size;
    reset.textContent = fill(words.restore_all, { n: edits.size });
    if (!there) return;
    restore.hidden = !edits.has(address(selected));
    const value = rowsIn(matrices, selected.name, selected.head)[selected.row][selected.column],
      finite = Number.isFinite(value);
    if (slide !== slide.getRootNode().activeElement || !finite) slide.value = finite ? value : 0;
    if (box !== box.getRootNode().activeElement) box.value = finite ? +value.toFixed(3) : "";
  }

  // Where the numbers were learnt: the moments of their training.
  function training() {
    const updates = run.frames[0]?.arrays["history.updates"]?.data;
    past.hidden = !updates;
    if (!updates) return;
    const at = moment ?? updates.length - 1;
    if (!past.firstChild)
      replace(
        past,
        h("span", {}, words.training),
        h("input", {
          type: "range",
          min: 0,
          max: updates.length - 1,
          step: 1,
          oninput: (event) => {
            moment = Number(event.target.value);
            if (moment === updates.length - 1) moment = null;
            work();
            spoken = "";
            update();
            written();
          },
          onkeydown: (event) => event.stopPropagation(),
        }),
        h("output", {}),
      );
    past.children[1].value = at;
    past.lastChild.textContent = fill(words.trained, {
      n: number(updates[at]),
      share: Math.round(100 * run.frames[0].arrays["history.accuracy"].data[at]),
    });
  }

  function draw() {
    if (!matrices || size[0] < 2) return;
    const [at, done] = now(),
      name = STAGES[at];
    if (clock.wanted === null) [kept.step, kept.head] = [at, head];
    place = layout(name, matrices, { size, tokens: tokens(), head, measure, big: data.present, words });
    if (hovered && !holds(hovered)) hovered = null;
    const running = done < 1 && !hovered,
      inside = selected && holds(selected) ? selected : null,
      focus = hovered ?? (running ? lastDone(place, done) : inside);
    made = shapes(place, matrices, {
      palette,
      tokens: tokens(),
      known: run.notes.known,
      focus,
      selected: inside,
      done,
      edited: (cell) => edits.has(address(cell)),
      changed: moved,
      names: words.names,
    });
    paint(pen(canvas), made, font);
    small(focus, at);
    head = Math.min(head, run.notes.heads - 1);
    choices(name);
    const { title: heading, formula: law, text, alternative } = words.stages[name];
    const other =
      (name === "masked" && !run.notes.causal) ||
      (name === "scaled" && !run.notes.scaled) ||
      (name === "joined" && run.notes.heads === 1) ||
      (name === "input" && run.notes.positions !== "sinusoidal");
    const full = other && alternative ? (alternative[run.notes.positions] ?? alternative) : text;
    if (title.dataset.of !== `${name} ${full}`) {
      title.dataset.of = `${name} ${full}`;
      replace(title, heading, h("span", { class: "law" }, ...formula(law)));
      saying.textContent = typeof full === "string" ? full : "";
      stage.setAttribute("aria-label", `${heading}. ${saying.textContent} ${words.board}`);
    }
    tell(focus, done, name);
    tools();
  }
  /** Whether the stage shows the matrix of this number. */
  const holds = (cell) =>
    place.sheets.some(
      (sheet) => sheet.name === cell.name && (!HEADED.has(cell.name) || sheet.head === cell.head),
    );

  off.push(
    sharp(canvas, (...next) => {
      size = next;
      draw();
    }),
  );

  let met = "";
  function meet() {
    if (!run.frames.length || met === `${run.key} ${run.attempt}`) return;
    met = `${run.key} ${run.attempt}`;
    choose(data.show?.selected);
    const unknown = [...new Set(tokens().filter((_, at) => run.notes.known[at] === false))];
    note.textContent = [
      run.notes.whole > tokens().length
        ? fill(words.cut, { whole: run.notes.whole, most: tokens().length })
        : "",
      unknown.length ? fill(words.unknown, { words: unknown.join(words.comma) }) : "",
    ]
      .filter(Boolean)
      .join(data.lang === "zh" ? "" : " ");
  }

  const update = () => {
    if (run.frames.length > 1) clock.following = false;
    meet();
    waiting.hidden = run.frames.length > 0 && run.status.state !== "failed";
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : ((run.status.reason ? told(words, run.status.reason) : null) ??
        (run.status.state === "queued" && run.status.place > 0
          ? fill(words.place, { place: run.status.place })
          : run.status.state === "running" && data.training
            ? words.learning
            : (words[run.status.state] ?? "")));
    if (!matrices) return;
    training();
    draw();
  };

  const at = (event) => {
    const field = canvas.getBoundingClientRect();
    return place ? cellAt(place, [event.clientX - field.left, event.clientY - field.top], now()[1]) : null;
  };
  const hover = (cell) => {
    if (JSON.stringify(cell) === JSON.stringify(hovered)) return;
    hovered = cell;
    draw();
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    walking = false;
    const cell = at(event);
    canvas.style.cursor = cell ? "pointer" : "";
    hover(cell);
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => pick(at(event)));
  function pick(cell) {
    if (cell && clock.playing) clock.pause();
    selected = cell && selected && address(cell) === address(selected) && hovered === null ? null : cell;
    if (selected && HEADED.has(selected.name)) head = selected.head;
    spoken = "";
    draw();
    written();
  }

  // With the picture in focus: Enter goes in among the numbers, arrows from one to the next, Enter takes one to be
  // changed, Escape leaves. Until then the arrows belong to the film.
  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || data.present || !matrices || !place) return;
    const move = MOVES[event.key];
    if (event.key === "Enter" && !walking) {
      const result = place.sheets.find((sheet) => sheet.result) ?? place.sheets[0];
      walking = true;
      hover(selected && holds(selected) ? selected : entry(result, 0, 0));
    } else if (event.key === "Enter" && hovered) {
      if (!selected || address(selected) !== address(hovered)) pick(hovered);
      box.focus();
    } else if (walking && move && hovered) {
      const rows = rowsIn(matrices, hovered.name, hovered.head);
      hover({
        ...hovered,
        row: Math.max(0, Math.min(rows.length - 1, hovered.row + move[0])),
        column: Math.max(0, Math.min(rows[0].length - 1, hovered.column + move[1])),
      });
    } else if (event.key === "Escape" && (hovered || selected)) {
      walking = false;
      hovered = selected = null;
      spoken = "";
      draw();
      written();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  stage.addEventListener("blur", () => {
    walking = false;
    hover(null);
  });

  const settle = () => matrices && written();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settle);
  const stop = run.watch();
  // Another sentence or another setting: whoever looked at a stage keeps looking at it.
  if (data.show?.step === null || data.show?.step === undefined) {
    if (kept.step !== null) clock.seekStep(kept.step);
  } else clock.apply(data.show);
  update();

  const picture = () => onPaper(canvas, palette.card);
  const cloud = {
    picture,
    svg: ({ title: name }) => svg(made, size.map(Math.round), { font, paper: palette.card, title: name }),
  };
  const table = () => {
    const name = STAGES[now()[0]],
      rows = rowsIn(matrices, name, head),
      pairs = rows[0].length === tokens().length && ["scores", "scaled", "masked", "shares"].includes(name);
    return {
      head: ["word", ...rows[0].map((_, at) => (pairs ? tokens()[at] : `${SYMBOLS[name]}${at + 1}`))],
      rows: rows.map((row, at) => [
        tokens()[at],
        ...row.map((value) => (Number.isFinite(value) ? value : "−∞")),
      ]),
    };
  };
  window.__player = {
    clock,
    cloud,
    run,
    table,
    state: () => ({
      stage: STAGES[now()[0]],
      done: now()[1],
      head,
      hovered,
      selected,
      moment,
      place,
      edits: writeEdits(edits),
    }),
    matrices: () => matrices,
    change,
    entropy: () => (matrices ? matrices.shares.map((rows) => rows.map(entropy)) : null),
  };
  return {
    show(show) {
      data.show = show;
      edits = readEdits(show.edits);
      spoken = "";
      if (matrices) {
        choose(show.selected);
        work();
      }
      clock.apply(show);
      update();
    },
    key: (event) => clock.key(event),
    close() {
      stop();
      off.forEach((end) => end());
      clearTimeout(wishing);
      time.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settle);
    },
  };
}
