// One sentence read from the left, from the right and from both ends: states, tags, and what each has read.

import { asked, attend, moment } from "./answers.js";
import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { DIRECTIONS, choice, colour, glue, tagColour, top } from "./tagging_store.js";

/** A reader says a tag for certain from here on: below, its word is shown paler. */
const SURE = 0.6;

export function tagging(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    { words, palette } = data;
  let answer = null,
    truth = null,
    text = null,
    layers = 1,
    chosen = null,
    wanted = data.show?.selected?.[0] ?? null,
    hovered = null,
    shown = -1;

  const header = h("div", { class: "tagging-words", role: "group", "aria-label": words.sentence });
  const bands = DIRECTIONS.map((direction) => band(direction));
  const veil = h("div", { class: "waiting" });
  const sheet = h(
    "div",
    { class: "tagging-sheet" },
    header,
    bands.map(({ element }) => element),
  );
  const stage = h("div", { class: "stage tagging-stage" }, sheet, veil);
  const finding = h("p", { class: "finding" });
  const time = timeline(clock, data);

  const field = h("input", {
    type: "text",
    maxlength: "400",
    placeholder: words.own,
    "aria-label": words.own_label,
    autocomplete: "off",
    spellcheck: "false",
  });
  const form = h(
    "form",
    {
      class: "word",
      onsubmit: (event) => {
        event.preventDefault();
        if (field.value.trim()) ask(field.value, null);
      },
    },
    field,
  );
  const note = h("p", { class: "caption", role: "status" });
  const examples = h("div", { class: "tagging-examples" });
  const details = h("section", { class: "tagging-details" });
  const deep = choice(
    words.deep,
    [1, 2, 3].map((n) => [n, String(n)]),
    layers,
    (n) => {
      layers = n;
      ask(text, truth);
    },
  );
  const side = h(
    "div",
    { class: "rail" },
    details,
    h("section", { class: "tagging-own" }, form, note, h("h3", {}, words.examples), examples, deep.element),
  );
  replace(
    root,
    h(
      "div",
      { class: `player tagging${data.present ? " present" : ""}` },
      h("div", { class: "main" }, stage, time.element, finding),
      side,
    ),
  );

  const film = asked(clock, "read", null, {
    heard(found) {
      const other = answer?.words.join(" ") !== found.words.join(" ") || answer.layers !== found.layers;
      answer = found;
      note.textContent = found.left_out ? fill(words.left_out, { n: found.words.length }) : "";
      if (other) spell();
      draw(true);
    },
    failed(sentence) {
      note.textContent = told(words, sentence);
    },
  });

  function ask(next, tags) {
    text = next;
    truth = tags;
    note.textContent = "";
    film.set({ text, layers });
    for (const line of examples.children)
      line.setAttribute("aria-pressed", String(line.textContent === text));
  }

  /** One reader's row: its name, the heat of its states, its tags. */
  function band(direction) {
    const host = h("div", { class: "tagging-heat" }),
      tags = h("div", { class: "tagging-tags" }),
      before = h("i", { class: "tagging-unread" }),
      after = h("i", { class: "tagging-unread" }),
      reach = h("span", { class: "tagging-reach" });
    const element = h(
      "section",
      { class: `tagging-band ${direction}` },
      h(
        "h3",
        { style: { color: colour(palette, direction) } },
        h(
          "span",
          { class: "tagging-arrow", "aria-hidden": "true" },
          { forward: "→", backward: "←", both: "⇄" }[direction],
        ),
        words.directions[direction],
        reach,
      ),
      h("div", { class: "tagging-field" }, host, tags, before, after),
    );
    return { direction, host, tags, before, after, reach, element, picture: null };
  }

  /** Other words: the columns anew. */
  function spell() {
    const T = answer.words.length;
    sheet.style.setProperty("--columns", T);
    sheet.classList.toggle("long", T > 10);
    const at = wanted === null ? -1 : answer.words.indexOf(wanted);
    chosen = at >= 0 ? at : null;
    replace(
      header,
      answer.words.map((word, place) =>
        h(
          "button",
          {
            type: "button",
            class: "tagging-word",
            onclick: (event) => {
              choose(chosen === place ? null : place);
              if (data.present) event.currentTarget.blur();
            },
            onpointerenter: (event) => event.pointerType !== "touch" && hover(place),
            onpointerleave: () => hover(null),
          },
          h("span", {}, word),
          h("small", {}),
        ),
      ),
    );
    for (const one of bands) {
      one.picture?.close();
      replace(
        one.tags,
        answer.words.map(() =>
          h("span", { class: "tagging-tag" }, h("b", {}), h("span", { class: "tagging-bar" })),
        ),
      );
      const row = DIRECTIONS.indexOf(one.direction);
      one.picture = heat(one.host, {
        palette,
        font: data.font,
        present: data.present,
        rows: answer.states[0][row][0].length,
        columns: T,
        value: (unit, place) => answer.states[now()][row][place][unit] / 100,
        scale: "diverging",
        range: [-1, 1],
        label: fill(words.heat, { direction: words.directions[one.direction] }),
        describe: (unit, place) =>
          fill(words.unit, {
            unit: unit + 1,
            word: answer.words[place],
            value: number(answer.states[now()][row][place][unit] / 100, 2),
          }),
        onHover: (unit, place) => hover(unit === null ? null : place),
        onPick: (unit, place) => choose(chosen === place ? null : place),
      });
    }
  }
  const now = () => moment(answer, clock);

  function choose(place) {
    chosen = place;
    wanted = place === null ? null : answer.words[place];
    written();
    draw(true);
  }
  function hover(place) {
    if (place === hovered) return;
    hovered = place;
    point();
  }

  /** What each reader says of word `place`: its tag, how sure, and whether that is right. */
  function said(place) {
    return DIRECTIONS.map((direction, row) => {
      const chances = answer.chances[now()][row][place],
        tag = top(chances),
        right = truth ? run.notes.tags[tag] === truth[place] : null;
      return { direction, chances, tag, sure: chances[tag] / 1000, right };
    });
  }
  /** Which side a word needs: what one reader alone gets otherwise than the reader of both ends. */
  function needs(place) {
    const [left, right, both] = said(place);
    if (truth ? !both.right : both.sure < SURE) return "";
    const other = (one) => (truth ? !one.right : one.tag !== both.tag);
    return other(left) && other(right) ? "both" : other(left) ? "right" : other(right) ? "left" : "";
  }

  function draw(again = false) {
    if (!answer) return;
    if (!again && now() === shown) return;
    shown = now();
    [...header.children].forEach((button, place) => {
      const need = needs(place),
        tag = truth?.[place];
      button.className = [
        "tagging-word",
        answer.known[place] ? "" : "stranger",
        need ? `needs needs-${need}` : "",
        place === chosen ? "chosen" : "",
      ].join(" ");
      button.title = [answer.known[place] ? "" : words.stranger, need ? words[`needs_${need}`] : ""]
        .filter(Boolean)
        .join(" ");
      button.setAttribute("aria-pressed", String(place === chosen));
      button.lastChild.textContent = tag ? words.short[tag] : answer.known[place] ? "" : words.unknown;
    });
    bands.forEach((one, row) => {
      one.picture.draw();
      [...one.tags.children].forEach((cell, place) => {
        const { chances, tag, sure, right } = said(place)[row],
          name = run.notes.tags[tag];
        cell.className = `tagging-tag${right === false ? " wrong" : ""}${sure < SURE ? " unsure" : ""}`;
        cell.title = `${words.tags[name] ?? name} ${number(100 * sure, 0)} %${right === false ? `, ${words.wrong}` : ""}`;
        cell.firstChild.textContent = words.short[name] ?? name;
        cell.firstChild.style.color = tagColour(palette, tag);
        replace(
          cell.lastChild,
          chances.map((chance, at) =>
            chance >= 20
              ? h("i", { style: { width: `${chance / 10}%`, background: tagColour(palette, at) } })
              : null,
          ),
        );
      });
    });
    point();
    tell();
  }

  /** How far each reader has read when it must decide of the word looked at. */
  function point() {
    if (!answer) return;
    const place = hovered ?? chosen,
      T = answer.words.length;
    for (const { direction, before, after, reach, picture } of bands) {
      const none = place === null || direction === "both";
      before.style.width = none || direction !== "backward" ? "0" : `${(100 * place) / T}%`;
      after.style.width = none || direction !== "forward" ? "0" : `${(100 * (T - 1 - place)) / T}%`;
      reach.textContent = place === null ? "" : fill(words.reads[direction], { word: answer.words[place] });
      picture?.mark(place === null ? {} : { column: place });
    }
    [...header.children].forEach((button, at) => button.classList.toggle("looked", at === place));
  }

  /** The rail: the word chosen, and the tags that each reader holds possible. */
  function tell() {
    if (chosen === null) {
      replace(details, h("p", { class: "quiet" }, words.pick));
      return;
    }
    const tag = truth?.[chosen],
      name = (one) => words.tags[one] ?? one;
    const facts = answer.known[chosen]
      ? answer.several[chosen]
        ? fill(words.usual, { tag: name(answer.usual[chosen]) })
        : words.one_tag
      : words.stranger;
    const need = needs(chosen);
    replace(
      details,
      h(
        "p",
        { class: "chosen" },
        h("b", {}, answer.words[chosen]),
        tag ? ` ${fill(words.right_tag, { tag: name(tag) })}` : "",
      ),
      h(
        "p",
        { class: "caption" },
        facts,
        need ? h("em", { class: "tagging-need" }, ` ${words[`needs_${need}`]}.`) : null,
      ),
      said(chosen).map(({ direction, chances, right }) => {
        const order = chances.map((chance, at) => [chance, at]).sort((a, b) => b[0] - a[0]);
        return h(
          "div",
          { class: "bars" },
          h("h3", { style: { color: colour(palette, direction) } }, words.directions[direction]),
          order
            .filter(([chance], at) => at === 0 || chance >= 50)
            .slice(0, 3)
            .map(([chance, at], first) =>
              h(
                "div",
                { class: "bar" },
                h(
                  "span",
                  { class: `bar-word${first === 0 && right === false ? " wrong" : ""}` },
                  name(run.notes.tags[at]),
                ),
                h(
                  "span",
                  { class: "bar-rule" },
                  h("i", { style: { width: `${chance / 10}%`, background: tagColour(palette, at) } }),
                ),
                h("span", { class: "bar-number" }, `${number(chance / 10, 0)} %`),
              ),
            ),
        );
      }),
    );
  }

  const percent = (name) => number(100 * (clock.frame?.scalars[name] ?? 0), 0);
  const update = () => {
    meet();
    draw();
    if (clock.frame)
      finding.textContent = fill(words.finding, {
        step: number(clock.frame.step),
        forward: percent("forward1_several"),
        backward: percent("backward1_several"),
        both: percent("both1_several"),
        baseline: percent("baseline_several"),
      });
  };
  /** The sentences of a run that has come: its own examples, the one that the moment names first. */
  function meet() {
    const told = run.notes.examples;
    if (!told || examples.childElementCount) return;
    const spelled = told.map(([said]) => said.join(glue(run)));
    replace(
      examples,
      told.map(([, tags], at) =>
        h(
          "button",
          {
            type: "button",
            class: "tagging-example",
            "aria-pressed": "false",
            onclick: (event) => {
              wanted = chosen === null ? wanted : (answer?.words[chosen] ?? wanted);
              port.write({ colour: String(at + 1) });
              ask(spelled[at], tags);
              if (data.present) event.currentTarget.blur();
            },
          },
          spelled[at],
        ),
      ),
    );
    const first = Math.max(0, Math.min(told.length, Number(data.show?.colour) || 1) - 1);
    if (told.length) ask(spelled[first], told[first][1]);
  }
  /** Go to another of the examples. */
  const turn = (by) => {
    const told = run.notes.examples ?? [];
    const at = [...examples.children].findIndex((line) => line.getAttribute("aria-pressed") === "true");
    if (told.length) examples.children[(at + by + told.length) % told.length].click();
  };

  const written = () =>
    port.write({
      step: clock.said,
      selected: wanted,
    });
  clock.addEventListener("settle", written);
  const stop = attend(clock, words, veil, update);
  clock.apply(data.show ?? {});
  clock.rest(data.show);
  update();

  const table = () => ({
    head: ["word", "tag", ...DIRECTIONS.flatMap((direction) => [direction, `${direction}_probability`])],
    rows: (answer?.words ?? []).map((word, place) => [
      word,
      truth?.[place] ?? "",
      ...said(place).flatMap(({ tag, sure }) => [run.notes.tags[tag], sure]),
    ]),
  });
  /** The three heats, one under the other, for a file. */
  const picture = () => {
    const parts = bands.map((one) => one.picture.picture(900, 180)),
      image = h("canvas", { width: parts[0].width, height: parts[0].height * 3 });
    parts.forEach((part, at) => image.getContext("2d").drawImage(part, 0, at * part.height));
    return image;
  };
  if (data.leads)
    window.__player = {
      clock,
      run,
      table,
      cloud: { picture, svg: () => wrapped(picture()) },
      state: () => ({
        answer,
        truth,
        chosen,
        layers,
        needs: answer ? answer.words.map((_, at) => needs(at)) : [],
      }),
    };
  return {
    show(show) {
      data.show = show;
      wanted = show.selected?.[0] ?? wanted;
      const at = Number(show.colour);
      if (at && examples.children[at - 1]) {
        chosen = null;
        examples.children[at - 1].click();
      } else if (answer && wanted !== null && answer.words.includes(wanted))
        choose(answer.words.indexOf(wanted));
      clock.apply(show);
    },
    key(event) {
      const step = { ",": -1, ".": 1 }[event.key],
        other = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step && answer) {
        const T = answer.words.length;
        choose(chosen === null ? (step > 0 ? 0 : T - 1) : (chosen + step + T) % T);
        event.preventDefault();
        return true;
      }
      if (other && data.present) {
        turn(other);
        event.preventDefault();
        return true;
      }
      return clock.key(event);
    },
    close() {
      film.close();
      stop();
      bands.forEach(({ picture }) => picture?.close());
      time.close();
      clock.removeEventListener("settle", written);
    },
  };
}

/** A canvas as an SVG that holds it. */
function wrapped(canvas) {
  const [wide, high] = [canvas.width / 2, canvas.height / 2];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}"><image width="${wide}" height="${high}" href="${canvas.toDataURL("image/png")}"/></svg>`;
}
