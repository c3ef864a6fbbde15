// Giving the moment away: the link that opens on it, as text and as a QR code, and the picture.

import { h, replace } from "./dom.js";
import { link, toggleQr } from "./qr.js";

export function share(root, data) {
  const { words } = data;
  const told = h("span", { class: "quiet", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link());
      told.textContent = words.copied;
    } catch {
      field.hidden = false;
      field.value = link();
      field.select();
      told.textContent = words.copy_by_hand;
    }
  };
  const now = () => window.__player?.clock.frame?.step ?? 0;
  /** What can be saved as a picture; where there is nothing of the kind, that is said. */
  const drawn = () => {
    const cloud = window.__player?.cloud;
    told.textContent = cloud ? "" : words.no_picture;
    return cloud;
  };
  const picture = () => {
    const cloud = drawn();
    if (cloud) save(cloud.picture().toDataURL("image/png"), `${data.slug}-${now()}.png`);
  };
  const vectors = () => {
    const cloud = drawn();
    if (cloud) file(cloud.svg({ title: document.title }), "image/svg+xml", "svg");
  };
  const table = (separator, kind, ending) => {
    const player = window.__player;
    if (!player?.clock.frame) return;
    // A word that begins like a formula must not become one in a spreadsheet.
    const safe = (value) =>
      typeof value !== "string" ? value : /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    const cell =
      separator === ","
        ? (value) => (typeof value === "string" ? `"${safe(value).replaceAll('"', '""')}"` : value)
        : (value) => (typeof value === "string" ? safe(value).replace(/[\t\n\r]/g, " ") : value);
    const { head, rows } = player.table();
    file([head, ...rows].map((row) => row.map(cell).join(separator)).join("\n"), kind, ending);
  };
  const file = (content, kind, ending) =>
    save(URL.createObjectURL(new Blob([content], { type: kind })), `${data.slug}-${now()}.${ending}`);
  const save = (href, download) => h("a", { href, download }).click();
  const film = async () => {
    if (!window.__player) return;
    told.textContent = words.film_making;
    const { standalone } = await import("./film.js");
    file(await standalone(window.__player, data), "text/html", "html");
    told.textContent = "";
  };
  /** The vectors of this very moment, as the source of a map. */
  const map = () => {
    const { run, clock } = window.__player ?? {};
    if (!clock?.frame) return;
    const to = new URL("/embedding-space", document.baseURI),
      spoken = new URL(location.href).searchParams.get("lang");
    to.searchParams.set("embedding-space.source", `run:${run.key}@${clock.frame.step}`);
    if (spoken) to.searchParams.set("lang", spoken);
    location.assign(to);
  };
  const field = h("input", { class: "link", readonly: true, hidden: true });
  replace(
    root,
    h(
      "div",
      { class: "share" },
      h("button", { type: "button", class: "strong", onclick: copy }, words.copy),
      h("button", { type: "button", onclick: () => toggleQr(words) }, words.qr),
      h("button", { type: "button", onclick: picture }, words.png),
      h("button", { type: "button", onclick: vectors }, words.svg),
      h("button", { type: "button", onclick: () => table(",", "text/csv", "csv") }, words.csv),
      h(
        "button",
        { type: "button", onclick: () => table("\t", "text/tab-separated-values", "tsv") },
        words.tsv,
      ),
      words.film ? h("button", { type: "button", onclick: film }, words.film) : null,
      data.lends ? h("button", { type: "button", onclick: map }, words.map) : null,
      told,
      field,
    ),
  );
  return { key: () => false, show() {}, close() {} };
}
