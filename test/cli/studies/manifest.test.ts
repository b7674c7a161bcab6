/** `radscore manifest`: how sequences are found, what is written, what is refused. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, radscore } from '../terminal.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'radscore-manifest-'));
});
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;

/** A study folder with these files; nothing reads their content. */
function study(...paths: string[]): string {
  const folder = join(root, `study-${++made}`);
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `content of ${path}`);
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
        'scan/t2/IM0001.dcm',
        'scan/t2/IM0002.dcm',
        'rois/t2.nii.gz',
        'scan/dce/1.2.840.1',
        'scan/dce/1.2.840.2',
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
    const folder = study('t2.nrrd', 't2_mask.nrrd', 'report.pdf', '.hidden');
    const { notes } = await radscore('manifest', folder, '--study-id', 'BB-0042');
    expect(written(folder)).toMatchObject({ manifestVersion: 1, protocol: 'her2-pcr@1', studyId: 'BB-0042' });
    expect(written(folder).files).toEqual(
      ['t2.nrrd', 't2_mask.nrrd'].map((path) => ({
        path,
        sha256: createHash('sha256').update(`content of ${path}`).digest('hex'),
        bytes: `content of ${path}`.length,
      })),
    );
    expect(notes).toContain('in no sequence, left out: report.pdf');
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

  it('two images for one sequence, listing them and saying how to name one', async () => {
    const { notes } = await refused(
      4,
      /dwi: found more than one image/,
      study('adc.nrrd', 'dwi.nrrd', 'dwi_mask.nrrd'),
    );
    expect(notes[0]).toContain('adc.nrrd, dwi.nrrd, dwi_mask.nrrd');
    expect(notes[0]).toContain('--sequence dwi=image:roi[:label]');
  });
  it('two regions of interest for one sequence', () =>
    refused(4, /dce: found more than one region of interest/, study('dce.nrrd', 'dce_mask1.nrrd', 'dce_mask2.nrrd')));
  it('several whole images in the folder of a sequence', () =>
    refused(4, /dce: found more than one image/, study('dce/phase1.nii', 'dce/phase2.nii', 'dce_roi.nii')));
  it('an image without a region of interest', () =>
    refused(4, /mask-missing: t2\.nrrd: got no region of interest for t2fs/, study('t2.nrrd')));
  it('a region of interest without an image', () => refused(4, /t2fs: found no image/, study('t2_mask.nrrd')));
  it('a folder without any sequence', () => refused(4, /found no sequence among flair\.nrrd/, study('flair.nrrd')));
  it('a folder that is not there', () => refused(4, /file-missing: .*got no such folder/, join(root, 'nowhere')));
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
    for (const name of ['t2.nrrd', 't2_mask.nrrd']) writeFileSync(join(folder, name), name);
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
    ['of a variable of another protocol', ['--clinical', 'age=44'], /age is not declared by her2-pcr@1/],
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
    expect(notes.join('\n')).toMatch(/age is not declared by her2-pcr@1/);
  });
});
