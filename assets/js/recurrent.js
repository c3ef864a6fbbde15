// The network unrolled over the visitor's own sentence, at any moment of its training, forward and backward.

import { h, replace, button, icon, fill, number, calm, told } from "./dom.js";
import { clockOf, pressable } from "./clock.js";
import { timeline } from "./timeline.js";
import { picture } from "./recurrent_picture.js";
import { ROLE, latest, line, percent, seen, waits } from "./recurrent_words.js";

const PACE = 750;

/**
 * data.examples  sentences to click on
 * data.show      {step, sentence, selected: [step of the reading], colour: "backward", read: "play"}
 */
export function recurrent(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let film = null,
    sentence = data.show?.sentence ?? "",
    at = 0,
    wanted = null,
    way = "forward",
    playing = false,
    timer = null;

  // -- the parts -----------------------------------------------------------------------------------

  const input = h("input", {
    type: "text",
    maxlength: "400",
    placeholder: words.sentence,
    "aria-label": words.sentence,
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("keydown", (event) => event.stopPropagation());
  const chips = h("div", { class: "examples" });
  const form = h(
    "form",
    {
      class: "recurrent-own",
      onsubmit: (event) => {
        event.preventDefault();
        say(input.value.trim());
        input.blur();
      },
    },
    input,
    h("button", { type: "submit", class: "chip" }, words.read),
  );
  const stage = h("div", {
    class: "recurrent-stage",
    tabindex: "0",
    role: "group",
    "aria-label": words.stage,
  });
  const waiting = h("div", { class: "waiting" });
  const side = h("div", { class: "rail recurrent-next" });
  const play = h("button", { type: "button", class: "play", onclick: () => toggle() });
  const count = h("span", { class: "moment" });
  const ways = h("div", { class: "either", role: "group" });
  const reading = h(
    "div",
    { class: "transport recurrent-reading" },
    button("back", words.reading_back, () => step(-1)),
    play,
    button("forward", words.reading_forward, () => step(1)),
    count,
    ways,
  );
  const finding = h("p", { class: "finding", "aria-live": "polite" });
  const time = timeline(clock, data);
  const view = picture(stage, data, {
    pick: (t) => {
      halt();
      go(t);
    },
  });
  stage.append(waiting);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "recurrent present" : "recurrent" },
      data.present ? null : h("div", { class: "recurrent-top" }, form, chips),
      h("div", { class: "recurrent-main" }, stage, side),
      reading,
      finding,
      time.element,
    ),
  );

  // -- reading -------------------------------------------------------------------------------------

  const asks = latest(run, "read", (answer, query) => {
    if (query.text !== sentence) return;
    take(answer);
  });
  let asked = "";
  /** Ask for the sentence as the network of this moment reads it. */
  function ask() {
    const frame = clock.frame;
    if (!frame) return;
    const now = `${run.attempt} ${frame.step} ${sentence}`;
    if (now === asked) return;
    asked = now;
    asks.ask({ text: sentence, step: frame.step });
  }
  let refused = "";
  function take(answer) {
    refused = answer.refused ? told(words, answer.refused) : "";
    if (answer.refused) {
      halt();
      finding.textContent = refused;
      return;
    }
    const before = film,
      other = !before || line(before.words, run.notes) !== line(answer.words, run.notes);
    film = answer;
    if (other) at = wanted === null ? film.words.length - 1 : Math.min(wanted, film.words.length - 1);
    wanted = null;
    draw(other);
  }

  function say(text) {
    halt();
    sentence = text;
    wanted = 0;
    asked = "";
    ask();
    port.call("wish", { sentence });
    playing = true;
    later();
  }

  function go(to) {
    if (!film) return;
    const next = Math.max(0, Math.min(film.words.length - 1, to));
    const moved = next !== at;
    at = next;
    draw(moved);
    written();
  }
  const step = (by) => {
    halt();
    go(at + by);
  };
  function halt() {
    playing = false;
    clearTimeout(timer);
    buttons();
  }
  function toggle() {
    if (playing) return halt();
    playing = true;
    if (film && at >= film.words.length - 1) go(0);
    later();
  }
  function later() {
    buttons();
    clearTimeout(timer);
    const pace = (run.notes.tokens === "characters" ? 0.45 : 1) * PACE * (calm() ? 2 : 1);
    timer = setTimeout(
      () => {
        if (!playing) return;
        if (film && at >= film.words.length - 1) return halt();
        if (film) go(at + 1);
        later();
      },
      way === "backward" ? 2 * pace : pace,
    );
  }
  function buttons() {
    replace(play, icon(playing ? "pause" : "play"));
    play.title = playing ? words.reading_pause : words.reading_play;
    play.setAttribute("aria-label", play.title);
  }
  function turn(next) {
    if (next === way) return;
    way = next;
    draw(true);
    written();
  }

  // -- drawing -------------------------------------------------------------------------------------

  function draw(moved) {
    replace(
      ways,
      ["forward", "backward"].map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(way === name),
            title: words.ways_help[name],
            onclick: () => turn(name),
          },
          words.ways[name],
        ),
      ),
    );
    if (!film) return;
    view.show(film, at, way, run.notes, moved);
    count.textContent = fill(words.reading, { at: at, all: film.words.length - 1 });
    expected();
    tell();
  }

  const bar = ([word, share], colour, marked) =>
    h(
      "div",
      { class: marked ? "bar marked" : "bar" },
      h("span", { class: "bar-word" }, seen(word)),
      h(
        "span",
        { class: "bar-rule" },
        h("i", { style: { width: `${Math.min(100, 100 * share)}%`, background: palette[colour] } }),
      ),
      h("span", { class: "bar-number" }, percent(share)),
    );
  function expected() {
    const after = film.words[at + 1],
      history = Math.min(film.order - 1, at + 1),
      counting = run.notes.tokens === "characters" ? words.counting_characters : words.counting;
    replace(
      side,
      h(
        "section",
        {},
        h("h3", {}, words.network),
        h(
          "div",
          { class: "bars" },
          film.next[at].slice(0, 6).map((one) => bar(one, ROLE[run.notes.cell], one[0] === after)),
        ),
      ),
      h(
        "section",
        { class: "recurrent-counted" },
        h("h3", {}, fill(counting, { n: history })),
        h(
          "div",
          { class: "bars" },
          film.counted[at].slice(0, 4).map((one) => bar(one, "other", one[0] === after)),
        ),
      ),
      after !== undefined
        ? h(
            "p",
            { class: "caption" },
            fill(words.next_given, {
              word: seen(after),
              p: percent(film.given[at][0]),
              q: percent(film.given[at][1]),
            }),
          )
        : null,
    );
  }
  function tell() {
    const word = at === 0 ? words.start : seen(film.words[at]),
      row = film.gradient[at],
      share = (t) => percent(row[t] / (row[at] || 1e-30));
    finding.textContent =
      way === "forward"
        ? fill(words.finding, {
            word,
            next: seen(film.next[at][0][0]),
            p: percent(film.next[at][0][1]),
            n: number(run.notes.parameters),
          })
        : fill(at === film.words.length - 1 ? words.finding_back_last : words.finding_back, {
            at,
            one: share(Math.max(0, at - 1)),
            far: share(0),
            reach: run.notes.reach,
          });
  }

  // -- the link ------------------------------------------------------------------------------------

  const written = () =>
    port.write({
      step:
        clock.playing || clock.live || !clock.frame || (clock.position >= clock.last && run.whole)
          ? null
          : clock.frame.step,
      selected: film && at < film.words.length - 1 ? String(at) : null,
      colour: way === "backward" ? "backward" : null,
    });
  /** What a link or a scene says: the sentence, the step of the reading, the way. */
  function restore(show) {
    halt();
    if (typeof show.sentence === "string") sentence = show.sentence;
    input.value = sentence;
    way = show.colour === "backward" ? "backward" : "forward";
    const [step] = show.selected ?? [];
    wanted = /^\d{1,3}$/.test(step ?? "") ? +step : show.read === "play" ? 0 : null;
    if (film) at = wanted ?? film.words.length - 1;
    asked = "";
    if (show.read === "play" && !calm()) {
      playing = true;
      later();
    }
  }

  /** As much of a sentence as a chip has room for; ideographs are twice as wide. */
  const short = (text) => {
    const room = /[\u3000-\u9fff]/.test(text) ? 19 : 34;
    return text.length > room ? `${text.slice(0, room - 2)}…` : text;
  };
  let told_ = null;
  const update = () => {
    waiting.hidden = run.frames.length > 0;
    if (!run.frames.length) {
      waiting.className = `waiting ${run.status.state}`;
      waiting.textContent = waits(run, words, told, fill);
      return;
    }
    if (told_ !== run.attempt) {
      told_ = run.attempt;
      const known = data.examples?.length ? data.examples : [run.notes.example];
      replace(
        chips,
        known.map((text) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              title: text,
              onclick: () => {
                input.value = text;
                say(text);
              },
            },
            short(text),
          ),
        ),
      );
      if (!sentence) input.value = run.notes.example;
    }
    ask();
  };
  restore(data.show ?? {});
  buttons();
  draw(false);
  clock.addEventListener("change", update);
  clock.addEventListener("settle", written);
  run.addEventListener("state", update);
  const stop = run.watch();
  clock.apply(data.show ?? {});
  clock.rest(data.show);
  update();

  const table = () => ({
    head: ["word", ...film.hidden[0].map((_, unit) => `h${unit}`)],
    rows: film.words.map((word, t) => [word, ...film.hidden[t].map((value) => value / 100)]),
  });
  window.__player = {
    clock,
    run,
    cloud: view,
    table,
    recurrent: () => ({ at, way, film, playing, sentence }),
  };
  return {
    show(show) {
      data.show = show;
      restore(show);
      clock.apply(show);
      draw(false);
      update();
      written();
    },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
      const keys = {
        " ": toggle,
        ArrowLeft: () => step(-1),
        ArrowRight: () => step(1),
        b: () => turn(way === "forward" ? "backward" : "forward"),
        t: () => clock.toggle(),
        ",": () => clock.step(-1),
        ".": () => clock.step(1),
      };
      const action = event.key === " " && pressable() ? null : keys[event.key];
      // While the training plays, the space bar holds it first.
      if (event.key === " " && action && clock.playing && !run.alive && clock.position < clock.last) {
        event.preventDefault();
        clock.pause();
        return true;
      }
      if (!action) return clock.key(event);
      event.preventDefault();
      action();
      return true;
    },
    close() {
      halt();
      stop();
      asks.close();
      time.close();
      view.close();
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", written);
      run.removeEventListener("state", update);
    },
  };
}
