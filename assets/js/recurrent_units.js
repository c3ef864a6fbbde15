// Which unit tracks a property of the text: found by trying all, shown as colour over text it was not found on.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { ROLE, latest, seen, waits } from "./recurrent_words.js";

/** data.show  {analogy: [feature, unit]} */
export function recurrent_units(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let [feature, unit] = data.show?.analogy ?? [],
    from = null,
    own = "",
    film = null,
    asked = "";

  const choose = h("select", {
    "aria-label": words.feature,
    onchange: () => {
      feature = choose.value;
      unit = undefined;
      ask();
      written();
    },
  });
  const which = h("input", {
    type: "number",
    min: "0",
    placeholder: "0",
    "aria-label": words.choose,
    onchange: () => {
      unit = which.value === "" ? undefined : which.value;
      ask();
      written();
    },
  });
  const input = h("input", {
    type: "text",
    maxlength: "400",
    placeholder: words.own,
    "aria-label": words.own,
    autocomplete: "off",
    spellcheck: "false",
  });
  for (const one of [which, input]) one.addEventListener("keydown", (event) => event.stopPropagation());
  const found = h("h3", {}),
    list = h("div", { class: "bars recurrent-found" }),
    beside = h("p", { class: "caption", title: words.beside_help }),
    text = h("div", { class: "recurrent-text" }),
    legend = h("p", { class: "caption" }),
    finding = h("p", { class: "finding", "aria-live": "polite" }),
    tip = h("div", { class: "tip", hidden: true }),
    move = h("div", { class: "recurrent-move" }),
    time = data.curves ? timeline(clock, data) : null;
  replace(
    root,
    h(
      "div",
      { class: data.present ? "recurrent-units present" : "recurrent-units" },
      h(
        "div",
        { class: "recurrent-search" },
        h("label", { class: "pick" }, words.feature, choose),
        found,
        list,
        h("label", { class: "recurrent-which" }, words.choose, which),
        beside,
      ),
      h(
        "div",
        { class: "recurrent-over" },
        h(
          "form",
          {
            class: "recurrent-own",
            onsubmit: (event) => {
              event.preventDefault();
              own = input.value.trim();
              ask();
              input.blur();
            },
          },
          input,
        ),
        text,
        tip,
        move,
        legend,
        finding,
      ),
      time?.element,
    ),
  );

  /** Numbers that would answer a prediction wait until it is made. */
  const veil = (show) => root.firstElementChild.classList.toggle("veiled", show?.veiled === true);
  const name = (id) => {
    const [kind, group] = id.split(":");
    return group
      ? fill(words.features[kind], { kind: words.kinds[group] ?? group })
      : (words.features[id] ?? id);
  };
  const asks = latest(run, "units", (answer) => {
    if (answer.refused) {
      replace(text, h("p", { class: "quiet" }, told(words, answer.refused)));
      replace(list);
      return;
    }
    film = answer;
    feature = film.feature;
    draw();
  });
  let last = 0,
    later = null;
  function ask() {
    const frame = clock.frame;
    if (!frame) {
      replace(text, h("p", { class: "quiet" }, waits(run, words, told, fill)));
      return;
    }
    const now = `${run.attempt} ${frame.step} ${feature} ${unit} ${from} ${own}`;
    if (now === asked) return;
    // A search reads the whole held-out text: while time runs, a few in a second are enough.
    const wait = clock.playing || run.alive ? Math.max(0, last + 600 - performance.now()) : 0;
    clearTimeout(later);
    later = setTimeout(() => {
      asked = now;
      last = performance.now();
      const query = { step: frame.step };
      if (feature && run.notes.features?.includes(feature)) query.feature = feature;
      if (unit !== undefined) query.unit = unit;
      if (from !== null) query.from = from;
      if (own) query.text = own;
      asks.ask(query);
    }, wait);
  }

  const mixed = (value) => {
    const colour = value < 0 ? "context" : "centre";
    return `color-mix(in srgb, ${palette[colour]} ${Math.min(78, Math.abs(value) * 0.78).toFixed(0)}%, transparent)`;
  };
  function draw() {
    replace(
      choose,
      film.features.map((id) => h("option", { value: id, selected: id === film.feature }, name(id))),
    );
    found.textContent = fill(words.found, { feature: name(film.feature) });
    const most = film.yes_or_no ? 1 : Math.max(0.01, ...film.scores.map(Math.abs));
    replace(
      list,
      film.units.map((number_, i) => {
        const score = film.scores[i],
          share = film.yes_or_no ? (score - 0.5) / 0.5 : Math.abs(score) / most;
        return h(
          "button",
          {
            type: "button",
            class: number_ === film.unit ? "bar marked" : "bar",
            "aria-pressed": String(number_ === film.unit),
            onclick: () => {
              unit = String(number_);
              ask();
              written();
            },
          },
          h("span", { class: "bar-word" }, fill(words.unit, { unit: number_ })),
          h(
            "span",
            { class: "bar-rule" },
            h("i", {
              style: {
                width: `${Math.max(0, Math.min(1, share)) * 100}%`,
                background: palette[ROLE[run.notes.cell]],
              },
            }),
          ),
          h("span", { class: "bar-number" }, number(score, 2)),
        );
      }),
    );
    which.max = String(run.notes.hidden - 1);
    which.value = String(film.unit);
    beside.textContent = fill(words.beside, {
      best: number(film.best, 2),
      untrained: number(film.untrained, 2),
      all: number(film.together, 2),
    });
    over();
    replace(
      move,
      own
        ? null
        : [
            h(
              "button",
              { type: "button", class: "chip", disabled: film.from <= 0, onclick: () => shift(-1) },
              `← ${words.earlier}`,
            ),
            h(
              "button",
              {
                type: "button",
                class: "chip",
                disabled: film.from + film.words.length >= film.held,
                onclick: () => shift(1),
              },
              `${words.later} →`,
            ),
          ],
    );
    replace(
      legend,
      h("i", { class: "recurrent-mark", style: { background: mixed(-90) } }),
      `${words.low} `,
      h("i", { class: "recurrent-mark", style: { background: mixed(90) } }),
      `${words.high} · `,
      film.yes_or_no ? words.truth : words.truth_number,
    );
    finding.textContent = fill(words.finding, {
      unit: film.unit,
      feature: name(film.feature),
      score: number(film.scores[0], 2),
      n: number(film.held),
    });
  }
  function shift(by) {
    from = Math.max(0, Math.min(film.held - 20, film.from + by * film.words.length));
    ask();
  }
  function over() {
    const notes = run.notes,
      small = notes.tokens === "characters",
      gap = small || ["zh", "ja"].includes(notes.language) ? "" : " ",
      acts = film.acts[film.units.indexOf(film.unit)],
      most = Math.max(1, ...film.truth.map((value) => value ?? 0));
    replace(
      text,
      h(
        "p",
        { class: small ? "letters" : "" },
        film.words.flatMap((word, i) => {
          const truth = film.truth[i],
            share = truth === null ? 0 : film.yes_or_no ? truth : truth / most,
            end = word === notes.end || word === "\n";
          return [
            h(
              "span",
              {
                "data-i": i,
                style: {
                  background: mixed(acts[i]),
                  boxShadow: share > 0 ? `inset 0 -2.5px rgb(from ${palette.ink} r g b / ${share})` : null,
                },
              },
              small && word === "\n" ? "⏎" : small ? word : seen(word),
            ),
            small && word === "\n" ? h("br") : end && !small && notes.end === "¶" ? h("br") : gap,
          ];
        }),
      ),
    );
  }
  text.addEventListener("pointermove", (event) => {
    const i = event.target.dataset?.i;
    tip.hidden = i === undefined || !film;
    if (tip.hidden) return;
    const box = text.parentElement.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left, box.width - 140)}px`;
    tip.style.top = `${event.clientY - box.top}px`;
    tip.textContent = fill(words.says, {
      word: seen(film.words[i]),
      value: number(film.acts[film.units.indexOf(film.unit)][i] / 100, 2),
    });
  });
  text.addEventListener("pointerleave", () => (tip.hidden = true));

  const written = () =>
    data.curves &&
    port.write({ analogy: feature ? [feature, ...(unit === undefined ? [] : [unit])].join(",") : null });
  clock.addEventListener("change", ask);
  run.addEventListener("state", ask);
  const stop = run.watch();
  veil(data.show);
  if (data.curves) clock.apply(data.show ?? {});
  ask();
  if (data.curves)
    window.__player = {
      clock,
      run,
      cloud: null,
      table: () => ({
        head: ["word", ...film.units.map((one) => `unit ${one}`)],
        rows: film.words.map((word, i) => [word, ...film.acts.map((row) => row[i] / 100)]),
      }),
    };
  return {
    show(show) {
      veil(show);
      [feature, unit] = show.analogy?.length ? show.analogy : [feature, unit];
      if (data.curves) clock.apply(show);
      asked = "";
      ask();
    },
    key: (event) => (data.curves ? clock.key(event) : false),
    close() {
      stop();
      clearTimeout(later);
      asks.close();
      time?.close();
      clock.removeEventListener("change", ask);
      run.removeEventListener("state", ask);
    },
  };
}
