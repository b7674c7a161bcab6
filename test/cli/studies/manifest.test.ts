/** `radscore manifest`: how sequences are found, what is written, what is refused. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeNifti, writeNrrd, writeSeries } from '@radscore/imaging/node';
import { manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, radscore } from '../terminal.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'radscore-manifest-'));
});
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;

const GRID = {
  size: [8, 8, 4],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;

/** What a path says that it is: a region of interest, an image, the voxels of a header, or a slice of the series in its folder. */
function contentOf(path: string, all: readonly string[]): Uint8Array {
  const seed = [...path].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const image = { ...GRID, voxels: Int16Array.from({ length: 256 }, (_, i) => ((i * 7919 + seed) % 211) + 1) };
  // A region of its own for each file: two that are the same are one.
  const mask = {
    ...GRID,
    voxels: Uint8Array.from({ length: 256 }, (_, i) => (i > 60 && i < 90 + (seed % 100) ? 1 : 0)),
  };
  const isRoi = /mask|roi|label|seg|all\./.test(path);
  const volume = isRoi ? mask : image;
  if (/\.nhdr$/.test(path)) return new TextEncoder().encode(detached(all));
  if (/\.raw\.gz$/.test(path)) return gzipSync(new Uint8Array(image.voxels.buffer));
  if (/\.nii(\.gz)?$/.test(path)) return writeNifti(volume, { gzip: path.endsWith('.gz') });
  if (/\.nrrd$/.test(path)) return writeNrrd(volume);
  const folder = all.filter((other) => dirname(other) === dirname(path));
  return slicesOf(dirname(path), folder.length)[folder.indexOf(path)];
}

function detached(all: readonly string[]): string {
  const raw = all.find((path) => path.endsWith('.raw.gz')) ?? '';
  return `NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 8 8 4\nspace directions: (1,0,0) (0,1,0) (0,0,2)\nkinds: domain domain domain\nendian: little\nencoding: gzip\nspace origin: (0,0,0)\ndata file: ${raw.slice(raw.lastIndexOf('/') + 1)}\n\n`;
}

/** A series of which no header says the sequence, in as many slices as there are files. */
function slicesOf(folder: string, count: number): Uint8Array[] {
  const identity = {
    patientId: 'SYN-1',
    studyUid: '2.25.1',
    frameOfReferenceUid: '2.25.2',
    deidentification: 'synthetic',
  };
  const seed = [...folder].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const grid = { ...GRID, size: [8, 8, count] } as const;
  let drawn = 0;
  const { files } = writeSeries(
    { ...grid, voxels: Int16Array.from({ length: 64 * count }, (_, i) => ((i * 7919 + seed) % 211) + 1) },
    identity,
    {
      uid: `2.25.${1000 + seed}`,
      number: seed,
      description: '',
      scanningSequence: 'GR',
      repetitionTimeMs: 5 + (seed % 7),
      echoTimeMs: 2,
      nextUid: () => `2.25.${1000 + seed}${drawn++}1`,
    },
  );
  return files.map(({ bytes }) => bytes);
}

/** A study folder with these files. */
function study(...paths: string[]): string {
  const folder = join(root, `study-${++made}`);
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contentOf(path, paths));
  }
  return folder;
}

function written(folder: string): ReturnType<typeof manifest.parse> {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
}

async function sequencesOf(folder: string, ...options: string[]): Promise<unknown> {
  const result = await radscore('manifest', folder, ...options);
  expect(result.notes.join('\n')).not.toMatch(/^radscore:/);
  expect(result.exitCode).toBe(0);
  return written(folder).sequences;
}

describe('radscore manifest finds the sequences', () => {
  it.each([
    [
      'in files beside each other',
      ['T2_FS.nii.gz', 'T2_FS_mask.nii.gz', 'adc.nrrd', 'adc-roi.nrrd', 'DCE.nii', 'DCE.label.nii'],
      {
        t2fs: { image: 'T2_FS.nii.gz', roi: { file: 'T2_FS_mask.nii.gz' } },
        dwi: { image: 'adc.nrrd', roi: { file: 'adc-roi.nrrd' } },
        dce: { image: 'DCE.nii', roi: { file: 'DCE.label.nii' } },
      },
    ],
    [
      'in a folder each',
      ['t2fs/image.nrrd', 't2fs/mask.nrrd', 'dwi/image.nrrd', 'dwi/seg.nrrd'],
      {
        t2fs: { image: 't2fs/image.nrrd', roi: { file: 't2fs/mask.nrrd' } },
        dwi: { image: 'dwi/image.nrrd', roi: { file: 'dwi/seg.nrrd' } },
      },
    ],
    [
      'as series of slices, with regions of interest elsewhere',
      [
        ...[1, 2, 3, 4].map((slice) => `scan/t2/IM000${slice}.dcm`),
        'rois/t2.nii.gz',
        ...[1, 2, 3, 4].map((slice) => `scan/dce/1.2.840.${slice}`),
        'rois/dce.nii.gz',
      ],
      {
        t2fs: { image: 'scan/t2/', roi: { file: 'rois/t2.nii.gz' } },
        dce: { image: 'scan/dce/', roi: { file: 'rois/dce.nii.gz' } },
      },
    ],
    [
      'as a header with its voxels beside it',
      ['dce/image.nhdr', 'dce/image.raw.gz', 'dce_roi.nrrd'],
      { dce: { image: 'dce/', roi: { file: 'dce_roi.nrrd' } } },
    ],
  ])('%s', async (_, paths, sequences) => {
    expect(await sequencesOf(study(...paths))).toEqual(sequences);
  });

  it('and takes what is named as it is named', async () => {
    const folder = study(
      'series/a.dcm',
      'series/b.dcm',
      'all.nrrd',
      'adc.nrrd',
      'adc_mask.nrrd',
      'dwi.nrrd',
      'late/dce.nrrd',
    );
    const named = [
      '--sequence',
      't2fs=series:all.nrrd:2',
      '--sequence',
      'dwi=adc.nrrd:adc_mask.nrrd',
      '--sequence',
      'dce=none',
    ];
    expect(await sequencesOf(folder, ...named)).toEqual({
      t2fs: { image: 'series/', roi: { file: 'all.nrrd', label: 2 } },
      dwi: { image: 'adc.nrrd', roi: { file: 'adc_mask.nrrd' } },
    });
    expect(written(folder).files.map(({ path }) => path)).toEqual([
      'adc.nrrd',
      'adc_mask.nrrd',
      'all.nrrd',
      'series/a.dcm',
      'series/b.dcm',
    ]);
  });
});

describe('radscore manifest writes', () => {
  it('length and SHA-256 of every file of the sequences, and leaves other files out', async () => {
    const folder = study('t2.nrrd', 't2_mask.nrrd');
    for (const name of ['report.pdf', '.hidden']) writeFileSync(join(folder, name), 'no image');
    const { notes } = await radscore('manifest', folder, '--study-id', 'BB-0042');
    expect(written(folder)).toMatchObject({ manifestVersion: 1, protocol: 'her2-pcr@1', studyId: 'BB-0042' });
    expect(written(folder).files).toEqual(
      ['t2.nrrd', 't2_mask.nrrd'].map((path) => ({
        path,
        sha256: createHash('sha256').update(contentOf(path, [])).digest('hex'),
        bytes: contentOf(path, []).length,
      })),
    );
    expect(notes).toContain('left out: ./ (1 file): texts, previews and files of the system');
    expect(notes).toContain('  dce   none: the study will be partial');
  });

  it('clinical variables and the outcome where they are given', async () => {
    const folder = study('t2.nrrd', 't2_mask.nrrd');
    await radscore('manifest', folder, '--ki67', '35.5', '--morphology', 'non-mass', '--pcr', 'false');
    expect(written(folder)).toMatchObject({
      clinical: { ki67: 35.5, morphology: 'non-mass' },
      outcome: { pcr: false },
    });
    await radscore('manifest', folder);
    expect(Object.keys(written(folder))).toEqual(['manifestVersion', 'protocol', 'studyId', 'sequences', 'files']);
  });

  it('the same bytes every time, also over an earlier manifest', async () => {
    const folder = study('t2.nrrd', 't2_mask.nrrd', 'dwi.nrrd', 'dwi_mask.nrrd');
    const once = async (): Promise<Buffer> => {
      await radscore('manifest', folder);
      return readFileSync(join(folder, 'manifest.json'));
    };
    expect(await once()).toEqual(await once());
  });
});

describe('radscore manifest refuses', () => {
  async function refused(
    exitCode: number,
    message: RegExp,
    folder: string,
    ...options: string[]
  ): Promise<CommandResult> {
    const result = await radscore('manifest', folder, ...options);
    expect(result).toMatchObject({ exitCode, out: '' });
    expect(result.notes.join('\n')).toMatch(message);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
    return result;
  }

  it('two images for one sequence, listing them and saying how to name one', () =>
    refused(
      4,
      /got 2 images that may be dwi: dwi1\.nrrd, dwi2\.nrrd; wanted .*--sequence dwi=dwi1\.nrrd:dwi_mask\.nrrd, or --sequence dwi=dwi2/,
      study('dwi1.nrrd', 'dwi2.nrrd', 'dwi_mask.nrrd'),
    ));
  it('two regions of interest for one sequence', () =>
    refused(
      4,
      /got 2 regions of interest on dce\.nrrd: dce_mask1\.nrrd, dce_mask2\.nrrd; .*--sequence dce=dce\.nrrd:dce_mask1/,
      study('dce.nrrd', 'dce_mask1.nrrd', 'dce_mask2.nrrd'),
    ));
  it('several whole images in the folder of a sequence', () =>
    refused(4, /got 2 images that may be dce/, study('dce/phase1.nii', 'dce/phase2.nii', 'dce_roi.nii')));
  it('an image without a region of interest', () =>
    refused(4, /got no region of interest for t2fs, t2\.nrrd; wanted/, study('t2.nrrd')));
  it('a region of interest without an image', () =>
    refused(4, /file-missing: The study has no image/, study('t2_mask.nrrd')));
  it('a folder without any sequence', () => refused(4, /got no sequence: 1 file, 1 image/, study('flair.nrrd')));
  it('a folder that is not there', () =>
    refused(4, /file-missing: .*got no such file or folder/, join(root, 'nowhere')));
  it('a named file that is not there', () =>
    refused(4, /mask-missing: no\.nrrd/, study('t2.nrrd'), '--sequence', 't2fs=t2.nrrd:no.nrrd'));
  it('an unknown protocol', () =>
    refused(4, /unknown-protocol: .*her2-pcr@1/, study('t2.nrrd', 't2_mask.nrrd'), '--protocol', 'her2@7'));
  it('a path that leaves the study', () => {
    study('t2.nrrd', 't2_mask.nrrd');
    const outside = `t2fs=../study-${made}/t2.nrrd:../study-${made}/t2_mask.nrrd`;
    return refused(2, /sequences\.t2fs\.image/, study('dwi.nrrd', 'dwi_mask.nrrd'), '--sequence', outside);
  });
  it('a folder name that is no study id', () => {
    const folder = join(root, 'Jane Doe');
    mkdirSync(folder);
    for (const name of ['t2.nrrd', 't2_mask.nrrd']) writeFileSync(join(folder, name), contentOf(name, []));
    return refused(2, /got the name of the folder as study id; wanted .*--study-id/, folder);
  });
  it.each([
    ['--sequence', 't1=t1.nrrd:mask.nrrd'],
    ['--sequence', 't2fs=t2.nrrd'],
    ['--ki67', '120'],
    ['--morphology', 'round'],
    ['--pcr', 'yes'],
  ])('%s %s', async (...option) => {
    await refused(2, /radscore: /, study('t2.nrrd', 't2_mask.nrrd'), ...option);
  });
});

describe('clinical values of a manifest', () => {
  const files = ['t2.nrrd', 't2_mask.nrrd'];
  const rich = ['--protocol', 'her2-pcr-clinical@1'];

  it('are what the protocol declares, by name or label, value or word', async () => {
    const folder = study(...files);
    const given = ['--clinical', 'HR=Positive', '--clinical', 'Age=44', '--clinical', 'grade=III', '--ki67', '0.4'];
    const { exitCode, notes } = await radscore('manifest', folder, ...rich, ...given);
    expect(exitCode).toBe(0);
    expect(written(folder).clinical).toEqual({ ki67: 0.4, hormoneReceptor: 'positive', age: 44, grade: '3' });
    expect(notes).toEqual(
      expect.arrayContaining(['  Age 44 years', '  Hormone receptor: positive', '  Histological grade: grade 3']),
    );
    expect(notes.join('\n')).toMatch(/warning, clinical: clinical-unusual: got ki67 outside 1 to 100 per cent/);
  });

  it.each([
    ['of a variable of another protocol', ['--clinical', 'age=44'], /age, which her2-pcr@1 does not declare/],
    ['of a misspelt variable', [...rich, '--clinical', 'gradd=2'], /did you mean grade\?/],
    ['out of range', [...rich, '--clinical', 'age=12'], /wanted a number from 18 to 90, in years/],
    ['of no level', [...rich, '--clinical', 'cT=Tx'], /wanted one of T1, T2, T3, T4/],
    ['that are no number', [...rich, '--clinical', 'age=old'], /age that her2-pcr-clinical@1 does not take/],
    ['given twice', ['--ki67', '3', '--clinical', 'ki67=4'], /got ki67 twice/],
    ['without a value', ['--clinical', 'ki67'], /wanted NAME=VALUE/],
  ])('%s are refused', async (_, options, message) => {
    const { exitCode, notes } = await radscore('manifest', study(...files), ...options);
    expect(exitCode).toBe(2);
    expect(notes.join('\n')).toMatch(message);
  });

  it('that its protocol does not take are refused before anything is sent', async () => {
    const folder = study(...files);
    await radscore('manifest', folder);
    const file = join(folder, 'manifest.json');
    const changed = { ...JSON.parse(readFileSync(file, 'utf8')), clinical: { age: 44 } };
    writeFileSync(file, JSON.stringify(changed));
    const { exitCode, notes } = await radscore('submit', folder, '--api', 'http://127.0.0.1:9', '--token', 't');
    expect(exitCode).toBe(4);
    expect(notes.join('\n')).toMatch(/age, which her2-pcr@1 does not declare/);
  });
});
