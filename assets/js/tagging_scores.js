// Which side helps, and how much: nine readers while they train, and the words that gain.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, sharp, pen } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { DIRECTIONS, choice, colour, glue, listed } from "./tagging_store.js";

/** Lines of one, two and three layers. */
const DASHES = [[], [7, 4], [2, 3]];
const ROOM = { left: 48, right: 14, top: 10, bottom: 24 };

export function tagging_scores(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let what = "several",
    answer = null,
    chosen = null,
    size = [1, 1];
  const canvas = h("canvas", {}),
    chart = h(
      "div",
      { class: "tagging-chart", role: "img", tabindex: "0", "aria-label": words.chart },
      canvas,
    ),
    readers = h("div", { class: "tagging-readers" }),
    list = h("div", {}),
    lines = h("div", { class: "tagging-lines" }),
    veil = h("div", { class: "waiting" }),
    time = timeline(clock, { ...data, curves: [] });
  const choose = choice(words.chart, Object.entries(words.what), what, (next) => {
    what = next;
    draw();
  });
  replace(
    root,
    h(
      "div",
      { class: `tagging-scores tagging-plain${data.present ? " present" : ""}` },
      h(
        "div",
        {},
        choose.element,
        h("div", { style: { position: "relative" } }, chart, veil),
        readers,
        time.element,
      ),
      h("div", {}, h("h3", {}, words.gained), list, lines),
    ),
  );

  const end = (name) => (what === "several" ? `${name}_several` : name);
  const NAMES = DIRECTIONS.flatMap((direction) =>
    [1, 2, 3].map((layers) => ({ direction, layers, name: `${direction}${layers}` })),
  );
  const lastStep = () => run.notes.last_step ?? 1;
  /** The scale begins under the worst of what is there once something has been learnt. */
  function low() {
    const later = run.frames.filter((frame) => frame.step >= lastStep() * 0.2);
    const values = later.flatMap((frame) => [
      ...NAMES.map(({ name }) => frame.scalars[end(name)]),
      frame.scalars[end("baseline")],
    ]);
    return values.length
      ? Math.max(0, Math.floor(10 * Math.min(...values.filter(Number.isFinite)) - 0.6) / 10)
      : 0;
  }

  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas),
      [width, height] = size,
      big = data.present,
      bottom = height - ROOM.bottom - (big ? 8 : 0),
      left = ROOM.left + (big ? 22 : 0),
      base = low();
    const x = (step) => left + ((width - left - ROOM.right) * step) / lastStep(),
      y = (value) => bottom - ((bottom - ROOM.top) * (value - base)) / (1 - base || 1);
    context.font = `${big ? 18 : 12}px ${data.font}`;
    context.textBaseline = "middle";
    for (let tick = Math.ceil(base * 10 - 1e-9); tick <= 10; tick++) {
      if (base < 0.5 && tick % 2) continue;
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      stroke(context, [
        [left, y(tick / 10)],
        [width - ROOM.right, y(tick / 10)],
      ]);
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(`${tick * 10} %`, left - 6, y(tick / 10));
    }
    context.textBaseline = "top";
    context.textAlign = "left";
    context.fillText("0", left, bottom + 6);
    context.textAlign = "right";
    context.fillText(fill(words.updates, { n: number(lastStep()) }), width - ROOM.right, bottom + 6);
    const now = clock.position;
    const points = (name) =>
      run.frames
        .map((frame) => [frame.step, frame.scalars[end(name)]])
        .filter(([, value]) => typeof value === "number");
    const passed = run.frames.length ? x(stepAt(now)) : left;
    const line = (name, shade, dash, wide) => {
      context.save();
      context.beginPath();
      context.rect(left - 2, ROOM.top - 4, width, bottom - ROOM.top + 6);
      context.clip();
      context.strokeStyle = shade;
      context.lineWidth = wide;
      context.setLineDash(dash);
      const path = points(name).map(([step, value]) => [x(step), y(value)]);
      context.globalAlpha = 0.22;
      stroke(context, path);
      context.globalAlpha = 1;
      context.beginPath();
      context.rect(0, 0, passed, height);
      context.clip();
      stroke(context, path);
      context.restore();
    };
    line("baseline", palette.loss, [], 1.5);
    for (const { direction, layers, name } of [...NAMES].reverse())
      line(name, colour(palette, direction), DASHES[layers - 1], layers === 1 ? 2.5 : 1.8);
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    stroke(context, [
      [passed, ROOM.top],
      [passed, bottom],
    ]);
    tell();
  }
  function stepAt(position) {
    const at = Math.floor(position),
      one = run.frames[at]?.step ?? 0,
      next = run.frames[Math.min(clock.last, at + 1)]?.step ?? one;
    return one + (next - one) * (position - at);
  }
  const stroke = (context, path) => {
    context.beginPath();
    path.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
    context.stroke();
  };

  const percent = (value) => (typeof value === "number" ? `${number(100 * value, 1)} %` : "–");
  function tell() {
    const scalars = clock.frame?.scalars ?? {};
    replace(
      readers,
      DIRECTIONS.map((direction) =>
        h(
          "span",
          { style: { color: colour(palette, direction) } },
          `${words.directions[direction]} `,
          [1, 2, 3].flatMap((layers) => [
            h(
              "b",
              { title: fill(layers === 1 ? words.layer : words.layers, { n: layers }) },
              percent(scalars[end(`${direction}${layers}`)]),
            ),
            layers < 3 ? " · " : "",
          ]),
        ),
      ),
      h(
        "span",
        { style: { color: palette.loss } },
        `${words.baseline} `,
        h("b", {}, percent(scalars[end("baseline")])),
      ),
      ["solid", "dashed", "dotted"].map((name, at) =>
        h(
          "span",
          { class: "tagging-dashes" },
          fill(at ? words.layers : words.layer, { n: at + 1 }),
          h("i", { class: `tagging-dash ${name}` }),
        ),
      ),
    );
    chart.setAttribute("aria-label", `${words.chart}: ${readers.textContent}`);
  }

  const film = asked(
    clock,
    "gains",
    { layers: 1 },
    {
      heard(found) {
        answer = found;
        rows();
      },
    },
  );
  function rows() {
    if (!answer.words.length) {
      replace(list, h("p", { class: "quiet" }, words.none));
      return;
    }
    const most = data.present ? 10 : 14;
    replace(
      list,
      answer.words.slice(0, most).map((word, at) =>
        h(
          "button",
          {
            type: "button",
            class: "tagging-gain",
            "aria-pressed": String(word === chosen),
            title: fill(words.gained_of, {
              word,
              n: answer.counts[at],
              tags: Object.entries(answer.tags[at])
                .map(([tag, n]) => `${words.tags[tag] ?? tag} ${n}`)
                .join(", "),
            }),
            onclick: () => look(word),
          },
          h("span", {}, word),
          h(
            "span",
            { class: "tagging-dots" },
            h("u", {}),
            DIRECTIONS.map((direction) => h("i", { style: { background: colour(palette, direction) } })),
          ),
          h("small", {}, String(answer.counts[at])),
        ),
      ),
      h("div", { class: "tagging-scale" }, h("span", {}, h("i", {}, "0 %"), h("i", {}, "100 %"))),
      h("p", { class: "caption" }, words.gained_help),
    );
    dots();
  }
  function dots() {
    if (!answer?.words.length) return;
    const shares = answer.shares[moment(answer, clock)];
    [...list.querySelectorAll(".tagging-dots")].forEach((host, at) => {
      const [left, , both] = shares.map((row) => row[at]),
        [bar, ...marks] = host.children;
      bar.style.left = `${100 * Math.min(left, both)}%`;
      bar.style.width = `${100 * Math.abs(both - left)}%`;
      // The reader of both ends lies on top; equal ones are moved apart a little.
      marks.forEach((mark, row) => {
        mark.style.left = `${100 * shares[row][at]}%`;
        const same = [0, 1, 2].filter((other) => Math.abs(shares[other][at] - shares[row][at]) < 0.02);
        mark.style.transform =
          same.length > 1 ? `translate(0, ${(same.indexOf(row) - (same.length - 1) / 2) * 4}px)` : "";
      });
    });
  }
  async function look(word) {
    chosen = chosen === word ? null : word;
    [...list.querySelectorAll(".tagging-gain")].forEach((row) =>
      row.setAttribute("aria-pressed", String(row.firstChild.textContent === chosen)),
    );
    if (data.leads) port.write({ selected: chosen });
    if (chosen === null) {
      replace(lines);
      return;
    }
    const found = await run.ask("sentences", { word, reader: "forward1", step: String(clock.frame.step) });
    if (found.sentences && chosen === word)
      listed(
        lines,
        { ...found, glue: glue(run), sentences: found.sentences.slice(0, 6) },
        words,
        palette,
        fill(words.sentences, { word }),
      );
  }

  const seek = (event) => {
    const box = chart.getBoundingClientRect(),
      left = ROOM.left + (data.present ? 22 : 0);
    const step = ((event.clientX - box.left - left) / (box.width - left - ROOM.right)) * lastStep();
    const at = run.frames.findIndex((frame) => frame.step >= step);
    clock.seek(at < 0 ? clock.last : at);
  };
  chart.addEventListener("pointerdown", (event) => {
    chart.setPointerCapture(event.pointerId);
    seek(event);
  });
  chart.addEventListener("pointermove", (event) => chart.hasPointerCapture(event.pointerId) && seek(event));
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  const update = () => {
    draw();
    dots();
  };
  const written = () =>
    port.write({
      step: clock.said,
    });
  const stop = attend(clock, words, veil, update);
  if (data.leads) {
    clock.addEventListener("settle", written);
    clock.apply(data.show ?? {});
    clock.rest(data.show);
    window.__player = {
      clock,
      run,
      cloud: { picture: () => canvas, svg: () => "" },
      table: () => ({
        head: ["update", ...NAMES.flatMap(({ name }) => [name, `${name}_several`]), "baseline"],
        rows: run.frames.map((frame) => [
          frame.step,
          ...NAMES.flatMap(({ name }) => [frame.scalars[name], frame.scalars[`${name}_several`]]),
          frame.scalars.baseline,
        ]),
      }),
      state: () => ({ answer, chosen, what }),
    };
  }
  return {
    show(show) {
      data.show = show;
      if (data.leads) clock.apply(show);
    },
    key: (event) => data.leads && clock.key(event),
    close() {
      film.close();
      stop();
      off();
      time.close();
      clock.removeEventListener("settle", written);
    },
  };
}
