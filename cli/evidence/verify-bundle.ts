/** `radscore verify`: checks a bundle, runs it again, and names the first step that differs. */

import { InputRefused } from '@radscore/imaging';
import {
  ARTEFACTS,
  type CheckedCrate,
  type CrateFiles,
  CrateRefused,
  checkCrate,
  differenceOf,
  type RunRecord,
  runOf,
  runRecord,
  tableDigest,
  wrongHash,
} from '@radscore/pipeline/evidence';
import type { TableFile } from '../files/table-file.ts';
import { readBytes, readText } from '../files/text-file.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { CELLS, repeatsPath, tablePath } from './bundle.ts';
import { sheetFiles, sheetsOf } from './evidence-to-folder.ts';
import { readBundle } from './read-bundle.ts';
import { rerunFit } from './rerun-fit.ts';
import { firstDifference, type Step, StepDiffers, StepLog, seedsIn } from './steps.ts';
import { openTableBytes } from './table-bytes.ts';
import { verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly images?: string;
  readonly table?: string;
  readonly repeats?: string;
  readonly publicKey?: string;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** Exit code 0: the same bytes. 4: a crate that is refused, or a step that differs. */
export async function verifyBundle(path: string, options: VerifyOptions, terminal: Terminal): Promise<ExitCode> {
  const log = new StepLog(terminal, options.json === true);
  const end = (verdict: 'same' | 'differs' | 'refused', step: Step | null, message: string): ExitCode => {
    if (options.json) terminal.out(jsonText({ verdict, step, message, steps: log.passed }));
    else if (verdict === 'same') terminal.out(`${message}\n`);
    else terminal.note(`radscore: ${verdict}: ${step}: ${message}`);
    return verdict === 'same' ? EXIT.ok : EXIT.refused;
  };
  try {
    await verify(path, options, log, terminal);
    return end('same', null, 'The bundle gives the same bytes again.');
  } catch (error) {
    if (error instanceof StepDiffers) return end('differs', error.step, error.message);
    if (error instanceof CrateRefused) {
      const isKey = [
        'crate-signature-invalid',
        'crate-signature-missing',
        'crate-other-key',
        'crate-key-invalid',
      ].includes(error.fault);
      return end('refused', isKey ? 'signature' : 'crate', error.message);
    }
    if (error instanceof InputRefused && error.file?.startsWith('bundle.zip'))
      return end('refused', 'crate', error.message);
    throw error;
  }
}

async function verify(path: string, options: VerifyOptions, log: StepLog, terminal: Terminal): Promise<void> {
  const { publicKey } = options;
  const files = readBundle(path);
  const crate = checkCrate(
    files,
    publicKey === undefined ? undefined : readText(publicKey, 'an Ed25519 public key in PEM'),
  );
  log.same('signature', signatureWords(crate, publicKey !== undefined));
  log.same('crate', `${files.size} files, each described, none missing, none extra`);
  const run = recordOf(files, crate);
  const table = await tableOf(files, crate, run, options);
  await verifyImages(
    files,
    (step, file) => requireHash(files, crate, step, file),
    table.file,
    run,
    options,
    log,
    terminal,
  );
  verifyTable(files, crate, table.file, run, log);
  requireSeeds(files, crate, run, log);
  await verifyFit(files, crate, run, table, options, log, terminal);
  verifySheets(files, crate, run, log);
}

function signatureWords({ signature }: CheckedCrate, isExpected: boolean): string {
  if (!signature.signed) return 'none: this bundle is not signed, so that anybody may have written it';
  const expected = isExpected
    ? 'the key given'
    : 'the public key in the bundle: compare it with one that you trust (--public-key)';
  return `valid, of ${expected} (${signature.publicKey})`;
}

/** @throws StepDiffers for a file that is not the one described */
function requireHash(files: CrateFiles, { described }: CheckedCrate, step: Step, path: string, detail = ''): void {
  const one = described.find((each) => each.path === path);
  if (!one) throw new StepDiffers(step, `the bundle has no ${path}; wanted it.`);
  const wrong = wrongHash(files, one);
  if (wrong) throw new StepDiffers(step, `${wrong}.${detail === '' ? '' : ` ${detail}.`}`);
}

/** How the fit was run; what its own report says of that is compared later, part by part. */
function recordOf(files: CrateFiles, crate: CheckedCrate): RunRecord {
  const parsed = runRecord.safeParse(jsonIn(files, 'fit/run.json'));
  if (parsed.success) return parsed.data;
  requireHash(files, crate, 'protocol', 'fit/run.json');
  const [{ path, message }] = parsed.error.issues;
  throw new StepDiffers('protocol', `fit/run.json has ${path.join('/') || 'a value'} that does not fit: ${message}.`);
}

interface GivenTable {
  readonly file: TableFile;
  readonly bytes: Uint8Array;
  readonly repeats?: Uint8Array;
}

/** The table of the bundle, or the one that is given in its place. */
async function tableOf(
  files: CrateFiles,
  crate: CheckedCrate,
  run: RunRecord,
  { table, repeats }: VerifyOptions,
): Promise<GivenTable> {
  const inside = files.get(tablePath(run));
  const bytes = table === undefined ? inside : readBytes(table, 'the table of the fit');
  if (!bytes) throw new StepDiffers('table', `the bundle holds no table; wanted ${run.table.name} by --table.`);
  const again =
    run.repeats === null
      ? undefined
      : repeats === undefined
        ? files.get(repeatsPath(run))
        : readBytes(repeats, 'the repeats');
  if (run.repeats !== null && !again)
    throw new StepDiffers('table', `the bundle holds no repeats; wanted ${run.repeats.name} by --repeats.`);
  try {
    return { file: await openTableBytes(bytes, run), bytes, repeats: again };
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    if (table === undefined) requireHash(files, crate, 'table', tablePath(run));
    throw new StepDiffers('table', error.message);
  }
}

/** Digests name the cell; the hash of the file and of what it holds decide. */
function verifyTable(files: CrateFiles, crate: CheckedCrate, table: TableFile, run: RunRecord, log: StepLog): void {
  requireHash(files, crate, 'table', CELLS);
  const digest = tableDigest.safeParse(jsonIn(files, CELLS));
  const where = digest.success ? differenceOf(table, digest.data, run.columns.id) : undefined;
  if (where) throw new StepDiffers('table', `${where} differs from the table of the fit.`);
  if (table.sha256 !== run.table.sha256) {
    throw new StepDiffers(
      'table',
      `the file has the SHA-256 ${table.sha256}; wanted ${run.table.sha256}. Its cells are the same: it was saved in another way.`,
    );
  }
  for (const path of [tablePath(run), ...(run.repeats === null ? [] : [repeatsPath(run)])]) {
    if (files.has(path)) requireHash(files, crate, 'table', path);
  }
  log.same('table', `${table.rows.length} rows, ${table.header.length} columns`);
}

/** Seeds, protocol and columns stand in run.json and in the report: both say the same. */
function requireSeeds(files: CrateFiles, crate: CheckedCrate, run: RunRecord, log: StepLog): void {
  let reported: RunRecord;
  try {
    reported = runOf(jsonIn(files, ARTEFACTS.report));
  } catch {
    requireHash(files, crate, 'report', ARTEFACTS.report);
    throw new StepDiffers('report', `${ARTEFACTS.report} is no report of a fit that ended in a model.`);
  }
  const differs = (step: Step, got: unknown, wanted: unknown, what: string) => {
    const found = firstDifference(got, wanted);
    if (found) throw new StepDiffers(step, `fit/run.json and ${ARTEFACTS.report} name different ${what}: ${found}.`);
  };
  differs('seed', run.seeds, reported.seeds, 'seeds');
  differs('seed', run.split, reported.split, 'splits');
  differs('protocol', run.protocol, reported.protocol, 'protocols');
  differs('protocol', run, reported, 'columns');
  requireHash(files, crate, 'seed', 'fit/run.json');
  log.same(
    'seed',
    Object.entries(run.seeds)
      .map(([name, seed]) => `${name} ${seed ?? 'none'}`)
      .join(', '),
  );
  log.same('protocol', String(run.protocol.id));
}

async function verifyFit(
  files: CrateFiles,
  crate: CheckedCrate,
  run: RunRecord,
  table: GivenTable,
  { jobs }: VerifyOptions,
  log: StepLog,
  terminal: Terminal,
): Promise<void> {
  const again = await rerunFit(run, { table: table.bytes, repeats: table.repeats }, jobs, terminal);
  const [got, wanted] = [again, files].map((set) => jsonIn(set, ARTEFACTS.report) as Record<string, unknown>);
  const model = [again, files].map((set) => jsonIn(set, ARTEFACTS.model));
  const [gotSeeds, wantedSeeds] = [seedsIn(got), seedsIn(wanted)];
  const seed = Object.keys(wantedSeeds).find((place) => gotSeeds[place] !== wantedSeeds[place]);
  if (seed !== undefined) {
    throw new StepDiffers(
      'seed',
      `run again, ${ARTEFACTS.report}#${seed} is ${gotSeeds[seed]}; wanted ${wantedSeeds[seed]}.`,
    );
  }
  const steps = firstDifference(got?.protocol, wanted.protocol, '/protocol');
  if (steps) throw new StepDiffers('protocol', `run again, ${ARTEFACTS.report}#${steps}.`);
  const part = (step: Step, names: readonly string[], message: string) => {
    for (const name of names) {
      const found = firstDifference(got?.[name], wanted?.[name], `/${name}`);
      if (found) throw new StepDiffers(step, `run again, ${ARTEFACTS.report}#${found}.`);
    }
    log.same(step, message);
  };
  part(
    'split',
    ['trainRows', 'testRows'],
    `${(wanted.trainRows as unknown[]).length} training and ${(wanted.testRows as unknown[]).length} test rows`,
  );
  part('selection', ['result', 'selection'], 'the same columns at every stage');
  const coefficients = firstDifference(model[0], model[1]);
  if (coefficients) throw new StepDiffers('coefficients', `run again, ${ARTEFACTS.model}#${coefficients}.`);
  requireBytes(files, again, crate, 'coefficients', ARTEFACTS.model);
  log.same('coefficients', 'the same model to the byte');
  const report = firstDifference(got, wanted);
  if (report) throw new StepDiffers('report', `run again, ${ARTEFACTS.report}#${report}.`);
  const names = [
    ...new Set([
      ...again.keys(),
      ...[...files.keys()].filter((path) => path.startsWith('fit/') && path !== 'fit/run.json'),
    ]),
  ].sort();
  for (const name of names) requireBytes(files, again, crate, 'report', name);
  log.same('report', `${names.length} files, the same to the byte`);
}

function requireBytes(files: CrateFiles, again: CrateFiles, crate: CheckedCrate, step: Step, path: string): void {
  const [got, wanted] = [again.get(path), files.get(path)];
  if (!got || !wanted)
    throw new StepDiffers(step, `${path} is ${got ? 'not in the bundle' : 'not written this time'}.`);
  if (!Buffer.from(got).equals(Buffer.from(wanted)))
    throw new StepDiffers(step, `${path} has other bytes when it is written again.`);
  requireHash(files, crate, step, path);
}

/** Sheets follow from the artefacts. */
function verifySheets(files: CrateFiles, crate: CheckedCrate, run: RunRecord, log: StepLog): void {
  const { described } = crate;
  for (const { path } of described) if (!path.startsWith('sheets/')) requireHash(files, crate, 'sheets', path);
  const again = sheetFiles(sheetsOf(files), { files, name: run.table.name });
  for (const [name, text] of Object.entries(again)) {
    const path = `sheets/${name}`;
    const bytes = files.get(path);
    if (!bytes || new TextDecoder().decode(bytes) !== text) {
      throw new StepDiffers('sheets', `${path} is not what the artefacts give.`);
    }
  }
  for (const { path } of described) requireHash(files, crate, 'sheets', path);
  log.same('sheets', `${Object.keys(again).length} files that follow from the artefacts`);
}

export function jsonIn(files: CrateFiles, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(files.get(path)));
  } catch {
    return undefined;
  }
}
