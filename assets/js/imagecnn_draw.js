// A picture of the visitor's own: drawn with a finger or taken from a file, made like those of the data.

/** Pixels of a side of the sheet that is drawn on; a file's size in bytes; a picture's least side, and its shape. */
export const SHEET = 168;
const LARGEST = 20_000_000,
  LEAST = 8,
  NARROWEST = 6;

/** A sheet's ink, 0 to 1, from its red channel. */
export function inkOf(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Float32Array.from({ length: data.length / 4 }, (_, at) => data[4 * at] / 255);
}

/** The box around the ink: [top, left, bottom, right], or null where there is none. */
function box(ink, side) {
  let top = side,
    left = side,
    bottom = -1,
    right = -1;
  ink.forEach((value, at) => {
    if (value < 0.15) return;
    const y = Math.floor(at / side),
      x = at % side;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  });
  return bottom < 0 ? null : [top, left, bottom + 1, right + 1];
}

/** What part of a pixel's square lies in [from, to) along one axis. */
const overlap = (pixel, from, to) => Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));

/**
 * Ink on a sheet (side × side) as the data have it: `size` pixels a side, 0 to 1; null where there is no ink.
 * MNIST fits a digit into 20 of 28 pixels and puts its centre of mass in the middle (LeCun et al. 1998);
 * the small digits fill the 8 rows. Clothes fill the picture.
 */
export function prepare(ink, side, size, kind) {
  const found = box(ink, side);
  if (!found) return null;
  const [top, left, bottom, right] = found,
    high = bottom - top,
    wide = right - left,
    room = kind === "mnist" ? size * (20 / 28) : size,
    scale = room / Math.max(high, wide, 1);
  let downBy = (size - high * scale) / 2,
    rightBy = (size - wide * scale) / 2;
  if (kind === "mnist") {
    let sum = 0,
      y = 0,
      x = 0;
    for (let i = top; i < bottom; i++)
      for (let j = left; j < right; j++) {
        const value = ink[i * side + j];
        sum += value;
        y += value * (i + 0.5 - top);
        x += value * (j + 0.5 - left);
      }
    downBy = Math.round(size / 2 - (y / sum) * scale);
    rightBy = Math.round(size / 2 - (x / sum) * scale);
  }
  const made = new Float32Array(size * size);
  for (let i = top; i < bottom; i++)
    for (let j = left; j < right; j++) {
      const value = ink[i * side + j];
      if (!value) continue;
      const from = [(i - top) * scale + downBy, (j - left) * scale + rightBy],
        to = [from[0] + scale, from[1] + scale];
      for (let y = Math.max(0, Math.floor(from[0])); y < Math.min(size, to[0]); y++)
        for (let x = Math.max(0, Math.floor(from[1])); x < Math.min(size, to[1]); x++)
          made[y * size + x] += value * overlap(y, from[0], to[0]) * overlap(x, from[1], to[1]);
    }
  const most = Math.max(...made);
  return most > 0 ? made.map((value) => Math.min(1, value / most)) : null;
}

/** Fault of a file that is no picture of use: {why, …values} for a sentence of the view's words. */
export class Fault extends Error {
  constructor(why, values = {}) {
    super(why);
    Object.assign(this, { why, values });
  }
}

/** The ink of a picture file on a canvas of SHEET × SHEET pixels. Throws a Fault that says what is wrong. */
export async function fromFile(file) {
  const name = file.name || "?";
  if (!file.size) throw new Fault("empty", { name });
  if (file.size > LARGEST) throw new Fault("large", { name, most: LARGEST / 1e6 });
  let image;
  try {
    image = await createImageBitmap(file);
  } catch {
    throw new Fault("unreadable", { name });
  }
  const { width, height } = image,
    shape = Math.max(width, height) / Math.min(width, height);
  if (Math.min(width, height) < LEAST || shape > NARROWEST)
    throw new Fault("shape", { name, width, height, least: LEAST, most: NARROWEST });
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SHEET;
  const context = canvas.getContext("2d", { willReadFrequently: true }),
    scale = SHEET / Math.max(width, height);
  context.drawImage(
    image,
    (SHEET - width * scale) / 2,
    (SHEET - height * scale) / 2,
    width * scale,
    height * scale,
  );
  image.close();
  if (!lift(context, SHEET, [width * scale, height * scale])) throw new Fault("blank", { name });
  return canvas;
}

/** Grey, dark on light turned round, contrast stretched; the strip beside a narrow picture is ground. */
function lift(context, side, [wide, high]) {
  const picture = context.getImageData(0, 0, side, side),
    { data } = picture,
    inside = (at) => {
      const x = (at % side) + 0.5 - side / 2,
        y = Math.floor(at / side) + 0.5 - side / 2;
      return Math.abs(x) <= wide / 2 - 1 && Math.abs(y) <= high / 2 - 1;
    },
    grey = Float32Array.from({ length: side * side }, (_, at) => {
      const [r, g, b, a] = data.subarray(4 * at, 4 * at + 4);
      // What is transparent is ground: as light as paper.
      return inside(at) ? ((0.299 * r + 0.587 * g + 0.114 * b) * a + 255 * (255 - a)) / 255 : -1;
    }),
    there = grey.filter((value) => value >= 0).sort();
  if (!there.length) return false;
  const low = there[Math.floor(there.length * 0.01)],
    high99 = there[Math.floor(there.length * 0.99)],
    middle = there[Math.floor(there.length / 2)];
  if (high99 - low < 24) return false;
  // The ground is what there is most of.
  const light = middle > (low + high99) / 2;
  grey.forEach((value, at) => {
    const share = value < 0 ? 0 : (value - low) / (high99 - low),
      ink = value < 0 ? 0 : Math.max(0, Math.min(1, light ? 1 - share : share)),
      clear = ink < 0.25 ? 0 : Math.min(1, (ink - 0.25) / 0.5);
    data.fill(Math.round(255 * clear), 4 * at, 4 * at + 3);
    data[4 * at + 3] = 255;
  });
  context.putImageData(picture, 0, 0);
  return true;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Bits for each pixel in a link, by the size of the picture. */
const bitsFor = (size) => (size <= 12 ? 4 : 2);

/** A picture as words that a link can carry, each at most 60 letters: “d…”, “…”. */
export function pack(picture, size) {
  const bits = bitsFor(size),
    most = 2 ** bits - 1;
  let text = "d",
    held = 0,
    many = 0;
  for (const value of picture) {
    held = (held << bits) | Math.round(Math.max(0, Math.min(1, value)) * most);
    many += bits;
    while (many >= 6) {
      many -= 6;
      text += LETTERS[(held >> many) & 63];
      held &= (1 << many) - 1;
    }
  }
  if (many) text += LETTERS[(held << (6 - many)) & 63];
  return text.match(/.{1,60}/g);
}

/** The picture that `pack` wrote; null where the words say none of this size. */
export function unpack(words, size) {
  const text = words.join("").slice(1),
    bits = bitsFor(size),
    most = 2 ** bits - 1,
    picture = new Float32Array(size * size);
  if (text.length !== Math.ceil((size * size * bits) / 6)) return null;
  let held = 0,
    many = 0,
    at = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = (held << 6) | value;
    many += 6;
    while (many >= bits && at < picture.length) {
      many -= bits;
      picture[at++] = ((held >> many) & most) / most;
    }
    held &= (1 << many) - 1;
  }
  return picture;
}
