// Every word of the text that the dictionary has, by how frequent it is and into how many senses it is cut.

import { h, replace, sharp, pen, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";

export function senses_frequency(root, data) {
  const clock = clockOf(data.run),
    { run } = clock,
    { words, palette } = data;
  const canvas = h("canvas", { class: "dots", role: "img" }),
    tip = h("div", { class: "tip", hidden: true }),
    label = h("p", { class: "finding" });
  replace(root, h("div", { class: "frequency" }, h("div", { class: "dots-paper" }, canvas, tip), label));
  let answer = null,
    closed = false,
    size = [1, 1],
    spots = [];

  const draw = () => {
    const context = pen(canvas),
      [width, height] = size;
    if (!answer?.words.length) return;
    const left = 40,
      right = width - 14,
      top = 14,
      bottom = height - 36;
    const last = Math.max(2, answer.ranks.at(-1)),
      most = Math.max(4, ...answer.senses);
    const x = (rank) => left + ((right - left) * Math.log(rank)) / Math.log(last);
    const y = (senses) => bottom - ((bottom - top) * Math.log(senses)) / Math.log(most);
    context.font = `12px ${data.font}`;
    context.fillStyle = palette.soft;
    context.strokeStyle = palette.line;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const senses of [1, 2, 5, 10, 20, 50].filter((tick) => tick <= most)) {
      context.fillText(String(senses), left - 8, y(senses));
      context.beginPath();
      context.moveTo(left, y(senses));
      context.lineTo(right, y(senses));
      context.stroke();
    }
    context.textBaseline = "top";
    for (let rank = 1; rank <= last; rank *= 10) {
      context.textAlign = rank === 1 ? "left" : rank * 1.6 > last ? "right" : "center";
      context.fillText(number(rank), x(rank), bottom + 7);
    }
    context.textAlign = "right";
    context.fillText(words.rank, right, bottom + 21);
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.fillText(words.senses, 0, top);
    // Words with as many senses lie on one line: a little up or down, always the same, so that none hides.
    spots = answer.words.map((word, i) => [
      x(answer.ranks[i]),
      y(answer.senses[i]) + (((i * 2654435761) % 1000) / 1000 - 0.5) * Math.min(9, (bottom - top) / 60),
    ]);
    context.fillStyle = palette.context;
    context.globalAlpha = spots.length > 400 ? 0.3 : 0.5;
    for (const [px, py] of spots) {
      context.beginPath();
      context.arc(px, py, 2.6, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    context.strokeStyle = palette.centre;
    context.lineWidth = 2.5;
    context.beginPath();
    answer.means.forEach(([rank, mean], i) =>
      i ? context.lineTo(x(rank), y(mean)) : context.moveTo(x(rank), y(mean)),
    );
    context.stroke();
    named(context, right);
  };

  /** The words cut finest, as far as their names do not meet. */
  function named(context, right) {
    const order = answer.senses.map((senses, i) => [senses, i]).sort((a, b) => b[0] - a[0]);
    const taken = [];
    context.fillStyle = palette.ink;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const [, i] of order.slice(0, 60)) {
      const word = answer.words[i],
        [px, py] = spots[i],
        wide = context.measureText(word).width;
      const box = [px + 5, py - 7, px + 7 + wide, py + 7];
      if (
        box[2] > right ||
        taken.some((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3])
      )
        continue;
      context.fillText(word, px + 6, py);
      taken.push(box);
      if (taken.length >= 14) break;
    }
  }

  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    let best = -1,
      near = 100;
    spots.forEach(([px, py], i) => {
      const gap = (px - offsetX) ** 2 + (py - offsetY) ** 2;
      if (gap < near) [best, near] = [i, gap];
    });
    tip.hidden = best < 0;
    if (best < 0) return;
    replace(
      tip,
      h("b", {}, answer.words[best]),
      ` ${fill(words.dot, { n: number(answer.senses[best]), rank: number(answer.ranks[best]) })}`,
    );
    const [px, py] = spots[best];
    Object.assign(tip.style, { left: `${Math.min(px, size[0] - 180)}px`, top: `${py}px` });
  });
  canvas.addEventListener("pointerleave", () => (tip.hidden = true));

  async function ask() {
    if (!run.frames.length) {
      label.textContent = run.status.reason
        ? told(words, run.status.reason)
        : (words[run.status.state] ?? "");
      return;
    }
    if (answer) return;
    const got = await run.ask("frequency").catch(() => null);
    if (closed || !got || got.refused || answer) return;
    answer = got;
    const made = run.notes.corpus?.startsWith("toy-world");
    label.textContent = [
      fill(words.finding, { n: number(answer.known), value: number(answer.value, 2) }),
      made ? words.made : "",
    ].join(" ");
    canvas.setAttribute("aria-label", label.textContent);
    draw();
  }
  const off = sharp(canvas, (...now) => {
    size = now;
    draw();
  });
  run.addEventListener("frames", ask);
  run.addEventListener("state", ask);
  const stop = run.watch();
  ask();
  return {
    key: () => false,
    show() {},
    close() {
      closed = true;
      off();
      stop();
      run.removeEventListener("frames", ask);
      run.removeEventListener("state", ask);
    },
  };
}
