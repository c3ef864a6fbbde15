// A recorded run as the browser knows it: frames pulled over plain HTTP, kept for as long as the page lives.

const HALF = new Float32Array(65536);
for (let bits = 0; bits < 65536; bits++) {
  const sign = bits & 0x8000 ? -1 : 1,
    exponent = (bits >> 10) & 31,
    fraction = bits & 1023;
  HALF[bits] =
    exponent === 0
      ? sign * fraction * 2 ** -24
      : exponent === 31
        ? fraction
          ? NaN
          : sign * Infinity
        : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const ARRAYS = {
  F32: Float32Array,
  U8: Uint8Array,
  I8: Int8Array,
  U16: Uint16Array,
  I16: Int16Array,
  I32: Int32Array,
  U32: Uint32Array,
};
/** The version in this module's own address: an answer cached for another one is not ours. */
const VERSION = new URL(import.meta.url).pathname.match(/v-([0-9a-f]+)/)?.[1] ?? "0";
const ALIVE = new Set(["queued", "running"]);

/** One frame of safetensors bytes → {step, scalars, notes, arrays: {name: {data, shape}}}. */
export function decode(buffer, offset) {
  const view = new DataView(buffer);
  const size = Number(view.getBigUint64(offset, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, offset + 8, size)));
  const start = offset + 8 + size,
    arrays = {};
  const { __metadata__: metadata, ...tensors } = header;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(tensors)) {
    const bytes = buffer.slice(start + from, start + to);
    arrays[name] = {
      shape,
      data:
        dtype === "F16"
          ? Float32Array.from(new Uint16Array(bytes), (bits) => HALF[bits])
          : new ARRAYS[dtype](bytes),
    };
  }
  return { ...JSON.parse(metadata.said), arrays };
}

class Run extends EventTarget {
  constructor(key) {
    super();
    Object.assign(this, {
      key,
      frames: [],
      notes: {},
      status: { state: "queued" },
      attempt: null,
      whole: false,
      watchers: 0,
      answers: new Map(),
    });
  }

  get alive() {
    return ALIVE.has(this.status.state);
  }

  url(path) {
    return new URL(`/api/runs/${this.key}${path}`, document.baseURI);
  }

  /** Pull frames while anybody watches; returns the function that stops watching. */
  watch() {
    if (++this.watchers === 1) this.pull();
    return () => {
      this.watchers--;
    };
  }

  async pull() {
    if (this.pulling) return;
    this.pulling = true;
    let failures = 0;
    while (this.watchers > 0) {
      const answer = await this.get(`/frames?since=${this.frames.length}`);
      if (answer?.status === 404) {
        this.become({ state: "missing" });
        break;
      }
      // A dropped connection is no reason to lose the film: keep what is here and try again, slower.
      failures = answer?.ok ? 0 : failures + 1;
      if (answer?.ok) {
        if (this.take(answer.content)) continue;
        // A run that ended since the last answer may have made frames since: ask once more.
        const was = this.alive;
        if (!was || !this.frames.length || this.status.state === "queued") await this.look();
        if (was && !this.alive) continue;
        if (!this.alive) {
          // Nothing more will come: a long film is here to its last frame only now.
          this.whole = true;
          this.dispatchEvent(new Event("frames"));
          break;
        }
      } else this.become({ ...this.status, offline: true });
      // Jitter, so that two hundred viewers do not knock at the same moment.
      const pause = this.frames.length ? 250 : 100;
      await new Promise((wake) =>
        setTimeout(wake, Math.min(8000, pause * 2 ** failures) * (0.8 + 0.4 * Math.random())),
      );
    }
    this.pulling = false;
  }

  /** One answer of the server whole, or null where it cannot be reached. */
  async get(path) {
    try {
      const response = await fetch(this.url(path), this.stale ? { cache: "reload" } : {});
      return { ok: response.ok, status: response.status, content: await response.arrayBuffer() };
    } catch {
      return null;
    }
  }

  async look() {
    const answer = await this.get("");
    if (answer?.ok) this.become(JSON.parse(new TextDecoder().decode(answer.content)));
  }

  /** Take one answer of the frames route; true when more frames are waiting. */
  take(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    if (this.attempt !== null && header.attempt !== this.attempt) {
      this.frames.length = 0;
      this.whole = false;
      this.notes = {};
      this.answers.clear();
      this.attempt = header.attempt;
      // The run was made anew: what the browser's cache holds of it belongs to the old one.
      this.stale = true;
      this.dispatchEvent(new Event("frames"));
      return true;
    }
    this.attempt = header.attempt;
    let offset = 4 + length;
    if (header.since === this.frames.length) {
      for (const size of header.sizes) {
        const frame = decode(buffer, offset);
        Object.assign(this.notes, frame.notes);
        this.frames.push(frame);
        offset += Math.ceil(size / 8) * 8;
      }
    }
    if (header.state !== this.status.state || this.status.offline)
      this.become({ ...this.status, state: header.state, offline: false });
    if (header.n) this.dispatchEvent(new Event("frames"));
    return header.n > 0 && (!this.alive || header.n >= 32);
  }

  become(status) {
    this.status = status;
    this.dispatchEvent(new Event("state"));
  }

  /** Ask the recorded run a question; answers are kept, and asked again only when frames were added. */
  async ask(question, parameters = {}) {
    const query = new URLSearchParams({ ...parameters, v: VERSION }).toString();
    const name = `${question}?${query}`,
      // An answer to a living run may be of fewer frames than are here by now.
      frames = `${this.frames.length} ${this.status?.state}`;
    const kept = this.answers.get(name);
    if (kept?.frames === frames) return kept.answer;
    const answer = fetch(this.url(`/ask/${question}?${query}`)).then((response) => response.json());
    this.answers.set(name, { frames, answer });
    if (this.answers.size > 200) this.answers.delete(this.answers.keys().next().value);
    answer.catch(() => this.answers.delete(name));
    return answer;
  }
}

const RUNS = new Map();

export function runOf(key) {
  if (!RUNS.has(key)) RUNS.set(key, new Run(key));
  return RUNS.get(key);
}
