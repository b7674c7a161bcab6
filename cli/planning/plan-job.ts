/** What a plan simulates, and the pilot that it reads. */
import { modellingProtocolOf } from '@radscore/pipeline/fitting';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics';
import type { PlanAssumptions, PlanJob } from '@radscore/statistics/study-plan';
import { openTable, sayFormat } from '../files/table-file.ts';
import { readProtocol } from '../modelling/fit-protocol.ts';
import { type FitSource, readFitTable } from '../modelling/fit-table.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { PlanOptions, StudySize } from './plan-options.ts';

/** Simulated studies of noise, resamples of each, and parts of a pilot, unless the options say otherwise. */
const SIMULATIONS = 200;
const RESAMPLES = 10;
const SUBSAMPLES = 30;

export interface OpenedJob {
  readonly job: PlanJob;
  readonly protocol: ModellingProtocol;
  readonly pilot: FitSource | null;
}

/** @throws UsageProblem; InputRefused, InvalidTable, InvalidValue, ModellingProtocolInvalid as `fit` */
export async function jobOf(
  options: PlanOptions,
  size: StudySize,
  { test }: PlanAssumptions,
  terminal: Terminal,
): Promise<OpenedJob> {
  // The default may be named, as protocols and papers do.
  const isDefault = options.protocol === undefined || options.protocol === DEFAULT_PROTOCOL.id;
  const protocol = isDefault ? DEFAULT_PROTOCOL : modellingProtocolOf(readProtocol(options.protocol as string));
  const { simulations = size.patients === null ? 0 : SIMULATIONS, bootstrap = RESAMPLES, seed = 1 } = options;
  if (simulations > 0 && (size.patients === null || size.events === null)) {
    throw new UsageProblem(
      `got --simulations ${simulations} without a size; wanted --patients (or --events) of the study that is simulated.`,
    );
  }
  const pilot = await pilotOf(options, terminal);
  return {
    protocol,
    pilot: pilot?.source ?? null,
    job: {
      protocol,
      null:
        simulations === 0 || size.patients === null || size.events === null
          ? null
          : {
              train: { patients: size.patients, events: size.events },
              test,
              columns: options.candidates,
              simulations,
              bootstrap,
              seed,
            },
      pilot: pilot && {
        cohort: pilot.cohort,
        protocol: pilot.protocol,
        repeats: options.subsamples ?? SUBSAMPLES,
        seed,
      },
    },
  };
}

/** Options that belong to a pilot: without one they are a slip. */
const OF_PILOT = ['outcome', 'positive', 'negative', 'id', 'clinical', 'features', 'where', 'subsamples'] as const;

async function pilotOf(options: PlanOptions, terminal: Terminal) {
  const { pilot, outcome, seed = 1 } = options;
  const protocol = options.protocol === DEFAULT_PROTOCOL.id ? undefined : options.protocol;
  if (pilot === undefined) {
    const loose = OF_PILOT.find((name) => options[name] !== undefined);
    if (loose) throw new UsageProblem(`got --${loose} without --pilot; wanted the table that it speaks of.`);
    return null;
  }
  if (outcome === undefined) throw new UsageProblem('got --pilot without --outcome; wanted the column of the outcome.');
  const opened = await openTable(pilot, 'a table of features and outcomes', options);
  sayFormat(opened, terminal);
  const { positive, negative, id, clinical, features, where, sheet, separator, decimal, encoding } = options;
  const table = readFitTable(opened, {
    ...{ outcome, positive, negative, id, clinical, features, where, protocol, seed },
    ...{ sheet, separator, decimal, encoding },
    testFraction: 0,
    filter: true,
  });
  for (const remark of table.remarks) terminal.note(remark);
  return table;
}
