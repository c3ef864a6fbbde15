// Twenty meanings that words have got, in the order in which they came, and which the dictionary has.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";

export function senses_newer(root, data) {
  const clock = clockOf(data.run),
    { run } = clock,
    { words } = data;
  const label = h("p", { class: "finding" }),
    list = h("div", { class: "meanings" });
  const paper = h("div", { class: data.present ? "newer present" : "newer" }, list, label);
  replace(root, paper);
  /** Until a scene's prediction is made, nothing is told of which are there. */
  const veil = () => paper.classList.toggle("veiled", Boolean(data.show?.veil));
  let answer = null,
    closed = false;

  async function ask() {
    if (!run.frames.length) {
      label.textContent = run.status.reason
        ? told(words, run.status.reason)
        : (words[run.status.state] ?? "");
      return;
    }
    if (answer) return;
    const got = await run.ask("newer").catch(() => null);
    if (closed || !got || got.refused || answer) return;
    answer = got;
    const { meanings } = answer,
      has = meanings.filter((one) => one.has).length;
    replace(
      list,
      meanings.map(({ word, meant, year, has: there, senses }) =>
        h(
          "div",
          { class: there ? "meaning there" : "meaning", title: there ? words.has : words.lacks },
          h("span", { class: "meaning-year", title: fill(words.year, { year }) }, String(year)),
          h("i", { role: "img", "aria-label": there ? words.has : words.lacks }),
          h("b", {}, word),
          h("span", { class: "meaning-told" }, told(words, meant)),
          h(
            "small",
            {},
            there
              ? ""
              : senses === 0
                ? words.no_word
                : senses === 1
                  ? words.sense
                  : fill(words.senses, { n: number(senses) }),
          ),
        ),
      ),
    );
    label.textContent = fill(words.found, { n: has, total: meanings.length });
    label.style.visibility = data.show?.veil ? "hidden" : "";
    veil();
  }
  run.addEventListener("frames", ask);
  run.addEventListener("state", ask);
  const stop = run.watch();
  ask();
  const own = {
    clock,
    run,
    table: () => ({
      head: ["word", "meaning", "year", "in the dictionary"],
      rows: (answer?.meanings ?? []).map(({ word, meant, year, has }) => [
        word,
        told(words, meant),
        year,
        has ? 1 : 0,
      ]),
    }),
  };
  if (data.show) window.__player = own;
  return {
    key: () => false,
    show(show) {
      data.show = show;
      label.style.visibility = show.veil ? "hidden" : "";
      veil();
    },
    close() {
      closed = true;
      stop();
      run.removeEventListener("frames", ask);
      run.removeEventListener("state", ask);
      if (window.__player === own) delete window.__player;
    },
  };
}
