// Tokens as people read them, and the one colour of each kind of cell.

/** A token for the eye: line breaks and spaces get a sign, the unknown word a question mark. */
export const seen = (token) =>
  token === "\n" ? "⏎" : token === " " ? "␣" : token === "�" ? "(?)" : token === "\t" ? "⇥" : token;

/** RNN, GRU and LSTM have the same colours in every lesson. */
export const ROLE = { rnn: "negative", gru: "context", lstm: "centre" };

/** A share as per cent with the digits it needs: 59 %, 1.4 %, 0.03 %. */
export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return "–";
  const value = 100 * share;
  const text =
    value === 0
      ? "0"
      : value >= 9.95
        ? value.toFixed(0)
        : value >= 0.995
          ? value.toFixed(1)
          : value >= 0.01
            ? value.toFixed(2)
            : "< 0.01";
  return `${text}\u00a0%`;
}

/** Tokens as a line of text: characters side by side, words with gaps where their script has them. */
export function line(tokens, notes) {
  const tight = notes.tokens === "characters" || ["zh", "ja"].includes(notes.language);
  return tokens.join(tight ? "" : " ");
}

/** What a view that waits for its run says. */
export function waits(run, words, told, fill) {
  const { status } = run;
  return (
    (status.reason ? told(words, status.reason) : null) ??
    (status.state === "queued" && status.place > 0
      ? fill(words.place, { place: status.place })
      : (words[status.state] ?? ""))
  );
}

/** One question at a time, and always the latest: ask(parameters) → take(answer). */
export function latest(run, question, take) {
  let wanted = null,
    busy = false,
    closed = false;
  async function next() {
    if (busy || wanted === null || closed) return;
    const now = wanted;
    wanted = null;
    busy = true;
    const answer = await run.ask(question, now).catch(() => null);
    busy = false;
    if (!closed && answer) take(answer, now);
    next();
  }
  return {
    ask(parameters) {
      wanted = parameters;
      next();
    },
    close: () => (closed = true),
  };
}
