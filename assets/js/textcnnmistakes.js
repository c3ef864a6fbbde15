// Unseen reviews that the network gets wrong at this moment, the surest mistakes first; a click reads one.

import { h, replace, fill, number, told } from "./dom.js";
import { clockOf } from "./clock.js";
import { storeOf } from "./textcnn_store.js";

export function textcnnmistakes(root, data) {
  const clock = clockOf(data.run),
    run = clock.run,
    store = storeOf(clock),
    { words } = data;
  const caption = h("p", { class: "finding" }),
    list = h("div", { class: "cnn-mistakes" });
  let asked = null,
    pending = null;
  replace(root, h("div", {}, caption, list));

  async function look() {
    if (!run.frames.length) return;
    const mine = `${clock.index} ${run.frames.length}`;
    if (mine === asked) return;
    asked = mine;
    const found = await run.ask("mistakes", { frame: clock.index }).catch(() => null);
    if (asked !== mine || !found) return;
    if (found.refused) {
      caption.textContent = told(words, found.refused);
      return;
    }
    caption.textContent = fill(found.wrong ? words.wrong : words.none_wrong, {
      wrong: number(found.wrong),
      of: number(found.of),
    });
    const name = (c) => data.classes[run.notes.names[c]] ?? run.notes.names[c];
    replace(
      list,
      found.list.map(({ text, label, sure }) =>
        h(
          "button",
          {
            type: "button",
            class: "cnn-place",
            title: words.read_this,
            onclick: () => {
              store.read(text.join(" "), run.notes.names[label]);
              document.querySelector("[class*=st-key-lesson]")?.scrollIntoView({ behavior: "smooth" });
            },
          },
          text.join(run.notes.language === "zh" ? "" : " "),
          h("small", {}, ` · ${fill(words.said, { label: name(label) })}, ${number(100 * sure, 0)} %`),
        ),
      ),
    );
  }
  // Many reviews are read anew for every moment: only where time stands still.
  const follow = () => {
    if (clock.playing || run.alive) return;
    clearTimeout(pending);
    pending = setTimeout(look, 250);
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", follow);
  const stop = run.watch();
  follow();
  return {
    key: () => false,
    show: () => follow(),
    close() {
      stop();
      clearTimeout(pending);
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", follow);
    },
  };
}
