// A data file drawn as a bar: trimmed, on disk, buffered, free.

import { arrange, el } from './dom.js';
import { bytes, exactBytes } from './format.js';

/** The parts of a file in bytes. */
export const partsOf = file => ({
  trimmed: file.begin,
  settled: file.settledEnd - file.begin,
  buffered: file.end - file.settledEnd,
});

/** Draws `parts` (name to bytes) into `bar`, of which the whole width is `scale` bytes. */
export function drawBar(bar, parts, scale) {
  const wanted = [];
  for (const [name, size] of Object.entries(parts)) {
    let part = bar.querySelector(`:scope > [data-part="${name}"]`);
    if (size > 0) {
      part ??= el('span', { class: 'part', 'data-part': name });
      part.style.setProperty('flex-basis', `${Math.min(100, size / scale * 100)}%`);
      wanted.push(part);
    }
  }
  arrange(bar, wanted);
}

export function describe(file, maxFileSize) {
  const { trimmed, settled, buffered } = partsOf(file);
  return `Data file ${file.index}: ${exactBytes(settled)} on disk, ${exactBytes(buffered)} buffered, `
    + `${exactBytes(trimmed)} trimmed on the left, of at most ${bytes(maxFileSize)}`;
}
