/** A trained model and analysed studies, written to the stores directly: for benchmarks and tests of predictions. */
import { createHash } from 'node:crypto';
import {
  type CohortTable,
  createLine,
  environment,
  type ModelVersionRow,
  protocolById,
  registerVersion,
  requireVersion,
  SEQUENCES,
  type SequenceName,
  STUDY_LAYOUT,
  type StudyKey,
  storeCohort,
  storeExtraction,
  storeVector,
  writeJson,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash, settingsOf } from '@radscore/pipeline/extraction';

import { describeVersion } from '@radscore/pipeline/modelling';
import { featureNames } from '@radscore/radiomics';
import { type Cohort, DEFAULT_PROTOCOL, fitModel, type ModellingProtocol, Random } from '@radscore/statistics';
import { fitSubmodel, subsetsOf } from '../layers/pipeline/models/submodels.ts';
import { linePartition, putItem, studyPartition } from '../layers/pipeline/storage/dynamodb-table.ts';

const PROTOCOL = 'her2-pcr@1';
const LATENTS = 30;
const HASH = 'a'.repeat(64);

/** Synthetic: features are mixtures of few latent variables, which decide the outcome. */
export interface SeededLine {
  readonly version: ModelVersionRow;
  readonly cohort: Cohort;
}

export interface LineOptions {
  readonly name: string;
  readonly institution: string;
  readonly rows?: number;
  readonly seed?: number;
  /** Changes to the modelling protocol; no refits unless asked for. */
  readonly protocol?: Partial<ModellingProtocol>;
}

/** Names of every feature of the protocol, by sequence and image type. */
const blocksOf = Object.fromEntries(
  SEQUENCES.map((sequence) => [sequence, featureNames(settingsOf(protocolById(PROTOCOL).sequences[sequence]))]),
) as Record<SequenceName, ReturnType<typeof featureNames>>;
export const COLUMNS: readonly string[] = SEQUENCES.flatMap((sequence) =>
  blocksOf[sequence].flatMap(({ names }) => names.map((name) => `${sequence}_${name}`)),
);

/** The features of one synthetic study, and its outcome. */
function drawStudy(random: Random): { values: Float64Array; outcome: 0 | 1; ki67: number } {
  const latents = Array.from({ length: LATENTS }, () => random.normal());
  const values = Float64Array.from(
    COLUMNS,
    (_, j) => latents[(7 * j) % LATENTS] + 0.5 * latents[(11 * j + 3) % LATENTS] + 0.4 * random.normal(),
  );
  const outcome = latents[0] + 0.7 * latents[1] + 0.7 * random.normal() > 0 ? 1 : 0;
  return { values, outcome, ki67: Math.round(35 + 10 * latents[2] + 8 * outcome) };
}

/** Fits a line's first version with its submodels, stores it as a run does, and promotes it. */
export async function seedLine({
  name,
  institution,
  rows = 133,
  seed = 1,
  protocol,
}: LineOptions): Promise<SeededLine> {
  const random = new Random(seed);
  const studies = Array.from({ length: rows }, () => drawStudy(random));
  const values = new Float64Array(rows * COLUMNS.length);
  for (const [i, study] of studies.entries()) values.set(study.values, i * COLUMNS.length);
  const cohort: Cohort = {
    features: { ids: studies.map((_, i) => `${institution}/${studyIdOf(i)}`), columns: [...COLUMNS], values },
    outcome: studies.map(({ outcome }) => outcome),
    clinical: [{ name: 'ki67', kind: 'continuous', values: studies.map(({ ki67 }) => ki67) }],
    split: studies.map((_, i) => (i % 2 === 0 ? 'train' : 'test')),
  };
  const none = { count: 0, seed };
  const used = {
    ...DEFAULT_PROTOCOL,
    bootstrap: none,
    permutations: none,
    validation: { folds: 0, repeats: 0, seed },
    ...protocol,
  };
  const folder = `models/${institution}/${name}/SEEDED/`;
  const store = async (
    below: string,
    { model, evaluation }: Pick<ReturnType<typeof fitModel>, 'model' | 'evaluation'>,
  ) => {
    const keys = { modelKey: `${folder}${below}model.json`, evaluationKey: `${folder}${below}evaluation.json` };
    await writeJson(environment('ARTEFACT_BUCKET'), keys.modelKey, model);
    await writeJson(environment('ARTEFACT_BUCKET'), keys.evaluationKey, evaluation);
    return keys;
  };
  const keys = await store('', fitModel(cohort, used));
  const submodels = [];
  for (const sequences of subsetsOf(COLUMNS)) {
    const fitted = await fitSubmodel(cohort, used, sequences, { threads: 1 });
    submodels.push({ sequences: [...sequences], ...(await store(`submodels/${sequences.join('-')}/`, fitted)) });
  }
  const split = { by: 'stratified' as const, testFraction: 0.5 };
  const line = await createLine(
    {
      owner: institution,
      name,
      protocol: PROTOCOL,
      recipe: { split, seed },
      settings: { shared: false, promotion: 'manual', gates: {} },
    },
    institution,
    new Date(),
  );
  const run = {
    runId: 'SEEDED',
    trigger: 'request' as const,
    owner: institution,
    name,
    protocol: PROTOCOL,
    institutions: [institution],
    split,
    seed,
  };
  const terms = {
    protocol: PROTOCOL,
    settingsHash: protocolSettingsHash(protocolById(PROTOCOL)),
    engineVersion: ENGINE_VERSION,
  };
  const table: CohortTable = {
    ...terms,
    dataOrigin: 'patient',
    columns: [...COLUMNS],
    rows: studies.map(({ outcome, ki67 }, i) => ({
      institution,
      studyId: studyIdOf(i),
      pcr: outcome === 1,
      clinical: { ki67 },
      split: cohort.split[i],
    })),
    left: [],
    noted: [],
  };
  const cohortKey = await storeCohort({ table, values });
  const row = await describeVersion(
    {
      run,
      cohortKey,
      settingsHash: terms.settingsHash,
      engineVersion: ENGINE_VERSION,
      ...keys,
      submodels,
    },
    new Date(),
  );
  const version = await registerVersion(row);
  // Without gates: what is measured and tested here is answers.
  await putItem({ PK: linePartition(line), SK: 'LINE', ...line, champion: version });
  return { version: await requireVersion(line, version), cohort };
}

export const studyIdOf = (i: number): string => `SYN-${String(i).padStart(4, '0')}`;

/** Analysed studies with the rows' values: blocks, vector and row, as analyse-study leaves them. */
export async function seedStudies(
  institution: string,
  { features, clinical }: Cohort,
  rows: readonly number[],
  missing: readonly SequenceName[] = [],
): Promise<StudyKey[]> {
  const studies: StudyKey[] = [];
  for (const row of rows) {
    const study = { institution, studyId: `${studyIdOf(row)}${missing.map((sequence) => `-no-${sequence}`).join('')}` };
    const contentHashes: Partial<Record<SequenceName, string>> = {};
    const imageTypes: Partial<Record<SequenceName, string[]>> = {};
    let at = row * COLUMNS.length;
    for (const sequence of SEQUENCES) {
      const blocks = blocksOf[sequence].map(({ imageType, names }) => {
        const values = features.values.slice(at, at + names.length);
        at += names.length;
        return { imageType, names, values };
      });
      if (missing.includes(sequence)) continue;
      const contentHash = createHash('sha256').update(`${study.studyId} ${sequence}`).digest('hex');
      await storeExtraction(contentHash, { engineVersion: ENGINE_VERSION, warnings: [], blocks });
      contentHashes[sequence] = contentHash;
      imageTypes[sequence] = blocks.map(({ imageType }) => imageType);
    }
    const gaps = Object.fromEntries(
      missing.map((sequence) => [sequence, { code: 'sequence-missing', message: `got no ${sequence}; wanted it.` }]),
    );
    const settingsHash = protocolSettingsHash(protocolById(PROTOCOL));
    const executionArn = `arn:aws:states:us-east-1:000000000000:execution:analyse-study:${study.studyId}`;
    const vector = { settingsHash, engineVersion: ENGINE_VERSION, contentHashes, imageTypes, gaps };
    await storeVector({ ...study, executionArn, protocol: PROTOCOL, manifestHash: HASH }, vector);
    const [ki67] = clinical.map(({ values }) => values[row]);
    await putItem({
      PK: studyPartition(study),
      SK: 'META',
      ...study,
      layout: STUDY_LAYOUT,
      status: missing.length > 0 ? 'partial' : 'complete',
      receivedAt: new Date(0).toISOString(),
      updatedAt: new Date(0).toISOString(),
      executionArn,
      analysis: {
        manifestHash: HASH,
        protocol: PROTOCOL,
        clinical: { ki67 },
        settingsHash,
        engineVersion: ENGINE_VERSION,
        gaps,
      },
    });
    studies.push(study);
  }
  return studies;
}

/** The values of a row by name. */
export function featuresOf({ features }: Cohort, row: number): Record<string, number> {
  const start = row * COLUMNS.length;
  return Object.fromEntries(COLUMNS.map((name, j) => [name, features.values[start + j]]));
}
