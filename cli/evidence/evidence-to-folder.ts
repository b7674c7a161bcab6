/** `radscore evidence`: sheets of checklists filled from a model's artefacts, and a bundle that can be run again. */
import {
  ARTEFACTS,
  CHECKLISTS,
  type CrateFiles,
  countsText,
  Evidence,
  fillSheet,
  type RunRecord,
  type Sheet,
  scoreText,
  sheetCsv,
  sheetMarkdown,
  sheetsHtml,
} from '@radscore/pipeline/evidence';
import { RESEARCH_USE } from '@radscore/statistics/wording';
import { openTable } from '../files/table-file.ts';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { writeFolder } from '../terminal/output-folder.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { type BundleOptions, dataFiles, writeBundle } from './bundle.ts';
import { engineRecord } from './engine-record.ts';
import { featureFiles } from './feature-files.ts';
import {
  bytesOf,
  fitArtefacts,
  isModelFolder,
  statementsArtefact,
  validationArtefact,
  versionArtefacts,
} from './study-artefacts.ts';

export interface EvidenceOptions extends ConnectionOptions, BundleOptions {
  readonly output?: string;
  readonly table?: string;
  readonly repeats?: string;
  readonly params?: string;
  readonly protocol?: string;
  readonly images?: string;
  readonly validation?: string;
  readonly study?: string;
  readonly jobs?: number;
}

interface Gathered {
  readonly files: CrateFiles;
  /** Null for a version of the service. */
  readonly run: RunRecord | null;
  readonly name: string;
}

/** Same artefacts and options: the same bytes. @throws InputRefused, UsageProblem, ApiProblem, ApiUnreachable */
export async function evidenceToFolder(model: string, options: EvidenceOptions, terminal: Terminal): Promise<ExitCode> {
  const { output, bundle } = options;
  if (output === undefined && bundle === undefined) {
    throw new UsageProblem('got neither --output nor --bundle; wanted a folder for the sheets, a bundle, or both.');
  }
  const gathered = await gather(model, options, terminal);
  const sheets = sheetsOf(gathered.files);
  const written = sheetFiles(sheets, gathered);
  if (output !== undefined) {
    writeFolder(output, Object.keys(written)).write(written);
    for (const sheet of sheets) terminal.out(`${describe(sheet)}\n`);
    terminal.out(`Sheets are in ${output}: evidence.html has all of them.\n`);
  }
  if (bundle !== undefined) {
    const { files, run } = gathered;
    if (run === null) {
      throw new UsageProblem(
        'got --bundle for a version of the service; wanted the folder of a fit, whose table can be fitted again.',
      );
    }
    const all = new Map([
      ...files,
      ...Object.entries(written).map(([name, text]) => [`sheets/${name}`, utf8(text)] as const),
    ]);
    terminal.out(writeBundle(all, run, options));
  }
  terminal.note(RESEARCH_USE);
  return EXIT.ok;
}

async function gather(model: string, options: EvidenceOptions, terminal: Terminal): Promise<Gathered> {
  const { table, images, validation, study } = options;
  const engine: [string, Uint8Array] = [ARTEFACTS.engine, bytesOf(engineRecord())];
  const own = study === undefined ? [] : [[ARTEFACTS.study, statementsArtefact(study)] as const];
  if (!isModelFolder(model)) {
    const refused = (['table', 'images', 'validation', 'params', 'protocol', 'repeats'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (refused) {
      throw new UsageProblem(
        `got --${refused} with a version of the service, which has its own; wanted it with the folder of a fit.`,
      );
    }
    const { modelReference } = await import('../commands/arguments.ts');
    const answers = await versionArtefacts(modelReference(model), options);
    return { files: new Map([...answers, engine, ...own]), run: null, name: model };
  }
  const { files, run } = fitArtefacts(model);
  const judged =
    validation === undefined
      ? []
      : [[ARTEFACTS.validation, validationArtefact(validation, files.get(ARTEFACTS.model))] as const];
  if (images !== undefined && table === undefined) {
    throw new UsageProblem('got --images without --table; wanted the table whose values are to be computed again.');
  }
  const opened = table === undefined ? undefined : await openTable(table, 'the table of the fit');
  const data = opened === undefined ? [] : await dataFiles(opened, run, options);
  const features = await featureFiles(opened, run, files, options, terminal);
  const record = ['fit/run.json', bytesOf(run)] as const;
  return {
    files: new Map([...files, record, engine, ...own, ...judged, ...data, ...features]),
    run,
    name: run.table.name,
  };
}

/** The sheets that follow from the files of a bundle; the sheets among them are not asked. */
export function sheetsOf(files: CrateFiles): readonly Sheet[] {
  const documents = new Map<string, unknown>();
  const names: string[] = ['sheets/clear.json'];
  for (const [path, bytes] of files) {
    if (path.startsWith('sheets/')) continue;
    names.push(path);
    if (path.endsWith('.json')) documents.set(path, JSON.parse(new TextDecoder().decode(bytes)));
  }
  const evidence = new Evidence(documents, names);
  return CHECKLISTS.map((list) => fillSheet(list, evidence));
}

/** Every file of the sheets, by name. */
export function sheetFiles(
  sheets: readonly Sheet[],
  { files, name }: Pick<Gathered, 'files' | 'name'>,
): Record<string, string> {
  const engine = textOf(files, ARTEFACTS.engine) as { program: { version: string } };
  const version = textOf(files, ARTEFACTS.version) as
    | { dataOrigin?: string; owner?: string; name?: string; version?: number }
    | undefined;
  const model = textOf(files, files.has(ARTEFACTS.model) ? ARTEFACTS.model : ARTEFACTS.versionModel) as {
    about?: { synthetic?: boolean; sha256?: string; outcome?: string };
  };
  const head = {
    title: `Evidence: ${name}`,
    notice: RESEARCH_USE,
    isSynthetic: version?.dataOrigin === 'synthetic' || model.about?.synthetic === true,
    facts: [
      ['Outcome', model.about?.outcome ?? 'not named'],
      ['SHA-256 of what the table holds', model.about?.sha256 ?? 'not named'],
      ['Program', `radscore ${engine.program.version}`],
    ] as const,
  };
  const each = sheets.flatMap((sheet): [string, string][] => [
    [`${sheet.checklist}.json`, jsonText({ notice: RESEARCH_USE, ...sheet })],
    [`${sheet.checklist}.md`, sheetMarkdown(sheet, RESEARCH_USE)],
    [`${sheet.checklist}.csv`, sheetCsv(sheet)],
  ]);
  return { 'evidence.html': sheetsHtml(sheets, head), ...Object.fromEntries(each) };
}

function describe(sheet: Sheet): string {
  const score = scoreText(sheet);
  return `${sheet.name}: ${countsText(sheet)}${score === '' ? '' : ` Score ${score}`}`;
}

function textOf(files: CrateFiles, path: string): unknown {
  const bytes = files.get(path);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
