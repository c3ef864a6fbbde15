// A phrase of two words at any place: told rightly or not, and the block of the window's weights that it meets there.

import { h, replace, sharp, pen, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { named, bar, colourOf } from "./bagsreaders.js";
import { chart } from "./bagschart.js";

/** show.selected: [first, quality] and show.place (from 1); show.veil: curves and points are hidden until a guess. */
export function bagsplace(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let phrase = ["", ""],
    at = 0,
    veil = "",
    hide = "",
    answer = null,
    turn = 0,
    drawn = "",
    asked = "";
  const slots = h("div", { class: "bags-slots", role: "group", "aria-label": words.slots });
  const choice = h("div", { class: "bags-phrase" });
  const canvas = h("canvas", { class: "bags-chart" });
  const waiting = h("div", { class: "waiting" });
  const stage = h("div", { class: "stage bags-places", role: "img", tabindex: "0" }, slots, canvas, waiting);
  const finding = h("p", { class: "finding" });
  const side = h("section", { class: "bags-here" });
  const track = h("div");
  let time = null;
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player bags present" : "player bags" },
      h("div", { class: "main" }, choice, stage, track, finding),
      h("div", { class: "rail" }, side),
    ),
  );

  /** The time line; what its curves would give away waits for the guess. */
  function rebuild() {
    time?.close();
    const curves = data.curves.filter(({ name }) => !hide || !name.startsWith(hide));
    time = timeline(clock, { ...data, curves: veil ? [] : curves });
    replace(track, time.element);
    track.classList.toggle("bags-veiled", Boolean(veil));
  }

  const notes = () => run.notes;
  const places = () => notes().around?.length ?? 0;

  function choose(show) {
    if (!notes().readers) return;
    veil = show.veil ?? "";
    hide = show.hide ?? "";
    const given = show.selected ?? [];
    if (notes().made) {
      phrase = [
        notes().firsts.includes(given[0]) ? given[0] : notes().firsts[0],
        notes().qualities.includes(given[1]) ? given[1] : notes().qualities[0],
      ];
      const wish = Number(given[2] ?? show.place ?? 1);
      at = Math.max(0, Math.min(places() - 1, (Number.isFinite(wish) ? wish : 1) - 1));
    }
    rebuild();
  }

  async function load() {
    if (!notes().made) return draw();
    const mine = ++turn;
    const found = await run.ask("phrase", { first: phrase[0], quality: phrase[1] }).catch(() => null);
    if (mine !== turn || !found || found.refused) return;
    answer = found;
    drawn = "";
    draw();
  }

  const written = () => {
    if (!data.show) return;
    port.write({
      step: clock.frame && !clock.live && clock.position < clock.last ? clock.frame.step : null,
      selected: notes().made ? [...phrase, at + 1].join(",") : null,
    });
  };
  function move(to) {
    at = Math.max(0, Math.min(places() - 1, to));
    drawn = "";
    draw();
    written();
  }
  function say(next) {
    phrase = next;
    written();
    load();
    build();
  }

  /** What the phrase may be made of. */
  function build() {
    if (!notes().made) return replace(choice);
    const chips = (list, which) =>
      list.map((word) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(phrase[which] === word),
            onclick: (event) => {
              say(which ? [phrase[0], word] : [word, phrase[1]]);
              if (data.present) event.currentTarget.blur();
            },
          },
          word,
        ),
      );
    const { firsts, qualities, goods } = notes();
    const bads = qualities.filter((one) => !goods.includes(one));
    replace(
      choice,
      h("span", { class: "quiet" }, words.phrase),
      h("div", { class: "bags-chips" }, chips(firsts, 0)),
      h("div", { class: "bags-chips" }, chips([...goods.slice(0, 2), ...bads.slice(0, 2)], 1)),
    );
  }

  /** The words of the sentence over the chart's columns. */
  function lay(columns) {
    slots.hidden = !answer;
    if (!answer) return;
    const row = answer.rows[at];
    replace(
      slots,
      Array.from({ length: columns }, (_, i) =>
        h(
          "button",
          {
            type: "button",
            class: `bags-slot${i === at || i === at + 1 ? " phrase" : ""}${row[i] ? "" : " empty"}`,
            disabled: i >= row.length,
            "aria-label": fill(words.slot, { n: i + 1, word: row[i] ?? "" }),
            onclick: (event) => {
              move(i);
              if (data.present) event.currentTarget.blur();
            },
          },
          h("small", {}, String(i + 1)),
          h("span", {}, row[i] ?? ""),
        ),
      ),
    );
  }

  function judge() {
    const { readers, cell } = notes();
    if (!notes().made || !answer) return replace(side);
    const i = Math.max(
      0,
      answer.steps.findLastIndex((step) => step <= (clock.frame?.step ?? 0)),
    );
    const said = phrase.join(data.lang === "zh" ? "" : " ");
    replace(
      side,
      h("h3", {}, fill(words.here, { phrase: said, place: at + 1 })),
      h("p", { class: "quiet" }, answer.good ? words.truth_good : words.truth_bad),
      readers.map((reader, row) => {
        if (reader === hide) return null;
        const value = veil ? null : answer.film[i][row][at],
          right = value !== null && value > 0.5 === answer.good;
        return h(
          "div",
          { class: "bags-verdict" },
          named(reader, words, palette, cell),
          h(
            "div",
            { class: "bags-line" },
            bar(value, colourOf(reader, palette, cell)),
            h("span", { class: "bar-number" }, value === null ? "?" : number(value, 2)),
            h("b", { class: right ? "right" : "wrong" }, value === null ? "" : right ? "✓" : "✗"),
          ),
        );
      }),
      h("p", { class: "caption bags-ends" }, h("span", {}, words.bad), h("span", {}, words.good)),
    );
  }

  const picture = chart(canvas, data);
  function draw() {
    const frame = clock.frame;
    waiting.hidden = run.frames.length > 0;
    waiting.className = `waiting ${run.status.state}`;
    waiting.textContent = waiting.hidden
      ? ""
      : told(words, run.status.reason) || (words[run.status.state] ?? "");
    if (!frame?.arrays.places) return;
    const [before, after, share] = clock.between;
    const columns = notes().made ? Math.max(10, notes().window) : Math.max(9, notes().window);
    picture.draw({ before, after, share, end: run.frames.at(-1), notes: notes(), at, veil, hide, columns });
    const now = `${clock.index} ${at} ${veil} ${Boolean(answer)} ${columns}`;
    if (now === drawn) return;
    drawn = now;
    stage.style.setProperty("--columns", columns);
    lay(columns);
    judge();
    finding.textContent = veil || hide ? "" : tell(frame);
    stage.setAttribute("aria-label", `${words.stage}. ${finding.textContent}`);
  }
  function tell(frame) {
    const of = (test) =>
      Object.fromEntries(
        notes().readers.map((reader) => [reader, number(100 * frame.scalars[`${reader}_${test}`], 0)]),
      );
    if (!notes().made) return fill(words.finding_moved, { ...of("moved"), n: notes().moved });
    return fill(notes().seen < places() ? words.finding : words.finding_all, of("place"));
  }

  const update = () => {
    if (!phrase[0] && notes().made) {
      choose(data.show ?? {});
      build();
    } else if (notes().readers && !time) choose(data.show ?? {});
    const state = `${run.status.state} ${Boolean(run.frames.length)}`;
    if (run.frames.length && state !== asked && (!run.alive || !answer)) {
      asked = state;
      load();
    }
    draw();
  };
  rebuild();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", written);
  const off = sharp(canvas, () => draw());
  const stop = run.watch();
  clock.apply(data.show ?? {});
  update();
  if (data.show) clock.rest(data.show);

  // With the picture in focus the phrase walks by the arrows up and down.
  stage.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.target !== stage || !by || data.present) return;
    move(at + by);
    event.preventDefault();
    event.stopPropagation();
  });

  const table = () => {
    const { data: values, shape } = clock.frame.arrays.places;
    return {
      head: ["place", ...notes().readers],
      rows: Array.from({ length: shape[1] }, (_, i) => [
        notes().made ? i + 1 : i,
        ...notes().readers.map((_, row) => values[row * shape[1] + i]),
      ]),
    };
  };
  if (data.show)
    window.__player = {
      clock,
      run,
      table,
      cloud: { picture: picture.picture, svg: picture.svg },
      state: () => ({ phrase, at, veil, answer }),
    };
  return {
    show(show) {
      data.show = show;
      choose(show);
      build();
      drawn = "";
      load();
      clock.apply(show);
      draw();
    },
    key: (event) => (data.show ? clock.key(event) : false),
    close() {
      stop();
      off();
      time?.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", written);
    },
  };
}
