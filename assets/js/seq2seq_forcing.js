// Told the true word at every step, or going on from one's own: how one mistake brings the next.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, pen, sharp, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ATTENTIONS, colour, looker, meet } from "./seq2seq_store.js";
import { saved, spelled, subjectOf, visible } from "./seq2seq_store.js";

export function seq2seq_forcing(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    subject = subjectOf(run, data.leads ? data.show : null);
  const answers = { own: null, true: null };
  const rows = h("div", { class: "seq2seq-rows" }),
    canvas = h("canvas", { role: "img" }),
    veil = h("div", { class: "waiting" }),
    stage = h(
      "div",
      { class: "stage seq2seq-forcing-stage" },
      rows,
      h("div", { class: "seq2seq-words-right" }, canvas),
      veil,
    ),
    finding = h("p", { class: "finding" }),
    who = looker(subject, words, ATTENTIONS),
    time = data.leads ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `seq2seq-forcing${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "main" },
        h("div", { class: "seq2seq-bar" }, who.element),
        stage,
        finding,
        time?.element,
      ),
    ),
  );
  const asks = Object.fromEntries(
    ["own", "true"].map((given) => [
      given,
      asked(clock, "film", null, {
        heard(found) {
          answers[given] = found;
          draw();
        },
        failed(sentence) {
          finding.textContent = spoken(words, sentence);
        },
      }),
    ]),
  );

  function draw() {
    const { own, true: forced } = answers;
    if (own && forced && own.truth) {
      const which = ATTENTIONS.indexOf(subject.attention),
        truth = [...own.truth, words.end],
        cells = (answer) =>
          truth.map((word, t) => {
            const said = answer.written[which][moment(answer, clock)][t],
              shown = said === undefined ? "" : spelled(run, said, words);
            return h("span", { class: shown === word ? "right" : "wrong" }, visible(shown) || "·");
          });
      rows.style.setProperty("--columns", truth.length);
      replace(
        rows,
        row(
          words.true_text,
          truth.map((word) => h("span", {}, visible(word))),
        ),
        row(words.told, cells(forced)),
        row(words.own_way, cells(own)),
      );
    } else if (own && !own.truth) replace(rows, h("p", { class: "quiet" }, words.no_truth));
    chart();
  }
  const row = (name, cells) => h("div", { class: "seq2seq-row" }, h("b", {}, name), h("div", {}, cells));

  /** Share of words right over the training: told (whole line) and on one's own (dashed). */
  function chart() {
    if (!canvas.ratio || !run.frames.length) return;
    const context = pen(canvas),
      big = data.present ? 1.5 : 1,
      left = 46 * big,
      right = canvas.clientWidth - 150 * big,
      top = 12 * big,
      bottom = canvas.clientHeight - 26 * big,
      last = run.notes.last_step || 1,
      x = (step) => left + ((right - left) * step) / last,
      y = (share) => bottom - (bottom - top) * share,
      tint = colour(palette, subject.attention),
      now = clock.frame?.step ?? 0;
    context.font = `${12 * big}px ${data.font}`;
    context.textBaseline = "middle";
    for (const tick of [0, 0.5, 1]) {
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, y(tick));
      context.lineTo(right, y(tick));
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(`${100 * tick} %`, left - 8, y(tick));
    }
    context.textAlign = "left";
    context.fillText(words.over_time, left, bottom + 15 * big);
    context.strokeStyle = context.fillStyle = tint;
    context.lineWidth = 2.4 * big;
    const ends = [];
    for (const way of ["told", "free"]) {
      const points = run.frames.filter((frame) => frame.step <= now);
      context.setLineDash(way === "free" ? [5, 4] : []);
      context.beginPath();
      points.forEach((frame, i) => {
        const value = frame.scalars[`${way}_${subject.attention}`] ?? 0;
        if (i) context.lineTo(x(frame.step), y(value));
        else context.moveTo(x(frame.step), y(value));
      });
      context.stroke();
      ends.push([way, points.at(-1)?.scalars[`${way}_${subject.attention}`] ?? 0]);
    }
    context.setLineDash([]);
    let above = null;
    for (const [way, value] of ends.sort((a, b) => a[1] - b[1])) {
      // The lower one leaves room for the other above it.
      const at = above === null ? Math.max(y(value), top + 16 * big) : Math.min(y(value), above - 16 * big);
      above = at;
      const name = way === "told" ? words.told_short : words.free_short;
      context.fillText(`${name} ${number(100 * value, 0)} %`, x(now) + 8, at);
    }
    const say = Object.fromEntries(ends.map(([way, value]) => [way, number(100 * value, 0)]));
    finding.textContent = fill(words.forcing_finding, { ...say, step: number(now) });
    canvas.setAttribute("aria-label", finding.textContent);
  }

  let about = "";
  function follow() {
    const query = subject.query,
      named = JSON.stringify(query);
    if (query && named !== about) {
      about = named;
      asks.own.set(query);
      asks.true.set({ ...query, given: "true" });
    }
    who.set(subject.attention);
    draw();
  }
  const update = () => {
    meet(run, subject);
    draw();
  };
  const written = () => {
    port.write({ step: clock.said, ...subject.written });
  };
  subject.addEventListener("change", follow);
  const off = sharp(canvas, chart),
    stop = attend(clock, words, veil, update);
  if (data.leads) {
    clock.addEventListener("settle", written);
    clock.apply(data.show ?? {});
    window.__player = {
      clock,
      run,
      cloud: saved(() => canvas),
      state: () => ({ answers, subject }),
      table: () => ({
        head: ["updates", ...ATTENTIONS.flatMap((a) => [`told_${a}`, `free_${a}`])],
        rows: run.frames.map((frame) => [
          frame.step,
          ...ATTENTIONS.flatMap((a) => [frame.scalars[`told_${a}`], frame.scalars[`free_${a}`]]),
        ]),
      }),
    };
  }
  follow();
  return {
    show(show) {
      if (!data.leads) return;
      subject.take(show);
      clock.apply(show);
    },
    key: (event) => Boolean(data.leads) && clock.key(event),
    close() {
      off();
      stop();
      Object.values(asks).forEach((one) => one.close());
      time?.close();
      clock.removeEventListener("settle", written);
      subject.removeEventListener("change", follow);
    },
  };
}
