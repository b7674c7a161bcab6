/** Holds the form of docs/decisions: one template, and an index that lists every page. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { decisionsIndex } from '../../scripts/decisions-index.ts';

const folder = new URL('../../docs/decisions/', import.meta.url);
const pages = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
const PARTS = ['Context', 'Decision', 'Considered instead', 'Consequences'];
const HEAD = /^# (\d{4})\. ([^\n]+)\n\nDate: \d{4}-\d{2}-\d{2} · Status: (accepted|superseded)[^\n]*\n/;

/** What is wrong with the form of a page. */
function faultsOf(name: string, text: string): string[] {
  const faults: string[] = [];
  const [, number] = HEAD.exec(text) ?? [];
  if (number === undefined) faults.push('no title and line with date and status');
  else if (!name.startsWith(number)) faults.push(`number ${number}`);
  const parts = [...text.matchAll(/^\*\*([^*\n]+)\*\*$/gm)].map(([, part]) => part);
  if (parts.join() !== PARTS.join()) faults.push(`parts ${parts.join(', ')}`);
  const texts = text.split(/^\*\*[^*\n]+\*\*$/m).slice(1);
  if (texts.some((part) => part.trim() === '')) faults.push('an empty part');
  return faults;
}

it.each(pages)('%s follows the template', (name) => {
  expect(faultsOf(name, readFileSync(new URL(name, folder), 'utf8'))).toEqual([]);
});

it('the numbers are distinct, and the index is the one that `npm run docs` writes', () => {
  const index = readFileSync(new URL('README.md', folder), 'utf8');
  expect(index).toBe(decisionsIndex(fileURLToPath(folder)));
  for (const name of pages) expect(index).toContain(`](${name})`);
  expect(new Set(pages.map((name) => name.slice(0, 4))).size).toBe(pages.length);
});

it('links between pages lead somewhere', () => {
  const all = new Set([...pages, 'README.md']);
  for (const name of all) {
    const links = readFileSync(new URL(name, folder), 'utf8').matchAll(/\]\((\d{4}-[^)#]+)/g);
    for (const [, link] of links) expect(all, `${name} → ${link}`).toContain(link);
  }
});

it('a page of another form is found', () => {
  expect(faultsOf('0001-x.md', '# 1. Old\n\n**Decision.** Something.\n')).toEqual([
    'no title and line with date and status',
    'parts ',
  ]);
  const good = `# 0002. T\n\nDate: 2026-11-27 · Status: accepted\n\n${PARTS.map((part) => `**${part}**\n\nx\n`).join('\n')}`;
  expect(faultsOf('0002-x.md', good)).toEqual([]);
  expect(faultsOf('0003-x.md', good)).toEqual(['number 0002']);
});
