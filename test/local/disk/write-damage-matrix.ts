/** Runs the whole matrix of damaged state files and writes it to docs/reliability.md, between its marks. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FILES } from '../../../local/disk/state-files.ts';
import {
  DAMAGES,
  type Ending,
  type MatrixRow,
  makeFolders,
  stateFilesIn,
  stateOf,
  tryDamage,
} from './damage-matrix.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'reliability.md');
const [BEGIN, END] = ['<!-- begin state-folder -->', '<!-- end state-folder -->'];

const { root, folders } = await makeFolders();
const rows: MatrixRow[] = [];
try {
  for (const ending of ['stopped', 'killed'] as const) {
    const expected = await stateOf(root, folders[ending]);
    for (const file of stateFilesIn(folders[ending])) {
      for (const damage of DAMAGES) {
        const row = await tryDamage(root, folders[ending], ending, expected, file, damage);
        if (row) rows.push(row);
      }
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
const bad = rows.filter(({ outcome }) => outcome === 'silent' || outcome === 'raw');
for (const { ending, file, damage, outcome, message } of bad) console.log(ending, file, damage, outcome, message);
// What nothing is lost of need not be found; LevelDB alone knows which of its data files are in use.
const missed = rows.filter(
  ({ foundBefore, outcome, file }) => !foundBefore && outcome !== 'restored' && !file.endsWith('.ldb'),
);
for (const { ending, file, damage } of missed) console.log(ending, file, damage, 'not found by checkState');

const page = readFileSync(PAGE, 'utf8');
const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
if (from < 0 || to < from) throw new Error(`got a page without ${BEGIN} and ${END}; wanted both`);
writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n\n${section()}\n${page.slice(to)}`);
console.log(`${rows.length} damaged folders, ${bad.length} silent or raw, ${missed.length} not found by checkState`);
process.exitCode = bad.length + missed.length > 0 ? 1 : 0;

function section(): string {
  const kinds = STATE_FILES.flatMap(({ pattern, holds }) => {
    const files = [...new Set(rows.map(({ file }) => file))].filter((file) => pattern.test(file));
    return files.length === 0 ? [] : [{ pattern, holds, files }];
  });
  const lines = kinds.map(({ pattern, holds, files }) => {
    const cells = (['stopped', 'killed'] as const).flatMap((ending) =>
      DAMAGES.map((damage) => outcomeOf(ending, damage, pattern)),
    );
    return `| ${nameOf(files[0])} | ${holds} | ${cells.join(' | ')} |`;
  });
  const head = '| file | holds | missing | empty | cut | killed: missing | killed: empty | killed: cut |';
  return `Written by \`node test/local/disk/write-damage-matrix.ts\`: ${rows.length} times one file of a folder was removed, emptied or cut in half, and the cloud's servers were started on it and used. The folder was left by a stop, or by a process that was
killed in the middle of its work, which the write-ahead log covers. **refused**: the start names the file and what to do. **noted**: it starts, and the note names the file and what follows. **restored**: everything is there, from the log. Never: an error that nobody
thought of (${rows.filter(({ outcome }) => outcome === 'raw').length}), a loss without a word (${rows.filter(({ outcome }) => outcome === 'silent').length}). A dash: a file that is not there then, or too short for the damage. \`radscore doctor\` lists the same files.

${head}
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}

function outcomeOf(ending: Ending, damage: string, pattern: RegExp): string {
  const outcomes = rows
    .filter((row) => row.ending === ending && row.damage === damage && pattern.test(row.file))
    .map(({ outcome }) => outcome);
  return outcomes.length === 0 ? '–' : [...new Set(outcomes)].sort().join(', ');
}

/** Names and hashes stand for any. */
function nameOf(file: string): string {
  const name = file
    .replace(/^(buckets|states)\/[^/]+/, '$1/NAME')
    .replace(/\/(objects|ended|running|definitions|bytes)\/[^/.]+/, '/$1/…')
    .replace(/uploads\/[^/]+\/[^/]+/, 'uploads/…/upload.json')
    .replace(/^queues\/[^/]+/, 'queues/NAME.jsonl')
    .replace(/^tables\/.*/, 'tables/…')
    .replace(/^wal\/.*/, 'wal/….log');
  return `\`${name}\``;
}
