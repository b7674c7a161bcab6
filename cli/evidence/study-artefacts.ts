/** The artefacts of a model, as files of a bundle: from the folder of a fit, or from a version of the service. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { ARTEFACTS, type CrateFiles, type RunRecord, runOf, studyStatements } from '@radscore/pipeline/evidence';
import { readBytes, readText } from '../files/text-file.ts';
import { readModelFolder } from '../modelling/model-folder.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { CommandFailed, EXIT } from '../terminal/failure.ts';
import { jsonText } from '../terminal/terminal.ts';

/** What a folder of a fit holds that belongs to it. */
const OF_A_FIT = /^(?:report\.(?:json|html)|model\.json|external\.html|[a-z-]+\.svg)$/;

/** The files of a fit, by their paths in a bundle, and how it was run. */
export interface FitArtefacts {
  readonly files: CrateFiles;
  readonly run: RunRecord;
}

/** @throws InputRefused for a folder that is no fit which ended in a model */
export function fitArtefacts(folder: string): FitArtefacts {
  const model = readModelFolder(folder);
  const file = join(folder, 'report.json');
  const report = jsonOf(file, readText(file, 'the report of a fit'), 'the report of a fit');
  let run: RunRecord;
  try {
    run = runOf(report);
  } catch (cause) {
    const got = 'no report of a fit that ended in a model';
    throw refused(file, got, 'the report.json that radscore fit wrote with model.json', 'Fit it again.', cause);
  }
  const { about } = report as { about: { sha256?: string } };
  if (model.about?.sha256 !== about.sha256) {
    throw refused(file, 'a report of another fit than model.json', 'both of one fit', 'Fit it again.');
  }
  const names = readdirSync(folder).filter((name) => OF_A_FIT.test(name));
  const files = new Map(
    names.map((name) => [`fit/${name}`, new Uint8Array(readBytes(join(folder, name), 'a file of a fit'))]),
  );
  return { files, run };
}

/** The answers of the service on a version. @throws ApiProblem, ApiUnreachable, CommandFailed without a promoted version */
export async function versionArtefacts(
  { name, version: asked }: { readonly name: string; readonly version?: number },
  options: ConnectionOptions,
): Promise<CrateFiles> {
  const client = connect(options);
  const version = asked ?? (await client.line(name)).promoted;
  if (version === null) {
    throw new CommandFailed(
      `got ${name}, which has no promoted version; wanted one. Name a version: ${name}@1.`,
      EXIT.refused,
    );
  }
  const [row, answer, evaluation] = await Promise.all([
    client.version(name, version),
    client.fittedModel(name, version),
    client.evaluation(name, version),
  ]);
  return new Map([
    [ARTEFACTS.version, bytesOf(row)],
    [ARTEFACTS.versionModel, bytesOf(answer.model)],
    [ARTEFACTS.evaluation, bytesOf(evaluation)],
  ]);
}

/** The folder of `radscore validate`, if it judged this very model. @throws InputRefused */
export function validationArtefact(folder: string, model: Uint8Array | undefined): Uint8Array {
  const file = join(folder, 'validation.json');
  const bytes = readBytes(file, 'the validation.json of radscore validate');
  const validation = jsonOf(file, bytes.toString('utf8'), 'the result of radscore validate') as {
    format?: string;
    model?: { about?: unknown; features?: unknown };
  };
  const judged =
    model && (JSON.parse(new TextDecoder().decode(model)) as { about?: unknown; features: { name: string }[] });
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  if (validation.format !== 'radscore-validation/1' || !judged) {
    throw refused(file, 'no result of radscore validate', 'validation.json', 'Validate the model again.');
  }
  const names = judged.features.map((feature) => feature.name);
  if (
    !same(validation.model?.features, names) ||
    !same(withoutTable(validation.model?.about), withoutTable(judged.about))
  ) {
    throw refused(file, 'the validation of another model', 'that of the model at hand', 'Validate this model.');
  }
  return new Uint8Array(bytes);
}

/** The same model is called by different tables in its folder and in its report. */
function withoutTable(about: unknown): unknown {
  if (typeof about !== 'object' || about === null) return about;
  const { table: _, ...rest } = about as Record<string, unknown>;
  return rest;
}

/** What the author states. @throws InputRefused for what is no such file */
export function statementsArtefact(file: string): Uint8Array {
  const wanted = '{"format": "radscore-study/1", "statements": {"clear:8": {"text": "…", "where": "Methods"}}}';
  const parsed = studyStatements.safeParse(jsonOf(file, readText(file, wanted), wanted));
  if (parsed.success) return bytesOf(parsed.data);
  const [{ path, message }] = parsed.error.issues;
  throw refused(file, `${path.join('.') || 'a value'} that does not fit: ${message}`, wanted, 'Correct the file.');
}

/** True for the folder of a fit, false for the name of a version. */
export function isModelFolder(model: string): boolean {
  return /^\.|[\\/]/.test(model) || existsSync(model);
}

export function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(jsonText(value));
}

function jsonOf(file: string, text: string, wanted: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused(file, 'no JSON', wanted, 'Correct the file.', cause);
  }
}

function refused(file: string, got: string, wanted: string, remedy: string, cause?: unknown): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy }, { cause });
}
