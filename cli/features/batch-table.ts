/** Reads a table of cases: which image and mask each row means, and what cannot be meant. */
import { dirname, resolve } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { SELECTION_FORMS, selectionFrom } from '../files/selection.ts';
import { requireRows, type TableFile } from '../files/table-file.ts';
import type { CaseFeatures, FeatureCase } from './case.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A row of the batch table, as it was read and as it is to be computed. */
export interface BatchRow {
  /** The row's own values, in the order of the table's columns. */
  readonly values: readonly string[];
  /** What is to be computed, or what is known already: why it cannot be, or what an earlier run computed. */
  readonly work: FeatureCase | RowResult;
}

/** What holds for the cases that do not say otherwise. */
export type CaseDefaults = Pick<FeatureCase, 'label' | 'labelChannel' | 'select'>;

export interface BatchTable {
  readonly columns: readonly string[];
  readonly rows: readonly BatchRow[];
}

/** How a row ended; a row that failed has the reason. */
export type RowResult = CaseFeatures | { readonly failure: Failure };

/**
 * The cases of a batch table: columns Image and Mask, optionally Label, Label_channel and Select; all others (ID, …) are
 * carried along. Paths are relative to the table. The label and the selection of the command line apply to every row that has
 * none of its own.
 *
 * @throws InputRefused `unreadable`
 */
export function batchOf(
  { file, header, rows }: Pick<TableFile, 'file' | 'header' | 'rows'>,
  defaults: CaseDefaults = {},
): BatchTable {
  const column = (name: string): number => header.findIndex((found) => found.toLowerCase() === name);
  const [image, mask] = ['image', 'mask'].map(column);
  const own = OPTIONAL.map(({ name, read }) => ({ name, read, at: column(name.toLowerCase()) })).filter(
    ({ at }) => at >= 0,
  );
  if (image < 0 || mask < 0) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `the columns ${header.join(', ').slice(0, 200)}`,
      wanted: 'the columns Image and Mask, and optionally Label, Label_channel, Select and ID',
      remedy: 'Name the columns in the first line.',
    });
  }
  const twice = ['image', 'mask', ...OPTIONAL.map(({ name }) => name.toLowerCase())].find(
    (name) => header.filter((found) => found.toLowerCase() === name).length > 1,
  );
  if (twice !== undefined) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `two columns that are called ${twice}`,
      wanted: 'one of each name',
      remedy: 'Remove the column that is not meant.',
    });
  }
  requireRows({ file, rows });
  const folder = dirname(file);
  const path = (value: string): string => resolve(folder, value.trim());
  return {
    columns: header,
    rows: rows.map((values) => {
      // An empty path resolves to the table's folder, which would be read as an image.
      const empty = [image, mask].find((at) => values[at].trim() === '');
      if (empty !== undefined) {
        const message = `got a row whose ${header[empty]} is empty; wanted the path of a file. Correct the table.`;
        return { values, work: { failure: { code: 'file-missing', message } } };
      }
      let work: FeatureCase = { ...defaults, image: path(values[image]), mask: path(values[mask]) };
      for (const { name, read, at } of own) {
        const text = values[at].trim();
        const part = text === '' ? {} : read(text);
        if (typeof part === 'string') return { values, work: { failure: notUsable(name, text, part) } };
        work = { ...work, ...part };
      }
      return { values, work };
    }),
  };
}

/** Columns that a row may leave empty: what their text adds to the case, or else what was wanted. */
const OPTIONAL: readonly { readonly name: string; readonly read: (text: string) => Partial<FeatureCase> | string }[] = [
  {
    name: 'Label',
    read: (text) => (isWhole(text) ? { label: Number(text) } : 'a whole number, from 0'),
  },
  {
    name: 'Label_channel',
    read: (text) => (isWhole(text) ? { labelChannel: Number(text) } : 'a whole number, from 0'),
  },
  {
    name: 'Select',
    read: (text) => {
      const select = selectionFrom(text);
      return select ? { select } : SELECTION_FORMS;
    },
  },
];

function isWhole(text: string): boolean {
  // A table that was saved by a program of numbers has 1.0 for 1.
  return /^\d{1,9}(\.0*)?$/.test(text);
}

function notUsable(name: string, text: string, wanted: string): Failure {
  const code = name === 'Select' ? 'settings-invalid' : 'label-missing';
  return { code, message: `got the ${name} "${text.slice(0, 64)}"; wanted ${wanted}, or nothing. Correct the table.` };
}
