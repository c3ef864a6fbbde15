// The time line: the run's curves are the track on which time is dragged.

import { h, replace, button, icon, sharp, pen, fill, number } from "./dom.js";

/** data.curves: [{name, label, colour, low, high, unit}] in the order drawn; data.words: texts. */
export function timeline(clock, data) {
  const words = data.words,
    curves = data.curves;
  const canvas = h("canvas", { class: "track-canvas", "aria-hidden": "true" });
  const knob = h("div", {
    class: "knob",
    role: "slider",
    tabindex: "0",
    "aria-label": words.time,
    "aria-valuemin": "0",
  });
  const track = h("div", { class: "track" }, canvas, knob);
  const play = h("button", { type: "button", class: "play", onclick: () => clock.toggle() });
  const speed = h("button", {
    type: "button",
    class: "speed",
    title: words.speed,
    "aria-label": words.speed,
    onclick: () => {
      if (clock.speed === 4) while (clock.speed > 0.25) clock.faster(-1);
      else clock.faster(1);
    },
  });
  const loop = button("loop", words.loop, () => clock.toggleLoop(), { class: "loop" });
  const moment = h("div", { class: "moment", "aria-live": "off" });
  const legend = h("div", { class: "legend" });
  const live = h("span", { class: "live" });
  const row = h(
    "div",
    { class: "transport" },
    button("back", words.back, () => clock.step(-1)),
    play,
    button("forward", words.forward, () => clock.step(1)),
    speed,
    loop,
    moment,
    live,
  );
  const element = h("div", { class: "timeline" }, legend, track, row);

  const ticks = () => {
    const { epochs } = clock.run.notes,
      last = clock.run.notes.last_step;
    return epochs && last
      ? Array.from({ length: epochs + 1 }, (_, epoch) => [epoch, (epoch / epochs) * last])
      : [];
  };
  // Time on the track is steps of training, so that a curve has its true shape.
  const lastStep = () => clock.run.notes.last_step ?? clock.run.frames.at(-1)?.step ?? 1;
  // Where moments lie ever farther apart (notes.even: how many will follow the first), each gets the same room.
  const even = () => clock.run.notes.even,
    end = () => even() ?? lastStep(),
    placeOf = (i) => (even() ? i : clock.run.frames[i].step);
  const shareOf = (position) => {
    const frames = clock.run.frames;
    if (!frames.length) return 0;
    const first = placeOf(Math.floor(position)),
      next = placeOf(Math.min(clock.last, Math.floor(position) + 1));
    return (first + (next - first) * (position % 1)) / end();
  };
  const positionOf = (share) => {
    const step = share * end();
    if (!clock.run.frames.length) return 0;
    let i = 0;
    while (i < clock.last && placeOf(i + 1) <= step) i++;
    const gap = i < clock.last ? placeOf(i + 1) - placeOf(i) : 0;
    return i + (gap ? Math.min(1, Math.max(0, (step - placeOf(i)) / gap)) : 0);
  };

  let inner = [0, 0];
  const draw = (width, height) => {
    const context = pen(canvas),
      frames = clock.run.frames,
      palette = data.palette;
    const left = 8,
      right = width - 8,
      bottom = height - (data.present ? 22 : 16),
      top = 6;
    inner = [left, right];
    context.globalAlpha = 1;
    const x = (step) => left + (right - left) * (step / end());
    context.font = `${data.present ? 17 : 11}px ${data.font}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    const marks = ticks(),
      every = Math.ceil(marks.length / Math.max(2, Math.floor(width / 70)));
    for (const [epoch, step] of marks) {
      if (epoch % every) continue;
      context.strokeStyle = palette.line;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x(step), top);
      context.lineTo(x(step), bottom);
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = epoch === 0 ? "left" : step === lastStep() ? "right" : "center";
      context.fillText(
        epoch === 0 ? fill(words.epoch, { n: 0 }) : String(epoch),
        x(step) + (epoch === 0 ? -6 : 0),
        height,
      );
    }
    let free = -Infinity;
    for (const [step, name] of clock.run.notes.marks ?? []) {
      context.strokeStyle = palette.line;
      context.beginPath();
      context.moveTo(x(step), top);
      context.lineTo(x(step), bottom);
      context.stroke();
      context.fillStyle = palette.soft;
      context.textAlign = step > end() * 0.6 ? "right" : "left";
      // A name that would lie over the one before it is left out.
      const wide = context.measureText(words[name] ?? "").width,
        from = step > end() * 0.6 ? x(step) - wide : x(step);
      if (from < free) continue;
      free = from + wide + 6;
      context.fillText(words[name] ?? "", x(step), height);
    }
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(left, bottom);
    context.lineTo(right, bottom);
    context.stroke();
    const passed = clock.run.frames.length ? x(shareOf(clock.position) * end()) : left;
    for (const curve of curves) {
      // A curve over many powers of ten is drawn in logarithms.
      const points = frames
        .map((frame, i) => [x(placeOf(i)), frame.scalars[curve.name]])
        .filter(([, value]) => typeof value === "number")
        .map(([at, value]) => [at, curve.log ? Math.log1p(value) : value]);
      if (!points.length) continue;
      const values = points.map(([, value]) => value);
      const low = curve.low ?? Math.min(...values),
        high = curve.high ?? Math.max(...values);
      const y = (value) =>
        bottom - 2 - (bottom - top - 4) * (high > low ? (value - low) / (high - low) : 0.5);
      const line = () => {
        context.beginPath();
        points.forEach(([px, value], i) => (i ? context.lineTo(px, y(value)) : context.moveTo(px, y(value))));
        context.stroke();
      };
      context.strokeStyle = palette[curve.colour];
      context.lineWidth = 2;
      context.lineJoin = "round";
      context.globalAlpha = 0.3;
      line();
      context.save();
      context.globalAlpha = 1;
      context.beginPath();
      context.rect(0, 0, passed, height);
      context.clip();
      line();
      context.restore();
    }
    knob.style.left = `${passed}px`;
    knob.style.height = `${bottom - top + 8}px`;
  };

  let size = [1, 1];
  const off = [
    sharp(canvas, (...now) => {
      size = now;
      draw(...now);
    }),
  ];
  let told = "";
  /** A curve's value now: of this frame, or the last one before it that has any. */
  const latest = (name) => {
    for (let i = clock.index; i >= 0; i--)
      if (typeof clock.run.frames[i]?.scalars[name] === "number") return clock.run.frames[i].scalars[name];
    return null;
  };
  const update = () => {
    draw(...size);
    const frame = clock.frame,
      notes = clock.run.notes,
      status = clock.run.status;
    const rolling = clock.playing && (clock.position < clock.last || clock.run.alive);
    // Between two frames only the line moves: buttons and numbers are written when they change.
    const now = [
      clock.index,
      clock.last,
      rolling,
      clock.speed,
      clock.loop,
      status.state,
      status.offline,
    ].join();
    if (now === told) return;
    told = now;
    replace(play, icon(rolling ? "pause" : "play"));
    play.title = rolling ? words.pause : words.play;
    play.setAttribute("aria-label", play.title);
    speed.textContent = `${clock.speed}×`;
    loop.setAttribute("aria-pressed", String(clock.loop));
    if (frame) {
      const epoch = notes.epochs ? (frame.step / lastStep()) * notes.epochs : 0;
      moment.textContent = fill(words.moment, {
        epoch: number(epoch, 1),
        epochs: notes.epochs ?? "–",
        step: number(frame.step),
        last: number(lastStep()),
      });
      replace(
        legend,
        curves
          .filter((curve) => latest(curve.name) !== null || (frame.step === 0 && !curve.sometimes))
          .map((curve) => {
            const value = latest(curve.name);
            const shown =
              typeof value !== "number"
                ? "–"
                : curve.percent
                  ? `${(100 * value).toFixed(curve.digits ?? 0)} %`
                  : number(value, 2);
            return h(
              "span",
              { style: { color: data.palette[curve.colour] }, title: curve.help ?? "" },
              `${curve.label} `,
              h("b", {}, shown),
            );
          }),
      );
      knob.setAttribute("aria-valuemax", String(clock.last));
      knob.setAttribute("aria-valuenow", String(clock.index));
      knob.setAttribute("aria-valuetext", `${moment.textContent}; ${legend.textContent}`);
    } else moment.textContent = "";
    live.textContent = status.offline
      ? words.offline
      : clock.run.alive
        ? words.live
        : (words[`${status.state}_short`] ?? "");
    live.className = `live ${status.offline ? "offline" : status.state}`;
  };

  const drag = (event) => {
    const box = track.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left - inner[0]) / (inner[1] - inner[0])));
    clock.seek(positionOf(share));
  };
  track.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    track.setPointerCapture(event.pointerId);
    knob.focus({ preventScroll: true });
    drag(event);
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) drag(event);
  });
  knob.addEventListener("keydown", (event) => {
    if (clock.key(event)) event.stopPropagation();
  });
  clock.addEventListener("change", update);
  update();
  return {
    element,
    close: () => {
      off.forEach((stop) => stop());
      clock.removeEventListener("change", update);
    },
  };
}
