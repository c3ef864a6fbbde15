// The words a visitor looks at are the same in every view of a run: rows of the table, and the question.

/** Say which words are looked at now; every view of the run hears it. */
export function look(clock, words) {
  clock.looked = words;
  clock.dispatchEvent(new Event("looked"));
}

/** The words looked at: those said last, else those of the moment that a view was opened with. */
export const looked = (clock, show) => (clock.looked ??= [...(show?.selected ?? [])]);

/** What was typed, as words: parted by spaces and by commas of any script. */
export const parted = (text) =>
  text
    .split(/[\s,，、;；]+/)
    .map((word) => word.trim())
    .filter(Boolean)
    .slice(0, 8);
