// What every component of the app mounts: one view by its name, its styles, the keys, and the link.

import { player } from "./player.js";
import { windows } from "./windows.js";
import { plot } from "./plot.js";
import { share } from "./share.js";
import { keys } from "./keys.js";
import { typing } from "./clock.js";
import { h } from "./dom.js";

/** Views that many pages show are here at once; a lesson's own is fetched when its page opens. */
const VIEWS = { player, windows, plot, share, keys };
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

const OURS = /\.(step|selected|camera|analogy|colour)$/;

/**
 * Streamlit writes a whole address for every parameter that Python changes: from a copy that has never seen
 * the moment, and as a new entry of the history. On the same page the moment stays as it is, and so does "back".
 */
if (!history.lexiscope) {
  const push = history.pushState.bind(history);
  history.lexiscope = true;
  history.pushState = (state, title, to) => {
    const url = new URL(to ?? location.href, location.href);
    if (url.pathname !== location.pathname) return push(state, title, to);
    for (const name of [...url.searchParams.keys()]) if (OURS.test(name)) url.searchParams.delete(name);
    for (const [name, value] of new URL(location.href).searchParams)
      if (OURS.test(name)) url.searchParams.set(name, value);
    history.replaceState(state, title, url);
  };
}

const TURNS = new Map();

/** Whether the moment that Python names is news: a link opened or a scene entered, not a rerun. */
function fresh({ view, slug, turn, show }) {
  if (!show || TURNS.get(`${slug} ${view}`) === turn) return false;
  TURNS.set(`${slug} ${view}`, turn);
  return true;
}

/** The moment that the address tells, for a view that is drawn anew (another language, dark, stage). */
function here({ slug, show }) {
  const told = new URL(location.href).searchParams,
    list = (name) => (told.get(`${slug}.${name}`) ?? "").split(",").filter(Boolean);
  const camera = list("camera").map(Number);
  return {
    ...show,
    step: null,
    selected: list("selected"),
    analogy: list("analogy"),
    camera: [3, 5].includes(camera.length) && camera.every(Number.isFinite) ? camera : null,
    colour: told.get(`${slug}.colour`) ?? show.colour,
  };
}

/** What must be drawn anew when it changes; everything else is handed to the living view. */
const shape = (data, night) =>
  JSON.stringify([
    data.view,
    data.run,
    data.beside ?? null,
    night,
    data.lang,
    data.present,
    data.figure ?? null,
    data.ask ?? null,
  ]);

/** Whether the page is dark, read off the page itself: it knows first. */
function dark(root) {
  const ground = getComputedStyle(root).getPropertyValue("--st-background-color") || "#ffffff";
  if (!NIGHTS.has(ground)) {
    const probe = h("canvas", { width: 1, height: 1 }).getContext("2d");
    probe.fillStyle = ground;
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    NIGHTS.set(ground, red * 0.3 + green * 0.59 + blue * 0.11 < 128);
  }
  return NIGHTS.get(ground);
}

const NIGHTS = new Map();

/** Resolves once the view of this name can be mounted: it is exported by the module of its name. */
export async function ready(name) {
  VIEWS[name] ??= (await import(`./${name}.js`))[name];
}

/** Resolves after the next paint. */
export const painted = () => new Promise((wake) => requestAnimationFrame(() => setTimeout(wake)));

export function mount({ data: given, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const night = dark(root),
    data = { ...given, palette: night ? given.dark : given.light };
  const said = {
    call: (name, value) => setTriggerValue(name, value),
  };
  const before = MOUNTED.get(root);
  if (before && before.shape === shape(data, night)) {
    Object.assign(before.said, said);
    if (fresh(data)) before.view.show(data.show ?? {});
    return before.close;
  }
  before?.close();
  const port = {
    write: (values) => write(data.slug, values),
    call: (...all) => said.call(...all),
  };
  for (const [name, value] of Object.entries(data.palette))
    if (typeof value === "string") root.style.setProperty(`--${name}`, value);
  root.style.setProperty("--font", data.font);
  root.classList.toggle("dark", night);
  // Another run has other places and other steps; the words looked at stay.
  if (before && before.run !== data.run && (data.view === "player" || data.view === "space"))
    write(data.slug, { step: null, camera: null });
  if (data.show && !fresh(data)) data.show = here(data);
  // Going on from a step, whoever looks at something keeps looking at it.
  else if (data.show?.from) data.show = { ...here(data), ...data.show };
  const view = VIEWS[data.view](root, data, port);
  const pressed = (event) => {
    if (!event.defaultPrevented && !typing(data.present) && view.key(event)) event.stopPropagation();
  };
  // On stage before anybody else: a chosen answer keeps the focus, and its radio button swallows keys.
  document.addEventListener("keydown", pressed, Boolean(data.present));
  const close = () => {
    document.removeEventListener("keydown", pressed, Boolean(data.present));
    view.close();
    MOUNTED.delete(root);
  };
  MOUNTED.set(root, { shape: shape(data, night), run: data.run, view, said, close });
  return close;
}
