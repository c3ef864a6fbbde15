// The network in the browser: the layers of a plan on one picture, with the weights of any moment.

/** floats of side × side × channels: {data, channels, side}. */
const maps = (channels, side) => ({ data: new Float32Array(channels * side * side), channels, side });

/** Where the output (row, column) looks at: the first row and column of its window, without padding taken off. */
export const corner = (layer, row, column) => {
  const stride = layer.stride ?? layer.size ?? 1,
    padding = layer.padding ?? 0;
  return [row * stride - padding, column * stride - padding];
};

function convolve(layer, kernels, bias, x) {
  const { out, size, stride, padding, dilation, side } = layer,
    from = x.side,
    y = maps(out, side);
  for (let o = 0; o < out; o++) {
    const start = o * side * side;
    y.data.fill(bias[o], start, start + side * side);
    for (let c = 0; c < x.channels; c++)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const weight = kernels[((o * x.channels + c) * size + i) * size + j];
          if (weight === 0) continue;
          for (let row = 0; row < side; row++) {
            const top = row * stride - padding + i * dilation;
            if (top < 0 || top >= from) continue;
            const line = (c * from + top) * from - padding + j * dilation;
            for (let column = 0; column < side; column++) {
              const left = column * stride - padding + j * dilation;
              if (left >= 0 && left < from)
                y.data[start + row * side + column] += weight * x.data[line + column * stride];
            }
          }
        }
  }
  return y;
}

/** The gradient of a convolution's input from that of its output. */
function convolveBack(layer, kernels, x, g) {
  const { out, size, stride, padding, dilation, side } = layer,
    from = x.side,
    back = maps(x.channels, from);
  for (let o = 0; o < out; o++)
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++) {
        const slope = g.data[(o * side + row) * side + column];
        if (slope === 0) continue;
        for (let c = 0; c < x.channels; c++)
          for (let i = 0; i < size; i++) {
            const top = row * stride - padding + i * dilation;
            if (top < 0 || top >= from) continue;
            for (let j = 0; j < size; j++) {
              const left = column * stride - padding + j * dilation;
              if (left >= 0 && left < from)
                back.data[(c * from + top) * from + left] +=
                  slope * kernels[((o * x.channels + c) * size + i) * size + j];
            }
          }
      }
  return back;
}

/** The numbers of one pooling window, in reading order. */
function inWindow(layer, x, channel, row, column) {
  const found = [];
  for (let i = 0; i < layer.size; i++)
    for (let j = 0; j < layer.size; j++)
      found.push(x.data[(channel * x.side + row * layer.size + i) * x.side + column * layer.size + j]);
  return found;
}

function pool(layer, x) {
  const y = maps(x.channels, layer.side);
  let at = 0;
  for (let c = 0; c < x.channels; c++)
    for (let row = 0; row < layer.side; row++)
      for (let column = 0; column < layer.side; column++) {
        const found = inWindow(layer, x, c, row, column);
        y.data[at++] =
          layer.how === "max" ? Math.max(...found) : found.reduce((a, b) => a + b) / found.length;
      }
  return y;
}

function poolBack(layer, x, g) {
  const back = maps(x.channels, x.side);
  let at = 0;
  for (let c = 0; c < x.channels; c++)
    for (let row = 0; row < layer.side; row++)
      for (let column = 0; column < layer.side; column++) {
        const slope = g.data[at++],
          found = inWindow(layer, x, c, row, column),
          winner = found.indexOf(Math.max(...found));
        found.forEach((_value, k) => {
          const share = layer.how === "max" ? Number(k === winner) : 1 / found.length,
            place =
              (c * x.side + row * layer.size + Math.floor(k / layer.size)) * x.side +
              column * layer.size +
              (k % layer.size);
          back.data[place] += slope * share;
        });
      }
  return back;
}

/** matrix (rows × columns) times vector, plus bias. */
const product = (matrix, bias, vector) =>
  Float32Array.from(bias, (start, row) => {
    let sum = start;
    for (let k = 0; k < vector.length; k++) sum += matrix[row * vector.length + k] * vector[k];
    return sum;
  });

/** The weight of every channel, from the channels' means (squeeze and excitation). */
function weigh(layer, numbers, x) {
  const area = x.side * x.side,
    name = layer.name,
    means = Float32Array.from({ length: x.channels }, (_, c) => {
      let sum = 0;
      for (let k = 0; k < area; k++) sum += x.data[c * area + k];
      return sum / area;
    });
  const hidden = product(numbers[`${name}.squeeze`], numbers[`${name}.squeeze_bias`], means).map((value) =>
    Math.max(0, value),
  );
  return product(numbers[`${name}.excite`], numbers[`${name}.excite_bias`], hidden).map(
    (score) => 1 / (1 + Math.exp(-score)),
  );
}

/** What a frame has learnt, by name: plain arrays of floats. */
export const learnt = (frame) =>
  Object.fromEntries(
    Object.entries(frame.arrays)
      .filter(([name]) => name.includes("."))
      .map(([name, array]) => [name, array.data]),
  );

/** Every layer's output by its name, and `input`; of se the channel weights as NAME.weights. */
export function forward(plan, numbers, picture, side) {
  const found = { input: { data: picture, channels: 1, side } };
  let x = found.input;
  for (const layer of plan) {
    const { name, kind } = layer;
    if (kind === "conv") x = convolve(layer, numbers[`${name}.kernels`], numbers[`${name}.bias`], x);
    else if (kind === "relu") x = { ...x, data: x.data.map((value) => Math.max(0, value)) };
    else if (kind === "pool") x = pool(layer, x);
    else if (kind === "se") {
      const weights = weigh(layer, numbers, x),
        area = x.side * x.side;
      found[`${name}.weights`] = weights;
      x = { ...x, data: x.data.map((value, at) => value * weights[Math.floor(at / area)]) };
    } else
      x = {
        data: product(numbers[`${name}.weights`], numbers[`${name}.bias`], x.data),
        channels: layer.out,
        side: 1,
      };
    found[name] = x;
  }
  return found;
}

/** How much the score of one class would change with each pixel (Simonyan et al. 2014); channel weights held still. */
export function slope(plan, numbers, found, which) {
  let g = null;
  for (let at = plan.length - 1; at >= 0; at--) {
    const layer = plan[at],
      x = at ? found[plan[at - 1].name] : found.input,
      name = layer.name;
    if (layer.kind === "dense") {
      const row = numbers[`${name}.weights`].subarray(which * layer.in, (which + 1) * layer.in);
      g = { ...x, data: Float32Array.from(row) };
    } else if (layer.kind === "relu")
      g = { ...g, data: g.data.map((value, k) => (x.data[k] > 0 ? value : 0)) };
    else if (layer.kind === "se") {
      const area = g.side * g.side;
      g = {
        ...g,
        data: g.data.map((value, k) => value * found[`${name}.weights`][Math.floor(k / area)]),
      };
    } else if (layer.kind === "pool") g = poolBack(layer, x, g);
    else g = convolveBack(layer, numbers[`${name}.kernels`], x, g);
  }
  return g.data;
}

/** Scores as shares that add up to 1. */
export function softmax(scores) {
  const most = Math.max(...scores),
    raised = Array.from(scores, (score) => Math.exp(score - most)),
    sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}

/**
 * One number of a convolution, taken apart: for each channel its slice, its kernel and their products.
 * {channels: [{slice, kernel, products, sum}], bias, total}; slices have zeros beyond the border.
 */
export function taken(layer, numbers, x, filter, row, column) {
  const { size, dilation } = layer,
    [top, left] = corner(layer, row, column),
    kernels = numbers[`${layer.name}.kernels`],
    bias = numbers[`${layer.name}.bias`][filter],
    channels = [];
  for (let c = 0; c < x.channels; c++) {
    const slice = [],
      kernel = [];
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const y = top + i * dilation,
          z = left + j * dilation,
          inside = y >= 0 && z >= 0 && y < x.side && z < x.side;
        slice.push(inside ? x.data[(c * x.side + y) * x.side + z] : 0);
        kernel.push(kernels[((filter * x.channels + c) * size + i) * size + j]);
      }
    const products = slice.map((value, k) => value * kernel[k]);
    channels.push({ slice, kernel, products, sum: products.reduce((a, b) => a + b, 0) });
  }
  return { channels, bias, total: channels.reduce((sum, one) => sum + one.sum, bias) };
}

/** The input of a layer: the output of the one before it. */
export const before = (plan, name) => {
  const at = plan.findIndex((layer) => layer.name === name);
  return at > 0 ? plan[at - 1].name : "input";
};

/** Pixels of the picture that one number of a layer sees: of number p those from start + p·step, `size`. */
export function field(plan, name) {
  let start = 0,
    step = 1,
    size = 1;
  for (const layer of plan) {
    if (layer.kind === "conv") {
      start -= layer.padding * step;
      size += layer.dilation * (layer.size - 1) * step;
      step *= layer.stride;
    } else if (layer.kind === "pool") {
      size += (layer.size - 1) * step;
      step *= layer.size;
    }
    if (layer.name === name) break;
  }
  return { start, step, size };
}

/** Bytes of base64 text, as they came from Python. */
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
