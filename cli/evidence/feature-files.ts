/** The files of a bundle that speak of images: settings, and hashes with the values computed again. */
import { availableParallelism } from 'node:os';
import { ARTEFACTS, type CrateFiles, type RunRecord } from '@radscore/pipeline/evidence';
import { openTable, type TableFile } from '../files/table-file.ts';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import {
  computeAgain,
  type FeatureCells,
  featureCells,
  hashCase,
  type ImagesDocument,
  imageCases,
  type OtherValue,
  settingsDocument,
  settingsOfCases,
} from './feature-record.ts';
import { bytesOf } from './study-artefacts.ts';

interface FeatureOptions {
  readonly params?: string;
  readonly protocol?: string;
  readonly images?: string;
  readonly jobs?: number;
}

/**
 * Settings alone are what a user says of a table. With images they are proved: every value is computed again, and a table
 * that holds another one is refused.
 *
 * @throws CommandFailed naming the first value that differs; UsageProblem, InputRefused, ProtocolNotFound
 */
export async function featureFiles(
  table: TableFile | undefined,
  run: RunRecord,
  fit: CrateFiles,
  options: FeatureOptions,
  terminal: Terminal,
): Promise<[string, Uint8Array][]> {
  const { images, params, protocol, jobs = availableParallelism() } = options;
  if (images === undefined) {
    if (params === undefined && protocol === undefined) return [];
    if (protocol !== undefined) {
      throw new UsageProblem(
        'got --protocol without --images; wanted --params, or images whose column Sequence names t2fs, dwi or dce.',
      );
    }
    return [
      [
        ARTEFACTS.settings,
        bytesOf(
          settingsDocument(
            await settingsOfCases([{ row: '', sequence: null, work: { image: '', mask: '' } }], { params }),
          ),
        ),
      ],
    ];
  }
  const cases = imageCases(await openTable(images, 'a table with the columns ID, Image and Mask'));
  const settings = await settingsOfCases(cases, options);
  const document = settingsDocument(settings);
  terminal.status('Hashing images …');
  const records = cases.map(hashCase);
  terminal.status('Computing features again …');
  const { agreement, other, hashes } = await computeAgain(
    cases,
    settings,
    cellsOfFit(table as TableFile, run, fit),
    jobs,
  );
  terminal.status('');
  if (other)
    throw new CommandFailed(`${otherWords(other)} Give the images and the settings of this table.`, EXIT.refused);
  const content: ImagesDocument = {
    format: 'radscore-images/1',
    settings: String(document.sha256),
    cases: records.map((one, i) => ({ ...one, features: hashes[i] })),
    agreement,
  };
  return [
    [ARTEFACTS.settings, bytesOf(document)],
    [ARTEFACTS.images, bytesOf(content)],
  ];
}

/** The cells that the fit read as features, of the rows that it used. */
export function cellsOfFit(table: TableFile, run: RunRecord, fit: CrateFiles): FeatureCells {
  const report = JSON.parse(new TextDecoder().decode(fit.get(ARTEFACTS.report))) as {
    selection: { columns: string[] };
    train: { ids: string[] };
    test: { ids: string[] } | null;
  };
  const cells = featureCells(table, run.columns.id, report.selection.columns);
  const used = new Set([...report.train.ids, ...(report.test?.ids ?? [])].map((one) => one.trim()));
  return { ...cells, rows: new Map([...cells.rows].filter(([row]) => run.columns.id === null || used.has(row))) };
}

export function otherWords({ row, column, inTable, computed }: OtherValue): string {
  return `got ${column} of row ${row} as ${inTable} in the table and ${computed} from its image; wanted the same.`;
}
