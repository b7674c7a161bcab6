/** Every command that takes a table reads the same bytes alike: the same rows, or the same refusal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { batchOf } from '../../../cli/features/batch-table.ts';
import { readTableFile } from '../../../cli/files/table-file.ts';
import { readFitTable } from '../../../cli/modelling/fit-table.ts';
import { predictionRows } from '../../../cli/modelling/prediction-table.ts';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-reader-'));
afterAll(() => rmSync(root, { recursive: true }));

const FEATURES = ['f0', 'f1'];
const random = new Random(5);
/** Synthetic rows that are cases of a batch, patients of a cohort and inputs of a model at once. */
const ROWS = Array.from({ length: 12 }, (_, i) => [
  ...[`P${i}`, i % 2, i < 8 ? 'train' : 'test'],
  ...[random.normal(), random.normal(), `${i}.nrrd`, 'mask.nrrd'],
]);
const PLAIN = [['id', 'pCR', 'set', ...FEATURES, 'Image', 'Mask'], ...ROWS].map(csvLine).join('');

let made = 0;
function fileOf(content: string | Uint8Array): string {
  const file = join(root, `${++made}.csv`);
  writeFileSync(file, content);
  return file;
}

/** What each command makes of a file, apart from the name of the file. */
function readings(content: string | Uint8Array) {
  const file = fileOf(content);
  const { cohort } = readFitTable(file, { outcome: 'pCR', split: 'set', features: FEATURES, filter: true });
  const model = { model: 'm', features: FEATURES.map((name) => ({ name })), clinical: [] };
  const read = readTableFile(file, 'a table');
  return { cohort, inputs: predictionRows(read, model), batch: batchOf(read) };
}

/** Every command on one file. */
const commandsOn = (file: string): readonly (readonly string[])[] => [
  ['fit', file, '--outcome', 'pCR', '--split', 'set', '-o', join(root, 'never')],
  [
    ...['fit', fileOf(PLAIN), '--outcome', 'pCR', '--split', 'set', '--features', FEATURES.join(',')],
    ...['--repeats', file, '-o', join(root, 'never')],
  ],
  ['predict', '--model', MODEL, '--table', file],
  ['extract', file],
];

/** A folder with the beginning of a model: tables are read before it is asked for anything. */
const MODEL = mkdtempSync(join(root, 'model-'));
writeFileSync(
  join(MODEL, 'model.json'),
  JSON.stringify({ format: 'radscore-model/1', features: FEATURES.map((name) => ({ name, imputed: null })) }),
);

describe('fit, predict and extract read the same of a table', () => {
  const plain = readings(PLAIN);
  const edited = (change: (text: string) => string) => change(PLAIN);
  it.each([
    ['CR line ends, as of old Excel for Mac', edited((text) => text.replaceAll('\n', '\r'))],
    ['CRLF line ends', edited((text) => text.replaceAll('\n', '\r\n'))],
    ['one line end of each kind', edited((text) => text.replace('\n', '\r').replace('\n', '\r\n'))],
    ['a last line of three blanks', `${PLAIN}   \n`],
    ['blank lines and tabs at the end', `${PLAIN}\n\n \t \n\f\n`],
    ['blank lines between rows', edited((text) => text.replaceAll('\n', '\n\n'))],
    ['a last row of commas alone', `${PLAIN},,,,,,\n`],
    ['no last line end', PLAIN.trimEnd()],
    ['a byte order mark', `\uFEFF${PLAIN}`],
    ['a byte order mark before a quote', `\uFEFF${edited((text) => text.replace('id', '"id"'))}`],
    ['every field in quotes', edited((text) => text.replaceAll(/[^,\n]+/g, '"$&"'))],
    ['blanks behind a closing quote', edited((text) => text.replace('P1,', '"P1"  ,'))],
    ['blanks around the names of columns', edited((text) => text.replace('id,pCR,', ' id , pCR ,'))],
    ['a nameless empty column at the end', edited((text) => text.replaceAll('\n', ',\n'))],
    ['semicolons', PLAIN.replaceAll(',', ';')],
    ['tabs and decimal commas', PLAIN.replaceAll(',', '\t').replaceAll('.', ',').replaceAll(',nrrd', '.nrrd')],
    ['a line sep= of Excel', `sep=|\r\n${PLAIN.replaceAll(',', '|')}`],
    ['a minus sign of a word processor', PLAIN.replaceAll(',-', ',\u2212')],
    ['comments', `# made by a script\n${PLAIN}# the "end\n`],
    ['the header again', `${PLAIN}${PLAIN.slice(0, PLAIN.indexOf('\n') + 1)}`],
    ['UTF-16 with its mark', Uint8Array.from(Buffer.from(`\uFEFF${PLAIN}`, 'utf16le'))],
    ['UTF-16 without a mark', Uint8Array.from(Buffer.from(PLAIN, 'utf16le'))],
  ])('with %s', (_, content) => expect(readings(content)).toEqual(plain));

  it.each([
    ['a comma', 'P,1'],
    ['a line end', 'P\n1'],
    ['a CRLF', 'P\r\n1'],
    ['a quote', 'P"1'],
  ])('with %s within quotes, which is part of the value', (_, id) => {
    const { cohort, inputs, batch } = readings(PLAIN.replace('P1,', `${csvLine([id]).slice(0, -1)},`));
    expect([cohort.features.ids[1], inputs[1].id, batch.rows[1].values[0]]).toEqual([id, id, id]);
  });
});

describe('fit, its repeats, predict and extract refuse the same table', () => {
  const bytes = (text: string, encoding: BufferEncoding) => Uint8Array.from(Buffer.from(text, encoding));
  it.each<[string, string | Uint8Array, string]>([
    ['text behind a closing quote', PLAIN.replace('P1,', '"P1"x,'), 'got text behind a closing quote in line 3'],
    ['a quote within a field', PLAIN.replace('P1,', 'P"1,'), 'got a quote within a field that does not begin with one'],
    ['a quote that never closes', PLAIN.replace('P1,', '"P1,'), 'got a quote opened in line 3 that never closes'],
    ['a row with fewer fields', PLAIN.replace(/^P1,.*$/m, 'P1,1'), 'got 2 fields in line 3; wanted 7'],
    ['the same after CR', PLAIN.replace(/^P1,.*$/m, 'P1,1').replaceAll('\n', '\r'), 'got 2 fields in line 3; wanted 7'],
    ['two columns of one name', PLAIN.replace('f1', 'f0'), 'got column "f0" twice'],
    ['a header without rows', PLAIN.slice(0, PLAIN.indexOf('\n') + 1), 'got a header without rows'],
    ['a header without a line end', PLAIN.slice(0, PLAIN.indexOf('\n')), 'got a header without rows'],
    ['a header and rows of commas', `${PLAIN.slice(0, PLAIN.indexOf('\n'))}\n,,,,,,\n`, 'got a header without rows'],
    ['nothing', '', 'got an empty table'],
    ['blank lines alone', '\n  \n', 'got an empty table'],
    ['Windows-1252', bytes(PLAIN.replace('P1,', 'Pé1,'), 'latin1'), 'bytes in line 3 that are not UTF-8'],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'got a table in UTF-32'],
    ['a NUL character', PLAIN.replace('P1,', 'P\u00001,'), 'got a NUL character in line 3'],
  ])('with %s', async (_, content, got) => {
    const file = fileOf(content);
    for (const command of commandsOn(file)) {
      const { exitCode, out, notes } = await radscore(...command);
      expect([exitCode, out, notes.at(-1)]).toEqual([4, '', expect.stringContaining(`unreadable: ${file}: `)]);
      expect(notes.at(-1)).toContain(got);
    }
  });
});

describe('a split that does not say train or test', () => {
  it.each([
    ['validation', 'Write train for the rows to fit on, and test for those that only judge the model.'],
    ['1', 'Write the words in place of numbers.'],
    ['0', 'Write the words in place of numbers.'],
    ['', 'Mark every row.'],
  ])('is refused with what is accepted: "%s"', async (mark, remedy) => {
    const file = fileOf(PLAIN.replaceAll(',test,', `,${mark},`));
    const { exitCode, notes } = await radscore('fit', file, '--outcome', 'pCR', '--split', 'set', '-o', root);
    expect(exitCode).toBe(4);
    expect(notes.at(-1)).toContain(
      `row P8, column set: got "${mark}"; wanted train (or training) or test (or testing), in small letters or capitals.`,
    );
    expect(notes.at(-1)).toContain(remedy);
  });

  it('is not refused for the other accepted words', () => {
    const words = PLAIN.replaceAll(',test,', ', TESTING ,').replaceAll(',train,', ',Training,');
    expect(readings(words).cohort.split).toEqual(readings(PLAIN).cohort.split);
  });
});
