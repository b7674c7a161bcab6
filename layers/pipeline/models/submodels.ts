/** Submodels: the modelling protocol on the columns of some of a study's sequences, for studies that lack the others. */
import {
  type Cohort,
  DEFAULT_GATES,
  type Evaluation,
  type FittedModel,
  judgeEventsPerCoefficient,
  type ModellingProtocol,
  type SetEvaluation,
} from '@radscore/statistics';
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import { sequenceOf } from '../contracts/sequence-of-feature.ts';
import { type FitOptions, fitOnThreads } from './fitting.ts';

/** What a gate found and what it asked for, as a person reads them. */
export interface SubmodelGate {
  readonly gate: 'events-per-coefficient' | 'auc-above-chance';
  readonly passed: boolean;
  readonly got: string;
  readonly wanted: string;
}

/**
 * What a submodel must reach to answer: training rows of the rarer outcome for each coefficient, as the gates of a line ask by
 * default, and an interval of its area whose lower end is above that of a coin.
 */
export const SUBMODEL_GATES = { eventsPerCoefficient: DEFAULT_GATES.eventsPerCoefficient?.least ?? 2, aucAbove: 0.5 };

/** Every proper, non-empty subset of the sequences, the largest first, each in the order of the sequences. */
export const SUBSETS: readonly (readonly SequenceName[])[] = Array.from({ length: 2 ** SEQUENCES.length - 2 }, (_, i) =>
  SEQUENCES.filter((_name, k) => ((i + 1) >> k) & 1),
).sort((a, b) => b.length - a.length || orderOf(a) - orderOf(b));

function orderOf(sequences: readonly SequenceName[]): number {
  return sequences.reduce((sum, sequence) => 10 * sum + SEQUENCES.indexOf(sequence), 0);
}

/** The subsets of which a table has every sequence, and lacks none that another column belongs to. */
export function subsetsOf(columns: readonly string[]): readonly (readonly SequenceName[])[] {
  const present = SEQUENCES.filter((sequence) => columns.some((name) => sequenceOf(name) === sequence));
  return SUBSETS.filter(
    (subset) => subset.length < present.length && subset.every((sequence) => present.includes(sequence)),
  );
}

/** The same rows with the features of some sequences only; columns without a sequence stay. */
export function restrictedTo(cohort: Cohort, sequences: readonly SequenceName[]): Cohort {
  const kept = cohort.features.columns.flatMap((name, j) => {
    const sequence = sequenceOf(name);
    return sequence === undefined || sequences.includes(sequence) ? [j] : [];
  });
  const narrowed = ({ ids, columns, values }: Cohort['features']): Cohort['features'] => ({
    ids,
    columns: kept.map((j) => columns[j]),
    values: Float64Array.from({ length: ids.length * kept.length }, (_, at) => {
      const row = Math.floor(at / kept.length);
      return values[row * columns.length + kept[at - row * kept.length]];
    }),
  });
  return {
    ...cohort,
    features: narrowed(cohort.features),
    ...(cohort.repeats && { repeats: narrowed(cohort.repeats) }),
  };
}

/**
 * What a submodel is fitted by: the protocol of the main model without its bootstrap and its permutations, which no gate
 * of a submodel asks about, and with one repeat of its cross-validation, if the protocol has any. Six submodels cost a fifth
 * of the main model this way; with all of its resampling they would cost three times as much as it.
 */
export function submodelProtocol(protocol: ModellingProtocol): ModellingProtocol {
  const { bootstrap, permutations, validation } = protocol;
  return {
    ...protocol,
    bootstrap: { ...bootstrap, count: 0 },
    permutations: { ...permutations, count: 0 },
    validation: { ...validation, repeats: Math.min(validation.repeats, 1) },
  };
}

export interface FittedSubmodel {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
}

/**
 * Fits the submodel of some sequences on the same training rows as the main model, and judges it on the same test rows.
 *
 * @throws what fitting throws: NoFeatureSelected, CohortTooSmall, …
 */
export async function fitSubmodel(
  cohort: Cohort,
  protocol: ModellingProtocol,
  sequences: readonly SequenceName[],
  options?: FitOptions,
): Promise<FittedSubmodel> {
  const { model, evaluation } = await fitOnThreads(
    restrictedTo(cohort, sequences),
    submodelProtocol(protocol),
    options,
  );
  return { model, evaluation };
}

/** The area that a submodel answers with: in test rows, or in cross-validation if there are none. */
export function areaOfSubmodel({ model, evaluation }: FittedSubmodel): {
  readonly auc: number | null;
  readonly ci: readonly [number | null, number | null];
  readonly rows: 'test' | 'cross-validation';
} {
  const tested = evaluation.test?.models[finalOf(model)]?.auc;
  if (tested) return { auc: tested.auc, ci: tested.shown ?? [null, null], rows: 'test' };
  const { auc = null, interval = null } = evaluation.validation ?? {};
  return { auc, ci: interval ?? [null, null], rows: 'cross-validation' };
}

/** Whether a submodel may answer, gate by gate. */
export function gatesOfSubmodel(fitted: FittedSubmodel): SubmodelGate[] {
  const { eventsPerCoefficient, aucAbove } = SUBMODEL_GATES;
  const { passed, got, wanted } = judgeEventsPerCoefficient(fitted, { least: eventsPerCoefficient });
  const { auc, ci, rows } = areaOfSubmodel(fitted);
  const [low, high] = ci;
  const interval = low === null || high === null ? 'no interval' : `${low.toFixed(3)} to ${high.toFixed(3)}`;
  const where = rows === 'test' ? 'test rows' : 'cross-validation';
  return [
    { gate: 'events-per-coefficient', passed: passed === true, got, wanted },
    {
      gate: 'auc-above-chance',
      passed: low !== null && low > aucAbove,
      got: auc === null ? 'no area' : `${auc.toFixed(3)} (${interval}) in ${where}`,
      wanted: `a lower end above ${aucAbove}`,
    },
  ];
}

function finalOf(model: FittedModel): SetEvaluation['kinds'][number] {
  return model.nomogram ? 'nomogram' : 'radScore';
}
