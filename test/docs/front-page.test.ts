/** What a stranger reads first keeps its promises: pictures are labelled, commands exist, links lead somewhere. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', '.changeset/README.md'],
  ...globSync('{docs,docs/decisions,layers/*,test/golden}/*.md', { cwd: PROJECT_ROOT }),
];

describe('README', () => {
  it('shows a picture that says in itself that it is synthetic', () => {
    const [, picture] = /!\[[^\]]+\]\(([^)]+\.svg)\)/.exec(read('README.md')) ?? [];
    expect(read(picture)).toMatch(
      /<text [^>]*>Synthetic cohort of \d+ drawn patients [^<]*Research use only\.<\/text>/,
    );
  });

  it('has no line over 120 characters outside tables, commands and links', () => {
    const prose = read('README.md').replaceAll(/^```[\s\S]*?^```$/gm, '');
    const long = prose
      .split('\n')
      .filter((line) => line.length > 120 && !line.startsWith('|') && !/npx|\]\(/.test(line));
    expect(long).toEqual([]);
  });
});

it('CONTRIBUTING names every npm script, and no other', () => {
  const named = new Set([...read('CONTRIBUTING.md').matchAll(/`npm (?:run )?([\w:-]+)/g)].map(([, name]) => name));
  const notScripts = ['install', 'publish'];
  expect([...named].filter((name) => !notScripts.includes(name)).sort()).toEqual(Object.keys(scripts).sort());
});

it.each(PAGES)('links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
  const broken = links.filter((link) => !existsSync(join(PROJECT_ROOT, dirname(page), link)));
  expect(broken).toEqual([]);
});
