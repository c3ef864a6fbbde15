// A field in which any word of the dictionary can be typed; words that begin so are proposed by the run.

import { h, replace } from "./dom.js";

/** field(run, {label, pick}) → {element, set(word), input}; pick(word) is called with what was chosen. */
export function field(run, { label, pick }) {
  let found = [],
    at = -1,
    asked = "",
    taken = "";
  const input = h("input", {
    type: "text",
    placeholder: label,
    "aria-label": label,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: "60",
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
  });
  const list = h("ul", { class: "proposals", role: "listbox", hidden: true });
  const close = () => {
    list.hidden = true;
    at = -1;
    asked = "";
    input.setAttribute("aria-expanded", "false");
  };
  const take = (word) => {
    const said = word.replaceAll(",", " ").replaceAll(":", " ").trim();
    close();
    input.value = taken = said;
    pick(said);
  };
  async function propose() {
    const typed = input.value.trim();
    asked = typed;
    if (!typed) return close();
    const answer = await run.ask("begins", { typed }).catch(() => null);
    if (asked !== typed || !answer?.words) return;
    found = answer.words.filter((word) => word !== typed.toLowerCase());
    at = -1;
    replace(
      list,
      found.map((word) =>
        h(
          "li",
          {
            role: "option",
            onpointerdown: (event) => {
              event.preventDefault();
              take(word);
            },
          },
          word,
        ),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }
  input.addEventListener("input", propose);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    close();
    if (input.value.trim() !== taken) take(input.value);
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(-1, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    } else if (event.key === "Enter" && !event.isComposing) take(at >= 0 ? found[at] : input.value);
    else if (event.key === "Escape") {
      close();
      input.value = taken;
      input.blur();
    }
  });
  return {
    element: h("div", { class: "word" }, input, list),
    set: (word) => {
      input.value = taken = word ?? "";
    },
    input,
  };
}
