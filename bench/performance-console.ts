/** Sections of docs/performance-console.md, each written by the measurement that it is of. */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../docs/performance-console.md', import.meta.url);

/** Puts a section in the place of the one of the same title, or at the end; the others stay as they are. */
export function writeSection(title: string, lines: readonly string[]): void {
  const sections = readFileSync(FILE, 'utf8').split(/^(?=# )/m);
  const text = `${[`# ${title}`, '', ...lines].join('\n').trimEnd()}\n`;
  const isSame = (section: string): boolean => section.startsWith(`# ${title}\n`);
  const all = sections.some(isSame) ? sections.map((one) => (isSame(one) ? text : one)) : [...sections, text];
  writeFileSync(FILE, `${all.map((section) => section.trimEnd()).join('\n\n')}\n`);
}
