/** Judges every regular expression of the code by the time it takes, and writes the list that a test holds the code to. */
// usage: node scripts/patterns.ts; writes test/standards/patterns.json. Refuses a pattern that is not linear and not bounded.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import { patternsInCode } from '../test/standards/patterns.ts';

const file = join(import.meta.dirname, '..', 'test', 'standards', 'patterns.json');
const { bounded } = JSON.parse(readFileSync(file, 'utf8')) as { bounded: Record<string, string> };
const linear: string[] = [];
const refused: string[] = [];
for (const { source, flags, file: place } of patternsInCode()) {
  const pattern = `/${source}/${flags}`;
  if (pattern in bounded) continue;
  const { status, complexity } = checkSync(source, flags, { timeout: 20_000 });
  if (status === 'safe') linear.push(pattern);
  else refused.push(`${place}: ${pattern}: ${complexity?.summary ?? status}`);
}
if (refused.length > 0) {
  console.error(`got ${refused.length} patterns whose time grows faster than their text; wanted linear ones:`);
  for (const line of refused) console.error(`  ${line}`);
  console.error('Write them without two repetitions that take the same signs, or say in "bounded" what bounds their text.');
  process.exit(1);
}
const used = new Set(patternsInCode().map(({ source, flags }) => `/${source}/${flags}`));
const stillBounded = Object.fromEntries(Object.entries(bounded).filter(([pattern]) => used.has(pattern)));
writeFileSync(file, `${JSON.stringify({ bounded: stillBounded, linear: linear.sort() }, undefined, 1)}\n`);
console.log(`${linear.length} patterns are linear, ${Object.keys(stillBounded).length} bounded`);
