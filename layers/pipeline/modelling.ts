/** What the states that fit and score need: the only part of this layer that loads the statistics. */
import {
  type Cohort,
  DEFAULT_PROTOCOL,
  type Evaluation,
  type FittedModel,
  OutsideCohort,
  type Prediction,
  predict,
} from '@radscore/statistics';
import { environment } from './clients.ts';
import { type CohortTable, loadCohortTable, type StoredCohort } from './cohorts.ts';
import { type Answer, RESEARCH_USE_ONLY } from './contracts/api.ts';
import type { StudyKey } from './contracts/identifiers.ts';
import type { Clinical } from './contracts/manifest.ts';
import type { Reason } from './contracts/workflow.ts';
import { SettingsMismatch } from './errors.ts';
import { findVector, loadFeatures } from './features.ts';
import { fitOnThreads } from './fitting.ts';
import { findChampion, listVersions, type ModelVersionRow, requireVersion } from './models.ts';
import { readJson } from './objects.ts';
import { protocolById } from './protocols/index.ts';
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

export {
  aboutOfRun,
  cardOfVersion,
  describeVersion,
  evaluationOfVersion,
  NomogramMissing,
  plotOfVersion,
} from './version-report.ts';

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
