/** What institutions without rows see of a version, a run and a card. */
import type { About, ModelKind } from '@radscore/statistics';
import {
  type CoarseSet,
  coarseCalibrationPlot,
  coarseDecisionCurvePlot,
  coarseRocPlot,
  rounded,
} from '@radscore/statistics';
import { originOf } from '../contracts/data-origin.ts';
import { REASONS } from '../contracts/reasons.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { Audience } from '../models/audience.ts';
import { whyWithheld } from '../models/disclosure.ts';
import type { ModelVersionRow, TrainingRunRow } from '../models/models.ts';
import {
  areaWithin,
  LEAST_FOR_AREA,
  LEAST_FOR_GROUPS,
  type PublishedEvaluation,
  type PublishedModel,
  type PublishedSet,
} from '../models/published-evaluation.ts';
import type { VersionStatus } from '../models/version-status.ts';
import { modelVersion, type VersionState } from './schemas/models.ts';

type Figure = ModelVersionRow['apparent'];

/** What a version is to its line, and what became of it. */
export interface StandingOfVersion {
  readonly state: VersionState;
  readonly status: VersionStatus;
}

/** A version's row and status as an audience sees them. */
export function versionFor(
  row: ModelVersionRow,
  { state, status }: StandingOfVersion,
  audience: Audience,
): Record<string, unknown> {
  if (audience === 'participant') return modelVersion.parse({ ...row, audience, state, status });
  return modelVersion.parse({
    ...publishedRow(row),
    audience,
    withheld: row.imported ? undefined : whyWithheld(row),
    state,
    status: publishedStatus(status),
  });
}

/** Which gates were passed, without the figures; marks and reasons of members stay with participants. */
function publishedStatus({ judgement, testLooks }: VersionStatus): VersionStatus {
  const gates = judgement?.gates.map(({ gate, passed, refuses }) => ({
    gate,
    passed,
    refuses,
    got: 'shown to participants',
    wanted: 'shown to participants',
    figures: {},
    message: 'Figures of gates are shown to participants.',
  }));
  return { ...(judgement && { judgement: { ...judgement, gates: gates ?? [] } }), testLooks };
}

/** Names, times and settings; figures as far as `publishedEvaluation` has them. */
export function publishedRow(
  row: ModelVersionRow,
): Omit<
  ModelVersionRow,
  'runId' | 'institutions' | 'split' | 'seed' | 'modelSha256' | 'cohortKey' | 'modelKey' | 'evaluationKey'
> {
  const {
    owner,
    name,
    version,
    trigger,
    createdAt,
    protocol,
    settingsHash,
    engineVersion,
    programVersion,
    confidence,
  } = row;
  const isWithheld = whyWithheld(row) !== undefined;
  const figure = ({ auc, ci }: Figure, side: 'train' | 'test'): Figure => {
    const least = isWithheld ? 0 : leastOf(row, side);
    if (least < LEAST_FOR_AREA) return NO_FIGURE;
    const [low, high] = ci;
    const area = areaWithin(auc, low === null || high === null ? null : [low, high], least >= LEAST_FOR_GROUPS);
    return { auc: area.auc, ci: area.shown ? [...area.shown] : NO_FIGURE.ci };
  };
  const { validation, test, apparent, permutedTestAuc, selected } = row;
  const count = (counts: { train: number; test: number }) => ({
    train: countOf(row, 'train', counts.train),
    test: countOf(row, 'test', counts.test),
  });
  return {
    owner,
    name,
    version,
    trigger,
    createdAt,
    protocol,
    dataOrigin: originOf(row),
    settingsHash,
    engineVersion,
    programVersion,
    confidence,
    selected: isWithheld ? [] : selected,
    rows: isWithheld ? { train: 0, test: 0 } : count(row.rows),
    ...(row.events && !isWithheld && { events: count(row.events) }),
    ...(validation && {
      validation: {
        ...figure(validation, 'train'),
        method: validation.method,
        folds: validation.folds,
        repeats: validation.repeats,
        permutedAuc: permuted(validation.permutedAuc, !isWithheld && leastOf(row, 'train') >= LEAST_FOR_GROUPS),
      },
    }),
    ...(test && { test: figure(test, 'test') }),
    ...(permutedTestAuc !== undefined &&
      !isWithheld &&
      leastOf(row, 'test') >= LEAST_FOR_GROUPS && { permutedTestAuc: rounded(permutedTestAuc, 0.01) }),
    apparent: figure(apparent, 'train'),
    ...(row.imported && { imported: row.imported, selected }),
  };
}

const NO_FIGURE: Figure = { auc: null, ci: [null, null] };

function permuted(auc: number | null, isShown: boolean): number | null {
  return auc === null || !isShown ? null : rounded(auc, 0.01);
}

/** Rows of the rarer outcome on a side; none if an earlier program did not keep them. */
function leastOf({ rows, events, disclosure }: ModelVersionRow, side: 'train' | 'test'): number {
  const patients = disclosure?.least?.[side] ?? Number.POSITIVE_INFINITY;
  return events ? Math.min(events[side], rows[side] - events[side], patients) : 0;
}

function countOf(row: ModelVersionRow, side: 'train' | 'test', count: number): number {
  return leastOf(row, side) < LEAST_FOR_AREA ? 0 : rounded(count, 5);
}

/**
 * A training run as an audience sees it. Others learn that it was made and how it ended: by a code, and by what the code
 * means. That all outcomes are the same would say it of every patient: to others the cohort was too small.
 */
export function runFor({ institutions, gathered, reason, ...run }: TrainingRunRow, audience: Audience): TrainingRunRow {
  if (audience === 'participant') return { ...run, institutions, gathered, reason };
  return { ...run, ...(reason && { reason: withoutNumbers(reason) }) };
}

function withoutNumbers({ code }: Reason): Reason {
  const shown = code === 'single-class' ? 'cohort-too-small' : code;
  const meaning = REASONS.find((entry) => entry.code === shown)?.meaning ?? 'The run made no version.';
  return { code: shown, message: meaning };
}

/** Draws what a published evaluation holds. */
export const PUBLISHED_PLOTS = {
  'roc.svg': (published: PublishedEvaluation) => coarseRocPlot(setsOf(published)),
  'calibration.svg': (published: PublishedEvaluation, about?: About) => coarseCalibrationPlot(setsOf(published), about),
  'decision-curve.svg': (published: PublishedEvaluation) => coarseDecisionCurvePlot(setsOf(published)),
} as const;

const NAMES: Readonly<Record<string, string>> = {
  radScore: 'Rad-score',
  clinical: 'Clinical model',
  nomogram: 'Nomogram',
};

function setsOf({ counts, train, test }: PublishedEvaluation): CoarseSet[] {
  const why = 'Training rows are not drawn: the model was fitted on them.';
  return [
    coarseSet('Training (apparent)', counts.train.n, train, why),
    coarseSet('Test', counts.test.n, test, 'No groups of enough rows.'),
  ];
}

function coarseSet(name: string, n: number | null, { models, withheld }: PublishedSet, why: string): CoarseSet {
  const model: ModelKind = models.nomogram ? 'nomogram' : 'radScore';
  const areas = Object.entries(models).flatMap(([kind, { auc }]) =>
    auc.auc === null ? [] : [`${NAMES[kind]}: AUC ${areaText(auc)}`],
  );
  return {
    name: n === null ? name : `${name}, about ${n} rows`,
    model,
    areas,
    groups: groupsOf(models[model]),
    why: withheld?.message ?? why,
  };
}

/** "0.83 (0.72 to 0.91)", or the bound that its note names. */
export function areaText({ auc, shown, note }: PublishedModel['auc']): string {
  if (auc === null) return 'not shown';
  if (shown) return `${auc.toFixed(2)} (${shown[0].toFixed(2)} to ${shown[1].toFixed(2)})`;
  return note?.endsWith('more.') || note?.endsWith('less.') ? note.slice(0, -1) : auc.toFixed(2);
}

function groupsOf(model: PublishedModel | undefined): CoarseSet['groups'] {
  if (!model || model.calibration.groups.length === 0) return null;
  const { calibration, decisionCurve, operatingPoints } = model;
  return {
    groups: calibration.groups,
    thresholds: decisionCurve.thresholds,
    netBenefit: decisionCurve.model,
    treatAll: decisionCurve.all,
    ...operatingPoints,
  };
}
