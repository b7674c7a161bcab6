/** Rows for which a model has no answer, or that lie far outside what it was trained on. */
import type { AbstainedRow, TableAccount } from '../cohort/table-account.ts';
import { type CohortDistance, OutsideCohort } from '../errors.ts';
import type { ClinicalVariable, FittedModel, SelectedFeature } from '../model/fitted-model.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../model/modelling-protocol.ts';
import { regressionBy } from '../regression/firth.ts';
import { enters, learnVariable, univariate } from './clinical.ts';
import type { Learned } from './learn.ts';
import { treat } from './prepare-features.ts';
import { type Sample, UNSEEN_LEVEL } from './sample.ts';

/** Limits of a model; those of the default for models from before the choice existed. */
function limitsOf(protocol: ModellingProtocol): ModellingProtocol['outsideCohort'] {
  return protocol.outsideCohort === undefined ? DEFAULT_PROTOCOL.outsideCohort : protocol.outsideCohort;
}

/**
 * Whether a value of a feature lies so far outside the training rows that the model abstains: many standard deviations from the
 * mean, and well beyond the values that training saw. Both, for features of radiomics have long tails: a training row
 * may itself be seven standard deviations out.
 */
export function isFeatureOutside(feature: SelectedFeature, value: number, protocol: ModellingProtocol): boolean {
  const limits = limitsOf(protocol);
  const z = (value - feature.mean) / feature.sd;
  if (!Number.isFinite(z)) return true;
  if (!limits || Math.abs(z) <= limits.z) return false;
  if (!feature.range) return true;
  return isBeyond(value, feature.range, limits.margin);
}

/** As {@link isFeatureOutside}, of a continuous clinical variable: by its training range alone. */
export function isClinicalOutside(
  range: readonly [number, number] | null,
  value: number,
  protocol: ModellingProtocol,
): boolean {
  const limits = limitsOf(protocol);
  if (!Number.isFinite(value)) return true;
  return limits !== null && range !== null && isBeyond(value, range, limits.clinicalMargin);
}

function isBeyond(value: number, [low, high]: readonly [number, number], margin: number): boolean {
  const reach = margin * (high - low);
  return value < low - reach || value > high + reach;
}

/** @throws OutsideCohort */
export function requireInside(model: FittedModel, values: ArrayLike<number>): void {
  model.features.forEach((feature, k) => {
    const value = values[k];
    if (!isFeatureOutside(feature, value, model.protocol)) return;
    const z = (value - feature.mean) / feature.sd;
    const range = feature.range ? `, and training rows had ${feature.range[0]} to ${feature.range[1]}` : '';
    throw new OutsideCohort(
      feature.name,
      `got ${feature.name} of ${value}, ${Number(z.toPrecision(3))} standard deviations from the training mean ${feature.mean}${range}; ` +
        'wanted a value like those of the training rows. Check units, sequence and extraction settings.',
      { unit: 'standard deviations', value: z, most: limitsOf(model.protocol)?.z ?? 0 },
    );
  });
}

/** How far a continuous clinical value lies beyond its training range, in widths of that range; 0 inside. */
export function clinicalDistance(
  [low, high]: readonly [number, number],
  value: number,
  protocol: ModellingProtocol,
): CohortDistance {
  const beyond = Math.max(low - value, value - high, 0);
  return {
    unit: 'widths of the training range',
    value: beyond === 0 ? 0 : beyond / (high - low),
    most: limitsOf(protocol)?.clinicalMargin ?? 0,
  };
}

/**
 * Splits test rows into those that the model answers for and those that it does not: rows of a site that training did not see,
 * if the protocol abstains from those, and rows with a level that no training row has, of a variable that enters. A
 * prediction gives no nomogram for either, so neither does the evaluation; scored as the reference level, or left to
 * end the whole fit, one row would decide over the others.
 */
export function abstainedRows(
  train: Sample,
  test: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
): { kept: number[]; abstained: AbstainedRow[] } {
  const sites = protocol.harmonisation?.unseenSite === 'abstain' ? new Set(train.site) : null;
  const unseen = unseenLevels(train, test, variables, protocol);
  const kept: number[] = [];
  const abstained: AbstainedRow[] = [];
  for (let i = 0; i < test.n; i++) {
    const id = test.ids[i];
    const variable = unseen.find(({ levels, v }) => levels.has(test.clinical[v][i]));
    if (sites && !sites.has(test.site[i])) {
      abstained.push({ id, code: 'site-unseen', message: `site "${test.site[i]}" has no training rows` });
    } else if (variable) {
      abstained.push({ id, code: 'level-unseen', message: `${variable.name} has a level without training rows` });
    } else kept.push(i);
  }
  return { kept, abstained };
}

/** Per variable that enters the clinical model, the positions of levels in the test rows that no training row has. */
function unseenLevels(
  train: Sample,
  test: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
): { name: string; v: number; levels: Set<number> }[] {
  return variables.flatMap((variable, v) => {
    if (variable.kind !== 'categorical') return [];
    const seen = new Set(train.clinical[v]);
    const levels = new Set(
      test.clinical[v].filter((level) => level === UNSEEN_LEVEL || !(seen.has(level) || Number.isNaN(level))),
    );
    if (levels.size === 0 || !bothClasses(train)) return [];
    const learned = learnVariable(variable, train.clinical[v], protocol.missing.clinical === 'median');
    return enters(univariate(learned, train.clinical[v], train.y, regressionBy(protocol.likelihood)), protocol)
      ? [{ name: variable.name, v, levels }]
      : [];
  });
}

function bothClasses({ y }: Sample): boolean {
  return y.includes(0) && y.includes(1);
}

/** Test rows that a prediction would abstain from; they stay in the evaluation, which is of all rows with an outcome. */
export function outsideRows(model: FittedModel, learned: Learned, test: Sample): TableAccount['outsideCohort'] {
  const { prepared, selection, clinical } = learned;
  const values = treat(test, prepared, selection.selected);
  const rows = test.ids.flatMap((id, i) => {
    const feature = model.features.find((one, k) => isFeatureOutside(one, values[k * test.n + i], model.protocol));
    const variable = clinical?.variables.find(({ range }, k) => {
      const value = test.clinical[clinical.entered[k]][i];
      return !Number.isNaN(value) && isClinicalOutside(range, value, model.protocol);
    });
    const of = feature?.name ?? variable?.name;
    return of === undefined ? [] : [{ id, of }];
  });
  return { count: rows.length, rows };
}
