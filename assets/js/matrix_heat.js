// The table as a picture: words on both sides, a cell the darker the more it holds, blue for a moment when it grows.

import { h, replace, sharp, pen, calm, number } from "./dom.js";

const FLASH = 700;
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * heat(data, hands) → {element, meet, show, mark, select, close, picture, svg}
 * hands: {hover(cell|null), pick(cell), row(place)}; a cell is {row, column}
 */
export function heat(data, hands) {
  const { palette, words } = data;
  const canvas = h("canvas", { class: "matrix-heat-canvas" }),
    over = h("canvas", { class: "matrix-heat-canvas over" }),
    rows = h("div", { class: "matrix-heat-rows" }),
    columns = h("div", { class: "matrix-heat-columns" }),
    board = h("div", { class: "matrix-heat-board" }, canvas, over),
    element = h(
      "div",
      { class: "matrix-heat", role: "group", "aria-label": words.table },
      columns,
      rows,
      board,
    );
  let names = { rows: [], columns: [] },
    now = null,
    flashes = [],
    marked = null,
    hovered = null,
    pinned = null,
    chosen = [],
    cell = 0,
    ticking = false,
    timer = null;
  const ink = rgb(palette.ink),
    card = rgb(palette.card);

  /** Names along both sides, once for each kind of table. */
  function meet(given, upright) {
    names = given;
    hovered = null;
    element.classList.toggle("upright", upright);
    const label = (word, i, press) =>
      h("button", { type: "button", title: word, onclick: () => press(i) }, h("span", {}, word));
    replace(
      rows,
      names.rows.map((word, i) => label(word, i, hands.row)),
    );
    replace(
      columns,
      names.columns.map((word, i) => label(word, i, hands.column)),
    );
    fit();
  }

  /** As large as the room allows: the cells are squares. */
  function fit() {
    const wide = element.clientWidth,
      high = element.clientHeight;
    if (!wide || !names.rows.length) return;
    // Where everything stands in one column the page may be as long as it likes.
    const alone = matchMedia("(max-width: 760px)").matches,
      most = data.present ? 84 : 56,
      longest = (list) => Math.max(1, ...list.map(breadth));
    let side = 60,
      top = 60,
      letter = 12;
    // The names take room from the cells, and their size comes from the cells: twice round is enough.
    for (let round = 0; round < 3; round++) {
      const across = Math.floor((wide - side - 2) / names.columns.length),
        down = alone ? across : Math.floor((high - top - 2) / names.rows.length);
      cell = Math.max(5, Math.min(most, across, down));
      letter = Math.max(10, Math.min(data.present ? 21 : 13.5, cell * 0.72));
      side = Math.min(wide * 0.24, 12 + 0.58 * letter * longest(names.rows));
      top = Math.min(Math.max(64, (alone ? wide : high) * 0.2), 14 + 0.58 * letter * longest(names.columns));
    }
    element.style.setProperty("--letter", `${letter}px`);
    element.style.setProperty("--cell", `${cell}px`);
    element.style.setProperty("--side", `${side}px`);
    element.style.setProperty("--top", `${top}px`);
    element.classList.toggle("tight", cell < 11);
    board.style.width = `${cell * names.columns.length}px`;
    board.style.height = `${cell * names.rows.length}px`;
  }
  /** How many letters wide a word is; an ideograph counts for two. */
  const breadth = (word) => [...word].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.9 : 1), 0);

  const shade = (share) => {
    const strength = share <= 0 ? 0 : 0.1 + 0.78 * share;
    return `rgb(${card.map((value, c) => Math.round(value + (ink[c] - value) * strength)).join(" ")})`;
  };
  /** How dark a value is: counts in logarithms, as they span powers of ten. */
  const scale = (values, kind) => {
    let most = 0;
    for (const value of values) most = Math.max(most, value);
    const counted = kind === "counts" || kind === "documents",
      least = counted ? 3 : 1e-9;
    return {
      most,
      of: (value) =>
        counted ? Math.log1p(value) / Math.log1p(Math.max(most, least)) : value / Math.max(most, least),
    };
  };

  /** Show a table; `grown` (share of each cell that is new) makes cells flash. */
  function show(table, grown) {
    now = { ...table, ...scale(table.values, table.kind) };
    if (grown) {
      const until = performance.now() + FLASH;
      flashes = [];
      grown.forEach((share, at) => {
        if (share > 0) flashes.push({ at, share, until });
      });
    }
    draw();
    glow();
  }

  function paint(context, size, plain) {
    if (!now) return;
    const { columns: wide, rows: high, values, kind } = now;
    for (let row = 0; row < high; row++)
      for (let column = 0; column < wide; column++) {
        const value = values[row * wide + column];
        context.fillStyle = shade(now.of(value));
        context.fillRect(column * size, row * size, size - 1, size - 1);
      }
    // Where there is room a cell says its number.
    if (size < 22 || plain) return;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const digits = kind === "ppmi" || kind === "tfidf" ? 1 : 0;
    context.font = `${Math.min(data.present ? 22 : 15, size * 0.42)}px ${data.font}`;
    for (let at = 0; at < values.length; at++) {
      const text = short(values[at], digits);
      if (!values[at] || context.measureText(text).width > size - 3) continue;
      const dark = now.of(values[at]) > 0.5;
      context.fillStyle = dark ? palette.card : palette.ink;
      context.fillText(text, ((at % wide) + 0.5) * size - 0.5, (Math.floor(at / wide) + 0.5) * size);
    }
  }
  const short = (value, digits) => (Number.isInteger(value) ? String(value) : value.toFixed(digits || 1));

  function draw() {
    if (!canvas.ratio) return;
    paint(pen(canvas), cell, false);
  }

  /** What lies over the table: flashes, the row of the word in the middle, what is hovered and pinned. */
  function glow() {
    if (!over.ratio || !now) return;
    const context = pen(over),
      time = performance.now(),
      wide = names.columns.length,
      high = names.rows.length;
    flashes = flashes.filter(({ until }) => until > time);
    for (const { at, share, until } of flashes) {
      const left = calm() ? 1 : (until - time) / FLASH;
      context.globalAlpha = Math.min(1, share) * Math.min(1, left * 1.4);
      context.fillStyle = palette.context;
      context.fillRect((at % wide) * cell, Math.floor(at / wide) * cell, cell - 1, cell - 1);
    }
    context.globalAlpha = 1;
    const frame = (x, y, w, high_, colour, line) => {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(x * cell - 0.5, y * cell - 0.5, w * cell, high_ * cell);
    };
    // Where somebody looks at rows or a cell of their own, the window steps back.
    if (marked && marked.row >= 0 && !chosen.length && !pinned) {
      for (const column of marked.columns) frame(column, marked.row, 1, 1, palette.context, 2);
      frame(0, marked.row, wide, 1, palette.centre, 1.5);
    }
    for (const row of chosen) frame(0, row, wide, 1, palette.ink, 1.5);
    if (pinned) frame(pinned.column, pinned.row, 1, 1, palette.ink, 2.5);
    if (hovered) {
      context.globalAlpha = 0.5;
      frame(0, hovered.row, wide, 1, palette.soft, 1);
      frame(hovered.column, 0, 1, high, palette.soft, 1);
      context.globalAlpha = 1;
      frame(hovered.column, hovered.row, 1, 1, palette.ink, 2);
    }
    // The last look after the flashes are gone takes them away.
    if (flashes.length && !ticking && !calm()) {
      ticking = true;
      timer = requestAnimationFrame(() => {
        ticking = false;
        glow();
      });
    }
  }

  /** Light the names of the word in the middle and of its company. */
  function mark(next) {
    marked = next;
    label();
    glow();
  }
  function label() {
    const looking = chosen.length > 0 || pinned;
    [...rows.children].forEach((name, i) => {
      name.className = [
        i === marked?.row && !looking ? "centre" : "",
        chosen.includes(i) ? "chosen" : "",
        i === hovered?.row ? "hovered" : "",
      ].join(" ");
      name.setAttribute("aria-pressed", String(chosen.includes(i)));
    });
    [...columns.children].forEach((name, i) => {
      name.className = [
        marked?.columns.includes(i) && !looking ? "context" : "",
        i === hovered?.column ? "hovered" : "",
      ].join(" ");
    });
  }

  const cellAt = (event) => {
    const box = over.getBoundingClientRect(),
      column = Math.floor((event.clientX - box.left) / cell),
      row = Math.floor((event.clientY - box.top) / cell);
    return row >= 0 && column >= 0 && row < names.rows.length && column < names.columns.length
      ? { row, column }
      : null;
  };
  const hover = (next) => {
    if (next?.row === hovered?.row && next?.column === hovered?.column) return;
    hovered = next;
    label();
    glow();
    hands.hover(next);
  };
  over.addEventListener("pointermove", (event) => event.pointerType !== "touch" && hover(cellAt(event)));
  over.addEventListener("pointerleave", () => hover(null));
  over.addEventListener("click", (event) => {
    const found = cellAt(event);
    if (found) hands.pick(found);
  });

  const off = [sharp(canvas, draw), sharp(over, glow)];
  const observer = new ResizeObserver(fit);
  observer.observe(element);

  /** The table with its names, for a picture or a file: calls pen.cell and pen.name. */
  function told(say) {
    names.rows.forEach((word, row) => say.name(word, row, false));
    names.columns.forEach((word, column) => say.name(word, column, true));
    const { columns: wide, values } = now;
    values.forEach((value, at) => say.cell(at % wide, Math.floor(at / wide), shade(now.of(value)), value));
  }
  const SIDE = 130,
    CELL = 26;
  return {
    element,
    meet,
    show,
    mark,
    most: () => now?.most ?? 0,
    shade,
    select(rows_, pin) {
      chosen = rows_;
      pinned = pin;
      label();
      glow();
    },
    picture() {
      const ratio = 2,
        image = h("canvas", {
          width: (SIDE + CELL * names.columns.length + 10) * ratio,
          height: (SIDE + CELL * names.rows.length + 10) * ratio,
        }),
        context = image.getContext("2d");
      context.scale(ratio, ratio);
      context.fillStyle = palette.paper;
      context.fillRect(0, 0, image.width, image.height);
      context.font = `13px ${data.font}`;
      context.fillStyle = palette.ink;
      context.textBaseline = "middle";
      told({
        cell() {},
        name(word, at, column) {
          context.save();
          context.translate(
            column ? SIDE + (at + 0.5) * CELL : SIDE - 8,
            column ? SIDE - 8 : SIDE + (at + 0.5) * CELL,
          );
          if (column) context.rotate(-Math.PI / 2);
          context.textAlign = column ? "left" : "right";
          context.fillText(word, 0, 0, SIDE - 12);
          context.restore();
        },
      });
      context.translate(SIDE, SIDE);
      paint(context, CELL, false);
      return image;
    },
    svg({ title }) {
      const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`),
        out = [];
      told({
        cell: (column, row, fill, value) =>
          out.push(
            `<rect x="${SIDE + column * CELL}" y="${SIDE + row * CELL}" width="${CELL - 1}" height="${CELL - 1}" fill="${fill}"><title>${escape(number(value))}</title></rect>`,
          ),
        name: (word, at, column) =>
          out.push(
            column
              ? `<text transform="translate(${SIDE + (at + 0.5) * CELL} ${SIDE - 8}) rotate(-90)" dominant-baseline="middle">${escape(word)}</text>`
              : `<text x="${SIDE - 8}" y="${SIDE + (at + 0.5) * CELL}" text-anchor="end" dominant-baseline="middle">${escape(word)}</text>`,
          ),
      });
      const wide = SIDE + CELL * names.columns.length + 10,
        high = SIDE + CELL * names.rows.length + 10;
      return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" font-family="${escape(data.font)}" font-size="13" fill="${palette.ink}"><title>${escape(title)}</title>${out.join("")}</svg>`;
    },
    close() {
      cancelAnimationFrame(timer);
      observer.disconnect();
      off.forEach((stop) => stop());
    },
  };
}
