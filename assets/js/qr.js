// The link to this moment as a QR code, as large as the window: a hall points its phones at it.

import { h } from "./dom.js";

/** The address of this moment, off the stage: what a phone should open. */
export function link() {
  const url = new URL(location.href);
  url.searchParams.delete("present");
  return url.href;
}

let shown = null;

/** Show the code, or take it away. */
export function toggleQr(words) {
  if (shown) {
    shown.remove();
    shown = null;
    return;
  }
  const image = h("img", {
    alt: link(),
    src: new URL(`/api/qr?text=${encodeURIComponent(link())}`, document.baseURI).href,
    style: { width: "min(74vh, 84vw)", height: "min(74vh, 84vw)" },
  });
  const told = h(
    "p",
    {
      style: {
        font: "500 18px/1.4 Inter, system-ui, sans-serif",
        color: "#1a1c22",
        maxWidth: "80vw",
        wordBreak: "break-all",
        textAlign: "center",
        margin: "12px 0 0",
      },
    },
    link().length > 160 ? `${link().slice(0, 160)}…` : link(),
  );
  image.addEventListener("error", () => {
    told.textContent = words.qr_too_long;
    image.remove();
  });
  shown = h(
    "div",
    {
      role: "dialog",
      "aria-label": words.qr,
      tabindex: "-1",
      onclick: () => toggleQr(words),
      style: {
        position: "fixed",
        inset: "0",
        zIndex: "1000000",
        background: "#ffffff",
        display: "flex",
        flexDirection: "column",
        alignItems: "center",
        justifyContent: "center",
        cursor: "pointer",
      },
    },
    image,
    told,
  );
  document.body.append(shown);
  shown.focus();
}

export const qrShown = () => shown !== null;
