// One clock for each run: every picture of the run shows the same moment, moved by the same keys.

import { runOf } from "./run.js";
import { calm } from "./dom.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Frames shown in a second; with reduced motion few, and each stands still. */
const cadence = (run) => (run.notes.pace ?? 10) / (calm() ? 5 : 1);

class Clock extends EventTarget {
  constructor(key) {
    super();
    Object.assign(this, {
      run: runOf(key),
      position: 0,
      playing: false,
      following: true,
      speed: 1,
      loop: false,
      wanted: null,
      ticking: false,
    });
    this.run.addEventListener("frames", () => this.grown());
    this.run.addEventListener("state", () => this.changed());
  }

  get last() {
    return Math.max(0, this.run.frames.length - 1);
  }
  get index() {
    return Math.min(this.last, Math.floor(this.position + 1e-6));
  }
  get frame() {
    return this.run.frames[this.index];
  }
  get live() {
    return this.following && this.run.alive;
  }

  /** Two frames and how far between them the playhead is. */
  get between() {
    const first = this.index,
      second = Math.min(this.last, first + 1);
    return [
      this.run.frames[first],
      this.run.frames[second],
      second > first && !calm() ? this.position - first : 0,
    ];
  }

  grown() {
    if (this.position > this.last) this.position = this.last;
    if (this.wanted !== null) {
      const found = this.run.frames.findIndex((frame) => frame.step >= this.wanted);
      if (found >= 0 || this.run.whole) {
        this.position = found >= 0 ? found : this.last;
        this.wanted = null;
        this.playing = this.following = false;
        if (this.onward) this.play();
        this.onward = false;
      }
    } else if (this.following && !this.playing) this.play();
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
    if (this.playing && !this.ticking) {
      this.ticking = true;
      this.then = performance.now();
      requestAnimationFrame((now) => this.tick(now));
    }
  }

  tick(now) {
    // Paused or moved by hand since this tick was asked for: time stands where the visitor put it.
    if (!this.playing) {
      this.ticking = false;
      return;
    }
    // The browser's frame time may lie before the moment that asked for it.
    const passed = Math.max(0, Math.min(0.1, (now - this.then) / 1000));
    this.then = now;
    // A live run is followed: catch up smoothly, never jump.
    const behind = this.last - this.position;
    const speed = this.speed * cadence(this.run);
    this.position = Math.min(
      this.last,
      this.position + passed * (this.live ? Math.max(speed, behind * 2) : speed),
    );
    if (this.position >= this.last && this.run.whole) {
      if (this.loop && this.last > 0) this.position = 0;
      else {
        this.playing = this.following = false;
        this.settle();
      }
    }
    this.ticking = this.playing && (this.position < this.last || this.loop);
    this.dispatchEvent(new Event("change"));
    if (this.ticking) requestAnimationFrame((later) => this.tick(later));
  }

  play() {
    if (this.run.whole && this.position >= this.last) this.position = 0;
    this.playing = true;
    if (this.run.alive && this.position >= this.last - 0.5) this.following = true;
    this.changed();
  }

  pause() {
    this.playing = this.following = false;
    this.changed();
    this.settle();
  }
  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Show the moment at frame `position`; time stops there. */
  seek(position) {
    this.wanted = null;
    this.playing = this.following = false;
    this.position = Math.max(0, Math.min(this.last, position));
    this.changed();
    this.settle();
  }

  /** Show the moment of `step`, also when its frame has not come yet. */
  seekStep(step) {
    this.wanted = step;
    this.following = false;
    this.grown();
  }

  /** The moment as a link says it: the step shown, null while time goes on by itself or at the end. */
  get said() {
    return this.live || !this.frame || (this.position >= this.last && !this.run.alive)
      ? null
      : this.frame.step;
  }

  /** A film that is here already rests at its end, where neither a link nor a scene names a moment. */
  rest(show) {
    if (!show?.step && this.run.frames.length && !this.run.alive && !this.playing && this.position === 0)
      this.seek(this.last);
  }

  /** Go to the moment a link or a scene names: "start", "end", "play" (from a step on), or a step. */
  apply({ step, from }) {
    this.onward = step === "play" && from > 0 && !calm();
    if (this.onward) this.seekStep(from);
    else if (step === "play" && calm()) this.seekStep(Number.MAX_SAFE_INTEGER);
    else if (typeof step === "number") this.seekStep(step);
    else if (step === "start") this.seek(0);
    else if (step === "end") this.seekStep(Number.MAX_SAFE_INTEGER);
    else if (step === "play") {
      this.wanted = null;
      this.position = 0;
      this.following = this.run.alive;
      this.play();
    }
  }

  step(by) {
    this.seek(Math.round(this.position + (by > 0 ? 1e-6 : -1e-6)) + by);
  }
  faster(by) {
    this.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(this.speed) + by))];
    this.changed();
  }
  toggleLoop() {
    this.loop = !this.loop;
    this.changed();
  }

  /** Tell, once it has been still for a moment, that the visitor stopped here. */
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      if (!this.playing) this.dispatchEvent(new Event("settle"));
    }, 250);
  }

  key(event) {
    const actions = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      Home: () => this.seek(0),
      End: () => this.seek(this.last),
      "+": () => this.faster(1),
      "=": () => this.faster(1),
      "-": () => this.faster(-1),
      l: () => this.toggleLoop(),
    };
    const action =
      event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "+")
        ? null
        : actions[event.key];
    if (!action || (event.key === " " && pressable())) return false;
    event.preventDefault();
    action();
    return true;
  }
}

const CLOCKS = new Map();

export function clockOf(key) {
  if (!CLOCKS.has(key)) CLOCKS.set(key, new Clock(key));
  return CLOCKS.get(key);
}

/** What has the focus, looked for inside components too. */
function focused() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

const CHOICES = new Set(["radio", "checkbox", "range"]);

/** True while keys belong to what has the focus: text being typed, a slider, a list; on stage only text. */
export function typing(stage = false) {
  const active = focused();
  if (!active) return false;
  const input = active.tagName === "INPUT" && !CHOICES.has(active.type);
  if (active.isContentEditable || input || active.tagName === "TEXTAREA") return true;
  if (stage) return false;
  return (
    active.tagName === "INPUT" ||
    active.tagName === "SELECT" ||
    ["slider", "combobox", "radio", "tab"].includes(active.getAttribute("role"))
  );
}

/** True where the space bar presses what has the focus. */
export const pressable = () => /^(BUTTON|A|SUMMARY)$/.test(focused()?.tagName ?? "");
