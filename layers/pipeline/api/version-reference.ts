/** The place of values among the training rows of a version: exact for participants, over five rows each for others. */
import { type Evaluation, type FittedModel, prettyTicks, quantileOfSorted, rounded } from '@radscore/statistics';
import type { Audience } from '../models/audience.ts';
import { loadCohort, patientName, rowId, type StoredCohort } from '../models/cohorts.ts';
import { whyWithheld } from '../models/disclosure.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { environment } from '../storage/clients.ts';
import { readJson } from '../storage/objects.ts';
import { FiguresWithheld, requireShown } from './version-report.ts';

/** What is said of each distribution. */
const PERCENTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
/** Others see a distribution from this number of rows on, in groups of at least this size. */
const LEAST_ROWS = 20;
const LEAST_OF_GROUP = 5;
/** Half of the rows over which a percentile for others is the mean. */
const REACH = 2;

type Quantiles = (number | null)[];

/** One variable over the training rows. */
export interface Distribution {
  readonly quantiles: Quantiles;
  readonly rows?: readonly { readonly value: number; readonly pcr: boolean }[];
  readonly groups?: readonly { readonly from: number | null; readonly to: number | null; readonly n: number }[];
}

export interface VersionReference {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  readonly audience: Audience;
  readonly n: number;
  readonly features: Readonly<Record<string, Quantiles>>;
  readonly selected: Readonly<Record<string, Distribution>>;
  readonly score: { readonly radScore: Distribution; readonly probability: Distribution };
}

/** A value of a training row, with the row's outcome. */
interface Point {
  readonly value: number;
  readonly pcr: boolean;
}

/**
 * Distributions of all features, of the variables of the model and of its score, over the training rows as they are stored
 * now. Rows that are given one by one are in the order of their values, so that nothing says which row is which.
 * @throws FiguresWithheld for others, by the rule of the nomogram
 */
export async function referenceOfVersion(version: ModelVersionRow, audience: Audience): Promise<VersionReference> {
  const bucket = environment('ARTEFACT_BUCKET');
  const [cohort, model, evaluation] = await Promise.all([
    loadCohort(version.cohortKey),
    readJson(bucket, version.modelKey) as Promise<FittedModel>,
    readJson(bucket, version.evaluationKey) as Promise<Evaluation>,
  ]);
  if (audience === 'other') {
    requireShown(version, model);
    const withheld = whyWithheld(version);
    if (withheld) throw new FiguresWithheld(version, withheld);
  }
  const { owner, name, version: number } = version;
  const of = audience === 'participant' ? exactly : coarsely;
  const train = trainingRows(cohort, audience);
  const { columns, rows } = cohort.table;
  const values = (column: number): Point[] =>
    train.map((row) => ({ value: cohort.values[row * columns.length + column], pcr: rows[row].pcr }));
  const clinical = (model.clinical?.variables ?? []).filter(({ kind }) => kind === 'continuous');
  const ofClinical = (variable: string): Point[] =>
    train.flatMap((row) => {
      const value = rows[row].clinical[variable];
      return typeof value === 'number' ? [{ value, pcr: rows[row].pcr }] : [];
    });
  return {
    owner,
    name,
    version: number,
    audience,
    n: audience === 'participant' ? train.length : rounded(train.length, 5),
    features: Object.fromEntries(columns.map((column, j) => [column, of(values(j)).quantiles])),
    selected: Object.fromEntries([
      ...model.features.map((feature) => [feature.name, of(values(columns.indexOf(feature.name)))] as const),
      ...clinical.map((variable) => [variable.name, of(ofClinical(variable.name))] as const),
    ]),
    score: scoresOf(evaluation, model, leftOut(cohort, train), of),
  };
}

type Shown = (points: readonly Point[]) => Distribution;

/** Rows that trained, by their place in the table; for others the first of each patient, who is to fill no group alone. */
function trainingRows({ table: { rows } }: StoredCohort, audience: Audience): number[] {
  const seen = new Set<string>();
  return rows.flatMap((row, i) => {
    if (row.split !== 'train') return [];
    const isFirst = !seen.has(patientName(row));
    seen.add(patientName(row));
    return audience === 'participant' || isFirst ? [i] : [];
  });
}

/** Ids of the other rows of the table; a score whose row is gone from it stands for itself. */
function leftOut({ table: { rows } }: StoredCohort, train: readonly number[]): Set<string> {
  const kept = new Set(train);
  return new Set(rows.flatMap((row, i) => (kept.has(i) ? [] : [rowId(row)])));
}

/** Scores of training rows as the evaluation has them: linear predictors, and of the model that decides its probabilities. */
function scoresOf(
  { train: { ids, outcomes, scores } }: Evaluation,
  model: FittedModel,
  left: ReadonlySet<string>,
  of: Shown,
): VersionReference['score'] {
  const points = (values: readonly number[] | undefined, shown: (score: number) => number): Point[] =>
    (values ?? []).flatMap((score, i) => (left.has(ids[i]) ? [] : [{ value: shown(score), pcr: outcomes[i] === 1 }]));
  const final = model.nomogram ? scores.nomogram : scores.radScore;
  return {
    radScore: of(points(scores.radScore, (score) => score)),
    probability: of(points(final, (score) => 1 / (1 + Math.exp(-score)))),
  };
}

/** To six digits, with every row. */
function exactly(points: readonly Point[]): Distribution {
  const rows = ascending(points).map(({ value, pcr }) => ({ value: sixDigits(value), pcr }));
  const sorted = ascending(points).map(({ value }) => value);
  const quantiles = PERCENTILES.map((share) => (sorted.length > 0 ? sixDigits(quantileOfSorted(sorted, share)) : null));
  return { quantiles, rows };
}

/** Without outcomes and single rows: see decision 27. */
function coarsely(points: readonly Point[]): Distribution {
  const sorted = ascending(points).map(({ value }) => value);
  const n = sorted.length;
  if (n < LEAST_ROWS) return { quantiles: PERCENTILES.map(() => null), groups: [] };
  const means = PERCENTILES.map((share) => {
    const at = Math.round((n - 1) * share);
    if (at < LEAST_OF_GROUP || at > n - 1 - LEAST_OF_GROUP) return null;
    const around = sorted.slice(at - REACH, at + REACH + 1);
    return around.reduce((sum, value) => sum + value, 0) / around.length;
  });
  const [, low, middle, high] = means as [unknown, number, number, number];
  const spread = high - low;
  const step =
    spread > 0 ? 10 ** Math.floor(Math.log10(spread / 10)) : 10 ** Math.floor(Math.log10(Math.abs(middle) || 1) - 1);
  return {
    quantiles: means.map((mean) => (mean === null ? null : rounded(mean, step))),
    groups:
      spread > 0
        ? groupsOf(sorted, prettyTicks(low - spread, high + spread, 10))
        : [{ from: null, to: null, n: rounded(n, 5) }],
  };
}

/** Cells between round numbers, joined until each holds enough rows; the outermost are open. */
function groupsOf(sorted: readonly number[], ticks: readonly number[]): NonNullable<Distribution['groups']> {
  const groups: { from: number | null; to: number | null; n: number }[] = [];
  let open: { from: number | null; n: number } = { from: null, n: 0 };
  let counted = 0;
  for (const to of ticks) {
    const below = sorted.filter((value) => value < to).length;
    open.n += below - counted;
    counted = below;
    if (open.n < LEAST_OF_GROUP || sorted.length - counted < LEAST_OF_GROUP) continue;
    groups.push({ from: open.from, to, n: open.n });
    open = { from: to, n: 0 };
  }
  groups.push({ from: open.from, to: null, n: open.n + sorted.length - counted });
  return groups.map((group) => ({ ...group, n: rounded(group.n, 5) }));
}

/** Finite values in order. */
function ascending(points: readonly Point[]): Point[] {
  return points.filter(({ value }) => Number.isFinite(value)).sort((one, other) => one.value - other.value);
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
