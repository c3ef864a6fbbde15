// The keys that lead through scenes: a clicker's Page Up and Page Down, and the arrows with Shift; Q shows the link as a QR code.

import { typing } from "./clock.js";
import { qrShown, toggleQr } from "./qr.js";

export function keys(root, data, port) {
  const lead = (event) => {
    if (typing(data.present) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "q" || (event.key === "Escape" && qrShown())) {
      event.preventDefault();
      event.stopPropagation();
      toggleQr(data.words);
      return;
    }
    const shift = event.shiftKey,
      stage = data.present;
    const wish =
      (event.key === "PageDown" && stage) ||
      (event.key === "ArrowDown" && stage) ||
      (event.key === "ArrowRight" && shift)
        ? 1
        : (event.key === "PageUp" && stage) ||
            (event.key === "ArrowUp" && stage) ||
            (event.key === "ArrowLeft" && shift)
          ? -1
          : event.key === "Escape" && stage
            ? "exit"
            : null;
    if (wish === null) return;
    event.preventDefault();
    event.stopPropagation();
    port.call("scene", wish);
  };
  // Before anybody else: on stage the arrows must not scroll the page.
  document.addEventListener("keydown", lead, true);
  return {
    key: () => false,
    show() {},
    close() {
      document.removeEventListener("keydown", lead, true);
    },
  };
}
