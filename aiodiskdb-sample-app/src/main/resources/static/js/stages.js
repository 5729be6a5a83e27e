// The stages of a document's way, in order. What is known about a document never goes backwards: an answer that was
// written before an event can arrive after it.

const RANK = { 'received': 1, 'in-memory': 2, 'on-disk': 3, 'failed': 4, 'gone': 5 };
const MOST = 5000;

export const STATE_LABELS = { 'in-memory': 'in memory', 'on-disk': 'on disk', 'gone': 'gone', 'failed': 'failed' };

export const rank = stage => RANK[stage] ?? 0;

const known = new Map();

/** Remembers a document's state and returns the latest that is known of it. */
export function latest(id, stage, goneAt) {
  const before = known.get(id);
  if (before && rank(before.stage) >= rank(stage)) {
    return before;
  }
  const now = { stage, goneAt };
  known.delete(id);
  known.set(id, now);
  if (known.size > MOST) {
    known.delete(known.keys().next().value);
  }
  return now;
}

/** Forgets all: the server may have lost what was in memory only. */
export const forgetStages = () => known.clear();
