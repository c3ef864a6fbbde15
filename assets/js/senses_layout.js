// Where the senses of a ladder stand: higher is more general, and what two words share is in the middle.

/** How far a side way stands from the ladder, and from the next side way. */
const ASIDE = 64,
  NEXT = 34;

/**
 * place(film, width, height, big) → Map id → {x, y, side, own}
 * film.nodes [{id, depth, up, of}], film.ways [[ids]], film.meet: as the engine's `look` answers.
 * side: "left" | "right" | "none", where the label stands; own: whether it is on a way.
 */
export function place(film, width, height, big = false) {
  const pad = big ? 40 : 30,
    depths = [...new Set(film.nodes.map((node) => node.depth))].sort((a, b) => a - b);
  const row = Math.min(big ? 96 : 64, (height - 2 * pad) / Math.max(1, depths.length - 1));
  const tall = row * (depths.length - 1),
    top = (height - tall) / 2;
  const y = (depth) => top + row * depths.indexOf(depth);
  const found = new Map(),
    two = film.ways.length > 1,
    gap = Math.min(two ? width * 0.15 : 0, 120);
  const middle = two ? width / 2 : width * (width < 460 ? 0.3 : 0.36);
  const shared =
    two && film.meet !== null ? new Set(film.ways[0].slice(film.ways[0].indexOf(film.meet))) : null;
  film.ways.forEach((way, i) => {
    for (const id of way) {
      const node = film.nodes.find((one) => one.id === id),
        together = shared?.has(id);
      const x = !two || together ? middle : middle + (i ? gap : -gap);
      found.set(id, { x, y: y(node.depth), side: two && !together && !i ? "left" : "right", own: true });
    }
  });
  const taken = new Map();
  for (const node of film.nodes) {
    if (found.has(node.id)) continue;
    const many = taken.get(node.depth) ?? 0;
    taken.set(node.depth, many + 1);
    // Side ways stand left of a single ladder, and between or beside the ladders of two words.
    const far = ASIDE + NEXT * many;
    const base = !two
      ? middle - far
      : node.of.length > 1
        ? middle - gap - far
        : node.of[0]
          ? middle + gap - far * 0.55
          : middle - gap + far * 0.55;
    found.set(node.id, {
      x: Math.max(10, base),
      y: y(node.depth),
      side: !two && !many ? "left" : "none",
      own: false,
    });
  }
  return found;
}

/** The smallest steps up: [[id below, id above]], once each. */
export const edges = (film) => film.nodes.flatMap((node) => node.up.map((up) => [node.id, up]));

/** The edges that lie on a way, as "below above". */
export function steps(film) {
  const found = new Set();
  for (const way of film.ways) for (let i = 1; i < way.length; i++) found.add(`${way[i - 1]} ${way[i]}`);
  return found;
}

/**
 * What is seen at each moment of the climb: of one word a step for each hypernym; of two words first the
 * one's way to where they meet, then the other's.
 * → [{node, reached: Set of ids, lit: Set of "below above"}]
 */
export function moments(film) {
  const [ours, theirs] = film.ways,
    all = new Set(film.nodes.map((node) => node.id));
  if (theirs && film.meet === null) return [{ node: ours[0], reached: all, lit: new Set() }];
  const until = film.meet === null || film.meet === undefined ? ours.length : ours.indexOf(film.meet) + 1;
  const walk = ours.slice(0, until).map((id, i) => [id, i ? `${ours[i - 1]} ${id}` : null]);
  if (theirs)
    theirs.slice(1, theirs.indexOf(film.meet) + 1).forEach((id, i) => walk.push([id, `${theirs[i]} ${id}`]));
  const reached = new Set(theirs ? [theirs[0]] : []),
    lit = new Set();
  return walk.map(([id, edge], at) => {
    reached.add(id);
    if (edge) lit.add(edge);
    const last = at === walk.length - 1;
    return { node: id, reached: last ? all : new Set(reached), lit: new Set(lit) };
  });
}
