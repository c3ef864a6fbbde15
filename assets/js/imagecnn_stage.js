// The network as one picture: the image, every layer's maps in a column, the classes; and who looks at whom.

import { fill, h, number, onPaper, pen, sharp } from "./dom.js";
import { shades, image, place, largest } from "./imagecnn_paint.js";
import { before, corner, field, taken } from "./imagecnn_net.js";

/** The columns of the picture: the image, the convolutions and the poolings, the classes. */
const columnsOf = (plan) => [
  { name: "input", kind: "input", out: 1 },
  ...plan.filter(({ kind }) => kind === "conv" || kind === "pool"),
  { name: "out", kind: "dense", out: plan.at(-1).out },
];

/** Where everything stands: {boxes: {name: [{x, y, side}]}, kernels: [...], bars, heads}. */
function layout(width, height, plan, big) {
  const rows = plan[0].out,
    head = big ? 46 : 34,
    pad = 12,
    columns = columnsOf(plan),
    across = (column) =>
      column.kind === "input" || column.kind === "dense" ? 0 : Math.ceil(column.out / rows),
    // In units of a map: a convolution's map is 1, a pooled one as much smaller as its side.
    sizeOf = (column) => (column.kind === "pool" ? 0.62 : 1),
    units =
      columns.reduce((sum, column) => sum + across(column) * (sizeOf(column) + 0.12), 0) +
      0.62 + // the kernels of the first layer
      2.3 + // the image
      2.5 + // the classes
      (columns.length - 1) * 0.42;
  const m = Math.max(6, Math.min((height - head - pad) / rows / 1.13, (width - 2 * pad) / units)),
    spare = Math.max(0, width - 2 * pad - units * m),
    input = Math.min(2.3 * m + spare * 0.34, (height - head) * 0.62),
    bars = 2.5 * m + spare * 0.2,
    used =
      columns.reduce((sum, column) => sum + across(column) * (sizeOf(column) + 0.12) * m, 0) +
      0.62 * m +
      input +
      bars,
    gap = (width - 2 * pad - used) / (columns.length - 1),
    pitch = (height - head - pad) / rows;
  const boxes = {},
    heads = [];
  let kernels = [],
    x = pad;
  columns.forEach((column) => {
    let wide = input;
    if (column.kind === "input") {
      boxes.input = [{ x, y: head + (height - head - pad - input) / 2, side: input }];
    } else if (column.kind === "dense") {
      wide = bars;
      boxes.out = Array.from({ length: column.out }, (_, at) => ({
        x,
        y: head + (at * (height - head - pad)) / column.out,
        wide: bars,
        high: (height - head - pad) / column.out,
      }));
    } else {
      const side = m * sizeOf(column),
        first = column === plan[0],
        from = x + (first ? 0.62 * m : 0);
      wide = (first ? 0.62 * m : 0) + across(column) * (side + 0.12 * m);
      boxes[column.name] = Array.from({ length: column.out }, (_, at) => ({
        x: from + Math.floor(at / rows) * (side + 0.12 * m),
        y: head + ((at % rows) + 0.5) * pitch - side / 2,
        side,
      }));
      if (first)
        kernels = boxes[column.name].map(({ y }) => ({ x, y: y + side / 2 - 0.24 * m, side: 0.48 * m }));
    }
    heads.push({ column, x: x + wide / 2, wide: wide + gap });
    x += wide + gap;
  });
  return { boxes, kernels, heads, m };
}

/**
 * stage(host, {palette, font, words, present, onHover, onPick}) → {element, set, draw, close}
 * set({plan, numbers, found, side, names, shares, overlay, kernelMost}) gives what is drawn;
 * mark(unit) lights one number: {layer, filter, row, column}; of `out` the filter is the class.
 */
export function stage(host, options) {
  const { palette, words, present } = options,
    paint = shades(palette),
    canvas = h("canvas", { class: "imagecnn-canvas" }),
    over = h("canvas", { class: "imagecnn-canvas over" });
  host.append(canvas, over);
  let now = null,
    at = null,
    unit = null,
    size = [1, 1];

  const letter = () => (present ? Math.max(13, Math.min(20, size[1] / 30)) : size[0] < 500 ? 9.5 : 11.5);

  function draw() {
    if (!canvas.ratio) return;
    const context = pen(canvas);
    if (!now) return;
    at = layout(...size, now.plan, present);
    const { found, numbers, plan, overlay } = now;
    titles(context);
    place(context, image(found.input.data, 0, now.side, 1, paint.ink), at.boxes.input[0]);
    if (overlay) heatOver(context, overlay, at.boxes.input[0]);
    frame(context, at.boxes.input[0]);
    const kernels = numbers[`${plan[0].name}.kernels`],
      K = plan[0].size;
    at.kernels.forEach((box, filter) => {
      place(context, image(kernels, filter * K * K, K, now.kernelMost, paint.signed), box);
      frame(context, box);
    });
    for (const column of columnsOf(plan)) {
      if (column.kind !== "conv" && column.kind !== "pool") continue;
      const { data, side } = found[column.name],
        most = largest(data),
        shade = column.kind === "conv" ? paint.signed : paint.ink;
      at.boxes[column.name].forEach((box, filter) => {
        place(context, image(data, filter * side * side, side, most, shade), box);
        frame(context, box);
      });
      if (column.kind === "pool") gates(context, column);
    }
    bars(context);
    glow();
  }

  const frame = (context, { x, y, side }) => {
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
  };

  function heatOver(context, overlay, { x, y, side }) {
    const most = largest(overlay),
      cell = side / now.side;
    overlay.forEach((value, k) => {
      context.globalAlpha = Math.min(0.85, Math.abs(value) / most);
      context.fillStyle = palette.centre;
      context.fillRect(
        x + (k % now.side) * cell,
        y + Math.floor(k / now.side) * cell,
        cell + 0.3,
        cell + 0.3,
      );
    });
    context.globalAlpha = 1;
  }

  /** How much each channel weighs: a bar beside its map. */
  function gates(context, column) {
    const weights = now.found[`se${column.name.slice(4)}.weights`];
    if (!weights) return;
    at.boxes[column.name].forEach(({ x, y, side }, filter) => {
      const wide = Math.max(2, at.m * 0.07);
      context.fillStyle = palette.wash;
      context.fillRect(x + side + 1.5, y, wide, side);
      context.fillStyle = palette.good;
      context.fillRect(x + side + 1.5, y + side * (1 - weights[filter]), wide, side * weights[filter]);
    });
  }

  function titles(context) {
    const high = letter();
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const { column, x, wide } of at.heads) {
      const of = words.columns[column.kind === "conv" || column.kind === "pool" ? column.name : column.kind],
        title = of ?? column.name,
        lines = [
          title,
          column.kind === "input"
            ? `${now.side} × ${now.side}`
            : column.kind === "dense"
              ? ""
              : `${column.out} · ${column.side} × ${column.side}`,
        ];
      lines.forEach((text, line) => {
        context.font = `${line ? 400 : 600} ${high}px ${options.font}`;
        context.fillStyle = line ? palette.soft : palette.ink;
        if (context.measureText(text).width < wide + 6 || line === 0)
          context.fillText(text, x, 4 + line * high * 1.25, wide + 4);
      });
    }
  }

  function bars(context) {
    const best = now.shares.indexOf(Math.max(...now.shares)),
      high = letter();
    context.font = `${high}px ${options.font}`;
    const room = Math.min(
      at.boxes.out[0].wide * 0.55,
      Math.max(...now.names.map((name) => context.measureText(name).width)) + 6,
    );
    now.shares.forEach((share, which) => {
      const { x, y, wide, high: tall } = at.boxes.out[which],
        thick = Math.min(tall * 0.62, 20),
        middle = y + tall / 2,
        long = wide - room - context.measureText("100 %").width - 8;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.font = `${which === best ? 700 : 400} ${high}px ${options.font}`;
      context.fillStyle = which === best ? palette.ink : palette.soft;
      context.fillText(now.names[which], x, middle, room - 4);
      context.fillStyle = palette.wash;
      context.fillRect(x + room, middle - thick / 2, Math.max(4, long), thick);
      context.fillStyle = which === best ? palette.centre : palette.soft;
      context.fillRect(x + room, middle - thick / 2, Math.max(4, long) * share, thick);
      context.textAlign = "right";
      if (share >= 0.005) {
        context.fillStyle = which === best ? palette.ink : palette.soft;
        context.fillText(`${Math.round(100 * share)} %`, x + wide, middle);
      }
    });
  }

  /** The cell of a number in its map. */
  function cell({ layer, filter, row, column }) {
    const box = at.boxes[layer]?.[layer === "input" ? 0 : filter];
    if (!box) return null;
    if (layer === "out") return { x: box.x - 2, y: box.y + 1, wide: box.wide + 4, high: box.high - 2 };
    const step = box.side / now.found[layer].side;
    return { x: box.x + column * step, y: box.y + row * step, wide: step, high: step };
  }

  /** A window on a map: `size` cells (far apart by dilation) from (top, left). */
  function windowBox(layer, filter, top, left, reach) {
    const box = at.boxes[layer][layer === "input" ? 0 : filter],
      step = box.side / now.found[layer].side;
    return { x: box.x + left * step, y: box.y + top * step, wide: reach * step, high: reach * step };
  }

  function rectangle(context, { x, y, wide, high }, colour, line = 2) {
    context.strokeStyle = palette.card;
    context.lineWidth = line + 2;
    context.strokeRect(x, y, wide, high);
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(x, y, wide, high);
  }

  /** Two lines from a window's right corners to a number's left ones. */
  function rays(context, from, to, colour, alpha = 0.75, line = 1.2) {
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = line;
    for (const down of [0, 1]) {
      context.beginPath();
      context.moveTo(from.x + from.wide, from.y + down * from.high);
      context.lineTo(to.x, to.y + down * to.high);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** A line from the middle of a map to a number, as strong as what it brings. */
  function tie(context, from, to, value, most) {
    const share = Math.abs(value) / most;
    if (share < 0.04) return;
    context.globalAlpha = 0.15 + 0.75 * share;
    context.strokeStyle = value < 0 ? palette.context : palette.centre;
    context.lineWidth = 0.6 + 2.6 * share;
    context.beginPath();
    context.moveTo(from.x + from.side, from.y + from.side / 2);
    context.bezierCurveTo(
      from.x + from.side + 30,
      from.y + from.side / 2,
      to.x - 30,
      to.y + to.high / 2,
      to.x,
      to.y + to.high / 2,
    );
    context.stroke();
    context.globalAlpha = 1;
  }

  function glow() {
    if (!over.ratio) return;
    const context = pen(over);
    if (!now || !at || !unit) return;
    const mine = cell(unit);
    if (!mine) return;
    const { plan, found, numbers } = now,
      layer = plan.find(({ name }) => name === unit.layer);
    if (unit.layer === "input") {
      rectangle(context, mine, palette.ink, 2);
      return;
    }
    if (layer.kind === "dense") {
      const maps = plan.at(-2).name,
        parts = contributions(now, unit.filter),
        most = Math.max(1e-6, ...parts.map(Math.abs));
      parts.forEach((value, filter) => tie(context, at.boxes[maps][filter], mine, value, most));
      rectangle(context, mine, palette.ink, 1.5);
      return;
    }
    if (layer.kind === "pool") {
      const source = plan
          .filter(({ kind }) => kind === "conv")
          .findLast((one) => plan.indexOf(one) < plan.indexOf(layer)),
        [top, left] = corner(layer, unit.row, unit.column),
        from = windowBox(source.name, unit.filter, top, left, layer.size);
      rays(context, from, mine, palette.ink);
      rectangle(context, from, palette.ink);
    } else {
      const name = before(plan, layer.name),
        [top, left] = corner(layer, unit.row, unit.column),
        reach = layer.dilation * (layer.size - 1) + 1;
      if (name === "input") {
        const from = windowBox("input", 0, top, left, reach);
        rays(context, from, mine, palette.ink);
        rectangle(context, from, palette.ink);
        const box = at.kernels[unit.filter];
        rectangle(context, { ...box, wide: box.side, high: box.side }, palette.ink, 1.5);
      } else {
        const parts = taken(layer, numbers, found[name], unit.filter, unit.row, unit.column).channels,
          most = Math.max(1e-6, ...parts.map(({ sum }) => Math.abs(sum)));
        parts.forEach(({ sum }, filter) => {
          tie(context, at.boxes[name][filter], mine, sum, most);
          rectangle(context, windowBox(name, filter, top, left, reach), palette.ink, 1);
        });
      }
    }
    if (layer !== plan[0]) {
      const seen = field(plan, layer.name),
        from = windowBox(
          "input",
          0,
          seen.start + unit.row * seen.step,
          seen.start + unit.column * seen.step,
          seen.size,
        );
      context.save();
      context.setLineDash([5, 4]);
      rectangle(context, clipped(from, at.boxes.input[0]), palette.ink, 1.5);
      context.restore();
    }
    rectangle(context, mine, palette.ink, 2);
  }

  /** What of a field lies on the picture, and a little of what does not. */
  const clipped = (box, { x, y, side }) => {
    const left = Math.max(box.x, x - 4),
      top = Math.max(box.y, y - 4);
    return {
      x: left,
      y: top,
      wide: Math.min(box.x + box.wide, x + side + 4) - left,
      high: Math.min(box.y + box.high, y + side + 4) - top,
    };
  };

  function hit(event) {
    if (!now || !at) return null;
    const room = over.getBoundingClientRect(),
      x = event.clientX - room.left,
      y = event.clientY - room.top;
    for (const [layer, boxes] of Object.entries(at.boxes))
      for (const [filter, box] of boxes.entries()) {
        const wide = box.wide ?? box.side,
          high = box.high ?? box.side;
        if (x < box.x || y < box.y || x >= box.x + wide || y >= box.y + high) continue;
        if (layer === "out") return { layer, filter, row: 0, column: 0 };
        const side = now.found[layer].side;
        return {
          layer,
          filter,
          row: Math.floor(((y - box.y) / high) * side),
          column: Math.floor(((x - box.x) / wide) * side),
        };
      }
    for (const [filter, box] of at.kernels.entries())
      if (x >= box.x && y >= box.y && x < box.x + box.side && y < box.y + box.side)
        return { layer: now.plan[0].name, filter, row: null, column: null };
    return null;
  }
  over.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") options.onHover(hit(event));
  });
  over.addEventListener("pointerleave", () => options.onHover(null));
  over.addEventListener("click", (event) => options.onPick(hit(event)));

  const off = [
    sharp(canvas, (...to) => {
      size = to;
      draw();
    }),
    sharp(over, () => glow()),
  ];
  return {
    set(next) {
      now = next;
      draw();
    },
    mark(next) {
      unit = next;
      glow();
    },
    /** The picture as a canvas of its own, for a file. */
    picture() {
      const made = onPaper(canvas, palette.card);
      made.getContext("2d").drawImage(over, 0, 0);
      return made;
    },
    /** Where a number is on the page, for tests and for hands. */
    where: (one) => {
      const room = over.getBoundingClientRect(),
        box = cell(one);
      return box ? [room.left + box.x + box.wide / 2, room.top + box.y + box.high / 2] : null;
    },
    told: () =>
      now
        ? fill(words.finding, {
            name: now.names[now.shares.indexOf(Math.max(...now.shares))],
            share: number(100 * Math.max(...now.shares), 0),
          })
        : "",
    close: () => off.forEach((stop) => stop()),
  };
}

/** What each map of the last pooling adds to the score of a class. */
export function contributions({ plan, numbers, found }, which) {
  const layer = plan.at(-1),
    maps = found[plan.at(-2).name],
    area = maps.side * maps.side,
    weights = numbers[`${layer.name}.weights`];
  return Array.from({ length: maps.channels }, (_, c) => {
    let sum = 0;
    for (let k = 0; k < area; k++) sum += weights[which * layer.in + c * area + k] * maps.data[c * area + k];
    return sum;
  });
}
