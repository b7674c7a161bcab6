/** The files of docs/engines: the stored run, and what is written from it alone. */
import { enginesPage } from './page.ts';
import type { StoredRun } from './record.ts';
import { summaryDocument } from './summary.ts';

/** By file name: the page and the summary of a stored run. The same run gives the same bytes. */
export function documentsOf(run: StoredRun): Readonly<Record<'index.html' | 'README.md', string>> {
  return { 'index.html': enginesPage(run), 'README.md': summaryDocument(run) };
}

/** One line for each row, so that a change of one value is a change of one line. */
export function storedText(run: StoredRun): string {
  const parts = Object.entries(run).map(([key, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((one) => JSON.stringify(one)).join(',\n')}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}
