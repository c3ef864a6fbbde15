// What every component of the app mounts: one view by its name, its styles, the keys, and the link.

import { player } from "./player.js";
import { windows } from "./windows.js";
import { plot } from "./plot.js";
import { share } from "./share.js";
import { typing } from "./clock.js";
import { h } from "./dom.js";

const VIEWS = { player, windows, plot, share };
const MOUNTED = new Map();

/** Write the moment into the address without asking the server: null removes a name. */
function write(slug, values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === "") url.searchParams.delete(`${slug}.${name}`);
    else url.searchParams.set(`${slug}.${name}`, value);
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/** What must be drawn anew when it changes; everything else is handed to the living view. */
const shape = (data, night) => JSON.stringify([data.view, data.run, night, data.lang, data.present, data.figure ?? null, data.ask ?? null]);

/** Whether the page is dark, read off the page itself: it knows first. */
function dark(root) {
  const probe = h("canvas", { width: 1, height: 1 }).getContext("2d");
  probe.fillStyle = getComputedStyle(root).getPropertyValue("--st-background-color") || "#ffffff";
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return red * 0.3 + green * 0.59 + blue * 0.11 < 128;
}

export function mount({ data: given, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const night = dark(root), data = { ...given, palette: night ? given.dark : given.light };
  const said = { say: (name, value) => setStateValue(name, value), call: (name, value) => setTriggerValue(name, value) };
  const before = MOUNTED.get(root);
  if (before && before.shape === shape(data, night)) {
    Object.assign(before.said, said);
    if (JSON.stringify(before.shown) !== JSON.stringify(data.show ?? {}) && data.scene !== before.scene) { before.view.show(data.show ?? {}); }
    before.shown = data.show ?? {}; before.scene = data.scene;
    return before.close;
  }
  before?.close();
  const port = { write: (values) => write(data.slug, values), say: (...all) => said.say(...all), call: (...all) => said.call(...all) };
  for (const [name, value] of Object.entries(data.palette)) if (typeof value === "string") root.style.setProperty(`--${name}`, value);
  root.style.setProperty("--font", data.font);
  root.classList.toggle("dark", night);
  const view = VIEWS[data.view](root, data, port);
  const keys = (event) => { if (!event.defaultPrevented && !typing() && view.key(event)) event.stopPropagation(); };
  document.addEventListener("keydown", keys);
  const close = () => { document.removeEventListener("keydown", keys); view.close(); MOUNTED.delete(root); };
  MOUNTED.set(root, { shape: shape(data, night), view, said, close, shown: data.show ?? {}, scene: data.scene });
  window.__lexiscope = { mounted: MOUNTED.size, views: [...MOUNTED.values()].length };
  return close;
}
