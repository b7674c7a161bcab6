/** What is said of a stored version: its row, card, plots and evaluation, from what the run left behind. */
import { createHash } from 'node:crypto';
import {
  type About,
  calibrationPlot,
  decisionCurvePlot,
  type Evaluation,
  type FittedModel,
  headlineOf,
  type ModelKind,
  nomogramPlot,
  rocPlot,
} from '@radscore/statistics';
import type { FittedRun, GatheredCohort } from '../contracts/workflow.ts';
import { completed } from '../models/earlier-evaluation.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { publishedEvaluation } from '../models/published-evaluation.ts';
import { describeSubmodel } from '../models/stored-submodel.ts';
import pipeline from '../package.json' with { type: 'json' };
import { protocolById } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { readJson, requireObject } from '../storage/objects.ts';
import type { ModelCard, PLOTS } from './schemas/index.ts';

/** What a run's model is about: the stored cohort stands for the table. */
export function aboutOfRun({
  run,
  cohortKey,
  engineVersion,
}: Pick<GatheredCohort, 'run' | 'cohortKey' | 'engineVersion'>): About {
  const { id, outcome, clinical } = protocolById(run.protocol);
  const units = clinical.flatMap((one) => (one.kind === 'continuous' ? [[one.name, one.unit]] : []));
  return {
    version: pipeline.version,
    engine: engineVersion,
    table: cohortKey,
    // A cohort is stored under the hash of its table and values.
    sha256: /[0-9a-f]{64}/.exec(cohortKey)?.[0] ?? '',
    outcome: outcome.name,
    positive: outcome.name,
    negative: `no ${outcome.name}`,
    split: run.split.by === 'stratified' ? { ...run.split, seed: run.seed } : run.split,
    protocol: run.modelling?.id ?? id,
    units: Object.fromEntries(units),
  };
}

/** The row of a version, from what the run left in the artefact bucket. */
export async function describeVersion(fitted: FittedRun, now: Date): Promise<Omit<ModelVersionRow, 'version'>> {
  const { run, cohortKey, modelKey, evaluationKey, settingsHash, engineVersion, submodels } = fitted;
  const bucket = environment('ARTEFACT_BUCKET');
  const modelBytes = await requireObject(bucket, modelKey);
  const model: FittedModel = JSON.parse(new TextDecoder().decode(modelBytes));
  const evaluation = (await readJson(bucket, evaluationKey)) as Evaluation;
  const { counts, train, test, validation, permutation, confidence } = evaluation;
  const final = finalOf(model);
  const area = (auc: number | null | undefined, interval: readonly [number, number] | null | undefined) => ({
    auc: auc ?? null,
    ci: [interval?.[0] ?? null, interval?.[1] ?? null] as [number | null, number | null],
  });
  const areaOf = (set: Evaluation['train']) => area(set.models[final]?.auc.auc, set.models[final]?.auc.shown);
  return {
    ...run,
    createdAt: now.toISOString(),
    settingsHash,
    engineVersion,
    programVersion: model.about?.version,
    cohortKey,
    modelKey,
    modelSha256: createHash('sha256').update(modelBytes).digest('hex'),
    evaluationKey,
    selected: model.features.map(({ name }) => name),
    rows: { train: counts.train.n, test: counts.test.n },
    events: { train: counts.train.events, test: counts.test.events },
    confidence,
    validation: validation
      ? {
          ...area(validation.auc, validation.interval),
          method: validation.method,
          folds: validation.folds,
          repeats: validation.repeats,
          permutedAuc: validation.permuted?.auc ?? null,
        }
      : undefined,
    test: test ? areaOf(test) : undefined,
    permutedTestAuc: permutation?.meanTestAuc,
    apparent: areaOf(train),
    submodels: submodels.length > 0 ? await Promise.all(submodels.map(describeSubmodel)) : undefined,
  };
}

function finalOf(model: FittedModel): ModelKind {
  return model.nomogram ? 'nomogram' : 'radScore';
}

/** No clinical variable entered the version's model, so it has no nomogram. */
export class NomogramMissing extends Error {
  override readonly name = 'NomogramMissing';

  constructor({ name, version }: ModelVersionRow) {
    super(`got ${name} version ${version}, whose clinical variables did not enter; wanted a version with a nomogram.`);
  }
}

/** A plot of a version, drawn from what the run stored; the calibration curve without single patients. @throws NomogramMissing */
export async function plotOfVersion(version: ModelVersionRow, plot: (typeof PLOTS)[number]): Promise<string> {
  const { model, evaluation } = await storedFit(version);
  switch (plot) {
    case 'roc.svg':
      return rocPlot(evaluation);
    case 'calibration.svg':
      return calibrationPlot(publishedEvaluation(evaluation), model.about);
    case 'decision-curve.svg':
      return decisionCurvePlot(evaluation, model.protocol.decisionCurve.shown);
    case 'nomogram.svg': {
      const drawn = nomogramPlot(model);
      if (drawn === null) throw new NomogramMissing(version);
      return drawn;
    }
  }
}

/** A version's evaluation as other institutions may read it. */
export async function evaluationOfVersion({ evaluationKey }: ModelVersionRow): Promise<Evaluation> {
  return publishedEvaluation((await readJson(environment('ARTEFACT_BUCKET'), evaluationKey)) as Evaluation);
}

async function storedFit(version: ModelVersionRow): Promise<{ model: FittedModel; evaluation: Evaluation }> {
  const bucket = environment('ARTEFACT_BUCKET');
  const [model, evaluation] = await Promise.all([
    readJson(bucket, version.modelKey),
    readJson(bucket, version.evaluationKey),
  ]);
  return { model: model as FittedModel, evaluation: completed(evaluation as Evaluation) };
}

/** What a version is made of and for: every choice, and the honest figures first. Counts of patients, never patients. */
export async function cardOfVersion(row: ModelVersionRow): Promise<Omit<ModelCard, 'notice'>> {
  const { model, evaluation } = await storedFit(row);
  const { id, source, choices, outcome } = protocolById(row.protocol);
  const { createdAt, seed, settingsHash, engineVersion, programVersion, modelSha256 } = row;
  const { about, protocol } = model;
  const final = finalOf(model);
  const { test, train, counts, warnings } = evaluation;
  const judged = test ?? train;
  const calibration = judged.models[final]?.calibration;
  const { figures, verdicts } = headlineOf(evaluation, about);
  return {
    model: { owner: row.owner, name: row.name, version: row.version },
    intendedUse:
      'Research on predicting pathological complete response of HER2-positive breast cancer from MRI before treatment. ' +
      'Not for decisions about patients.',
    data: {
      institutions: row.institutions,
      split: row.split,
      rows: row.rows,
      events: { train: counts.train.events, test: counts.test.events },
      outcome: `${outcome.name} (${outcome.definition})`,
      sites: evaluation.table?.sites?.sites.length,
      patients: evaluation.table?.patients,
      table: about && { name: about.table, sha256: about.sha256 },
    },
    protocol: { id, source, choices, modelling: { ...protocol } },
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
    provenance: { createdAt, seed, settingsHash, engineVersion, programVersion, modelSha256 },
  };
}
