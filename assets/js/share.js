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
  const picture = () => {
    const source = window.__player?.cloud;
    if (!source) return;
    const { ground, paper } = source,
      canvas = h("canvas", { width: ground.width, height: ground.height }),
      context = canvas.getContext("2d");
    context.fillStyle = data.palette.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(ground, 0, 0);
    context.drawImage(paper, 0, 0);
    save(canvas.toDataURL("image/png"), `${data.slug}.png`);
  };
  const table = () => {
    const { clock, run } = window.__player ?? {};
    if (!clock?.frame) return;
    const positions = clock.frame.arrays.positions.data;
    // A word that begins like a formula must not become one in a spreadsheet.
    const plain = (word) => `"${(/^[=+\-@\t\r]/.test(word) ? `'${word}` : word).replaceAll('"', '""')}"`;
    const lines = run.notes.words.map(
      (word, i) => `${plain(word)},${run.notes.counts[i]},${positions[2 * i]},${positions[2 * i + 1]}`,
    );
    save(
      URL.createObjectURL(new Blob([["word,count,x,y", ...lines].join("\n")], { type: "text/csv" })),
      `${data.slug}-${clock.frame.step}.csv`,
    );
  };
  const save = (href, download) => h("a", { href, download }).click();
  const field = h("input", { class: "link", readonly: true, hidden: true });
  replace(
    root,
    h(
      "div",
      { class: "share" },
      h("button", { type: "button", class: "strong", onclick: copy }, words.copy),
      h("button", { type: "button", onclick: () => toggleQr(words) }, words.qr),
      h("button", { type: "button", onclick: picture }, words.png),
      h("button", { type: "button", onclick: table }, words.csv),
      told,
      field,
    ),
  );
  return { key: () => false, show() {}, close() {} };
}
