/** Answers of the service about a synthetic study, as fixtures of its pages. */
import { createHash } from 'node:crypto';
import { CATALOGUE } from '@radscore/radiomics';
import type { Fixture, Fixtures } from '../../harness.ts';

const NOTICE = 'Research use only. Not a medical device.';
export const ID = 'SYN-0042';
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const MANIFEST_HASH = hash('manifest');

/** A row as the list and the study itself have it. */
export const STUDY = {
  studyId: ID,
  status: 'complete',
  dataOrigin: 'synthetic',
  protocol: 'her2-pcr@1',
  receivedAt: '2026-11-26T11:30:00Z',
  updatedAt: '2026-11-26T11:33:00Z',
  startedAt: '2026-11-26T11:31:00Z',
  endedAt: '2026-11-26T11:32:52Z',
  engineVersion: '2.3.0',
  manifestHash: MANIFEST_HASH,
  settingsHash: hash('settings'),
  features: 3375,
  receipt: { files: 123, unlisted: 0, verdict: 'clean' },
  prediction: {
    owner: 'consortium',
    model: 'her2-pcr',
    version: 7,
    class: 'above',
    probability: 0.78,
    interval: [0.61, 0.89],
    threshold: 0.56,
  },
  warnings: [
    {
      code: 'phase-chosen',
      message: 'got 3 phases; phase 1 was read, counted from 0: the highest mean in the region of interest.',
      sequence: 'dce',
    },
  ],
  notice: NOTICE,
} as const;

const WAVELETS = ['LLH', 'LHL', 'LHH', 'HLL', 'HLH', 'HHL', 'HHH', 'LLL'].map((band) => `wavelet-${band}`);
const IMAGE_TYPES = ['original', 'log-sigma-1-mm', 'log-sigma-2-mm', 'log-sigma-3-mm', ...WAVELETS];
const CLASSES = ['firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm'];

/** Names as the service gives them, sequence by sequence; about as many as a study has. */
function names(): string[] {
  const of = (featureClass: string): string[] =>
    CATALOGUE.filter((entry) => entry.featureClass === featureClass && !entry.deprecated).map(({ name }) => name);
  return ['t2fs', 'dwi', 'dce'].flatMap((sequence) => [
    ...of('shape').map((name) => `${sequence}_original_shape_${name}`),
    ...IMAGE_TYPES.flatMap((image) =>
      CLASSES.flatMap((featureClass) => of(featureClass).map((name) => `${sequence}_${image}_${featureClass}_${name}`)),
    ),
  ]);
}

/** A value of any size, the same for the same name. */
const valueFor = (name: string): number => {
  const number = Number.parseInt(hash(name).slice(0, 8), 16) / 2 ** 32;
  return Number((10 ** (number * 6 - 2)).toPrecision(12));
};

export const FEATURES: Readonly<Record<string, number | null>> = {
  ...Object.fromEntries(names().map((name) => [name, valueFor(name)])),
  'dce_wavelet-LLH_glcm_Idm': 0.4127,
  dce_original_shape_MeshVolume: 4487,
  dwi_original_ngtdm_Busyness: null,
};

export const IN_MODEL = [
  'dce_wavelet-LLH_glcm_Idm',
  'dce_original_shape_Sphericity',
  'dwi_original_firstorder_10Percentile',
  't2fs_log-sigma-3-mm_glszm_ZoneEntropy',
];

/** Rows of the training cohort of a feature: this study is higher than 91 of 100. */
const rowsOf = (value: number): object => ({
  quantiles: [0.9, 0.95, 0.97, 0.99, 1.05].map((factor) => factor * value),
  rows: Array.from({ length: 100 }, (_, k) => ({ value: value * (0.909 + k / 1000), pcr: k % 2 === 0 })),
});

const REFERENCE = {
  owner: 'consortium',
  name: 'her2-pcr',
  version: 7,
  audience: 'participant',
  n: 118,
  features: Object.fromEntries(
    Object.entries(FEATURES).map(([name, value], k) => [
      name,
      [0.5, 0.8, 1, 1.3, 2].map((factor) => (value ?? 1) * factor * (0.6 + (k % 9) / 10)),
    ]),
  ),
  selected: Object.fromEntries(IN_MODEL.map((name) => [name, rowsOf(FEATURES[name] as number)])),
  score: { probability: { quantiles: [] }, radScore: { quantiles: [] } },
  notice: NOTICE,
};

const RECEIPT = {
  studyId: ID,
  verdict: 'clean',
  files: 123,
  examinedAt: '2026-11-26T11:31:00Z',
  profile: 'DICOM PS3.15 Basic, 2026c',
  options: [113100, 113107],
  declared: true,
  checkVersion: '9',
  manifestHash: MANIFEST_HASH,
  findings: [],
  more: 0,
  unlisted: { files: 0, names: [] },
  notice: NOTICE,
};

const VARIABLES = [
  {
    name: 'ki67',
    label: 'Ki-67',
    kind: 'continuous',
    unit: '%',
    range: [0, 100],
    usual: [1, 95],
    missing: 'complete-case',
    role: 'used',
    definition: 'Share of stained nuclei',
    source: 'pathology',
  },
  {
    name: 'morphology',
    label: 'Morphology',
    kind: 'categorical',
    levels: ['regular', 'irregular'],
    words: { regular: 'regular', irregular: 'irregular' },
    reference: 'regular',
    missing: 'complete-case',
    role: 'used',
    definition: 'Shape of the mass',
    source: 'BI-RADS',
  },
];

const CLINICAL = {
  studyId: ID,
  protocol: 'her2-pcr@1',
  variables: [
    { name: 'ki67', label: 'Ki-67', role: 'used', value: 35, source: 'manifest', history: [] },
    { name: 'morphology', label: 'Morphology', role: 'used', value: null, source: null, history: [] },
  ],
  notes: [],
  notice: NOTICE,
};

const HISTORY = {
  studyId: ID,
  notKept: 0,
  manifests: [
    {
      manifestHash: MANIFEST_HASH,
      current: true,
      receivedAt: '2026-11-26T11:30:00Z',
      status: 'complete',
      protocol: 'her2-pcr@1',
      features: 3375,
      engineVersion: '2.3.0',
      settingsHash: STUDY.settingsHash,
      prediction: STUDY.prediction,
    },
    {
      manifestHash: hash('older'),
      current: false,
      receivedAt: '2026-11-25T09:10:00Z',
      status: 'partial',
      protocol: 'her2-pcr@1',
      features: 2250,
      gaps: { dce: { code: 'mask-missing', message: 'got no region of interest; wanted one beside dce/.' } },
    },
  ],
  executions: [
    {
      manifestHash: MANIFEST_HASH,
      startedAt: '2026-11-26T11:31:00Z',
      endedAt: '2026-11-26T11:32:52Z',
      outcome: 'complete',
    },
    {
      manifestHash: hash('older'),
      startedAt: '2026-11-25T09:10:30Z',
      endedAt: '2026-11-25T09:11:40Z',
      outcome: 'partial',
    },
  ],
  notice: NOTICE,
};

export interface AnswerOptions {
  /** The study, where it is another than the complete one. */
  readonly study?: { readonly studyId: string; readonly [field: string]: unknown };
  readonly manifest?: object;
  readonly files?: readonly object[];
  /** Hears what was sent. */
  readonly onSent?: (method: string, path: string, body: unknown) => void;
}

/** Answers by path; unknown paths are 404. */
export function studyAnswers({ study = STUDY, manifest, files, onSent }: AnswerOptions): Fixtures {
  return ({ method, url, body }): Fixture | undefined => {
    const path = decodeURIComponent(url.pathname).replace(`/v1/studies/${study.studyId}`, '');
    if (method !== 'GET') onSent?.(method, path, body);
    if (path === '') {
      if (method === 'DELETE')
        return { status: 202, body: { studyId: ID, remains: [], withdrawnAt: STUDY.updatedAt, notice: NOTICE } };
      return { body: study, headers: { etag: '"1"' } };
    }
    if (path === '/files')
      return files
        ? {
            body: {
              studyId: ID,
              manifestHash: MANIFEST_HASH,
              manifest,
              expiresInSeconds: 900,
              total: files.length,
              files,
            },
          }
        : { status: 409, body: { title: 'The study was not analysed', code: 'study-not-analysed' } };
    if (path === '/features') return { body: { ...FEATURES_ANSWER } };
    if (path === '/features.csv') return { body: 'studyId\nSYN-0042\n', headers: { 'content-type': 'text/csv' } };
    if (path === '/receipt') return { body: RECEIPT };
    if (path === '/history') return { body: HISTORY };
    if (path === '/clinical') return { body: CLINICAL, headers: { etag: '"1"' } };
    if (path === '/outcome') return { body: study };
    if (path === '/v1/protocols/her2-pcr@1') return { body: { clinical: VARIABLES } };
    if (path.endsWith('/versions/7/reference')) return { body: REFERENCE };
    return undefined;
  };
}

const FEATURES_ANSWER = {
  studyId: ID,
  protocol: 'her2-pcr@1',
  manifestHash: MANIFEST_HASH,
  engineVersion: '2.3.0',
  settingsHash: STUDY.settingsHash,
  features: FEATURES,
  repairs: [],
  notice: NOTICE,
};
