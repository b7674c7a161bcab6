/** What the states that fit and score need: the only part of this layer that loads the statistics. */
import { createHash } from 'node:crypto';
import {
  type Cohort,
  calibrationPlot,
  DEFAULT_PROTOCOL,
  type Evaluation,
  type FittedModel,
  plotsOf,
} from '@radscore/statistics';
import { environment } from './clients.ts';
import { type CohortTable, loadCohortTable, rowId, type StoredCohort } from './cohorts.ts';
import type { ModelCard, PLOTS } from './contracts/api.ts';
import type { Clinical } from './contracts/manifest.ts';
import type { FittedRun, Reason } from './contracts/workflow.ts';
import { fitOnThreads } from './fitting.ts';
import { listVersions, type ModelVersionRow } from './models.ts';
import { readJson, requireObject } from './objects.ts';
import { protocolById } from './protocols/index.ts';
import { publishedEvaluation } from './published-evaluation.ts';

export * from './answers.ts';

/** A stored cohort as the statistics layer takes it. */
export function cohortOf({ table, values }: StoredCohort): Cohort {
  const { clinical } = protocolById(table.protocol);
  return {
    features: {
      ids: table.rows.map(rowId),
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
  const { permutations, bootstrap } = DEFAULT_PROTOCOL;
  return fitOnThreads(cohortOf(cohort), {
    ...DEFAULT_PROTOCOL,
    id,
    outcomeDefinition: outcome.definition,
    permutations: { ...permutations, seed },
    bootstrap: { ...bootstrap, seed },
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
      ci: [area?.interval[0] ?? null, area?.interval[1] ?? null] as [number | null, number | null],
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
