/** A study measured by Node as the Lambdas measure it, and models fitted on rows like it: synthetic, and seeded. */
import { createReaders, nodeCodecs } from '@radscore/imaging/node';
import {
  createSequenceReader,
  extractSequence,
  filesOfSequence,
  type Manifest,
  namedFeatures,
  protocolById,
  protocolSettingsHash,
  SEQUENCES,
  type SequenceFeatures,
  type SequenceName,
  settingsOf,
} from '@radscore/pipeline/browser';
import { ENGINE_VERSION } from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { DEFAULT_PROTOCOL, type FittedModel, fitModel, Random, readCohort } from '@radscore/statistics';
import type { ModelAnswer, VersionAnswer } from '../../../console/scoring/scored-model.ts';

const { readSequence } = createSequenceReader(createReaders(nodeCodecs));

/** The features of all sequences of a study, in Node. */
export function measureInNode(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Pick<Manifest, 'sequences' | 'protocol'>,
): Record<SequenceName, SequenceFeatures> {
  const named = [...files].map(([name, bytes]) => ({ name, bytes }));
  return Object.fromEntries(
    SEQUENCES.map((sequence) => {
      const source = manifest.sequences[sequence] as NonNullable<Manifest['sequences'][SequenceName]>;
      const own = filesOfSequence(manifest, source, named);
      const settings = settingsOf(protocolById(manifest.protocol).sequences[sequence]);
      const read = readSequence(sequence, source, own);
      return [sequence, extractSequence(sequence, read, settings, { engine: nodeEngine, file: source.roi.file })];
    }),
  ) as Record<SequenceName, SequenceFeatures>;
}

const FEATURES = [
  'original_firstorder_Entropy',
  'original_glcm_Contrast',
  'wavelet-LLL_firstorder_Mean',
  'wavelet-HHL_glcm_JointEntropy',
  'log-sigma-3-0-mm-3D_firstorder_Variance',
];

/** A table of 80 rows around the values of a measured study, in which some features and Ki-67 tell the classes apart. */
export function tableAround(measured: Readonly<Record<SequenceName, SequenceFeatures>>, seed = 11): string {
  const random = new Random(seed);
  const names = SEQUENCES.flatMap((sequence) => FEATURES.map((feature) => `${sequence}_${feature}`));
  const values = Object.assign({}, ...SEQUENCES.map((sequence) => namedFeatures(measured[sequence]))) as Record<
    string,
    number
  >;
  const lines = [['id', 'pcr', 'ki67', 'morphology', ...names].join(',')];
  for (let row = 0; row < 80; row++) {
    const pcr = row % 2;
    const ki67 = Math.max(1, Math.min(99, Math.round(30 + 14 * pcr + 12 * random.normal())));
    const morphology = ['regular', 'irregular', 'non-mass'][row % 3];
    const features = names.map((name, k) => {
      const shift = k % 4 === 0 ? 0.9 * (pcr - 0.5) : 0;
      return values[name] * (1 + 0.1 * (random.normal() + shift));
    });
    lines.push([`R-${row}`, pcr, ki67, morphology, ...features].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The models of a version as the API gives them: of all sequences, and of T2 and DWI. */
export function versionAround(measured: Readonly<Record<SequenceName, SequenceFeatures>>): {
  answer: ModelAnswer;
  described: VersionAnswer;
} {
  const table = tableAround(measured);
  const model = fitted(table);
  const narrowed = fitted(withoutColumns(table, 'dce_'));
  const protocol = 'her2-pcr@1';
  const area = { auc: 0.8, ci: [0.7, 0.9] as [number, number], rows: 'cross-validation' as const };
  const sequences: SequenceName[] = ['t2fs', 'dwi'];
  return {
    answer: {
      owner: 'demo-score',
      name: 'synthetic-line',
      version: 3,
      protocol,
      settingsHash: protocolSettingsHash(protocolById(protocol)),
      engineVersion: ENGINE_VERSION,
      model,
      submodels: [{ sequences, model: narrowed, area, confidence: 0.95 }],
    },
    described: {
      dataOrigin: 'synthetic',
      submodels: [
        {
          sequences,
          status: 'answers',
          selected: narrowed.features.map(({ name }) => name),
          area,
          confidence: 0.95,
        },
        { sequences: ['dwi', 'dce'], status: 'not-fitted', reason: { code: 'cohort-too-small', message: 'too few' } },
      ],
    },
  };
}

function fitted(table: string): FittedModel {
  const { cohort } = readCohort(table, {
    outcome: 'pcr',
    id: 'id',
    clinical: [
      { name: 'ki67', kind: 'continuous' },
      { name: 'morphology', kind: 'categorical', levels: ['regular', 'irregular', 'non-mass'] },
    ],
  });
  const none = { count: 0, seed: 1 };
  const quick = {
    ...DEFAULT_PROTOCOL,
    bootstrap: none,
    permutations: none,
    validation: { folds: 0, repeats: 0, seed: 1 },
  };
  return fitModel(cohort, { ...quick, clinical: { ...quick.clinical, force: true } }).model;
}

function withoutColumns(table: string, prefix: string): string {
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const kept = lines[0].flatMap((name, k) => (name.startsWith(prefix) ? [] : [k]));
  return lines.map((cells) => kept.map((k) => cells[k]).join(',')).join('\n');
}
