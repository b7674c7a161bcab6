import { createHash } from 'node:crypto';
import { examineIdentity } from '@radscore/imaging';
import { readCohort } from '@radscore/statistics';
import { readTable } from '@radscore/statistics/table';
import { batchOf } from '../../../cli/features/batch-table.ts';
import { refusing } from '../../../cli/files/table-file.ts';
import { type Edit, type Format, type Input, type Read, textOf, utf8 } from '../format.ts';

const CELLS = [
  '',
  '0',
  '1',
  '-1',
  '1.0',
  'NA',
  'nan',
  'x',
  '"',
  '""',
  '"a,b"',
  '"a\nb"',
  '=1+1',
  '@SUM(A1)',
  '1,5',
  '1e400',
  '0x10',
  'Infinity',
  '٣',
  '\u00a03',
  ' 1 ',
  'Label',
  'Image',
  '__proto__',
  'constructor',
  '\0',
  'a'.repeat(20_000),
  '-'.repeat(20_000),
  'a@'.repeat(10_000),
  '1.'.repeat(10_000),
  '"'.repeat(9999),
];
const ENDS = ['\r\n', '\r', '\n\n', '\n\r', '\u2028'];

const table = (text: string): Input => [{ name: 'table.csv', bytes: utf8(text) }];
const whole = (text: string): Read => ({ digest: createHash('sha256').update(text).digest('hex').slice(0, 16) });

const EDITS: readonly Edit[] = [
  // A cell, in quotes or not.
  (input, draw) => {
    const rows = textOf(input[0].bytes)
      .split('\n')
      .map((line) => line.split(','));
    const row = draw.of(rows);
    const cell = draw.of(CELLS);
    row[draw.below(row.length)] = draw.chance(30) ? `"${cell}"` : cell;
    return table(rows.map((cells) => cells.join(',')).join('\n'));
  },
  // A row or column more, less, or twice.
  (input, draw) => {
    const rows = textOf(input[0].bytes)
      .split('\n')
      .map((line) => line.split(','));
    const [row, column] = [draw.below(rows.length), draw.below(rows[0].length)];
    const how = draw.below(5);
    if (how === 0) rows.splice(row, 1);
    if (how === 1) rows.splice(row, 0, rows[row]);
    if (how === 2) for (const cells of rows) cells.splice(column, 1);
    if (how === 3) for (const cells of rows) cells.splice(column, 0, cells[column] ?? '');
    if (how === 4) rows[row].push(draw.of(CELLS));
    return table(rows.map((cells) => cells.join(',')).join('\n'));
  },
  (input, draw) => table(textOf(input[0].bytes).replaceAll('\n', draw.of(ENDS))),
  (input, draw) => table(textOf(input[0].bytes).replaceAll(',', draw.of([';', '\t', ', ', ',,', '"', ',"']))),
  (input, draw) => table(draw.of(['\ufeff', '\n', '# comment\n', '"', ',']) + textOf(input[0].bytes)),
];

const BATCH =
  'ID,Image,Mask,Label,Label_channel,Select,note\np1,a.nii,b.nii,1,0,,first\np2,c.nii,d.nii,,,phase=2,"a, b"\np3,e.nii,f.nii,2,,,\n';
const COHORT = `id,pcr,site,ki67,f1,f2\n${Array.from({ length: 12 }, (_, i) => `p${i},${i % 2},s${i % 3},${20 + i},${i / 7},${(i * i) % 5}`).join('\n')}\n`;

/** Batch tables of the command line. Each is also examined as a file of a study that may name persons. */
export const batch: Format = {
  name: 'csv-batch',
  inputs: [table(BATCH)],
  edits: EDITS,
  read: ([{ name, bytes }]) => {
    examineIdentity([{ name, bytes }]);
    return whole(JSON.stringify(batchOf({ file: name, ...refusing(name, () => readTable(bytes)) })));
  },
};

/** Tables of a cohort that a model is fitted to. */
export const cohort: Format = {
  name: 'csv-cohort',
  inputs: [table(COHORT)],
  edits: EDITS,
  read: ([{ bytes }]) => {
    const clinical = [{ name: 'ki67' }];
    const { cohort: found } = readCohort(textOf(bytes), { outcome: 'pcr', id: 'id', site: 'site', clinical });
    return whole(JSON.stringify(found));
  },
};
