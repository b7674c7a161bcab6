/** Finds columns that alone separate the outcomes, before anybody believes the model. */
import type { FitWarning } from '../cohort/table-account.ts';
import type { ClinicalVariable } from '../model/fitted-model.ts';
import { mean } from '../numbers/moments.ts';
import { Ranker } from '../numbers/ranks.ts';
import { isConstant } from '../numbers/standardise.ts';
import type { Sample } from './sample.ts';

/** A column that alone predicts the outcome of the training rows. */
interface Proxy {
  readonly name: string;
  /** In the better direction. */
  readonly auc: number;
  readonly rho: number;
}

/** No feature of an image before treatment is known to come near these; a consequence of the outcome does. */
const AUC_LIMIT = 0.98;
const RHO_LIMIT = 0.95;
const MOST_NAMED = 5;

/**
 * Warns of single columns that predict the outcome of the training rows: the area under the curve in the better direction is at least
 * 0.98, or the rank correlation beyond 0.95. They are copies, consequences (residual cancer burden) or marks of it
 * (record numbers by admission), whether features or clinical variables.
 */
export function outcomeProxies(train: Sample, variables: readonly ClinicalVariable[]): FitWarning[] {
  const { n, y, names, features, clinical } = train;
  const ranker = new Ranker(n);
  const proxies: Proxy[] = [];
  const judge = (name: string, column: Float64Array) => {
    if (isConstant(column)) return;
    const figures = alone(column, y, ranker);
    if (figures.auc >= AUC_LIMIT || figures.rho > RHO_LIMIT) proxies.push({ name, ...figures });
  };
  names.forEach((name, j) => {
    const column = features.subarray(j * n, (j + 1) * n);
    judge(name, column.some(Number.isNaN) ? filled(column) : column);
  });
  variables.forEach((variable, v) => {
    const values = clinical[v];
    // A level per handful of rows describes the rows by itself.
    if (variable.kind === 'categorical' && variable.levels.length > n / 5) return;
    judge(variable.name, variable.kind === 'categorical' ? shareOfEvents(values, y) : filled(values));
  });
  if (proxies.length === 0) return [];
  const shown = proxies
    .slice(0, MOST_NAMED)
    .map(({ name, auc, rho }) => `${name} (AUC ${auc.toFixed(3)}, correlation ${rho.toFixed(3)})`);
  const rest = proxies.length - shown.length;
  return [
    {
      code: 'outcome-proxy',
      message:
        `${shown.join(', ')}${rest > 0 ? ` and ${rest} others` : ''} alone separate${proxies.length === 1 ? 's' : ''} the training outcomes. ` +
        'A copy, a consequence or a mark of the outcome does not belong among the predictors.',
    },
  ];
}

function alone(column: Float64Array, y: Uint8Array, ranker: Ranker): { auc: number; rho: number } {
  const n = column.length;
  const ranks = new Float64Array(n);
  ranker.rank(column, 0, ranks);
  let events = 0;
  let sum = 0;
  let squares = 0;
  const centre = (n + 1) / 2;
  for (let i = 0; i < n; i++) {
    squares += (ranks[i] - centre) ** 2;
    if (y[i] !== 1) continue;
    events++;
    sum += ranks[i];
  }
  const others = n - events;
  const auc = (sum - (events * (events + 1)) / 2) / (events * others);
  // Spearman's correlation with a 0/1 outcome, from the same sum of ranks.
  const rho = (sum - events * centre) / Math.sqrt((squares * events * others) / n);
  return { auc: Math.max(auc, 1 - auc), rho: Math.abs(rho) };
}

/** Gaps in the middle of what is known: they count for neither. */
function filled(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const sorted = known.sort();
  const middle = sorted.length > 0 ? sorted[Math.floor(sorted.length / 2)] : 0;
  return values.map((value) => (Number.isNaN(value) ? middle : value));
}

/** Each row's level as the share of events at that level: the most that a factor can predict. */
function shareOfEvents(values: Float64Array, y: Uint8Array): Float64Array {
  const overall = mean(y);
  const counts = new Map<number, { n: number; events: number }>();
  values.forEach((level, i) => {
    const found = counts.get(level) ?? { n: 0, events: 0 };
    counts.set(level, { n: found.n + 1, events: found.events + y[i] });
  });
  return values.map((level) => {
    const found = counts.get(level);
    return Number.isNaN(level) || !found ? overall : found.events / found.n;
  });
}
