// What is looked at is the same in every view of a run: the sentence with its replaced words, the filter, the window.

import { networkOf, read, ahead } from "./textcnn_net.js";

/** The sentence that was read last, for a run that follows: other settings, the same words. */
let last = null;

/** From a link: the sentence in pieces. */
export const joined = (pieces, language) => (pieces ?? []).join(language === "zh" ? " " : " ").trim();

/** A long sentence in pieces that a link may have: eight of at most sixty signs. */
export function pieces(text) {
  const found = [];
  for (const word of text.replaceAll(",", " ").split(/\s+/).filter(Boolean)) {
    if (found.length && found.at(-1).length + word.length < 56) found.push(`${found.pop()} ${word}`);
    else found.push(word.slice(0, 56));
  }
  return found.slice(0, 8);
}

class Store extends EventTarget {
  constructor(clock) {
    super();
    Object.assign(this, {
      clock,
      run: clock.run,
      text: "",
      label: null,
      words: [],
      first: [],
      vectors: new Map(),
      filter: null,
      chosen: false,
      place: null,
      refused: null,
      turn: 0,
      asked: "",
    });
  }

  say() {
    this.dispatchEvent(new Event("change"));
  }

  /** Read another sentence; `label` is the class that people gave it, where they did. */
  async read(text, label = null) {
    this.text = last = text;
    this.label = label;
    await this.ask(text, (answer) => {
      // One word of the sentence before is another: the two are compared.
      const others = answer.words.filter((word, i) => word !== this.first[i]).length;
      if (answer.words.length !== this.first.length || others !== 1 || !this.compare)
        this.first = [...answer.words];
      this.words = answer.words;
      this.compare = false;
      if (!this.chosen) this.filter = null;
      this.place = null;
    });
  }

  /** Replace the word at a place by other words (none: it is left out). */
  async replace(at, by) {
    const put = (more) => {
      const next = [...this.words.slice(0, at), ...more, ...this.words.slice(at + 1)];
      if (!next.length) return;
      // As many words as before: the first sentence stays the one to compare with.
      this.words = next;
      this.text = last = next.join(" ");
      this.label = null;
      this.place = null;
    };
    if (!by.trim()) {
      put([]);
      this.say();
      return;
    }
    await this.ask(by, (answer) => put(answer.words));
  }

  undo() {
    this.words = [...this.first];
    this.text = last = this.first.join(" ");
    this.place = null;
    this.say();
  }

  get changed() {
    return this.words.join(" ") !== this.first.join(" ");
  }

  async ask(text, took) {
    const mine = ++this.turn;
    if (!this.run.frames.length) {
      this.waiting = [text, took];
      return;
    }
    const answer = await this.run.ask("words", { text }).catch(() => null);
    if (mine !== this.turn || !answer) return;
    this.refused = answer.refused ?? null;
    if (!answer.refused) {
      this.take(answer);
      took(answer);
    }
    this.say();
  }

  take(answer) {
    answer.words.forEach((word, i) =>
      this.vectors.set(word, {
        known: answer.known[i],
        frames: answer.frames,
        film: answer.film.map((moment) => moment[answer.rows[i]]),
        static: answer.static?.[answer.rows[i]] ?? null,
      }),
    );
  }

  /** More frames have come: vectors of the words for them too. */
  async grown() {
    if (this.waiting) {
      const [text, took] = this.waiting;
      this.waiting = null;
      await this.ask(text, took);
      return;
    }
    const words = [...new Set([...this.words, ...this.first])],
      asked = `${this.run.frames.length} ${words.join(" ")}`;
    if (!words.length || asked === this.asked) return;
    this.asked = asked;
    const answer = await this.run.ask("words", { text: words.join(" ") }).catch(() => null);
    if (!answer || answer.refused) return;
    this.take(answer);
    this.say();
  }

  known(word) {
    return this.vectors.get(word)?.known ?? false;
  }

  /** The vector of a word at a frame; null where it is not known, and no filter sees it. */
  vector(word, index, channel = "whole") {
    const found = this.vectors.get(word);
    if (!found?.known) return null;
    if (channel === "static") return found.static;
    let at = 0;
    while (at + 1 < found.frames.length && found.frames[at + 1] <= index) at++;
    const whole = found.film[at];
    return channel === "trained" && found.static ? whole.map((value, d) => value - found.static[d]) : whole;
  }

  /** Network and reading of a sentence at a frame. */
  reading(index = this.clock.index, words = this.words) {
    const frame = this.run.frames[index];
    if (!frame || !words.length) return null;
    const net = networkOf(this.run.notes, frame),
      x = words.map((word) => this.vector(word, index));
    return { net, x, ...read(net, x) };
  }

  /** The filter that is looked at: the chosen one, else the one that decides at the end. */
  get focus() {
    if (this.filter !== null) return this.filter;
    const now = this.reading(Math.max(0, this.run.frames.length - 1));
    if (!now) return 0;
    const won = now.logits.indexOf(Math.max(...now.logits));
    let best = 0,
      most = -Infinity;
    for (let f = 0; f < now.net.count; f++) {
      const found = ahead(now.net, now, f, won);
      if (found > most) [best, most] = [f, found];
    }
    if (this.complete) this.filter = best;
    return best;
  }

  /** Whether the film is over and the vectors of all words are here to its end. */
  get complete() {
    const end = this.run.frames.length - 1,
      fixed = this.run.notes.channels === "static";
    return (
      this.run.whole && this.words.every((word) => fixed || this.vectors.get(word)?.frames.at(-1) === end)
    );
  }

  /** Another window of the filter that is looked at. */
  stand(place) {
    this.place = place;
    this.say();
  }

  /** Look at a filter, and at one of its windows (null: at the one that wins). */
  look(filter, place = null) {
    this.filter = filter;
    this.chosen = true;
    this.place = place;
    this.say();
  }
}

/** The store of a clock's run; `begun` says what the first sentence is where nobody has read one. */
export function storeOf(clock) {
  clock.textcnn ??= new Store(clock);
  return clock.textcnn;
}

export const lastText = () => last;
export const forget = () => (last = null);
