/** Small parts of the page: text made safe, tables with a caption, cells with a word and a class. */
import type { Cell, StoredRun } from './record.ts';

export function safe(text: string | number): string {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

/** A table that scrolls by itself and can be reached by keyboard. */
export function table(
  { id, caption, isTall = false }: { readonly id: string; readonly caption: string; readonly isTall?: boolean },
  head: readonly string[],
  rows: readonly string[],
): string {
  const columns = head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join('');
  return `<div class="scroll${isTall ? ' tall' : ''}" role="region" aria-labelledby="${id}-caption" tabindex="0">
<table id="${id}"><caption id="${id}-caption">${safe(caption)}</caption>
<thead><tr>${columns}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

export const row = (head: string, cells: readonly string[], attributes = ''): string =>
  `<tr${attributes}><th scope="row">${head}</th>${cells.join('')}</tr>`;

const WORDS: Readonly<Record<Cell['verdict'], readonly [className: string, word: string]>> = {
  equal: ['same', 'same'],
  definition: ['definition', 'by definition'],
  known: ['known', 'differs, known'],
  unknown: ['unknown', 'differs'],
  'not offered': ['none', '–'],
  refused: ['refused', 'refused'],
  crashed: ['crashed', 'crashed'],
};

/** The numbers of the notes, in the order in which they are listed. */
export function noteNumbers(run: StoredRun): ReadonlyMap<string, number> {
  return new Map(Object.keys(run.notes).map((key, k) => [key, k + 1]));
}

export function verdictCell({ verdict, note }: Cell, numbers: ReadonlyMap<string, number>): string {
  const [className, word] = WORDS[verdict];
  const number = note === undefined ? undefined : numbers.get(note);
  const link = number === undefined ? '' : ` <a href="#note-${number}">${number}</a>`;
  return `<td class="${className}">${word}${link}</td>`;
}
