// A film as one HTML file: the recorded frames, the cloud that draws them, and nothing from anywhere else.

import { number } from "./dom.js";

/** What the file is made of besides the frames: the cloud and the little player that shows it. */
const MODULES = ["dom.js", "camera.js", "points.js", "labels.js", "cloud.js", "screening.js"];
/** Coordinates that one file holds at the most; of a longer film every second, third … frame is taken. */
const MOST = 4_000_000;

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Positions as 16-bit numbers between the frame's own ends: as fine as the recording. */
function packed(frame) {
  const places = frame.arrays.positions.data,
    [count, d] = frame.arrays.positions.shape;
  const low = Array(d).fill(Infinity),
    high = Array(d).fill(-Infinity);
  for (let i = 0; i < places.length; i++) {
    low[i % d] = Math.min(low[i % d], places[i]);
    high[i % d] = Math.max(high[i % d], places[i]);
  }
  const small = new Uint16Array(count * d);
  for (let i = 0; i < places.length; i++) {
    const width = high[i % d] - low[i % d];
    small[i] = width > 0 ? Math.round(((places[i] - low[i % d]) / width) * 65535) : 0;
  }
  const scalars = Object.entries(frame.scalars).map(([name, value]) => [name, number(value, 3)]);
  return { step: frame.step, low, high, d, scalars, places: base64(new Uint8Array(small.buffer)) };
}

const bytes = (shares) => base64(Uint8Array.from(shares, (share) => Math.round(share * 255)));

/** The ways to colour the points, each with its colours and, for groups, their names. */
function colourings({ crowd }, names) {
  return crowd.columns.map((column) => ({
    label: names[column.name] ?? column.name,
    colours: bytes(crowd.colours(column.name, null)),
    groups:
      column.kind === "category"
        ? column.names.map((name, at) => [names[name] ?? name, crowd.shade(column, at)])
        : [],
  }));
}

/** player: what a page leaves in window.__player; → the text of an HTML file. */
export async function standalone({ run, cloud, maps, names }, data) {
  const count = run.notes.words.length,
    d = run.frames[0].arrays.positions.shape[1];
  const every = Math.max(1, Math.ceil((run.frames.length * count * d) / MOST));
  const frames = run.frames.filter((_, i) => i % every === 0 || i === run.frames.length - 1);
  const content = {
    words: run.notes.words,
    sizes: [...cloud.sizes].map((size) => +size.toFixed(2)),
    ranks: [...cloud.ranks],
    frames: frames.map(packed),
    colourings: maps
      ? colourings(maps[0], names)
      : [{ label: "", groups: [], colours: bytes(cloud.points.colour) }],
    palette: data.palette,
    font: data.font,
    pace: Math.max(8, frames.length / 12),
    fitted: Boolean(cloud.fitted),
    title: document.title,
    texts: { play: data.words.play, colour: data.words.colour },
    link: location.href,
  };
  const sources = await Promise.all(
    MODULES.map((name) => fetch(new URL(name, import.meta.url)).then((answer) => answer.text())),
  );
  // In a file there are no neighbours to import from: each module is an address of its own.
  const imports = Object.fromEntries(
    sources.map((source, at) => [
      `lexiscope/${MODULES[at]}`,
      `data:text/javascript;base64,${base64(new TextEncoder().encode(source.replace(/(from\s+|import\s+)"\.\//g, '$1"lexiscope/')))}`,
    ]),
  );
  const safe = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="${data.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lexiscope</title>
<script type="importmap">${safe({ imports })}</script>
<script type="application/json" id="film">${safe(content)}</script>
</head><body><script type="module">
import { screening } from "lexiscope/screening.js";
screening(JSON.parse(document.getElementById("film").textContent));
</script></body></html>`;
}
