// Who is “it”? Two sentences that differ in one word: where each reader tells them apart, and what it decides.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { DIRECTIONS, choice, colour } from "./tagging_store.js";

/** The largest distance of two states, as a share of their length: opposite ones are 2 apart. */
const FAR = 2;
const PLACES = ["first", "second"];

export function tagging_it(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let answer = null,
    // The moment names the family; a family of two forms begins with its first.
    query = { form: "0" },
    time = null,
    family = null;

  const veil = h("div", { class: "waiting" });
  const sheet = h("div", { class: "tagging-it-sheet" });
  const stage = h("div", { class: "stage tagging-it-stage" }, sheet, veil);
  const finding = h("p", { class: "finding" });
  const track = h("div", {});
  const forms = h("div", {});
  const picks = h("div", { class: "tagging-picks" });
  const note = h("p", { class: "caption", role: "status" });
  replace(
    root,
    h(
      "div",
      { class: `tagging-it${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "main" },
        h("div", { class: "tagging-top" }, forms, picks),
        note,
        stage,
        track,
        finding,
      ),
    ),
  );

  const film = asked(clock, "who", null, {
    heard(found) {
      answer = found;
      note.textContent = "";
      build();
      draw();
    },
    failed(sentence) {
      note.textContent = told(words, sentence);
    },
  });

  const start = (show) => {
    query = { form: show?.colour === "both" ? "1" : "0" };
    film.set(query);
  };

  /** What can be chosen, and the empty sheet for the sentences chosen. */
  function build() {
    const { choices } = answer;
    if (family !== answer.family) {
      family = answer.family;
      time?.close();
      time = timeline(clock, { ...data, curves: words.it_curves[family] });
      replace(track, time.element);
    }
    replace(
      forms,
      choice(
        fill(words.who, { it: answer.sentences[0][answer.it] }),
        choices.families.map((_, at) => [String(at), `${choices.forms[at]} …`]),
        query.form,
        (at) => {
          query = { form: at };
          port.write({ colour: choices.families[Number(at)] });
          film.set(query);
        },
      ).element,
    );
    const [first, second] = answer.nouns.map((place) => answer.sentences[0][place]);
    const q = answer.sentences[0].findIndex((word, place) => word !== answer.sentences[1][place]);
    replace(
      picks,
      picker(words.first_noun, choices.a, first, (a) => ask({ a })),
      picker(
        words.second_noun,
        choices.b.filter((noun) => noun !== first),
        second,
        (b) => ask({ b }),
      ),
      picker(words.one, choices.first, answer.sentences[0][q], (one) => ask({ first: one })),
      picker(words.other, choices.second, answer.sentences[1][q], (other) => ask({ second: other })),
    );
    const T = answer.sentences[0].length;
    // A column is as wide as its words ask for.
    const wide = Array.from(
      { length: T },
      (_, place) => 1.5 + Math.max(...answer.sentences.map((said) => long(said[place]))),
    );
    sheet.style.setProperty(
      "--letters",
      wide.reduce((sum, one) => sum + one, 0),
    );
    sheet.style.setProperty("--columns", wide.map((one) => `minmax(0, ${one}fr)`).join(" "));
    replace(
      sheet,
      h(
        "div",
        { class: "tagging-it-row tagging-pair" },
        h("span", { class: "quiet" }, words.families[family]),
        h(
          "div",
          { class: "tagging-it-words" },
          answer.sentences.map((said, line) => sentence(said, line)),
        ),
        h("span", {}),
      ),
      DIRECTIONS.map((direction, at) => row(direction, at)),
    );
  }
  function ask(changed) {
    query = { ...query, ...changed };
    // The second noun must be another one than the first.
    if (query.a && query.a === query.b) delete query.b;
    film.set(query);
  }
  const long = (word) => [...word].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
  const picker = (label, list, value, changed) =>
    h(
      "label",
      { class: "pick" },
      label,
      h(
        "select",
        { onchange: (event) => changed(event.target.value) },
        list.map((one) => h("option", { value: one, selected: one === value }, one)),
      ),
    );

  /** One of the two sentences, word under word. */
  const sentence = (said, line) =>
    h(
      "div",
      { class: "tagging-it-sentence" },
      said.map((word, place) => {
        const kind =
          place === answer.it
            ? "it"
            : answer.nouns.includes(place)
              ? "noun"
              : word !== answer.sentences[1 - line][place]
                ? "other"
                : line
                  ? "again"
                  : "";
        return h("span", { class: `tagging-it-word ${kind} ${PLACES[line]}` }, word);
      }),
    );

  /** A direction: how far apart the sentences are at every word, and who “it” is with one layer and two. */
  const row = (direction, at) =>
    h(
      "div",
      { class: "tagging-it-row" },
      h(
        "h3",
        { style: { color: colour(palette, direction) } },
        h("span", { class: "tagging-arrow", "aria-hidden": "true" }, ["→", "←", "⇄"][at]),
        words.directions[direction],
      ),
      h(
        "div",
        { class: "tagging-apart", role: "img" },
        answer.sentences[0].map(() =>
          h("span", {}, h("i", { style: { background: colour(palette, direction) } })),
        ),
      ),
      h(
        "div",
        { class: "tagging-gauges" },
        [1, 2].map((layers) => gauge(direction, layers)),
      ),
    );
  const gauge = (direction, layers) => {
    const [first, second] = answer.nouns.map((place) => answer.sentences[0][place]);
    return h(
      "figure",
      { class: "tagging-gauge" },
      h("figcaption", {}, fill(layers === 1 ? words.layer : words.layers, { n: layers }), h("b", {})),
      h("div", { class: "tagging-ends" }, h("span", {}, first), h("span", {}, second)),
      h(
        "div",
        { class: "tagging-rule" },
        PLACES.map((name) => h("i", { class: name, style: { "border-color": colour(palette, direction) } })),
      ),
    );
  };

  function draw() {
    if (!answer) return;
    const at = moment(answer, clock),
      scalars = clock.frame?.scalars ?? {};
    const rows = [...sheet.children].slice(1);
    DIRECTIONS.forEach((direction, line) => {
      const [, apart, gauges] = rows[line].children;
      const gaps = answer.apart[at][line];
      [...apart.children].forEach((cell, place) => {
        cell.firstChild.style.height = `${Math.max(gaps[place] === 0 ? 0 : 4, (100 * Math.min(FAR, gaps[place])) / FAR)}%`;
        cell.title =
          gaps[place] === 0
            ? words.same
            : fill(words.apart_at, { word: answer.sentences[0][place], value: number(gaps[place], 2) });
        cell.className = gaps[place] === 0 ? "same" : "";
        cell.classList.toggle("it", place === answer.it);
      });
      apart.setAttribute("aria-label", `${words.apart}: ${gaps.map((gap) => number(gap, 1)).join(", ")}`);
      [...gauges.children].forEach((figure, deep) => {
        const finder = 2 * line + deep,
          chances = answer.chances[at][finder],
          dots = figure.querySelectorAll(".tagging-rule i"),
          share = scalars[`it_${answer.family}_${answer.finders[finder]}`];
        dots.forEach((dot, one) => {
          dot.style.left = `${100 * (1 - chances[one])}%`;
          dot.style.background = one ? palette.card : colour(palette, direction);
          dot.title = `${differing(one)}: ${number(100 * chances[one], 0)} %`;
        });
        const right =
          [0, 1].every((one) => (chances[one] > 0.5 ? 0 : 1) === answer.who[one]) &&
          Math.abs(chances[0] - chances[1]) > 0.05;
        figure.classList.toggle("known", right);
        const label = figure.querySelector("figcaption b");
        label.textContent = share === undefined ? "" : `${number(100 * share, 0)} %`;
        label.title = words.held_help;
      });
    });
    const percent = (name) => number(100 * (scalars[`it_${answer.family}_${name}`] ?? 0), 0);
    const one = answer.family === "right" ? 1 : 2;
    finding.textContent = fill(words.finding[answer.family], {
      step: number(clock.frame?.step ?? 0),
      it: answer.sentences[0][answer.it],
      forward: percent(`forward${one}`),
      backward: percent(`backward${one}`),
      both: percent("both1"),
      deep: percent("both2"),
    });
  }
  /** The word in which a sentence differs from the other. */
  const differing = (line) =>
    answer.sentences[line].find((word, place) => word !== answer.sentences[1 - line][place]) ?? "";

  const written = () =>
    port.write({
      step: clock.said,
    });
  const stop = attend(clock, words, veil, draw);
  if (data.leads) {
    clock.addEventListener("settle", written);
    clock.apply(data.show ?? {});
    clock.rest(data.show);
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => {
        const at = moment(answer, clock);
        return {
          head: ["finder", ...answer.sentences.map((said) => said.join(" "))],
          rows: answer.finders.map((name, finder) => [name, ...answer.chances[at][finder]]),
        };
      },
      state: () => ({ answer, query, at: answer ? moment(answer, clock) : 0 }),
    };
  }
  start(data.leads ? data.show : null);
  return {
    show(show) {
      data.show = show;
      if (!data.leads) return;
      start(show);
      clock.apply(show);
    },
    key: (event) => data.leads && clock.key(event),
    close() {
      film.close();
      stop();
      time?.close();
      clock.removeEventListener("settle", written);
    },
  };
}
