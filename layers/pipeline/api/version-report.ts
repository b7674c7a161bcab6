/** What is said of a stored version: its row, card, plots and evaluation, from what the run left behind. */
import { createHash } from 'node:crypto';
import {
  type About,
  calibrationPlot,
  decisionCurvePlot,
  type Evaluation,
  type FittedModel,
  lassoPathPlot,
  type ModelKind,
  markedSynthetic,
  nomogramPlot,
  rocPlot,
} from '@radscore/statistics';
import { originOf } from '../contracts/data-origin.ts';
import type { FittedRun, GatheredCohort, Reason } from '../contracts/workflow.ts';
import type { Audience } from '../models/audience.ts';
import { type CohortRow, loadCohortTable, patientName, rowId } from '../models/cohorts.ts';
import {
  type Disclosed,
  type Disclosure,
  discloseVersion,
  whyModelWithheld,
  whyWithheld,
} from '../models/disclosure.ts';
import { completed } from '../models/earlier-evaluation.ts';
import { listVersions, type ModelVersionRow } from '../models/models.ts';
import { participantsEvaluation } from '../models/participants-evaluation.ts';
import {
  LEAST_FOR_GROUPS,
  type PatientOf,
  type PublishedEvaluation,
  publishedEvaluation,
} from '../models/published-evaluation.ts';
import { describeSubmodel } from '../models/stored-submodel.ts';
import pipeline from '../package.json' with { type: 'json' };
import { protocolById, wordsOfVariables } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { readJson, requireObject } from '../storage/objects.ts';
import { type CardFields, participantsCard, publishedCard } from './model-card.ts';
import { PUBLISHED_PLOTS } from './published-version.ts';
import type { PLOTS } from './schemas/index.ts';

/** What a run's model is about: the stored cohort stands for the table. */
export function aboutOfRun({
  run,
  cohortKey,
  engineVersion,
  dataOrigin,
}: Pick<GatheredCohort, 'run' | 'cohortKey' | 'engineVersion' | 'dataOrigin'>): About {
  const { id, outcome, clinical } = protocolById(run.protocol);
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
    variables: { ...wordsOfVariables(clinical), ...run.modelling?.clinical?.labels },
    ...(dataOrigin === 'synthetic' && { synthetic: true }),
  };
}

/** The row of a version, from what the run left in the artefact bucket. */
export async function describeVersion(fitted: FittedRun, now: Date): Promise<Omit<ModelVersionRow, 'version'>> {
  const { run, cohortKey, dataOrigin, modelKey, evaluationKey, settingsHash, engineVersion, submodels } = fitted;
  const bucket = environment('ARTEFACT_BUCKET');
  const modelBytes = await requireObject(bucket, modelKey);
  const model: FittedModel = JSON.parse(new TextDecoder().decode(modelBytes));
  const evaluation = (await readJson(bucket, evaluationKey)) as Evaluation;
  const { counts, train, test, validation, permutation, confidence } = evaluation;
  const { rows: cohort } = await loadCohortTable(cohortKey);
  const final = finalOf(model);
  const area = (auc: number | null | undefined, interval: readonly [number, number] | null | undefined) => ({
    auc: auc ?? null,
    ci: [interval?.[0] ?? null, interval?.[1] ?? null] as [number | null, number | null],
  });
  const areaOf = (set: Evaluation['train']) => area(set.models[final]?.auc.auc, set.models[final]?.auc.shown);
  return {
    ...run,
    createdAt: now.toISOString(),
    dataOrigin: dataOrigin ?? 'patient',
    participants: [...new Set(cohort.map(({ institution }) => institution))].sort(),
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
    disclosure: await disclosureOf(fitted, cohort),
  };
}

/** Compares the rows with those of every version of the line that others see. */
async function disclosureOf({ run }: FittedRun, rows: readonly CohortRow[]): Promise<Disclosure> {
  const versions = (await listVersions(run)).filter(({ runId }) => runId !== run.runId);
  const earlier = versions.map(async ({ version, cohortKey: key, disclosure }): Promise<Disclosed[]> => {
    if (!disclosure || (disclosure.withheld && disclosure.modelWithheld)) return [];
    const table = await loadCohortTable(key).catch(() => undefined);
    return [{ version, rows: table?.rows, disclosure }];
  });
  return discloseVersion(rows, (await Promise.all(earlier)).flat());
}

function finalOf(model: FittedModel): ModelKind {
  return model.nomogram ? 'nomogram' : 'radScore';
}

/** Others see no figure of this version, or too few rows made it for this one. */
export class FiguresWithheld extends Error {
  override readonly name = 'FiguresWithheld';
  readonly reason: Reason;

  constructor({ name, version }: ModelVersionRow, reason: Reason) {
    super(`${name} version ${version}, which is not shown to institutions without rows in it: ${reason.message}`);
    this.reason = reason;
  }
}

/** No clinical variable entered the version's model, so it has no nomogram. */
export class NomogramMissing extends Error {
  override readonly name = 'NomogramMissing';

  constructor({ name, version }: ModelVersionRow) {
    super(`got ${name} version ${version}, whose clinical variables did not enter; wanted a version with a nomogram.`);
  }
}

/**
 * A plot of a version as an audience sees it, drawn from what the run stored. Others see groups; the nomogram shows the
 * coefficients, which a caller who may score with the version can work out, and comes with the figures.
 * @throws NomogramMissing, FiguresWithheld
 */
export async function plotOfVersion(
  version: ModelVersionRow,
  plot: (typeof PLOTS)[number],
  audience: Audience,
): Promise<string> {
  const drawn = draw(version, plot, audience, await storedFit(version));
  return originOf(version) === 'synthetic' ? markedSynthetic(drawn) : drawn;
}

function draw(
  version: ModelVersionRow,
  plot: (typeof PLOTS)[number],
  audience: Audience,
  { model, evaluation, patientOf }: StoredFit,
): string {
  if (plot === 'nomogram.svg') {
    if (audience === 'other') requireShown(version, model);
    const drawn = nomogramPlot(model);
    if (drawn === null) throw new NomogramMissing(version);
    return drawn;
  }
  if (plot === 'lasso-path.svg') {
    if (audience === 'other') throw new FiguresWithheld(version, NO_PATH);
    return lassoPathPlot(evaluation.selection);
  }
  if (audience === 'other')
    return PUBLISHED_PLOTS[plot](publishedEvaluation(evaluation, whyWithheld(version), patientOf), model.about);
  switch (plot) {
    case 'roc.svg':
      return rocPlot(evaluation);
    case 'calibration.svg':
      return calibrationPlot(participantsEvaluation(evaluation), model.about);
    case 'decision-curve.svg':
      return decisionCurvePlot(evaluation, model.protocol.decisionCurve.shown);
  }
}

/** Whether others may see what shows coefficients and means. @throws FiguresWithheld */
export function requireShown(version: ModelVersionRow, { training: { n, events } }: FittedModel): void {
  const withheld = version.disclosure ? whyModelWithheld(version) : whyWithheld(version);
  if (withheld) throw new FiguresWithheld(version, withheld);
  if (Math.min(events, n - events) >= LEAST_FOR_GROUPS) return;
  const message = `wanted at least ${LEAST_FOR_GROUPS} training rows of each outcome.`;
  throw new FiguresWithheld(version, { code: 'too-few-to-publish', message });
}

const NO_PATH: Reason = {
  code: 'participants-only',
  message: 'the path of the selection is shown to participants, whose rows it was made from.',
};

type ForAudience<Of> = { readonly audience: Audience } & Of;

/** A version's evaluation as an audience sees it. */
export async function evaluationOfVersion<For extends Audience>(
  version: ModelVersionRow,
  audience: For,
): Promise<ForAudience<For extends 'participant' ? Evaluation : PublishedEvaluation>>;
export async function evaluationOfVersion(
  version: ModelVersionRow,
  audience: Audience,
): Promise<ForAudience<Evaluation | PublishedEvaluation>> {
  const evaluation = (await readJson(environment('ARTEFACT_BUCKET'), version.evaluationKey)) as Evaluation;
  if (audience === 'participant') return { audience, ...participantsEvaluation(evaluation) };
  const stored = completed(evaluation);
  return { audience, ...publishedEvaluation(stored, whyWithheld(version), await patientsOf(version, stored)) };
}

/** Whose rows they are, if several can be of one patient; a row that is gone from the table stands for itself. */
async function patientsOf({ cohortKey }: ModelVersionRow, { table }: Evaluation): Promise<PatientOf> {
  if (table?.patients === undefined) return (id) => id;
  const { rows } = await loadCohortTable(cohortKey);
  const names = new Map(rows.map((row) => [rowId(row), patientName(row)]));
  return (id) => names.get(id) ?? id;
}

interface StoredFit {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
  readonly patientOf: PatientOf;
}

async function storedFit(version: ModelVersionRow): Promise<StoredFit> {
  const bucket = environment('ARTEFACT_BUCKET');
  const [model, evaluation] = await Promise.all([
    readJson(bucket, version.modelKey),
    readJson(bucket, version.evaluationKey),
  ]);
  const stored = completed(evaluation as Evaluation);
  return { model: model as FittedModel, evaluation: stored, patientOf: await patientsOf(version, stored) };
}

/** What a version is made of and for, as an audience sees it: every choice, and the honest figures first. */
export async function cardOfVersion(row: ModelVersionRow, audience: Audience): Promise<CardFields> {
  const { model, evaluation, patientOf } = await storedFit(row);
  if (audience === 'participant') return participantsCard(row, model, evaluation);
  return publishedCard(row, model, publishedEvaluation(evaluation, whyWithheld(row), patientOf));
}
