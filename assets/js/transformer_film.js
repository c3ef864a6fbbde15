// What every head looks at, at every moment: of the sentence that the run carries, or of one's own.

/** Bytes of base64. */
export function bytes(text) {
  const raw = atob(text),
    found = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) found[i] = raw.charCodeAt(i);
  return found;
}

const FILMS = new WeakMap();

/** The film that the frames themselves carry; grows while the run lives. */
export function recorded(run) {
  const begin = run.frames[0];
  if (!begin?.arrays.attention) return null;
  if (!FILMS.has(begin)) FILMS.set(begin, carried(run, begin.arrays.attention));
  return FILMS.get(begin);
}

function carried(run, first) {
  const [L, H, T] = first.shape;
  const all = first.data;
  return {
    tokens: run.notes.tokens,
    unknown: new Set(),
    layers: [...run.frames[0].arrays.layers.data],
    L,
    H,
    T,
    own: false,
    asked: run.notes.asked ?? run.notes.tokens.length - 1,
    at:
      run.notes.task === "brought"
        ? rising(all, L)
        : (i) => run.frames[Math.min(i, run.frames.length - 1)].arrays.attention.data,
  };
}

/** Of a model that is only read, time is depth: after i layers the layers above have not looked yet. */
function rising(all, L) {
  const kept = [];
  return (i) => {
    if (i >= L) return all;
    if (!kept[i]) {
      const until = (all.length / L) * i;
      (kept[i] = new Uint8Array(all.length)).set(all.subarray(0, until));
    }
    return kept[i];
  };
}

/** The film that the question `read` answers with. */
export function answered(answer) {
  const [F, L, H, T] = answer.shape,
    data = bytes(answer.attention),
    size = L * H * T * T,
    // Of a large film some moments are left out: each shows the last one before it.
    place = (i) => {
      let found = 0;
      while (found + 1 < F && answer.frames[found + 1] <= i) found++;
      return found;
    };
  return {
    tokens: answer.tokens,
    unknown: new Set(answer.unknown),
    layers: answer.layers,
    L,
    H,
    T,
    own: true,
    asked: answer.asked,
    at: (i) => data.subarray(place(i) * size, (place(i) + 1) * size),
    said: (i) => ({
      words: answer.said[place(i)],
      sure: answer.sure[place(i)],
      top: answer.top[place(i)],
      all: answer.all?.[place(i)],
    }),
  };
}

/** One head's T × T shares at a moment between two frames: a Float32Array, 0 … 1. */
export function head(film, clock, layer, which, into) {
  const first = clock.index,
    share = clock.between[2],
    size = film.T * film.T,
    from = (layer * film.H + which) * size,
    a = film.at(first),
    b = share ? film.at(Math.min(clock.last, first + 1)) : a,
    found = into ?? new Float32Array(size);
  for (let i = 0; i < size; i++) found[i] = (a[from + i] + (b[from + i] - a[from + i]) * share) / 255;
  return found;
}

/** Attention through all layers: each half itself, half its heads' mean, multiplied up (Abnar, Zuidema 2020). */
export function rollout(film, clock) {
  const { T, L, H } = film,
    key = `${clock.index} ${clock.between[2]} ${clock.last}`;
  // Pointing at another word asks for the same again.
  if (film.rolled?.key === key) return film.rolled.through;
  let through = new Float32Array(T * T);
  for (let t = 0; t < T; t++) through[t * T + t] = 1;
  for (let layer = 0; layer < L; layer++) {
    const mean = new Float32Array(T * T);
    for (let which = 0; which < H; which++)
      head(film, clock, layer, which).forEach((value, i) => (mean[i] += value / (2 * H)));
    for (let t = 0; t < T; t++) {
      mean[t * T + t] += 0.5;
      // Rows are shares, whatever was rounded, and where nothing was looked at a word stays itself.
      const row = mean.subarray(t * T, t * T + T),
        whole = row.reduce((sum, value) => sum + value);
      for (let s = 0; s < T; s++) row[s] /= whole;
    }
    const next = new Float32Array(T * T);
    for (let row = 0; row < T; row++)
      for (let middle = 0; middle < T; middle++) {
        const share = mean[row * T + middle];
        if (share) for (let s = 0; s < T; s++) next[row * T + s] += share * through[middle * T + s];
      }
    through = next;
  }
  film.rolled = { key, through };
  return through;
}
