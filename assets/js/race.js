// The race: a curve for each contestant, over sentences read or over seconds, and the standings at this moment.

import { fill, h, number, onPaper, pen, replace, sharp, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { colourOf, dashOf, sample, apart } from "./racekinds.js";

/** show.across: "seconds"; show.up: "loss"; a link says the same in `colour`, with a comma. */
export function race(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let across = "sentences",
    up = "accuracy",
    standing = "";
  const canvas = h("canvas", { class: "race-canvas", role: "img" }),
    waiting = h("div", { class: "waiting" }),
    finding = h("p", { class: "finding race-finding", "aria-live": "off" }),
    list = h("table", { class: "race-standings" }),
    note = h("p", { class: "quiet" });
  const chips = { across: {}, up: {} };
  const chip = (group, name) =>
    (chips[group][name] = h(
      "button",
      { type: "button", class: "chip", onclick: () => choose({ [group]: name }, true) },
      words[name],
    ));
  const time = data.show ? timeline(clock, { ...data, curves: [] }) : null;
  replace(
    root,
    h(
      "div",
      { class: data.present ? "player race present" : "player race" },
      h(
        "div",
        { class: "main" },
        h(
          "div",
          { class: "race-switches" },
          h("span", { class: "quiet" }, words.up),
          chip("up", "accuracy"),
          chip("up", "loss"),
          h("span", { class: "quiet" }, words.over),
          chip("across", "sentences"),
          chip("across", "seconds"),
        ),
        h("div", { class: "stage race-stage", tabindex: "0" }, canvas, waiting),
        finding,
        time?.element,
      ),
      h("div", { class: "rail" }, h("section", {}, h("h3", {}, words.standings), list, note)),
    ),
  );

  function choose(wanted, byHand = false) {
    across = wanted.across ?? across;
    up = wanted.up ?? up;
    for (const [group, now] of [
      ["across", across],
      ["up", up],
    ])
      for (const [name, element] of Object.entries(chips[group]))
        element.setAttribute("aria-pressed", String(name === now));
    if (byHand && data.show) {
      const told_ = [across === "seconds" && across, up === "loss" && up].filter(Boolean);
      port.write({ colour: told_.join(",") || null });
    }
    draw();
  }

  /** What a scene or a link shows. */
  function begin(show) {
    const said = (show.colour ?? "").split(",");
    choose({
      across: said.includes("seconds") ? "seconds" : (show.across ?? "sentences"),
      up: said.includes("loss") ? "loss" : (show.up ?? "accuracy"),
    });
  }

  const kinds = () => run.notes.kinds ?? [];
  const row = (frame, name, kind) => {
    const { data: values, shape } = frame.arrays[name];
    return values.subarray(kind * shape[1], (kind + 1) * shape[1]);
  };
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

  /** The seconds of the slowest when all is over; while the race runs, what they will come to. */
  function longest() {
    const last = run.frames.at(-1),
      slowest = Math.max(...kinds().map((_, i) => mean(row(last, "seconds", i))), 1e-6),
      passed = last.step / (run.notes.last_step || 1);
    return passed > 0 ? slowest / passed : slowest;
  }

  /** One contestant's course until now: [{x, value, low, high}], with the place between two frames. */
  function course(kind, whole) {
    const points = run.frames.map((frame) => {
      const values = row(frame, up, kind);
      return {
        x: across === "seconds" ? mean(row(frame, "seconds", kind)) : frame.step,
        value: mean(values),
        low: Math.min(...values),
        high: Math.max(...values),
      };
    });
    const until =
      across === "seconds"
        ? (clock.position / Math.max(1, clock.last)) * Math.min(whole, spent())
        : between();
    const passed = points.filter((point) => point.x <= until + 1e-9),
      next = points[passed.length],
      last = passed.at(-1);
    if (next && last && next.x > last.x) {
      const share = (until - last.x) / (next.x - last.x),
        mix = (name) => last[name] + (next[name] - last[name]) * share;
      passed.push({ x: until, value: mix("value"), low: mix("low"), high: mix("high") });
    }
    return { points: passed.length ? passed : points.slice(0, 1) };
  }
  const ended = () => !run.alive && clock.index === clock.last;
  const spent = () => Math.max(...kinds().map((_, i) => mean(row(run.frames.at(-1), "seconds", i))));
  const between = () => {
    const [a, b, share] = clock.between;
    return a.step + ((b ?? a).step - a.step) * share;
  };

  function draw() {
    if (!canvas.ratio || !run.frames.length || !run.notes.kinds) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      big = data.present ? 1.55 : 1,
      size = Math.round(11.5 * big),
      narrow = width < 480,
      whole = across === "seconds" ? longest() : run.notes.last_step || 1,
      courses = kinds().map((kind, i) => ({ kind, ...course(i, whole) }));
    context.font = `${size}px ${data.font}`;
    const every = run.frames.flatMap((frame) => [...frame.arrays[up].data]);
    const low = up === "loss" ? 0 : Math.min(0.5, ...every) - 0.02,
      high = up === "loss" ? Math.max(...every) * 1.05 : 1.01;
    const left = 46 * big,
      right = width - (narrow ? 84 : 122) * big,
      top = 12 * big,
      bottom = height - 40 * big,
      x = (value) => left + ((right - left) * value) / whole,
      y = (value) => bottom - ((bottom - top) * (value - low)) / (high - low);
    ground(context, { left, right, top, bottom, x, y, low, high, whole, size });
    for (const { kind, points } of courses) {
      context.fillStyle = colourOf(kind, palette);
      context.globalAlpha = 0.13;
      context.beginPath();
      points.forEach((point, i) => context[i ? "lineTo" : "moveTo"](x(point.x), y(point.high)));
      [...points].reverse().forEach((point) => context.lineTo(x(point.x), y(point.low)));
      context.fill();
      context.globalAlpha = 1;
    }
    const labels = [];
    for (const { kind, points } of courses) {
      const end = points.at(-1),
        colour = colourOf(kind, palette);
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = 2.3 * big;
      context.lineJoin = "round";
      context.setLineDash(dashOf(kind).map((each) => each * big));
      context.beginPath();
      points.forEach((point, i) => context[i ? "lineTo" : "moveTo"](x(point.x), y(point.value)));
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.arc(x(end.x), y(end.value), 4.2 * big, 0, 7);
      context.fill();
      labels.push({ y: y(end.value), kind, colour });
    }
    for (const label of apart(labels, size * 1.45, top + 4, bottom)) {
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillStyle = label.colour;
      context.font = `600 ${size}px ${data.font}`;
      context.fillText(narrow ? words.short[label.kind] : words.kinds[label.kind], right + 12 * big, label.y);
    }
    tell(courses);
  }

  function ground(context, { left, right, top, bottom, x, y, low, high, whole, size }) {
    context.strokeStyle = palette.line;
    context.fillStyle = palette.soft;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const ticks =
      up === "loss" ? [0, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3] : [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    for (const tick of ticks) {
      if (tick < low || tick > high) continue;
      context.beginPath();
      context.moveTo(left, Math.round(y(tick)) + 0.5);
      context.lineTo(right, Math.round(y(tick)) + 0.5);
      context.stroke();
      context.fillText(up === "loss" ? number(tick, 1) : `${Math.round(100 * tick)} %`, left - 7, y(tick));
    }
    if (up === "accuracy") {
      context.setLineDash([2, 4]);
      context.strokeStyle = palette.soft;
      context.beginPath();
      context.moveTo(left, y(run.notes.chance));
      context.lineTo(right, y(run.notes.chance));
      context.stroke();
      context.setLineDash([]);
    }
    context.textBaseline = "alphabetic";
    const power = 10 ** Math.floor(Math.log10(whole)),
      step = [0.2, 0.5, 1, 2].map((each) => each * power).find((each) => whole / each <= 6) ?? power;
    for (let at = 0; at <= whole * 1.001; at += step) {
      context.textAlign = at === 0 ? "left" : "center";
      if (x(at) > right - 14) context.textAlign = "right";
      const label = across === "seconds" ? `${number(at, step < 1 ? 1 : 0)} s` : number(Math.round(at));
      context.fillText(at === 0 ? "0" : label, x(at), bottom + size * 1.5);
    }
    context.textAlign = "left";
    context.fillText(words[`axis_${across}`], left, bottom + size * 2.8);
  }

  /** The standings, and the sentence under the picture. */
  function tell(courses) {
    const better = up === "loss" ? 1 : -1,
      frame = clock.frame,
      key = `${clock.index} ${run.frames.length} ${run.status.state} ${across} ${up}`;
    if (standing === key && across !== "seconds") return;
    standing = key;
    const rows = courses.map(({ kind, points }, i) => ({
      kind,
      end: points.at(-1),
      seconds: across === "seconds" ? points.at(-1).x : mean(row(frame, "seconds", i)),
      weights: run.notes.parameters[kind],
    }));
    rows.sort((a, b) => better * (a.end.value - b.end.value));
    const least = (name) => Math.min(...rows.map((one) => one[name]));
    replace(
      list,
      h(
        "tr",
        {},
        h("th", {}),
        h("th", { scope: "col" }, words[up]),
        h("th", { scope: "col", title: words.seconds_help }, words.cost),
        h("th", { scope: "col", title: words.weights_help }, words.weights),
      ),
      rows.map((one, at) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, sample(one.kind, palette), words.short[one.kind]),
          h(
            "td",
            { class: frame.step && at === 0 ? "best" : null },
            up === "loss" ? number(one.end.value, 2) : `${number(100 * one.end.value, 1)} %`,
          ),
          h(
            "td",
            {
              class:
                frame.step && one.seconds === least("seconds") && (across !== "seconds" || ended())
                  ? "best"
                  : null,
            },
            `${one.seconds.toFixed(2)} s`,
          ),
          h("td", { class: one.weights === least("weights") ? "best" : null }, number(one.weights)),
        ),
      ),
    );
    note.textContent = fill(words.note, { n: run.notes.seeds.length, vectors: number(run.notes.vectors) });
    finding.textContent = sentence(rows, frame);
    canvas.setAttribute("aria-label", `${words.stage}. ${finding.textContent}`);
  }

  function sentence(rows, frame) {
    const [best, second] = rows,
      clear = up === "loss" ? best.end.high < second.end.low : best.end.low > second.end.high,
      name = (one) => words.kinds[one.kind];
    if (!frame.step && clock.position < 0.5) return words.begin;
    if (ended()) {
      const by = (field) => name([...rows].sort((a, b) => a[field] - b[field])[0]);
      return fill(clear ? words.ended : words.ended_close, {
        best: name(best),
        second: name(second),
        percent: up === "loss" ? number(best.end.value, 2) : `${number(100 * best.end.value, 1)} %`,
        fastest: by("seconds"),
        smallest: by("weights"),
      });
    }
    return fill(clear ? words.leads : words.leads_close, {
      best: name(best),
      second: name(second),
      after:
        across === "seconds"
          ? fill(words.after_seconds, { n: Math.max(...rows.map((one) => one.seconds)).toFixed(2) })
          : fill(words.after_sentences, { n: number(Math.round(between())) }),
    });
  }

  const update = () => {
    waiting.hidden = run.frames.length > 0;
    waiting.textContent = run.frames.length
      ? ""
      : told(words, run.status.reason) || (words[run.status.state] ?? "");
    draw();
  };
  const settled = () =>
    data.show &&
    port.write({ step: clock.frame && !clock.live && clock.position < clock.last ? clock.frame.step : null });
  const off = sharp(canvas, draw);
  clock.addEventListener("change", update);
  clock.addEventListener("settle", settled);
  run.addEventListener("state", update);
  const stop = run.watch();
  if (data.show) clock.apply(data.show);
  begin(data.show ?? {});
  update();
  const api = {
    picture() {
      return onPaper(canvas, palette.card);
    },
  };
  if (data.show)
    window.__player = {
      clock,
      run,
      cloud: api,
      table: () => ({
        head: [
          "sentences",
          ...kinds().flatMap((kind) => [`${kind} accuracy`, `${kind} loss`, `${kind} seconds`]),
        ],
        rows: run.frames.map((frame) => [
          frame.step,
          ...kinds().flatMap((kind) =>
            ["accuracy", "loss", "seconds"].map((name) => frame.scalars[`${kind}_${name}`]),
          ),
        ]),
      }),
      state: () => ({ across, up }),
    };
  return {
    show(show) {
      data.show = show;
      clock.apply(show);
      begin(show);
    },
    key: (event) => (data.show ? clock.key(event) : false),
    close() {
      stop();
      off();
      time?.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", settled);
      run.removeEventListener("state", update);
    },
  };
}
