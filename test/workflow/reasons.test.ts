/** The catalogue of reasons against the sources that give them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkFinite,
  InputRefused,
  type Mask,
  readImage,
  readMask,
  readVolume,
  type StudyIdentity,
  type Volume,
  writeNifti,
  writeNrrd,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging/node';
import {
  checkArrival,
  findStudy,
  findVector,
  openManifest,
  parseManifest,
  protocolById,
  REASONS,
  type Reason,
  reasonFrom,
  reasonsDocument,
} from '@radscore/pipeline';
import { extract, parseSettings } from '@radscore/radiomics';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomWith } from '../planted/carriers.ts';
import { STUDY_BUCKET, startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, smallStudy } from './service/small-study.ts';

const root = join(import.meta.dirname, '..', '..');

/** TypeScript sources below folders, as one list of their texts. */
function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (name) =>
          name.endsWith('.ts') &&
          !name.includes('node_modules') &&
          !name.endsWith('pipeline/reasons.ts') &&
          name !== 'reasons.ts',
      )
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
}

/** Codes as the sources write them: in fields, as first words of messages, in the types that list them. */
const WRITTEN = [
  /\bcode[:=] *'([a-z][a-z0-9.-]+)'/g,
  /\bcode = '([a-z][a-z0-9.-]+)'/g,
  /\bcode: [^,\n]*\? '([a-z-]+)' : '([a-z-]+)'/g,
  /#report\(\s*'(identity\.[a-z-]+)'/g,
  /refused(?:File|Manifest)\(\s*'([a-z-]+)'/g,
  /refuse\(\s*'([a-z-]+)'/g,
  /^ {2}\| '([a-z.-]+)'/gm,
  /super\(\s*[`'"]([a-z][a-z-]+): /g,
  /^ {2}'(identity\.[a-z-]+)',/gm,
];

describe('the catalogue of reasons', () => {
  const texts = sources('layers/imaging', 'layers/radiomics', 'layers/pipeline', 'lambdas');
  const known = new Set(REASONS.map(({ code }) => code));

  it('lists every code once, with its meaning and what to do', () => {
    expect(known.size).toBe(REASONS.length);
    for (const { meaning, remedy } of REASONS)
      for (const text of [meaning, remedy]) expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it('misses no code that the sources give', () => {
    const written = new Set(
      texts.flatMap((text) =>
        WRITTEN.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, ...codes]) => codes)),
      ),
    );
    written.delete(undefined as never);
    // Kinds and names that are written like codes, and are none.
    for (const other of NO_REASONS) written.delete(other);
    expect(written.size).toBeGreaterThan(40);
    expect([...written].filter((code) => !known.has(code)).sort()).toEqual([]);
  });

  it('has no code that nothing gives', () => {
    const all = texts.join('\n');
    const trained = texts.find((text) => text.includes('OUTCOMES_OF_TRAINING')) ?? '';
    const dead = REASONS.filter(({ code, kind }) => {
      const asName = code.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
      const isGiven = new RegExp(`['"\`]${code.replace('.', '\\.')}(['"\`]|: )`).test(all);
      return !isGiven && !(kind === 'training' && trained.includes(`'${asName}'`));
    });
    expect(dead.map(({ code }) => code)).toEqual([]);
  });

  it('is what docs/reasons.md says', () => {
    expect(readFileSync(join(root, 'docs/reasons.md'), 'utf8')).toBe(reasonsDocument());
  });
});

/** Results of the modelling protocol, coded in `layers/statistics`, and literals of other types. */
const NO_REASONS: readonly string[] = [
  ...['my.custom.error', 'not-asked', 'no-test-rows', 'custom'],
  // Copies that outlast the withdrawal of a study: docs/erasure.md has them.
  ...['downloads', 'execution-history', 'logs', 'models', 'prediction-jobs', 'running-analysis', 'table-recovery'],
];

const GRID = {
  size: [8, 8, 6],
  spacing: [1, 1, 1.5],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const volume: Volume<Int16Array> = { ...GRID, voxels: Int16Array.from({ length: 384 }, (_, i) => (i * 37) % 101) };
const maskOf = (...inside: number[]): Mask => {
  const voxels = new Uint8Array(384);
  for (const i of inside) voxels[i] = 1;
  return { ...GRID, voxels };
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const nrrd = (text: string): Uint8Array => utf8(`NRRD0004\n${text}\n\n`);
const nifti = writeNifti(volume, { gzip: false });

function dicom(): { files: { name: string; bytes: Uint8Array }[]; seg: { name: string; bytes: Uint8Array } } {
  const uid = (last: number) => `2.25.1000${last}`;
  const study: StudyIdentity = {
    patientId: 'S',
    studyUid: uid(1),
    frameOfReferenceUid: uid(2),
    deidentification: 'synthetic',
  };
  const written = writeSeries(volume, study, {
    number: 1,
    description: 't2 fs',
    scanningSequence: 'SE',
    scanOptions: 'FS',
    repetitionTimeMs: 4000,
    echoTimeMs: 80,
    uid: uid(3),
  });
  const seg = writeSegmentation(maskOf(...Array.from({ length: 384 }, (_, i) => i)), study, written, {
    uid: uid(4),
    seriesUid: uid(5),
    dimensionUid: uid(6),
    trackingUid: uid(7),
    number: 2,
    label: 'Tumour',
  });
  return {
    files: written.files.map(({ bytes }, i) => ({ name: `t2/${i}.dcm`, bytes })),
    seg: { name: 't2/roi.dcm', bytes: seg.bytes },
  };
}

const { files, seg } = dicom();
const withoutThickness = {
  name: 't2/0.dcm',
  bytes: renamed(renamed(files[0].bytes, [0x18, 0, 0x50, 0]), [0x18, 0, 0x88, 0]),
};

/** The file with an element under another number, which nobody reads. */
function renamed(bytes: Uint8Array, tag: number[]): Uint8Array {
  const at = Buffer.from(bytes).indexOf(Buffer.from(tag));
  const changed = Uint8Array.from(bytes);
  if (at > 0) changed[at + 2] += 1;
  return changed;
}

const study = { institution: 'centre-1', studyId: 'R-1' };
const manifest = smallStudy({ studyId: 'R-1', seed: 41 }).manifest;
const parse = (value: unknown) => parseManifest(utf8(typeof value === 'string' ? value : JSON.stringify(value)), study);
const sequenceOf = (name: string) => (manifest.sequences as Record<string, object>)[name];
const shifted = { ...maskOf(100), origin: [2, 0, 0] as const };

/** What gives each code, and whether a file is at fault. */
const REFUSALS: Readonly<Record<string, readonly [isFileNamed: boolean, give: () => unknown]>> = {
  unreadable: [true, () => readVolume(nrrd('type: uint8\ndimension: 3\nsizes: 2 2\nencoding: raw'), 'a.nrrd')],
  truncated: [true, () => readVolume(nifti.subarray(0, 500), 'a.nii')],
  'unsupported-format': [true, () => readVolume(utf8('hello'), 'a.txt')],
  'too-large': [
    true,
    () => readVolume(nrrd('type: uint8\ndimension: 3\nsizes: 99999 99999 99999\nencoding: raw'), 'a.nrrd'),
  ],
  'file-missing': [
    true,
    () =>
      readVolume(
        nrrd('type: uint8\ndimension: 3\nsizes: 2 2 2\nspacings: 1 1 1\nencoding: raw\ndata file: b.raw'),
        'a.nhdr',
      ),
  ],
  'mask-missing': [true, () => readMask([{ name: 'roi.dcm', bytes: dicomWith() }], readImage(files))],
  'label-missing': [true, () => readMask([{ name: 'roi.nrrd', bytes: writeNrrd(maskOf(5)) }], volume, { label: 3 })],
  'geometry-invalid': [true, () => readVolume(withFloat(nifti, 80, Number.NaN), 'a.nii')],
  'geometry-mismatch': [true, () => readMask([{ name: 'roi.nrrd', bytes: writeNrrd(shifted) }], volume)],
  'roi-too-small': [false, () => extract(volume, maskOf(100), parseSettings('setting:\n  binWidth: 25\n'))],
  'roi-outside-image': [true, () => readMask([seg], readImage(files.slice(0, 3)))],
  'series-ambiguous': [
    true,
    () =>
      readImage([
        { name: 'a.nii', bytes: nifti },
        { name: 'b.nii', bytes: nifti },
      ]),
  ],
  'slice-gap': [true, () => readImage(files.filter((_, i) => i !== 2))],
  'too-few-slices': [true, () => readImage([withoutThickness])],
  'not-finite': [
    true,
    () => checkFinite({ ...volume, voxels: new Float32Array(384).fill(Number.NaN) }, maskOf(5), 'a.nii'),
  ],
  'settings-invalid': [false, () => parseSettings('setting:\n  binWidth: -1\n')],
  'manifest-invalid': [true, () => parse('{')],
  'file-not-listed': [
    true,
    () => parse({ ...manifest, files: manifest.files.filter(({ path }) => path !== 'dwi/image.nii') }),
  ],
  'image-repeated': [
    true,
    () => parse({ ...manifest, sequences: { ...(manifest.sequences as object), dwi: sequenceOf('t2fs') } }),
  ],
  'unknown-protocol': [false, () => protocolById('her2-pcr@9')],
};

function withFloat(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  new DataView(changed.buffer).setFloat32(at, value, true);
  return changed;
}

/** Code and sentence, as the study row has them. */
async function reasonOf(give: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await give();
  } catch (error) {
    const { code, name, message } = error as InputRefused;
    if (error instanceof InputRefused) return { code, message };
    return reasonFrom({ Error: name, Cause: JSON.stringify({ errorMessage: message }) });
  }
  throw new Error('got nothing; wanted a refusal');
}

function expectWhole({ code, message }: { code: string; message: string }, wanted: string, isFileNamed: boolean): void {
  expect(code, message).toBe(wanted);
  // Files that are missing are counted rather than got.
  expect(message).toMatch(/(got .+|^\d+ of the \d+ files .+); wanted .+\. [A-Z].+\.$/s);
  if (isFileNamed) expect(message).toMatch(/[\w/-]+\.(nii|nrrd|nhdr|dcm|txt|json)\b/);
}

describe('a refusal says what was got, what was wanted and what to do, and names the file', () => {
  it.each(Object.entries(REFUSALS))('%s', async (code, [isFileNamed, give]) => {
    expectWhole(await reasonOf(give), code, isFileNamed);
  });
});

describe('at the door of the service', () => {
  let workflows: Workflows;
  const prefix = 'institutions/centre-1/studies/R-1/';
  beforeAll(async () => {
    workflows = await startWorkflows();
  });
  afterAll(() => workflows.stop());

  /** Runs admission by hand on a study, of which files may be changed and left out. */
  async function admit(
    change: (files: Map<string, Uint8Array>) => void,
    key = `${prefix}manifest.json`,
  ): Promise<unknown> {
    const small = smallStudy({ studyId: 'R-1', seed: 41 });
    const before = listed(small.files);
    change(small.files);
    for (const [path, bytes] of small.files) await workflows.put(prefix + path, bytes);
    const bytes = JSON.stringify({ ...small.manifest, files: before });
    // Put where no rule listens, then read by hand: the workflow itself must not be quicker.
    const handler = workflows.handlers.get('admit-study');
    await workflows.put(`${prefix}manifest.json`, bytes);
    await workflows.settled();
    const [arn] = [...(await workflows.settled()).keys()].slice(-1);
    return handler?.({ bucket: STUDY_BUCKET, key, sequencer: 'ZZ', executionArn: arn }, {
      functionName: 'x',
    } as Context);
  }
  const flipped = (bytes: Uint8Array): Uint8Array =>
    Uint8Array.from(bytes, (byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));

  it.each<[string, boolean, () => Promise<unknown>]>([
    ['manifest-missing', true, () => openManifest(STUDY_BUCKET, { institution: 'centre-1', studyId: 'NONE' }, '')],
    ['manifest-misplaced', true, () => admit(() => {}, 'elsewhere/manifest.json')],
    [
      'checksum-mismatch',
      true,
      () => admit((all) => all.set('dwi/image.nii', flipped(all.get('dwi/image.nii') as Uint8Array))),
    ],
    ['size-mismatch', true, () => admit((all) => all.set('dwi/image.nii', new Uint8Array(3)))],
    ['too-many-files', false, () => checkArrival(STUDY_BUCKET, study, manifest as never, { most: 2 })],
    ['identifiable', true, () => admit((all) => all.set('letter.json', utf8('{"PatientName":"x y"}')))],
  ])('%s', async (code, isFileNamed, give) => {
    expectWhole(await reasonOf(give), code, isFileNamed);
  });

  it('files-missing', async () => {
    const missing = { ...manifest, files: [...manifest.files, { path: 'x.nii', bytes: 1, sha256: '0'.repeat(64) }] };
    expectWhole(await reasonOf(() => checkArrival(STUDY_BUCKET, study, missing as never)), 'files-missing', true);
  });

  it('sequence-missing', async () => {
    const { files, manifest: whole } = smallStudy({ studyId: 'R-2', seed: 42 });
    const { dce: _, ...sequences } = whole.sequences as Record<string, object>;
    const folder = 'institutions/centre-1/studies/R-2/';
    for (const [path, bytes] of files) await workflows.put(folder + path, bytes);
    await workflows.put(`${folder}manifest.json`, JSON.stringify({ ...whole, sequences }));
    await workflows.settled();
    const row = await findStudy({ institution: 'centre-1', studyId: 'R-2' });
    expect(row).toMatchObject({ status: 'partial', features: 2250 });
    expect(Object.keys(row?.gaps ?? {})).toEqual(['dce']);
    expectWhole(row?.gaps?.dce as Reason, 'sequence-missing', true);
  });

  it('superseded, and a bug: the execution that was overtaken put its vector over the newer one', async () => {
    const handlerOf = (name: string) => {
      const handler = workflows.handlers.get(name);
      if (!handler) throw new Error(`got no handler ${name}`);
      return handler;
    };
    const [prepare, record] = ['prepare-sequence', 'record-failure'].map(handlerOf);
    const { files, manifest: older } = smallStudy({ studyId: 'R-3', seed: 43 });
    const newer = { ...older, clinical: { ki67: 12, morphology: 'regular' } };
    const folder = 'institutions/centre-1/studies/R-3/';
    const key = { institution: 'centre-1', studyId: 'R-3' };
    for (const [path, bytes] of files) await workflows.put(folder + path, bytes);

    // The institution is quick: the newer manifest is admitted and answered before the older one's sequences are read.
    let replaced: Promise<void> | undefined;
    const replace = async (): Promise<void> => {
      workflows.handlers.set('prepare-sequence', prepare);
      await workflows.put(`${folder}manifest.json`, JSON.stringify(newer));
      await expect.poll(async () => (await findStudy(key))?.status, { timeout: 60_000 }).toBe('complete');
    };
    const thrown: unknown[] = [];
    workflows.handlers.set('prepare-sequence', async (event, context) => {
      replaced ??= replace();
      await replaced;
      try {
        return await prepare(event, context);
      } catch (error) {
        thrown.push(error);
        throw error;
      }
    });
    const recorded: unknown[] = [];
    workflows.handlers.set('record-failure', async (event, context) => {
      const reason = await record(event, context);
      recorded.push(reason);
      return reason;
    });
    await workflows.put(`${folder}manifest.json`, JSON.stringify(older));
    await workflows.settled();
    workflows.handlers.set('prepare-sequence', prepare);
    workflows.handlers.set('record-failure', record);

    expect(thrown.length).toBeGreaterThan(0);
    for (const error of thrown) {
      expectWhole(await reasonOf(() => Promise.reject(error)), 'superseded', true);
    }
    // The execution that was overtaken ends without a word in the study, which is that of the newer manifest.
    expect(recorded).toHaveLength(1);
    expectWhole(recorded[0] as Reason, 'superseded', true);
    const row = await findStudy(key);
    expect(row).toMatchObject({ status: 'complete', features: 3375, gaps: {}, clinical: newer.clinical });
    const vector = row && (await findVector(row));
    expect(Object.keys(vector?.contentHashes ?? {})).toEqual(['t2fs', 'dwi', 'dce']);
  });

  it('is every refusal of the catalogue', () => {
    const given = [
      ...Object.keys(REFUSALS),
      'manifest-missing',
      'manifest-misplaced',
      'checksum-mismatch',
      'size-mismatch',
      'too-many-files',
      'identifiable',
      'files-missing',
      'sequence-missing',
      'superseded',
      // In data-origin.test.ts and withdrawal.test.ts.
      'patient-in-demonstration',
      'study-withdrawn',
      // In archives.test.ts.
      'archive-unsupported',
      'archive-invalid',
      // Of inspection, before anything is sent: in propose-manifest.test.ts.
      'several-patients',
      'several-studies',
    ];
    const refusals = REASONS.filter(({ kind }) => kind === 'refusal').map(({ code }) => code);
    expect(refusals.filter((code) => !given.includes(code))).toEqual([]);
  });
});
