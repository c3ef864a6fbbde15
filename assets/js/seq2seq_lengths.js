// The bottleneck as a curve: share of texts without a fault by the length of their source, for every writer.

import { attend } from "./answers.js";
import { h, replace, fill, number, pen, sharp } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ATTENTIONS, colour, saved, subjectOf } from "./seq2seq_store.js";

export function seq2seq_lengths(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data,
    subject = subjectOf(run, data.leads ? data.show : null);
  let hovered = null,
    places = [];
  const canvas = h("canvas", { role: "img" }),
    veil = h("div", { class: "waiting" }),
    stage = h("div", { class: "stage seq2seq-chart" }, canvas, veil),
    finding = h("p", { class: "finding" }),
    time = data.leads ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `seq2seq-lengths${data.present ? " present" : ""}` },
      h("div", { class: "main" }, stage, finding, time?.element),
    ),
  );
  const letter = (size) => (data.present ? size * 1.5 : size),
    named = ([low, high]) => (low === high ? String(low) : `${low}–${high}`);

  /** Names beside their lines, moved apart where they would lie over each other. */
  function apart(labels, gap, low, high) {
    labels.sort((a, b) => a.y - b.y);
    for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
    let floor = high;
    for (let i = labels.length - 1; i >= 0; i--) {
      labels[i].y = Math.max(low, Math.min(labels[i].y, floor));
      floor = labels[i].y - gap;
    }
    return labels;
  }

  const labelled = (text, share, narrow) => `${narrow ? "" : `${text} `}${number(100 * share, 0)} %`;
  /** Room for the names beside the lines. */
  function beside(context, narrow) {
    context.font = `600 ${letter(12)}px ${data.font}`;
    const wide = ATTENTIONS.map(
      (attention) => context.measureText(labelled(words.attentions[attention], 1, narrow)).width,
    );
    return Math.max(...wide) + 26;
  }

  function draw() {
    const { stretches } = run.notes,
      exact = clock.frame?.arrays.exact;
    if (!canvas.ratio || !stretches || !exact) return;
    const context = pen(canvas),
      width = canvas.clientWidth,
      height = canvas.clientHeight,
      B = stretches.length,
      narrow = width < 520,
      left = letter(58),
      right = width - beside(context, narrow),
      top = letter(16),
      bottom = height - letter(44),
      x = (i) => (B > 1 ? left + ((right - left) * i) / (B - 1) : (left + right) / 2),
      y = (share) => bottom - (bottom - top) * share;
    places = stretches.map((_, i) => x(i));
    context.font = `${letter(12)}px ${data.font}`;
    context.textBaseline = "middle";
    for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left - 8, Math.round(y(tick)) + 0.5);
      context.lineTo(right + 8, Math.round(y(tick)) + 0.5);
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = "right";
      context.fillText(`${100 * tick} %`, left - 12, y(tick));
    }
    context.textAlign = "center";
    const room = context.measureText("00–00").width + 8,
      every = Math.max(1, Math.ceil((room * B) / Math.max(1, right - left)));
    stretches.forEach((stretch, i) => {
      context.fillStyle = i === hovered ? palette.ink : palette.soft;
      if (i % every === 0 || i === hovered) context.fillText(named(stretch), x(i), bottom + letter(14));
    });
    context.fillStyle = palette.soft;
    context.fillText(words.across, (left + right) / 2, height - letter(10));
    if (hovered !== null) {
      context.strokeStyle = palette.soft;
      context.beginPath();
      context.moveTo(x(hovered), top);
      context.lineTo(x(hovered), bottom);
      context.stroke();
    }
    const labels = [];
    ATTENTIONS.forEach((attention, row) => {
      const tint = colour(palette, attention),
        shares = [...exact.data.slice(row * B, (row + 1) * B)];
      context.strokeStyle = context.fillStyle = tint;
      context.lineWidth = letter(2.4);
      context.lineJoin = "round";
      context.beginPath();
      shares.forEach((share, i) => (i ? context.lineTo(x(i), y(share)) : context.moveTo(x(i), y(share))));
      context.stroke();
      shares.forEach((share, i) => {
        context.beginPath();
        context.arc(x(i), y(share), letter(i === hovered ? 5 : 3.2), 0, 7);
        context.fill();
      });
      const at = hovered ?? B - 1;
      labels.push({ y: y(shares.at(-1)), text: words.attentions[attention], share: shares[at], tint });
    });
    context.textAlign = "left";
    for (const { y: at, text, share, tint } of apart(labels, letter(18), top, bottom)) {
      context.fillStyle = tint;
      context.font = `600 ${letter(12)}px ${data.font}`;
      context.fillText(labelled(text, share, narrow), right + 14, at);
    }
    say(exact.data, B);
  }

  function say(shares, B) {
    // The longest length at which a writer is still right more often than not.
    const upTo = (row) => {
      let found = -1;
      for (let i = 0; i < B && shares[row * B + i] >= 0.5; i++) found = i;
      return found < 0 ? null : run.notes.stretches[found][1];
    };
    const told = ATTENTIONS.map((_, row) => upTo(row) ?? "–");
    finding.textContent = fill(words.lengths_finding, {
      step: number(clock.frame.step),
      none: told[0],
      additive: told[1],
      multiplicative: told[2],
    });
    canvas.setAttribute("aria-label", finding.textContent);
  }

  const nearest = (event) => {
    const at = event.clientX - canvas.getBoundingClientRect().left;
    return places.reduce(
      (best, place, i) => (Math.abs(place - at) < Math.abs(places[best] - at) ? i : best),
      0,
    );
  };
  canvas.addEventListener("pointermove", (event) => {
    if (!places.length) return;
    hovered = nearest(event);
    draw();
  });
  canvas.addEventListener("pointerleave", () => {
    hovered = null;
    draw();
  });
  // A click takes a text of that length into the other pictures.
  canvas.addEventListener("click", (event) => {
    const [low, high] = run.notes.stretches?.[nearest(event)] ?? [];
    const found = run.notes.examples?.findIndex(([source]) => source.length >= low && source.length <= high);
    if (found >= 0) subject.set({ example: found, text: "", word: null });
  });

  const off = sharp(canvas, draw),
    stop = attend(clock, words, veil, draw);
  const written = () =>
    port.write({
      step: clock.said,
    });
  if (data.leads) {
    clock.addEventListener("settle", written);
    clock.apply(data.show ?? {});
    window.__player = {
      clock,
      run,
      cloud: saved(() => canvas),
      state: () => ({ places, hovered }),
      table: () => ({
        head: ["length", ...ATTENTIONS],
        rows: (run.notes.stretches ?? []).map((stretch, i, all) => [
          named(stretch),
          ...ATTENTIONS.map((_, row) => clock.frame.arrays.exact.data[row * all.length + i]),
        ]),
      }),
    };
  }
  draw();
  return {
    show(show) {
      if (data.leads) clock.apply(show);
    },
    key: (event) => Boolean(data.leads) && clock.key(event),
    close() {
      off();
      stop();
      time?.close();
      clock.removeEventListener("settle", written);
    },
  };
}
