// Why the scores are divided: the entropy of the softmax as queries and keys get wider, with √d and without.

import { h, replace, sharp, pen, fill, fine, number } from "./dom.js";
import { runOf } from "./run.js";

export function selfattentionspread(root, data) {
  const run = runOf(data.run),
    { words, palette, font } = data;
  const LINES = { plain: palette.negative, scaled: palette.good };
  let found = null,
    at = 7,
    veil = data.show?.veil ?? "";
  const canvas = h("canvas", { class: "chart", role: "img", tabindex: "0", "aria-label": words.chart });
  const side = h("div", {}),
    finding = h("p", { class: "finding", "aria-live": "polite" }),
    caption = h("p", { class: "caption" });
  replace(
    root,
    h(
      "div",
      { class: data.present ? "spread-view present" : "spread-view" },
      h("figure", { style: { margin: 0 } }, h("h4", {}, words.chart), canvas),
      side,
      finding,
      caption,
    ),
  );

  const letter = data.present ? 18 : 12;
  const frame = () => {
    const wide = canvas.clientWidth,
      high = canvas.clientHeight,
      edge = { left: 44, right: 22, top: 30, bottom: letter * 3.6 },
      most = Math.log(found.keys) * 1.06;
    return {
      x: (index) => edge.left + ((wide - edge.left - edge.right) * index) / (found.widths.length - 1),
      y: (nats) => high - edge.bottom - ((high - edge.bottom - edge.top) * nats) / most,
      wide,
      high,
      edge,
    };
  };
  /** Which lines may be seen: a prediction is made first. */
  const open = (name) => !(veil === "both" || veil === name);

  function chart() {
    if (!canvas.ratio || !found) return;
    const context = pen(canvas),
      { x, y, wide, high, edge } = frame();
    context.font = `${letter}px ${font}`;
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (let nats = 0; nats <= Math.log(found.keys); nats += 0.5) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(edge.left, y(nats));
      context.lineTo(wide - edge.right, y(nats));
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(nats.toFixed(1), edge.left - 8, y(nats));
    }
    context.textAlign = "left";
    context.fillText(words.entropy, 10, 13);
    context.textAlign = "center";
    found.widths.forEach((width, index) => {
      if (wide < 480 && index % 2) return;
      context.fillText(String(width), x(index), high - edge.bottom + letter * 1.1);
    });
    context.fillText(words.axis, (edge.left + wide - edge.right) / 2, high - letter * 0.9);
    context.setLineDash([4, 5]);
    context.strokeStyle = palette.soft;
    context.beginPath();
    context.moveTo(edge.left, y(Math.log(found.keys)));
    context.lineTo(wide - edge.right, y(Math.log(found.keys)));
    context.stroke();
    context.setLineDash([]);
    context.textAlign = "right";
    context.fillText(
      fill(words.all, { n: found.keys }),
      wide - edge.right,
      y(Math.log(found.keys)) - letter * 0.9,
    );
    context.strokeStyle = palette.ink;
    context.beginPath();
    context.moveTo(x(at), edge.top);
    context.lineTo(x(at), high - edge.bottom);
    context.stroke();
    for (const [name, colour] of Object.entries(LINES)) {
      if (!open(name)) continue;
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = 2.5;
      context.lineJoin = "round";
      context.beginPath();
      found.entropy[name].forEach((nats, index) => context.lineTo(x(index), y(nats)));
      context.stroke();
      found.entropy[name].forEach((nats, index) => {
        context.beginPath();
        context.arc(x(index), y(nats), index === at ? 6 : 3.2, 0, 7);
        context.fill();
      });
      context.textAlign = "left";
      context.font = `600 ${letter * 1.1}px ${font}`;
      context.fillText(words[name], x(4) + 10, y(found.entropy[name][4]) - letter * 1.2);
      context.font = `${letter}px ${font}`;
    }
  }

  function bars() {
    replace(
      side,
      h("h4", {}, fill(words.one, { n: found.keys, d: found.widths[at] })),
      ...Object.entries(LINES).map(([name, colour]) =>
        h(
          "div",
          { class: "bars-of" },
          h("span", { class: "name", style: { color: colour } }, words[name]),
          open(name)
            ? h(
                "div",
                {
                  class: "shares",
                  role: "img",
                  "aria-label": found.sample[name][at].map((p) => number(p, 2)).join(", "),
                },
                ...found.sample[name][at].map((p) =>
                  h("i", { style: { height: `${100 * p}%`, background: colour }, title: number(p, 3) }),
                ),
              )
            : h("div", { class: "shares" }, h("span", { class: "quiet" }, words.hidden)),
        ),
      ),
    );
    finding.textContent = veil
      ? ""
      : fill(words.finding, {
          d: found.widths[at],
          plain: number(found.entropy.plain[at], 2),
          scaled: number(found.entropy.scaled[at], 2),
          slope: fine(found.slope.plain[at]),
          slope_scaled: fine(found.slope.scaled[at]),
        });
    caption.textContent = fill(words.draws, { n: found.draws, seed: run.notes.seed ?? 1 });
  }
  function draw() {
    if (!found) return;
    chart();
    bars();
  }
  const look = (event) => {
    if (!found) return;
    const { x } = frame(),
      left = event.clientX - canvas.getBoundingClientRect().left;
    const next = found.widths.reduce(
      (best, _, index) => (Math.abs(x(index) - left) < Math.abs(x(best) - left) ? index : best),
      0,
    );
    if (next !== at) {
      at = next;
      draw();
    }
  };
  canvas.addEventListener("pointermove", look);
  canvas.addEventListener("pointerdown", look);
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !found || data.present) return;
    at = Math.max(0, Math.min(found.widths.length - 1, at + by));
    draw();
    event.preventDefault();
    event.stopPropagation();
  });

  let asked = false;
  async function ask() {
    if (asked || !run.frames.length) return;
    asked = true;
    found = await run.ask("spread").catch(() => null);
    if (!found?.widths) {
      asked = false;
      found = null;
      return;
    }
    draw();
  }
  run.addEventListener("frames", ask);
  const stop = run.watch();
  const off = sharp(canvas, chart);
  ask();
  window.__spread = { state: () => ({ at, veil, found }) };
  return {
    show(show) {
      veil = show.veil ?? "";
      draw();
    },
    key: () => false,
    close() {
      stop();
      off();
      run.removeEventListener("frames", ask);
    },
  };
}
