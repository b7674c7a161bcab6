/** A cohort split into training and test rows. */
import { type Cohort, checkCohort } from '../cohort/cohort.ts';
import { requireDistinguishable, sitesOf } from '../cohort/cohort-account.ts';
import type { SiteTable } from '../cohort/sites.ts';
import type { AbstainedRow, FitWarning } from '../cohort/table-account.ts';
import { CohortTooSmall, InvalidTable } from '../errors.ts';
import type { ClinicalVariable } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { abstainedRows } from './abstention.ts';
import { clinicalVariable } from './clinical.ts';
import { type Sample, sampleOf } from './sample.ts';

/** The training rows and test rows of a cohort, with what resampling needs of them. */
export interface Samples {
  readonly train: Sample;
  readonly test: Sample;
  readonly variables: readonly ClinicalVariable[];
  /** Rows with an outcome. */
  readonly known: number;
  /** Rows that would be test rows, but for which the model has no answer. */
  readonly abstained: AbstainedRow[];
  /** Null if the cohort names no sites. */
  readonly sites: SiteTable | null;
}

/**
 * @throws CohortTooSmall without training rows; SiteIsOutcome where sites are to be harmonised that determine the
 *   outcome; InvalidValue, InvalidTable
 */
export function samplesOf(cohort: Cohort, protocol: ModellingProtocol): Samples {
  checkCohort(cohort);
  const known = cohort.outcome.map((_, i) => i).filter((i) => cohort.outcome[i] !== null);
  const trainRows = known.filter((i) => cohort.split[i] === 'train');
  const testRows = known.filter((i) => cohort.split[i] === 'test');
  if (trainRows.length === 0) throw new CohortTooSmall(0, 2 * protocol.lasso.folds, 'training rows with an outcome');
  const variables = cohort.clinical.map((column) => clinicalVariable(column, trainRows));
  const sites = sitesOf(cohort, known);
  if (protocol.validation.by === 'site' && !cohort.site) {
    throw new InvalidTable('no sites', 'the site of each row, for leave-one-site-out', 'Name the column of sites.');
  }
  if (protocol.harmonisation) requireDistinguishable(sites);
  const train = sampleOf(cohort, trainRows, variables, protocol);
  const candidates = sampleOf(cohort, testRows, variables, protocol, true);
  const { kept, abstained } = abstainedRows(train, candidates, variables, protocol);
  const answered = () => kept.map((k) => testRows[k]);
  const test = abstained.length > 0 ? sampleOf(cohort, answered(), variables, protocol, true) : candidates;
  return { train, test, variables, known: known.length, abstained, sites };
}

/** The test rows if anything can be judged on them: both classes. */
export function judgedTest(test: Sample): Sample | null {
  const events = eventsOf(test);
  return events > 0 && events < test.n ? test : null;
}

export function eventsOf(sample: Sample): number {
  return sample.y.reduce((sum, outcome) => sum + outcome, 0);
}

/** Patients of the samples if some have several rows. */
export function patientsOf(samples: readonly Sample[]): number | undefined {
  const names = samples.map(({ patient }) => patient);
  return names.every((patient) => !patient) ? undefined : new Set(names.flatMap((patient) => patient ?? [])).size;
}

/** What a reader must know if patients have several rows; nothing if none has. */
export function severalRowsPerPatient(samples: readonly Sample[]): FitWarning[] {
  const rows = samples.reduce((sum, { n }) => sum + n, 0);
  const patients = patientsOf(samples);
  if (patients === undefined) return [];
  const message =
    `${rows} rows are of ${patients} patients. Rows of one patient are held out, drawn and permuted together, and areas under the curve count patients (Obuchowski); ` +
    'the other intervals and p values (odds ratios, calibration, shares, decision curve) take rows as independent and are too narrow.';
  return [{ code: 'several-rows-per-patient', message }];
}
