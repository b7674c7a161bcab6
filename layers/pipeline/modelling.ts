/** What the states that fit and score need: the only part of this layer that loads the statistics. */
import { createHash } from 'node:crypto';
import {
  type Cohort,
  calibrationPlot,
  DEFAULT_PROTOCOL,
  type Evaluation,
  type FittedModel,
  OutsideCohort,
  type Prediction,
  plotsOf,
  predict,
} from '@radscore/statistics';
import { environment } from './clients.ts';
import { type CohortTable, loadCohortTable, type StoredCohort } from './cohorts.ts';
import { type Answer, type ModelCard, type PLOTS, RESEARCH_USE_ONLY } from './contracts/api.ts';
import type { StudyKey } from './contracts/identifiers.ts';
import type { Clinical } from './contracts/manifest.ts';
import type { FittedRun, Reason } from './contracts/workflow.ts';
import { SettingsMismatch } from './errors.ts';
import { findVector, loadFeatures } from './features.ts';
import { fitOnThreads } from './fitting.ts';
import { findChampion, listVersions, type ModelVersionRow, requireVersion } from './models.ts';
import { readJson, requireObject } from './objects.ts';
import { protocolById } from './protocols/index.ts';
import { publishedEvaluation } from './published-evaluation.ts';
import { requireStudy } from './studies.ts';
import { putItem, studyPartition } from './table.ts';

/** A stored cohort as the statistics layer takes it. */
export function cohortOf({ table, values }: StoredCohort): Cohort {
  const { clinical } = protocolById(table.protocol);
  return {
    features: {
      ids: table.rows.map(({ institution, studyId }) => `${institution}/${studyId}`),
      columns: table.columns,
      values,
    },
    outcome: table.rows.map(({ pcr }) => (pcr ? 1 : 0)),
    clinical: clinical.map((variable) => ({
      name: variable.name,
      kind: variable.kind,
      levels: variable.kind === 'categorical' ? variable.levels : undefined,
      values: table.rows.map((row) => row.clinical[variable.name as keyof Clinical] ?? null),
    })),
    split: table.rows.map(({ split }) => split),
  };
}

/** Fits and evaluates under the protocol of the cohort. @throws CohortTooSmall, SingleClass, NoFeatureSelected */
export async function fitCohort(
  cohort: StoredCohort,
  seed: number,
): Promise<{ model: FittedModel; evaluation: Evaluation }> {
  const { id, outcome } = protocolById(cohort.table.protocol);
  const { permutations, bootstrap, validation } = DEFAULT_PROTOCOL;
  return fitOnThreads(cohortOf(cohort), {
    ...DEFAULT_PROTOCOL,
    id,
    outcomeDefinition: outcome.definition,
    permutations: { ...permutations, seed },
    bootstrap: { ...bootstrap, seed },
    validation: { ...validation, seed },
  });
}

/** The row of a version, from what the run left in the artefact bucket. */
export async function describeVersion(fitted: FittedRun, now: Date): Promise<Omit<ModelVersionRow, 'version'>> {
  const { run, cohortKey, modelKey, evaluationKey, settingsHash, engineVersion } = fitted;
  const bucket = environment('ARTEFACT_BUCKET');
  const modelBytes = await requireObject(bucket, modelKey);
  const model: FittedModel = JSON.parse(new TextDecoder().decode(modelBytes));
  const evaluation = (await readJson(bucket, evaluationKey)) as Evaluation;
  const final = model.nomogram ? 'nomogram' : 'radScore';
  const areaOf = (set: Evaluation['train']) => {
    const area = set.models[final]?.auc;
    return {
      auc: area?.auc ?? null,
      ci: [area?.shown?.[0] ?? null, area?.shown?.[1] ?? null] as [number | null, number | null],
    };
  };
  return {
    ...run,
    createdAt: now.toISOString(),
    settingsHash,
    engineVersion,
    cohortKey,
    modelKey,
    modelSha256: createHash('sha256').update(modelBytes).digest('hex'),
    evaluationKey,
    selected: model.features.map(({ name }) => name),
    rows: { train: evaluation.counts.train.n, test: evaluation.counts.test.n },
    apparent: areaOf(evaluation.train),
    test: evaluation.test ? areaOf(evaluation.test) : undefined,
    permutedTestAuc: evaluation.permutation?.meanTestAuc,
  };
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
  const bucket = environment('ARTEFACT_BUCKET');
  const model = (await readJson(bucket, version.modelKey)) as FittedModel;
  const evaluation = (await readJson(bucket, version.evaluationKey)) as Evaluation;
  const drawn =
    plot === 'calibration.svg' ? calibrationPlot(publishedEvaluation(evaluation)) : plotsOf(model, evaluation)[plot];
  if (drawn === undefined) throw new NomogramMissing(version);
  return drawn;
}

/** The evaluation of a version, without single patients. */
export async function evaluationOfVersion({ evaluationKey }: ModelVersionRow): Promise<Evaluation> {
  return publishedEvaluation((await readJson(environment('ARTEFACT_BUCKET'), evaluationKey)) as Evaluation);
}

/** What a version is made of and for. */
export async function cardOfVersion(row: ModelVersionRow): Promise<Omit<ModelCard, 'notice'>> {
  const { warnings } = (await readJson(environment('ARTEFACT_BUCKET'), row.evaluationKey)) as Evaluation;
  const { id, source, choices, outcome } = protocolById(row.protocol);
  const { createdAt, seed, settingsHash, engineVersion, modelSha256 } = row;
  return {
    model: { name: row.name, version: row.version },
    intendedUse:
      'Research on predicting pathological complete response of HER2-positive breast cancer from MRI before treatment. ' +
      'Not for decisions about patients.',
    data: {
      institutions: row.institutions,
      split: row.split,
      rows: row.rows,
      outcome: `${outcome.name} (${outcome.definition})`,
    },
    protocol: { id, source, choices },
    performance: { apparent: row.apparent, test: row.test, permutedTestAuc: row.permutedTestAuc },
    selected: row.selected,
    warnings,
    provenance: { createdAt, seed, settingsHash, engineVersion, modelSha256 },
  };
}

/** The promoted version that answers for studies of a protocol, or why none does. A model bears its protocol's name. */
export async function modelOfProtocol(protocol: string): Promise<ModelVersionRow | Reason> {
  const name = protocol.replace(/@.*$/, '');
  const version = await findChampion(name);
  if (version === undefined) {
    return {
      code: 'no-promoted-model',
      message: `got no promoted version of ${name}; wanted one. Train it with POST /v1/models.`,
    };
  }
  return requireVersion(name, version);
}

/** A version's answer for a stored study. @throws StudyNotFound */
export async function answerForStudy(version: ModelVersionRow, study: StudyKey): Promise<Answer> {
  const row = await requireStudy(study);
  const model = { name: version.name, version: version.version };
  const abstain = (abstained: Reason): Answer => ({
    model,
    studyId: study.studyId,
    abstained,
    notice: RESEARCH_USE_ONLY,
  });
  if (!row.settingsHash) {
    return abstain({ code: 'no-features', message: `got a study that is ${row.status}; wanted an analysed one.` });
  }
  if (row.settingsHash !== version.settingsHash) {
    const { message } = new SettingsMismatch(row.settingsHash, version.settingsHash);
    return abstain({ code: 'settings-mismatch', message });
  }
  const vector = await findVector(study, row.settingsHash);
  if (!vector) throw new Error('got no vector of a study that has a settings hash; wanted one');
  const { names, values } = await loadFeatures(vector);
  const features = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const missing = version.selected.filter((name) => !Number.isFinite(features[name]));
  if (missing.length > 0) {
    return abstain({
      code: 'features-missing',
      message: `got ${missing.length} of the model's ${version.selected.length} features without a value (${missing[0]}); wanted all of them.`,
    });
  }
  const gaps = Object.entries(vector.gaps).map(([sequence, { message }]) => ({
    code: 'missing-sequence',
    message: `${sequence}: ${message}`,
  }));
  const answer = await answerForFeatures(version, features, row.clinical ?? {});
  if ('abstained' in answer) return { ...answer, studyId: study.studyId };
  return { ...answer, studyId: study.studyId, warnings: [...gaps, ...answer.warnings] };
}

/** A version's answer for values at hand, or why it has none: values far outside its training rows. @throws InvalidValue naming a feature that is missing */
export async function answerForFeatures(
  version: ModelVersionRow,
  features: Record<string, number>,
  clinical: Record<string, number | string>,
): Promise<Answer> {
  const fitted = (await readJson(environment('ARTEFACT_BUCKET'), version.modelKey)) as FittedModel;
  const named = { name: version.name, version: version.version };
  let prediction: Prediction;
  try {
    prediction = predict(fitted, features, clinical);
  } catch (error) {
    if (!(error instanceof OutsideCohort)) throw error;
    return { model: named, abstained: { code: 'outside-cohort', message: error.message }, notice: RESEARCH_USE_ONLY };
  }
  const { probability, interval, radScore, points, contributions, warnings, model } = prediction;
  return {
    model: named,
    source: model === 'nomogram' ? 'nomogram' : 'rad-score',
    probability,
    interval,
    radScore,
    points: points ?? undefined,
    contributions,
    settingsHash: version.settingsHash,
    engineVersion: version.engineVersion,
    warnings: warnings.map(({ code, message }) => ({ code, message })),
    notice: RESEARCH_USE_ONLY,
  };
}

export async function storeAnswer(study: StudyKey, answer: Answer): Promise<void> {
  const { name, version } = answer.model;
  await putItem({ PK: studyPartition(study), SK: `PREDICTION#${name}#${version}`, answer: JSON.stringify(answer) });
}

/** Why a scheduled run does not train yet; `undefined` where enough outcomes are new since the newest version. */
export async function whyNotYet(name: string, cohort: CohortTable, minimum: number): Promise<Reason | undefined> {
  const newest = (await listVersions(name)).at(-1);
  const known = new Set(newest ? (await loadCohortTable(newest.cohortKey)).rows.map(identityOf) : []);
  const fresh = cohort.rows.filter((row) => !known.has(identityOf(row))).length;
  if (fresh >= minimum) return undefined;
  return {
    code: 'not-enough-new-outcomes',
    message: `got ${fresh} new outcomes since the newest version; wanted at least ${minimum}.`,
  };
}

/** A corrected outcome counts as new. */
function identityOf({ institution, studyId, pcr }: CohortTable['rows'][number]): string {
  return `${institution}/${studyId}/${pcr}`;
}
