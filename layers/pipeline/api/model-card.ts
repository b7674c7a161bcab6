/** The card of a version, for participants and for others. */
import {
  type Evaluation,
  type FittedModel,
  headlineOf,
  levelText,
  type ModelKind,
  rounded,
} from '@radscore/statistics';
import { originOf } from '../contracts/data-origin.ts';
import { IMPORTED } from '../contracts/imported-signature.ts';
import { whyWithheld } from '../models/disclosure.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { LEAST_FOR_GROUPS, type PublishedEvaluation } from '../models/published-evaluation.ts';
import { protocolById } from '../protocols/index.ts';
import { type areaText, publishedRow } from './published-version.ts';
import type { ModelCard } from './schemas/models.ts';

const SYNTHETIC = 'Fitted on synthetic data, which are of no patient: a demonstration of the service, and no evidence.';

export type CardFields = Omit<ModelCard, 'notice'>;

const INTENDED_USE =
  'Research on predicting pathological complete response of HER2-positive breast cancer from MRI before treatment. ' +
  'Not for decisions about patients.';

/** Counts of patients, never patients. */
export function participantsCard(row: ModelVersionRow, model: FittedModel, evaluation: Evaluation): CardFields {
  const { seed, modelSha256 } = row;
  const { about } = model;
  const final = finalOf(model);
  const { test, train, counts, warnings } = evaluation;
  const judged = test ?? train;
  const calibration = judged.models[final]?.calibration;
  const { figures, verdicts } = headlineOf(evaluation, about);
  return {
    audience: 'participant',
    ...sharedPart(row),
    data: {
      institutions: row.institutions,
      split: row.split.by === IMPORTED ? undefined : row.split,
      rows: row.rows,
      events: { train: counts.train.events, test: counts.test.events },
      outcome: outcomeOf(row),
      sites: evaluation.table?.sites?.sites.length,
      patients: evaluation.table?.patients,
      table: about?.table === undefined ? undefined : { name: about.table, sha256: about.sha256 },
    },
    protocol: protocolOf(row, model),
    performance: {
      confidence: row.confidence,
      validation: row.validation,
      test: row.test,
      permutedTestAuc: row.permutedTestAuc,
      apparent: row.apparent,
      headline: figures,
      verdicts,
    },
    threshold: model.thresholds[final] && { model: final, ...model.thresholds[final] },
    calibration: calibration && {
      rows: test ? 'test' : 'training',
      slope: calibration.slope,
      slopeInterval: calibration.slopeInterval,
      intercept: calibration.intercept,
      inTheLarge: calibration.inTheLarge,
      observedToExpected: calibration.observedToExpected,
      brier: calibration.brier,
      hosmerLemeshowP: calibration.hosmerLemeshow.p,
    },
    selected: row.selected,
    warnings,
    provenance: { ...provenanceOf(row), seed, modelSha256 },
  };
}

/** An allow-list like `publishedEvaluation`, from which its figures are. */
export function publishedCard(row: ModelVersionRow, model: FittedModel, published: PublishedEvaluation): CardFields {
  const { rows, events, validation, test, permutedTestAuc, apparent, selected } = publishedRow(row);
  const withheld = whyWithheld(row);
  const final = finalOf(model);
  const calibration = published.test.models[final]?.calibration;
  const { n, events: withOutcome } = model.training;
  const isLarge = Math.min(withOutcome, n - withOutcome) >= LEAST_FOR_GROUPS;
  const threshold = withheld || !isLarge ? undefined : model.thresholds[final];
  return {
    audience: 'other',
    withheld,
    ...sharedPart(row),
    data: { rows, events: events ?? { train: 0, test: 0 }, outcome: outcomeOf(row) },
    protocol: protocolOf(row, model),
    performance: {
      confidence: row.confidence,
      validation,
      test,
      permutedTestAuc,
      apparent,
      headline: headlineFor(published, final),
      verdicts: [],
    },
    threshold: threshold && { model: final, probability: rounded(threshold.probability, 0.01) },
    calibration:
      calibration && calibration.groups.length > 0
        ? { rows: 'test', slope: calibration.slope, observedToExpected: calibration.observedToExpected }
        : undefined,
    selected,
    warnings: [...published.warnings],
    provenance: provenanceOf(row),
  };
}

/** The headline without a count of rows or events. */
function headlineFor({ validation, test, train, confidence }: PublishedEvaluation, final: ModelKind) {
  const figure = (
    kind: 'validation' | 'test' | 'apparent',
    what: string,
    { auc, shown, note }: Parameters<typeof areaText>[0],
    how: string,
    beside: readonly string[],
  ): CardFields['performance']['headline'][number] => ({
    kind,
    what,
    auc,
    interval: shown ? `${levelText(confidence)} CI ${shown[0].toFixed(2)}–${shown[1].toFixed(2)}` : 'no interval',
    how,
    beside: [...(note ? [note] : []), ...beside],
  });
  const none = { auc: null, shown: null, shownMethod: '', confidence, note: 'Not shown.' };
  const validated = validation && { ...none, auc: validation.auc, shown: validation.interval, note: null };
  const permuted = validation?.permuted?.auc;
  return [
    figure(
      'validation',
      validation
        ? `Repeated nested cross-validation, ${validation.repeats} × ${validation.folds} folds`
        : 'Cross-validation',
      validated ?? none,
      validation?.intervalMethod ?? '',
      permuted === undefined || permuted === null ? [] : [`With permuted outcomes ${permuted.toFixed(2)}.`],
    ),
    figure('test', 'Test rows', test.models[final]?.auc ?? none, test.models[final]?.auc.shownMethod ?? '', []),
    figure('apparent', 'Apparent: the training rows', train.models[final]?.auc ?? none, '', [
      'Too good: it proves nothing.',
    ]),
  ];
}

function sharedPart(row: ModelVersionRow): Pick<CardFields, 'model' | 'intendedUse'> {
  const { owner, name, version } = row;
  const dataOrigin = originOf(row);
  const use = dataOrigin === 'synthetic' ? `${SYNTHETIC} ${INTENDED_USE}` : INTENDED_USE;
  return { model: { owner, name, version, dataOrigin }, intendedUse: use };
}

function outcomeOf({ protocol }: ModelVersionRow): string {
  const { outcome } = protocolById(protocol);
  return `${outcome.name} (${outcome.definition})`;
}

function protocolOf(row: ModelVersionRow, { protocol }: FittedModel): CardFields['protocol'] {
  const { id, source, choices } = protocolById(row.protocol);
  return { id, source, choices, modelling: { ...protocol } };
}

function provenanceOf(row: ModelVersionRow): CardFields['provenance'] {
  const { createdAt, settingsHash, engineVersion, programVersion } = row;
  return { createdAt, settingsHash, engineVersion, programVersion };
}

function finalOf(model: FittedModel): ModelKind {
  return model.nomogram ? 'nomogram' : 'radScore';
}
