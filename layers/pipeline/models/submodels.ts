/** Submodels: the modelling protocol on the columns of some of a study's sequences, for studies that lack the others. */
import type {
  Cohort,
  Evaluation,
  FittedModel,
  LogisticFit,
  ModellingProtocol,
  SetEvaluation,
} from '@radscore/statistics';
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import { type FitOptions, fitOnThreads } from './fitting.ts';

/** What a gate looked at: the figure that it got, and what it wanted. */
export interface GateResult {
  readonly gate: 'events-per-variable' | 'auc-interval';
  readonly passed: boolean;
  readonly got: number | null;
  readonly wanted: number;
}

/**
 * What a submodel must reach to answer. As few training events for each coefficient as this make coefficients that do not
 * hold (Vittinghoff & McCulloch 2007 find 5 to 9 enough); and an interval that reaches 0.5 may be that of a coin.
 */
export const SUBMODEL_GATES = { eventsPerVariable: 5, aucAbove: 0.5 } as const;

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

/** The sequence that a feature belongs to, by its prefix; `undefined` if it bears none. */
export function sequenceOf(feature: string): SequenceName | undefined {
  return SEQUENCES.find((sequence) => feature.startsWith(`${sequence}_`));
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
 * of a submodel asks about. Cross-validation stays as the protocol has it.
 */
export function submodelProtocol(protocol: ModellingProtocol): ModellingProtocol {
  const { bootstrap, permutations } = protocol;
  return { ...protocol, bootstrap: { ...bootstrap, count: 0 }, permutations: { ...permutations, count: 0 } };
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
export function gatesOfSubmodel(fitted: FittedSubmodel): GateResult[] {
  const { n, events } = fitted.model.training;
  const perVariable = Math.min(events, n - events) / coefficientsOf(fitted.model);
  const [low] = areaOfSubmodel(fitted).ci;
  const { eventsPerVariable, aucAbove } = SUBMODEL_GATES;
  return [
    {
      gate: 'events-per-variable',
      passed: perVariable >= eventsPerVariable,
      got: perVariable,
      wanted: eventsPerVariable,
    },
    { gate: 'auc-interval', passed: low !== null && low > aucAbove, got: low, wanted: aucAbove },
  ];
}

/** Coefficients that were estimated, without intercepts: those of the Rad-score, and in a nomogram those of its clinical terms. */
function coefficientsOf({ radScore, clinical }: FittedModel): number {
  const slopes = ({ coefficients }: LogisticFit) => coefficients.length - 1;
  return slopes(radScore) + (clinical ? slopes(clinical.fit) : 0);
}

function finalOf(model: FittedModel): SetEvaluation['kinds'][number] {
  return model.nomogram ? 'nomogram' : 'radScore';
}
