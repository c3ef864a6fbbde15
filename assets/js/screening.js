// Shows a film in a file of its own: the cloud, a track, and the colours to choose from.

import { h, replace } from "./dom.js";
import { Cloud } from "./cloud.js";

const raw = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function unpacked({ places, low, high, d }) {
  const small = new Uint16Array(raw(places).buffer);
  return Float32Array.from(small, (value, i) => low[i % d] + (value / 65535) * (high[i % d] - low[i % d]));
}

export function screening(film) {
  const { palette } = film,
    frames = film.frames.map((frame) => ({ ...frame, positions: unpacked(frame) }));
  const style = h(
    "style",
    {},
    `body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: ${palette.paper};
       color: ${palette.ink}; font: 15px/1.5 ${film.font}; }
     .cloud { position: relative; flex: 1 1 0; } .layer { position: absolute; inset: 0; width: 100%; height: 100%; }
     .row { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 6px 16px; color: ${palette.soft}; }
     .row input { flex: 1 1 240px; accent-color: ${palette.ink}; } button, select { font: inherit; color: inherit;
       background: none; border: 1px solid ${palette.line}; border-radius: 8px; padding: 4px 12px; }
     .dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 5px; } a { color: inherit; }`,
  );
  document.head.append(style);
  document.title = film.title;
  const told = h("span", {}),
    groups = h("span", { class: "row", style: { padding: "0" } });
  const cloud = new Cloud({
    onhover: (i) => {
      if (i >= 0) told.textContent = film.words[i];
    },
  });
  cloud.fitted = film.fitted;
  cloud.theme({ ink: palette.ink, soft: palette.soft, paper: palette.paper, font: film.font });
  const tints = film.colourings.map(({ colours }) => Float32Array.from(raw(colours), (value) => value / 255));
  cloud.people({ words: film.words, sizes: film.sizes, ranks: film.ranks, colours: tints[0], strength: 0.9 });
  let playing = true,
    position = 0,
    then = null;
  const last = frames.length - 1;
  const track = h("input", { type: "range", min: 0, max: last, step: "any", value: 0, "aria-label": "step" });
  const play = h("button", { type: "button" }, "❚❚");
  const colour = h(
    "select",
    { "aria-label": film.texts.colour ?? "" },
    film.colourings.map(({ label }, at) => h("option", { value: at }, label)),
  );
  const show = () => {
    const at = Math.min(last, Math.floor(position)),
      next = Math.min(last, at + 1);
    cloud.show(frames[at].positions, frames[next].positions, position - at);
    track.value = position;
    told.textContent = `${frames[at].step} · ${frames[at].scalars.map(([name, value]) => `${name} ${value}`).join(" · ")}`;
  };
  const dress = () => {
    const { groups: named } = film.colourings[colour.value];
    cloud.recolour(tints[colour.value]);
    replace(
      groups,
      named.map(([name, shade]) =>
        h("span", {}, h("i", { class: "dot", style: { background: shade } }), name),
      ),
    );
  };
  const tick = (now) => {
    if (playing) {
      position = Math.min(last, position + (then === null ? 0 : ((now - then) / 1000) * film.pace));
      if (position >= last) pause();
      show();
    }
    then = now;
    requestAnimationFrame(tick);
  };
  const pause = () => {
    playing = false;
    play.textContent = "▶";
  };
  const toggle = () => {
    if (playing) return pause();
    if (position >= last) position = 0;
    playing = true;
    play.textContent = "❚❚";
  };
  play.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    toggle();
  });
  track.addEventListener("input", () => {
    pause();
    position = Number(track.value);
    show();
  });
  colour.addEventListener("change", dress);
  colour.hidden = film.colourings.length < 2;
  document.body.append(
    cloud.element,
    h("div", { class: "row" }, groups),
    h("div", { class: "row" }, play, track, colour),
    h("div", { class: "row" }, told, h("a", { href: film.link }, "Lexiscope")),
  );
  dress();
  show();
  requestAnimationFrame(tick);
  window.__film = { frames, cloud, position: () => position };
}
