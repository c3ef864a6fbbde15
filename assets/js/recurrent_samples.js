// What the network says by itself at every moment of its training, at the temperature that is set.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { latest, seen, waits } from "./recurrent_words.js";

export function recurrent_samples(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words } = data;
  let temperature = data.show?.temperature ?? words.value,
    seed = 1,
    begin = "",
    film = null,
    asked = "";

  const about = h("p", { class: "caption" });
  const said = h("div", { class: "recurrent-said", "aria-live": "off" }),
    moment = h("span", { class: "caption" }),
    shown = h("b", {}),
    slider = h("input", {
      type: "range",
      min: words.low,
      max: words.high,
      step: "0.05",
      value: temperature,
      "aria-label": words.temperature,
      oninput: () => {
        temperature = +slider.value;
        set();
        ask();
      },
      onchange: () => port.call("wish", { temperature }),
    }),
    input = h("input", {
      type: "text",
      maxlength: "200",
      placeholder: words.begin,
      "aria-label": words.begin,
      autocomplete: "off",
      spellcheck: "false",
    });
  input.addEventListener("keydown", (event) => event.stopPropagation());
  const time = data.curves ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: `recurrent-samples${data.curves ? " main" : ""}${data.present ? " present" : ""}` },
      h(
        "div",
        { class: "recurrent-set" },
        h(
          "label",
          { class: "recurrent-heat" },
          h("span", {}, words.temperature, " ", shown),
          h("span", { class: "recurrent-ends" }, words.cold),
          slider,
          h("span", { class: "recurrent-ends" }, words.hot),
        ),
        h(
          "form",
          {
            class: "recurrent-own",
            onsubmit: (event) => {
              event.preventDefault();
              begin = input.value.trim();
              ask();
              input.blur();
            },
          },
          input,
        ),
        h(
          "button",
          {
            type: "button",
            class: "chip",
            onclick: () => {
              seed++;
              ask();
            },
          },
          words.again,
        ),
      ),
      said,
      moment,
      time?.element,
      about,
    ),
  );
  const set = () => (shown.textContent = number(temperature, 2));

  const asks = latest(run, "sample", (answer, query) => {
    if (answer.refused) {
      replace(said, h("p", { class: "quiet" }, told(words, answer.refused)));
      return;
    }
    film = answer;
    draw();
  });
  /** The whole film of a run that has ended; of one on its way the moment that is shown. */
  function ask() {
    if (!clock.frame) {
      replace(said, h("p", { class: "quiet" }, waits(run, words, told, fill)));
      return;
    }
    const step = run.whole ? "" : clock.frame.step,
      now = `${run.attempt} ${step} ${temperature} ${seed} ${begin}`;
    if (now === asked) return;
    asked = now;
    asks.ask({ temperature, seed, ...(begin ? { text: begin } : {}), ...(run.whole ? {} : { step }) });
  }
  let drawn = "";
  function draw() {
    if (!film || !clock.frame) return;
    const step = clock.frame.step;
    let at = film.steps.findLastIndex((one) => one <= step);
    at = Math.max(0, at);
    const notes = run.notes,
      small = notes.tokens === "characters",
      gap = small || ["zh", "ja"].includes(notes.language) ? "" : " ",
      now = `${asked} ${film.steps[at]}`;
    if (now === drawn) return;
    drawn = now;
    const token = (word, share) =>
      small && word === "\n"
        ? "\n"
        : h(
            "span",
            {
              style: { opacity: String(Math.max(0.34, Math.min(1, 0.45 + Math.sqrt(share) * 0.75))) },
              title: `P = ${number(share, 3)}`,
            },
            small ? word : seen(word),
          );
    replace(
      said,
      h(
        "p",
        { class: small ? "letters" : "" },
        film.begun.length ? [h("b", {}, film.begun.join(gap)), gap] : null,
        film.words[at].flatMap((word, i) => [
          token(word, film.chances[at][i]),
          word === notes.end && notes.end === "¶" ? h("br") : gap,
        ]),
      ),
    );
    about.textContent = small ? words.caption_characters : words.caption;
    moment.textContent = fill(words.at, { step: number(film.steps[at]) });
  }
  const update = () => {
    ask();
    draw();
  };
  set();
  clock.addEventListener("change", update);
  run.addEventListener("state", update);
  const stop = run.watch();
  if (data.curves) clock.apply(data.show ?? {});
  update();
  if (data.curves)
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => ({
        head: ["updates", "said"],
        rows: film.steps.map((step, at) => [step, film.words[at].join(" ")]),
      }),
    };
  return {
    show(show) {
      if (typeof show.temperature === "number") {
        temperature = show.temperature;
        slider.value = String(temperature);
        set();
      }
      if (data.curves) clock.apply(show);
      update();
    },
    key: (event) => (data.curves ? clock.key(event) : false),
    close() {
      stop();
      asks.close();
      time?.close();
      clock.removeEventListener("change", update);
      run.removeEventListener("state", update);
    },
  };
}
