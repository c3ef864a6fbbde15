// A sentence under the filters: its matrix, the window that slides over it, every feature map, what wins, and the scores.

import { h, replace, button, icon, fill, number, told, calm } from "./dom.js";
import { clockOf, pressable } from "./clock.js";
import { timeline } from "./timeline.js";
import { heat } from "./heat.js";
import { maps } from "./textcnn_maps.js";
import { arithmetic, decided } from "./textcnn_sum.js";
import { forget, lastText, pieces, storeOf } from "./textcnn_store.js";
import { span } from "./textcnn_net.js";
import { canvasOf, svgOf } from "./textcnn_picture.js";

const PACE = 900;
/** How wide a word is, in ems: a Chinese character one, a letter little more than half. */
const ems = (word) => [...word].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.57), 0);
const TABS = ["sum", "why"];

/**
 * data.first     {corpus: the sentence that is read first}
 * data.classes   {name of a class: as people read it}
 * data.show      {step, selected: pieces of a sentence, analogy: [filter, window], colour: "why" or "slide"}
 */
export function textcnn(root, data, port) {
  const clock = clockOf(data.run),
    run = clock.run,
    store = storeOf(clock),
    { words, palette } = data;
  let tab = "sum",
    hidden = null,
    playing = false,
    timer = null,
    editing = null,
    lit = null,
    pointed = null,
    offer = -1,
    waits = false,
    drawn = "";

  const className = (name) => data.classes[name] ?? name;

  // -- the sentence ------------------------------------------------------------------------------

  const input = h("input", {
    type: "text",
    maxlength: "600",
    "aria-label": words.sentence,
    placeholder: words.sentence,
    spellcheck: "false",
    autocomplete: "off",
  });
  const form = h(
    "form",
    {
      class: "cnn-form",
      onsubmit: (event) => {
        event.preventDefault();
        if (!input.value.trim()) return;
        store.read(input.value);
        input.blur();
      },
    },
    input,
    h("button", { type: "submit", class: "chip strong" }, words.read),
    h("button", { type: "button", class: "chip", onclick: () => another() }, words.another),
  );
  const notice = h("p", { class: "caption cnn-notice", "aria-live": "polite" });

  /** One of the test sentences that the run offers, with what people said of it. */
  function another() {
    const { offered, language } = run.notes;
    if (!offered?.length) return;
    // Steps through all of them, one class after the other.
    offer = (offer + Math.ceil(offered.length / 2) + 1) % offered.length;
    const { words: said, label } = offered[offer];
    input.value = said.join(language === "zh" ? " " : " ");
    store.read(said.join(" "), run.notes.names[label]);
  }

  // -- the picture -------------------------------------------------------------------------------

  const tokens = h("div", { class: "cnn-tokens", role: "group", "aria-label": words.replace_hint });
  const fields = h("div", { class: "cnn-matrix" });
  const lens = h("div", { class: "cnn-lens", "aria-hidden": "true" });
  const board = h("div", { class: "cnn-board" }, lens, tokens, fields);
  let matrices = [];

  const picture = maps({
    palette,
    words,
    font: data.font,
    present: data.present,
    pick: (f, t) => {
      halt();
      store.look(f, t);
    },
    move: (by) => step(by),
    hover: (found) => {
      pointed = found;
      place();
    },
  });
  const head = h(
    "div",
    { class: "cnn-head" },
    h("span", { class: "cnn-head-left" }, words.width_short),
    h("span", { class: "cnn-head-maps" }, words.maps_title),
    h("span", { class: "cnn-head-pool" }),
    h("span", { class: "cnn-head-loss", style: { color: palette.negative } }),
    h("span", { class: "cnn-head-gain", style: { color: palette.good } }),
  );

  const play = h("button", { type: "button", class: "play", onclick: () => toggle() });
  const range = h("input", {
    type: "range",
    min: "0",
    max: "0",
    value: "0",
    "aria-label": words.window_place,
    oninput: () => {
      halt();
      store.look(store.focus, +range.value);
    },
  });
  const count = h("span", { class: "moment" });
  const slider = h(
    "div",
    { class: "transport cnn-slider" },
    button("back", words.window_back, () => step(-1)),
    play,
    button("forward", words.window_forward, () => step(1)),
    range,
    count,
  );

  // -- beside it ---------------------------------------------------------------------------------

  const verdict = h("div", { class: "cnn-verdict", "aria-live": "polite" });
  const tabs = h("div", { class: "either cnn-tabs", role: "group" });
  const panel = h("div", { class: "cnn-panel" });
  const waiting = h("div", { class: "waiting" });
  const finding = h("p", { class: "finding" });

  function turn(next) {
    tab = next;
    draw();
    written();
  }

  // -- the window moves --------------------------------------------------------------------------

  const windowNow = (now) => {
    const focus = store.focus,
      many = now.maps[focus].length;
    if (store.place !== null) return Math.min(store.place, many - 1);
    const { places } = now.pooled[focus];
    return places[0] >= 0 ? places.reduce((a, b) => (now.maps[focus][b] > now.maps[focus][a] ? b : a)) : 0;
  };
  function step(by) {
    const now = store.reading();
    if (!now) return;
    halt();
    const many = now.maps[store.focus].length;
    store.look(store.focus, Math.max(0, Math.min(many - 1, windowNow(now) + by)));
  }
  const halt = () => {
    playing = false;
    hidden = null;
    clearTimeout(timer);
    buttons();
  };
  const toggle = () => (playing ? halt() || draw() : glide());
  /** Slide from the first word to the last: the feature map comes to be, one number a step. */
  function glide() {
    const now = store.reading();
    if (!now) return;
    playing = true;
    hidden = 1;
    store.stand(0);
    buttons();
    const on = () => {
      if (!playing) return;
      const many = store.reading()?.maps[store.focus].length ?? 0;
      if (store.place + 1 >= many) {
        halt();
        store.stand(null);
        return;
      }
      hidden = store.place + 2;
      store.stand(store.place + 1);
      timer = setTimeout(on, PACE);
    };
    timer = setTimeout(on, PACE);
  }
  const buttons = () => {
    replace(play, icon(playing ? "pause" : "play"));
    play.title = playing ? words.pause_window : words.play_window;
    play.setAttribute("aria-label", play.title);
  };

  // -- drawing -----------------------------------------------------------------------------------

  function sentence(now) {
    const n = store.words.length,
      wide = (board.clientWidth - LEFT() - RIGHT()) / n,
      // Words as large as their columns let them be; where that is too small they stand upright.
      longest = Math.max(...store.words.map(ems)),
      size = Math.min(data.present ? 26 : 15, wide / (longest + 0.35)),
      narrow = size < 10.5,
      key = JSON.stringify([store.words, store.first, editing, size, store.words.map((w) => store.known(w))]);
    if (key === drawn) return;
    drawn = key;
    board.style.setProperty("--n", n);
    board.style.setProperty("--word", `${narrow ? 13 : size.toFixed(1)}px`);
    board.classList.toggle("tight", narrow);
    const other = (word, i) => store.first.length === n && store.first[i] !== word;
    replace(
      tokens,
      store.words.map((word, i) =>
        editing === i
          ? editor(word, i)
          : h(
              "button",
              {
                type: "button",
                class: `cnn-token${store.known(word) ? "" : " unknown"}${other(word, i) ? " other" : ""}`,
                title: store.known(word) ? words.replace_hint : words.unknown_word,
                onclick: () => {
                  halt();
                  editing = i;
                  draw();
                },
              },
              word,
            ),
      ),
    );
    tokens.querySelector("input")?.select();
  }

  function editor(word, i) {
    let open = true;
    const leave = (take) => {
      if (!open) return;
      open = false;
      editing = null;
      if (take && field.value.trim() !== word) store.replace(i, field.value);
      else draw();
    };
    const field = h("input", {
      type: "text",
      class: "cnn-edit",
      value: word,
      maxlength: "60",
      "aria-label": fill(words.instead_of, { word }),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.key === "Enter") leave(true);
        else if (event.key === "Escape") leave(false);
      },
      // While it is typed the scores move: words the run knows are asked for as they stand there.
      oninput: () => preview(i, field.value),
      onblur: () => leave(true),
    });
    setTimeout(() => field.isConnected && field.focus());
    return field;
  }
  let typed = null;
  async function preview(i, value) {
    const mine = (typed = { i, value });
    const answer = value.trim() ? await run.ask("words", { text: value }).catch(() => null) : null;
    if (typed !== mine || editing !== i || !answer || answer.refused) return;
    store.take(answer);
    judge([...store.words.slice(0, i), ...answer.words, ...store.words.slice(i + 1)]);
  }

  function matrix(now) {
    const { channels, dimension: D } = run.notes,
      kinds = channels === "both" ? ["static", "trained"] : ["whole"];
    if (matrices.length !== kinds.length) {
      matrices.forEach((one) => one.close());
      replace(fields);
      matrices = kinds.map((kind) => {
        const host = h("div", { class: "cnn-field" });
        fields.append(host);
        if (kinds.length > 1) fields.append(h("span", { class: "cnn-channel" }, words.channel[kind]));
        return heat(host, {
          palette,
          font: data.font,
          present: data.present,
          rows: D,
          columns: 1,
          value: () => null,
          scale: "diverging",
          range: [-1, 1],
          label: words.matrix_label,
        });
      });
      fields.classList.toggle("channels", kinds.length > 1);
    }
    const n = store.words.length;
    kinds.forEach((kind, at) => {
      const x = store.words.map((word) => store.vector(word, clock.index, kind)),
        end = store.words.map((word) => store.vector(word, run.frames.length - 1, kind)),
        reach = Math.max(1e-6, ...[...x, ...end].flatMap((vector) => (vector ? vector.map(Math.abs) : [])));
      matrices[at].set({
        rows: D,
        columns: n,
        value: (row, column) => (x[column] ? x[column][row] : null),
        range: [-reach, reach],
        describe: (row, column) =>
          x[column]
            ? `${store.words[column]} [${row + 1}] = ${number(x[column][row], 3)}`
            : words.unknown_word,
      });
    });
  }

  /** The window over the words: of the filter looked at, or of what the pointer is on. */
  function place(now = store.reading()) {
    if (!now) return;
    const n = store.words.length,
      f = pointed?.f ?? store.focus,
      t = pointed ? (pointed.t ?? best(now, f)) : windowNow(now);
    const [from, to] = lit ?? (t === null ? [0, n] : span(now.net, f, t, n));
    lens.style.setProperty("--from", from);
    lens.style.setProperty("--many", to - from);
    lens.classList.toggle("calm", calm() || Boolean(pointed));
    [...tokens.children].forEach((token, i) => token.classList.toggle("under", i >= from && i < to));
    if (pointed)
      picture.tell(
        fill(words.map_cell, {
          n: f + 1,
          gram: store.words.slice(from, to).join(" "),
          value: number(t === null ? 0 : now.maps[f][t], 2),
        }),
      );
  }
  const best = (now, f) => {
    const found = now.pooled[f].places.filter((t) => t >= 0);
    return found.length ? found.reduce((a, b) => (now.maps[f][b] > now.maps[f][a] ? b : a)) : null;
  };

  /** The scores of the classes now, and before a word was replaced. */
  function judge(said = store.words) {
    const now = store.reading(clock.index, said),
      then = said.join(" ") === store.first.join(" ") ? null : store.reading(clock.index, store.first);
    if (!now) return;
    const won = now.shares.indexOf(Math.max(...now.shares)),
      two = run.notes.names.length === 2;
    replace(
      verdict,
      run.notes.names.map((name, c) => {
        const colour = two ? palette[c ? "good" : "negative"] : palette.groups[c % palette.groups.length];
        return h(
          "div",
          { class: c === won ? "cnn-class won" : "cnn-class" },
          h("span", { class: "cnn-class-name", style: { color: colour } }, className(name)),
          h(
            "span",
            { class: "cnn-class-bar" },
            h("i", { style: { width: `${100 * now.shares[c]}%`, background: colour } }),
            then ? h("u", { style: { left: `${100 * then.shares[c]}%` }, title: words.before_change }) : null,
          ),
          h("span", { class: "cnn-class-share" }, `${number(100 * now.shares[c], 0)} %`),
          h("span", { class: "cnn-class-logit" }, number(now.logits[c], 2)),
        );
      }),
      store.label
        ? h("p", { class: "caption" }, fill(words.people_said, { name: className(store.label) }))
        : null,
      then
        ? h(
            "p",
            { class: "caption cnn-was" },
            fill(words.was, {
              words: store.first.join(" "),
              share: number(100 * then.shares[won], 0),
              name: className(run.notes.names[won]),
            }),
            " ",
            h("button", { type: "button", class: "chip", onclick: () => store.undo() }, words.undo),
          )
        : null,
    );
  }

  function beside(now) {
    replace(
      tabs,
      TABS.map((name) =>
        h(
          "button",
          { type: "button", class: "chip", "aria-pressed": String(tab === name), onclick: () => turn(name) },
          words.tabs[name],
        ),
      ),
    );
    const names = run.notes.names.map(className),
      focus = store.focus;
    if (tab === "sum") {
      const tops = clock.frame.arrays.tops.data,
        [, many, widest] = clock.frame.arrays.tops.shape,
        gram = Array.from(tops.subarray(focus * many * widest, focus * many * widest + now.net.width(focus)));
      arithmetic(panel, {
        now,
        focus,
        place: windowNow(now),
        said: store.words,
        known: (word) => store.known(word),
        names,
        best: gram.map((id) => (id ? run.notes.words[id - 1] : words.padding_word)).join(" "),
        data,
      });
      return;
    }
    const target = aim(now),
      without = store.words.map((_, i) => {
        const x = [...now.x];
        const gone = store.words.map((word, at) => (at === i ? "\u0000" : word));
        return x[i] === null ? 0 : now.shares[target] - store.reading(clock.index, gone).shares[target];
      });
    decided(panel, {
      now,
      said: store.words,
      target,
      focus,
      names,
      without,
      pick: (f, t) => {
        halt();
        store.look(f, t);
      },
      light: (from, to) => {
        lit = from === null ? null : [from, to];
        place(now);
      },
      data,
    });
  }
  /** The class that bars speak of: of two the second, of more the one that wins. */
  const aim = (now) => (run.notes.names.length === 2 ? 1 : now.shares.indexOf(Math.max(...now.shares)));

  function draw() {
    const frame = clock.frame;
    waiting.hidden = Boolean(frame && store.words.length) || Boolean(store.refused);
    if (!frame) {
      const { status } = run;
      waiting.className = `waiting ${status.state}`;
      waiting.textContent =
        (status.reason ? told(words, status.reason) : null) ??
        (status.state === "queued" && status.place > 0
          ? fill(words.place, { place: status.place })
          : (words[status.state] ?? ""));
      return;
    }
    notice.textContent = store.refused
      ? told(words, store.refused)
      : store.words.some((word) => !store.known(word))
        ? fill(words.some_unknown, {
            words: [...new Set(store.words.filter((word) => !store.known(word)))].join(", "),
          })
        : run.notes.cut
          ? fill(words.cut, { n: number(run.notes.cut) })
          : "";
    const now = store.reading();
    if (!now) return;
    const target = aim(now),
      focus = store.focus,
      at = windowNow(now);
    sentence(now);
    matrix(now);
    picture.draw({
      now,
      room: data.present ? innerHeight * 0.36 : 290,
      end: store.reading(run.frames.length - 1),
      focus,
      place: at,
      hidden,
      target,
      left: LEFT(),
      right: RIGHT(),
    });
    const names = run.notes.names.map(className);
    replace(head.children[2], words.pooled[now.net.pooling]);
    replace(head.children[3], names.length === 2 ? `← ${names[0]}` : "");
    replace(head.children[4], `${names[target]} →`);
    range.max = String(now.maps[focus].length - 1);
    range.value = String(at);
    count.textContent = fill(words.window_count, { t: at + 1, n: now.maps[focus].length });
    place(now);
    judge();
    beside(now);
    const { test, train, loss } = frame.scalars;
    finding.textContent = fill(words.finding, {
      step: number(frame.step),
      test: number(100 * test, 0),
      train: typeof train === "number" ? number(100 * train, 0) : "–",
      loss: typeof loss === "number" ? number(loss, 2) : "–",
      n: number(now.net.count),
      texts: number(run.notes.texts[0]),
    });
  }
  const LEFT = () => parseFloat(getComputedStyle(board).getPropertyValue("--left")) || 40,
    RIGHT = () => parseFloat(getComputedStyle(board).getPropertyValue("--right")) || 150;

  // -- the link ----------------------------------------------------------------------------------

  const written = () => {
    const still =
      !clock.playing && !clock.live && clock.frame && !(clock.position >= clock.last && run.whole);
    const usual = store.first.join(" ") === first();
    port.write({
      step: still ? clock.frame.step : null,
      selected:
        store.words.length && (!usual || store.changed) ? pieces(store.words.join(" ")).join(",") : null,
      analogy: store.chosen ? [store.filter, store.place].filter((one) => one !== null).join(",") : null,
      colour: tab === "sum" ? null : tab,
    });
  };
  const first = () => data.first[run.notes.corpus] ?? run.notes.offered?.[0]?.words.join(" ") ?? "";

  function restore(show, fresh) {
    tab = show.colour === "why" ? "why" : "sum";
    const [filter, window_] = (show.analogy ?? []).map(Number);
    store.chosen = Number.isInteger(filter);
    store.filter = store.chosen ? filter : null;
    const text = (show.selected ?? []).join(" ");
    if (text || fresh || !store.words.length) begin(text, window_, show.colour === "slide");
    else store.say();
  }
  /** Read the sentence once the run has told which text it learnt. */
  let pending = null;
  function begin(text, window_, slides) {
    if (!run.frames.length) {
      pending = [text, window_, slides];
      return;
    }
    const many = run.notes.widths.length * run.notes.filters;
    if (store.filter !== null && (store.filter < 0 || store.filter >= many)) {
      store.chosen = false;
      store.filter = null;
    }
    const said = text || lastText() || first();
    input.value = said;
    // A scene that changes one word of its sentence shows both.
    store.compare = Boolean(text);
    store.read(said).then(() => {
      if (Number.isInteger(window_) && window_ >= 0) store.look(store.focus, window_);
      waits = slides && !calm();
      glideWhenOver();
    });
  }

  /** A scene's window slides once the training is over: before, filters are noise. */
  function glideWhenOver() {
    if (!waits || !store.complete) return;
    waits = false;
    glide();
  }

  // -- together ----------------------------------------------------------------------------------

  const update = () => {
    if (pending && run.frames.length) {
      const asked = pending;
      pending = null;
      begin(...asked);
    }
    draw();
  };
  const frames = () => {
    if (store.words.length || store.waiting) store.grown();
  };
  const time = timeline(clock, data);
  replace(
    root,
    h(
      "div",
      { class: data.present ? "cnn present" : "cnn" },
      form,
      notice,
      h(
        "div",
        { class: "cnn-two" },
        h("div", { class: "cnn-picture" }, board, head, picture.element, slider, waiting),
        h("div", { class: "cnn-side" }, verdict, tabs, panel),
      ),
      time.element,
      finding,
    ),
  );
  buttons();
  clock.addEventListener("change", update);
  clock.addEventListener("settle", written);
  run.addEventListener("state", update);
  run.addEventListener("frames", frames);
  const heard = () => {
    if (document.activeElement !== input && !input.matches(":focus")) input.value = store.text;
    draw();
    written();
    glideWhenOver();
  };
  store.addEventListener("change", heard);
  const observer = new ResizeObserver(() => draw());
  observer.observe(board);
  const stop = run.watch();
  const { step: at, from } = data.show ?? {};
  if (at !== null && at !== undefined) clock.apply({ step: at, from });
  else if (run.whole && !clock.playing && clock.position === 0) clock.seek(clock.last);
  restore(data.show ?? {}, false);
  update();

  /** What the picture shows now, for a file. */
  const taken = () => {
    const now = store.reading(),
      { data: tops, shape } = clock.frame.arrays.tops;
    return {
      now,
      said: store.words,
      target: aim(now),
      names: run.notes.names.map(className),
      best: (f) =>
        Array.from(
          tops.subarray(f * shape[1] * shape[2], f * shape[1] * shape[2] + now.net.width(f)),
          (id) => (id ? run.notes.words[id - 1] : words.padding_word),
        ).join(" "),
      palette,
      font: data.font,
    };
  };
  window.__player = {
    clock,
    run,
    cloud: { picture: () => canvasOf(taken()), svg: ({ title }) => svgOf(taken(), title) },
    textcnn: () => ({
      words: store.words,
      filter: store.focus,
      window: store.place,
      tab,
      reading: store.reading(),
      hidden,
      playing,
    }),
    table: () => {
      const now = store.reading();
      return {
        head: ["filter", "width", "pooled", ...run.notes.names],
        rows: now.pooled.map(({ values }, f) => [
          f + 1,
          now.net.width(f),
          Math.max(...values),
          ...run.notes.names.map((_, c) => values.reduce((sum, v, s) => sum + v * now.net.share(c, f, s), 0)),
        ]),
      };
    },
  };
  return {
    show(show) {
      data.show = show;
      halt();
      waits = false;
      if (!(show.selected ?? []).length) forget();
      restore(show, true);
      clock.apply(show);
      if (show.step === "play") clock.following = false;
    },
    key(event) {
      const keys = {
        ",": () => step(-1),
        ".": () => step(1),
        s: () => toggle(),
        w: () => turn(tab === "sum" ? "why" : "sum"),
        j: () => store.look(picture.next(1), null),
        k: () => store.look(picture.next(-1), null),
      };
      const action = event.ctrlKey || event.metaKey || event.altKey || pressable() ? null : keys[event.key];
      if (!action) return clock.key(event);
      event.preventDefault();
      action();
      return true;
    },
    close() {
      halt();
      stop();
      time.close();
      picture.close();
      matrices.forEach((one) => one.close());
      observer.disconnect();
      store.removeEventListener("change", heard);
      clock.removeEventListener("change", update);
      clock.removeEventListener("settle", written);
      run.removeEventListener("state", update);
      run.removeEventListener("frames", frames);
    },
  };
}
