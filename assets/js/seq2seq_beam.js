// Beam search as a tree: what was thought of at every step, what was kept, and what won.

import { asked, attend } from "./answers.js";
import { h, replace, fill, number, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ATTENTIONS, END, choice, looker, meet } from "./seq2seq_store.js";
import { joint, spelled, subjectOf, visible } from "./seq2seq_store.js";

const ROOM = 30;

/** What a word of the tree says under the pointer. */
function tip(text) {
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = text;
  return title;
}

export function seq2seq_beam(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    subject = subjectOf(run, data.leads ? data.show : null);
  let answer = null,
    width = 3,
    timer = null;
  const host = h("div", { class: "seq2seq-tree", tabindex: "0" }),
    veil = h("div", { class: "waiting" }),
    stage = h(
      "div",
      { class: "stage seq2seq-tree-stage" },
      h("p", { class: "seq2seq-axes" }, words.percents),
      host,
      veil,
    ),
    finding = h("p", { class: "finding" }),
    who = looker(subject, words, ATTENTIONS),
    wide = choice(
      words.width,
      [1, 2, 3, 5].map((n) => [n, String(n)]),
      width,
      (n) => {
        width = n;
        later();
      },
    ),
    time = data.leads ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `seq2seq-beam${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "main" },
        h("div", { class: "seq2seq-bar" }, wide.element, who.element),
        stage,
        finding,
        time?.element,
      ),
    ),
  );
  const question = asked(clock, "beam", null, {
    heard(found) {
      answer = found;
      draw();
    },
    failed(sentence) {
      finding.textContent = spoken(words, sentence);
    },
  });
  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!subject.query || clock.playing || !clock.frame) return;
      question.set({ ...subject.query, attention: subject.attention, step: clock.frame.step, width });
    }, 60);
  }

  const text = (list) =>
    list
      .filter((word) => word !== END)
      .map((word) => spelled(run, word, words))
      .join(joint(run));

  function draw() {
    const { nodes, best } = answer,
      ranks = new Map(),
      winners = new Set();
    for (let at = best; at >= 0; at = nodes[at][0]) winners.add(at);
    const measure = document.createElement("canvas").getContext("2d");
    measure.font = `700 100px ${data.font}`;
    const shares = nodes.map(
        ([, , word]) => measure.measureText(visible(spelled(run, word, words))).width / 100,
      ),
      steps = Math.max(...nodes.map(([, step]) => step)) + 1,
      left = 10,
      // As wide as there is room for, and never so narrow that lines cannot be told from words.
      whole = Math.max(...shares) + 4.5,
      size = Math.max(14, Math.min(data.present ? 22 : 14, (host.clientWidth - 60) / steps / whole)),
      widths = shares.map((share) => share * size),
      count = size * 1.9, // room for a number of two or three digits
      least = whole * size,
      gap = Math.max(least, Math.min(2 * least, (host.clientWidth - 60) / steps)),
      many = Math.max(
        ...Array.from({ length: steps }, (_, t) => nodes.filter(([, step]) => step === t).length),
      ),
      high = data.present ? Math.max(40, Math.min(84, (stage.clientHeight - 110) / many)) : ROOM;
    const spots = nodes.map(([, step]) => {
      const rank = ranks.get(step) ?? 0;
      ranks.set(step, rank + 1);
      return { x: left + (step + 1) * gap - least + size * 2.6, y: 24 + rank * high };
    });
    const start = { x: 10, y: 24 };
    const edge = (node, at) => {
      const from =
          node[0] < 0 ? start : { x: spots[node[0]].x + widths[node[0]] + count + 4, y: spots[node[0]].y },
        to = { x: spots[at].x - 8, y: spots[at].y },
        half = (from.x + to.x) / 2,
        won = winners.has(at);
      return h("path", {
        d: `M${from.x} ${from.y}C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`,
        fill: "none",
        stroke: won ? palette.good : palette.soft,
        opacity: node[5] ? 1 : 0.5,
        "stroke-width": won ? 2.6 : 1.2,
        "stroke-dasharray": node[5] ? null : "3 3",
      });
    };
    const label = ([, , word, percent, total, kept], at) =>
      h(
        "g",
        { opacity: kept ? 1 : 0.55 },
        h(
          "text",
          {
            x: spots[at].x,
            y: spots[at].y + size * 0.35,
            "font-size": size,
            "font-weight": winners.has(at) ? 700 : 500,
            fill: winners.has(at) ? palette.good : kept ? palette.ink : palette.soft,
          },
          visible(spelled(run, word, words)),
          tip(fill(words.node, { percent, total: number(total, 2) })),
        ),
        h(
          "text",
          {
            x: spots[at].x + widths[at] + size * 0.4,
            y: spots[at].y + size * 0.3,
            "font-size": size * 0.72,
            fill: palette.soft,
          },
          `${Math.round(percent)}`,
        ),
      );
    const order = nodes.map((node, at) => [node, at]).sort((a, b) => winners.has(a[1]) - winners.has(b[1]));
    const drawing = h(
      "svg",
      {
        width: left + steps * gap + 8,
        height: 24 + many * high,
        role: "img",
        "aria-label": fill(words.beam_label, { text: text(answer.words) }),
      },
      order.map(([node, at]) => edge(node, at)),
      h("circle", { cx: start.x, cy: start.y, r: 4, fill: palette.ink }),
      nodes.map((node, at) => label(node, at)),
    );
    replace(host, drawing);
    finding.textContent = fill(answer.answer === "better" ? words.beam_better : words.beam_same, {
      beam: text(answer.words),
      greedy: text(answer.greedy),
      total: number(answer.total, 2),
      greedy_total: number(answer.greedy_total, 2),
      truth: answer.truth ? answer.truth.join(joint(run)) : "–",
    });
  }

  /** The tree on a canvas, for a file: edges and words as they stand. */
  function picture() {
    const drawing = host.querySelector("svg"),
      image = h("canvas", { width: 2 * drawing.clientWidth, height: 2 * drawing.clientHeight }),
      context = image.getContext("2d");
    context.scale(2, 2);
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, image.width, image.height);
    for (const path of drawing.querySelectorAll("path")) {
      context.strokeStyle = path.getAttribute("stroke");
      context.lineWidth = +path.getAttribute("stroke-width");
      context.setLineDash(path.getAttribute("stroke-dasharray")?.split(" ").map(Number) ?? []);
      context.stroke(new Path2D(path.getAttribute("d")));
    }
    for (const text of drawing.querySelectorAll("text")) {
      context.font = `${text.getAttribute("font-weight") ?? 400} ${text.getAttribute("font-size")}px ${data.font}`;
      context.textAlign = text.getAttribute("text-anchor") === "end" ? "right" : "left";
      context.fillStyle = text.getAttribute("fill");
      context.fillText(text.firstChild?.data ?? "", +text.getAttribute("x"), +text.getAttribute("y"));
    }
    return image;
  }

  let before = null;
  function update() {
    meet(run, subject);
    if (before !== clock.frame?.step && !clock.playing) {
      before = clock.frame?.step;
      later();
    }
  }
  function follow() {
    who.set(subject.attention);
    later();
  }
  const settled = () => {
    later();
    if (data.leads) {
      port.write({ step: clock.said, ...subject.written });
    }
  };
  subject.addEventListener("change", follow);
  clock.addEventListener("settle", settled);
  const stop = attend(clock, words, veil, update);
  if (data.leads) {
    clock.apply(data.show ?? {});
    window.__player = {
      clock,
      run,
      cloud: { picture, svg: () => new XMLSerializer().serializeToString(host.querySelector("svg")) },
      state: () => ({ answer, width, subject }),
      table: () => ({
        head: ["parent", "step", "word", "percent", "total", "kept"],
        rows: answer.nodes.map((node) => [
          ...node.slice(0, 2),
          spelled(run, node[2], words),
          ...node.slice(3),
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
      clearTimeout(timer);
      stop();
      question.close();
      time?.close();
      subject.removeEventListener("change", follow);
      clock.removeEventListener("settle", settled);
    },
  };
}
