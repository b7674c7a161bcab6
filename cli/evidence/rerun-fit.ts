/** Runs the fit of a bundle again, by the very command that a user has, into a folder of its own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CrateFiles, RunRecord } from '@radscore/pipeline/evidence';
import { DEFAULT_PROTOCOL } from '@radscore/statistics';
import type { ClinicalArgument } from '../modelling/fit-options.ts';
import { type FitOptions, fitToFolder } from '../modelling/fit-to-folder.ts';
import { CommandFailed, EXIT } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { formatOf } from './table-bytes.ts';

/** The bytes of table and repeats, as they were. */
export interface RerunInput {
  readonly table: Uint8Array;
  readonly repeats?: Uint8Array;
}

/** The files that the fit writes this time, by their paths in a bundle. @throws CommandFailed for names that are no plain names */
export async function rerunFit(
  run: RunRecord,
  { table, repeats }: RerunInput,
  jobs: number | undefined,
  terminal: Terminal,
): Promise<CrateFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-verify-'));
  try {
    const file = write(join(folder, 'table'), run.table.name, table);
    const repeated = run.repeats && repeats ? write(join(folder, 'repeats'), run.repeats.name, repeats) : undefined;
    const options = await optionsOf(run, folder, file);
    const output = join(folder, 'fit');
    const quiet: Terminal = {
      out: () => {},
      note: () => {},
      status: terminal.status,
      interactive: terminal.interactive,
    };
    await fitToFolder(file, { ...options, repeats: repeated, jobs, output }, quiet);
    return new Map(readdirSync(output).map((name) => [`fit/${name}`, readFileSync(join(output, name))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, name: string, bytes: Uint8Array): string {
  if (basename(name) !== name || /[\\/:\0]/.test(name) || name === '.' || name === '..') {
    throw new CommandFailed(
      `got a table called ${JSON.stringify(name)}; wanted the plain name of a file.`,
      EXIT.refused,
    );
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The options of `radscore fit` that give this run. */
async function optionsOf(run: RunRecord, folder: string, file: string): Promise<Omit<FitOptions, 'output'>> {
  const { columns, split, protocol, seeds, words } = run;
  const isDefault = protocol.id === DEFAULT_PROTOCOL.id;
  const labels = words && json(folder, 'labels.json', words);
  return {
    ...(await formatOf(run, file)),
    outcome: columns.outcome,
    positive: columns.positive,
    negative: columns.negative,
    id: columns.id ?? undefined,
    clinical: columns.clinical as ClinicalArgument[],
    recorded: columns.recorded as ClinicalArgument[],
    features: columns.features,
    where: columns.where,
    site: columns.site ?? undefined,
    group: columns.group ?? undefined,
    labels,
    ...(split.by === 'column' ? { split: split.column } : { testFraction: split.testFraction }),
    ...(isDefault
      ? {
          // The default protocol has no file: its changes are options, and one seed is that of every step.
          filter: protocol.nearDuplicates !== null,
          forceClinical: protocol.clinical.force,
          bootstrap: protocol.bootstrap.count,
          permutations: protocol.permutations.count,
          nested: protocol.validation.folds,
          leaveOneSiteOut: protocol.validation.by === 'site',
          seed: seeds.bootstrap,
        }
      : {
          filter: true,
          protocol: json(folder, 'protocol.json', protocol),
          // Without --seed the split has seed 1, and the steps those of the protocol.
          seed: seeds.split === null || seeds.split === 1 ? undefined : seeds.split,
        }),
  };
}

function json(folder: string, name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}
