// What all pictures of this lesson draw alike: powers of ten on an axis, names at lines, a number's short form.

/** The colour's role of each cell, the same in every lesson. */
export const ROLES = { rnn: "negative", gru: "context", lstm: "centre" };
export const NAMES = { rnn: "RNN", gru: "GRU", lstm: "LSTM" };

/** Beside a number, float32 does not see another that is smaller by this factor. */
export const UNSEEN = 1e-7;
/** The least power of ten that is drawn: what lies lower has left the picture. */
export const FLOOR = -12;

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const raised = (power) => [...String(power)].map((sign) => RAISED[sign]).join("");

/** 0 → "1", −3 → "10⁻³" */
export const power = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : `10${raised(exponent)}`);

/** A number between very small and very large: 0.62, 0.0041, 3·10⁻⁹, 0 */
export function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 0.001 && size < 1e5) {
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4;
    return value.toFixed(digits).replace("-", "−");
  }
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  return `${Math.round(value / 10 ** exponent)}·10${raised(exponent)}`.replace("-", "−");
}

/** Steps for the ticks of 0 … most, about `wanted` of them. */
export function ticks(most, wanted) {
  const rough = most / Math.max(1, wanted),
    unit = 10 ** Math.floor(Math.log10(Math.max(1, rough))),
    step = unit * ([1, 2, 5].find((digit) => digit * unit >= rough) ?? 10),
    found = [];
  for (let at = 0; at <= most; at += Math.max(1, step)) found.push(at);
  return found;
}

/** Decades of an axis from `low` to `high`, so that at most `wanted` are named. */
export function decades(low, high, wanted) {
  const every = [1, 2, 3, 4, 6, 12, 24].find((step) => (high - low) / step <= wanted) ?? 48,
    found = [];
  for (let at = Math.ceil(low / every) * every; at <= high; at += every) found.push(at);
  return found;
}

/** The share of the last step's gradient at each distance, or the gradient itself. */
export function shares(curve, absolute) {
  const first = absolute ? 1 : curve[0];
  return Float64Array.from(curve, (value) => value / first);
}

/**
 * A line over log10(values); what lies below the floor leaves through it.
 * x(distance), y(exponent) → pixels; returns the point where the line ends or leaves.
 */
export function trace(context, values, x, y, low, high) {
  let drawn = null,
    before = null;
  context.beginPath();
  for (let at = 0; at < values.length; at++) {
    if (!(values[at] > 0) && values[at] !== 0) {
      before = null;
      continue;
    }
    const exponent = values[at] === 0 ? low - 40 : Math.log10(values[at]),
      inside = exponent >= low && exponent <= high + 0.5;
    if (inside) {
      if (before === null) context.moveTo(x(at), y(exponent));
      else if (!before.inside) {
        const [px, py] = crossing(before, { at, exponent }, low, high);
        context.moveTo(x(px), y(py));
        context.lineTo(x(at), y(exponent));
      } else context.lineTo(x(at), y(exponent));
      drawn = [x(at), y(exponent), at];
    } else if (before?.inside) {
      const [px, py] = crossing(before, { at, exponent }, low, high);
      context.lineTo(x(px), y(py));
      drawn = [x(px), y(py), px];
    }
    before = { at, exponent, inside };
  }
  context.stroke();
  return drawn;
}

function crossing(one, other, low, high) {
  const edge = one.exponent < low || other.exponent < low ? low : high + 0.5,
    share = (edge - one.exponent) / (other.exponent - one.exponent || 1);
  return [one.at + (other.at - one.at) * share, edge];
}

/** Names placed at the ends of lines, moved apart so that none covers another. */
export function apart(labels, gap, top, bottom) {
  const order = [...labels].sort((a, b) => a.y - b.y);
  order.forEach((label, i) => {
    label.y = Math.max(top, label.y);
    for (const above of order.slice(0, i))
      if (Math.abs(above.x - label.x) < (above.wide + label.wide) / 2 + 8 && label.y - above.y < gap)
        label.y = above.y + gap;
  });
  for (let i = order.length - 1; i >= 0; i--) {
    order[i].y = Math.min(bottom, order[i].y);
    for (const below of order.slice(i + 1))
      if (Math.abs(below.x - order[i].x) < (below.wide + order[i].wide) / 2 + 8 && below.y - order[i].y < gap)
        order[i].y = below.y - gap;
  }
  return order;
}

/** The numbers that a frame tells of its i-th network, by name. */
export function told(run, frame, i) {
  const names = run.notes.told,
    table = frame?.arrays.told;
  return table ? Object.fromEntries(names.map((name, at) => [name, table.data[i * names.length + at]])) : {};
}

/** The curve of the i-th network in a frame, the last step first. */
export function curveOf(frame, i) {
  const [, steps] = frame.arrays.curves.shape;
  return frame.arrays.curves.data.subarray(i * steps, (i + 1) * steps);
}
