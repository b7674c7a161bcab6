/** Which files go up in which archive, and the manifest then; the bytes of an archive that is made as it is sent. */
import { createHash } from 'node:crypto';
import { unpackArchives } from '@radscore/imaging';
import { type Manifest, PART_BYTES, parseManifest } from '@radscore/pipeline';
import { archivedManifest, planArchives } from '@radscore/pipeline/upload';
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { openArchiveSource } from '../../../cli/studies/archive-source.ts';
import { digestOf, FileChanged, sourcesOf } from '../../../cli/studies/upload-source.ts';

type Sequences = Record<string, { image: string; roi: { file: string } }>;

function manifestOf(paths: readonly string[], sequences: Sequences, bytes = 10): Manifest {
  const files = paths.map((path, i) => ({ path, bytes, sha256: createHash('sha256').update(`${i}`).digest('hex') }));
  return { manifestVersion: 2, protocol: 'her2-pcr@1', studyId: 'S-1', sequences, files } as Manifest;
}

const slices = (folder: string, count = 3) => Array.from({ length: count }, (_, i) => `${folder}${i}.dcm`);

/** Archives with what lies in them, and the sequences and files of the manifest then. */
function planned(manifest: Manifest, moreThan?: number) {
  const archives = planArchives(manifest, moreThan);
  const after = archivedManifest(
    manifest,
    archives.map((archive) => ({ ...archive, sha256: 'a'.repeat(64), bytes: 5 })),
  );
  // What is sent is a manifest that admission takes.
  parseManifest(new TextEncoder().encode(JSON.stringify(after)), { institution: 'centre-1', studyId: 'S-1' });
  return {
    archives: Object.fromEntries(archives.map(({ path, files }) => [path, files.map((file) => file.path)])),
    sequences: Object.fromEntries(
      Object.entries(after.sequences).map(([name, { image, roi }]) => [name, [image, roi.file]]),
    ),
    files: after.files.map(({ path }) => path),
  };
}

describe('archives of a study', () => {
  it('hold a sequence each, with its region if nothing else lies in their folder', () => {
    const manifest = manifestOf(
      [...slices('t2/'), 't2/roi.nii', ...slices('dce/series/'), 'dce/seg.dcm', 'adc.nii', 'adc_roi.nii'],
      {
        t2fs: { image: 't2/', roi: { file: 't2/roi.nii' } },
        dce: { image: 'dce/series/', roi: { file: 'dce/seg.dcm' } },
        dwi: { image: 'adc.nii', roi: { file: 'adc_roi.nii' } },
      },
    );
    expect(planned(manifest)).toEqual({
      archives: { 'dce.zip': ['dce/seg.dcm', ...slices('dce/series/')], 't2.zip': [...slices('t2/'), 't2/roi.nii'] },
      sequences: {
        t2fs: ['t2.zip/', 't2.zip/roi.nii'],
        dce: ['dce.zip/series/', 'dce.zip/seg.dcm'],
        dwi: ['adc.nii', 'adc_roi.nii'],
      },
      files: ['adc.nii', 'adc_roi.nii', 'dce.zip', 't2.zip'],
    });
  });

  it('leave out a region that lies with those of other sequences', () => {
    const manifest = manifestOf([...slices('i/t2/'), ...slices('i/dce/'), 'roi/t2.dcm', 'roi/dce.dcm'], {
      t2fs: { image: 'i/t2/', roi: { file: 'roi/t2.dcm' } },
      dce: { image: 'i/dce/', roi: { file: 'roi/dce.dcm' } },
    });
    expect(planned(manifest)).toMatchObject({
      sequences: { t2fs: ['i/t2.zip/', 'roi/t2.dcm'], dce: ['i/dce.zip/', 'roi/dce.dcm'] },
      files: ['i/dce.zip', 'i/t2.zip', 'roi/dce.dcm', 'roi/t2.dcm'],
    });
  });

  it('are one for sequences that share a folder, or lie in each other', () => {
    const manifest = manifestOf([...slices('all/'), ...slices('all/dce/'), 'all/seg.dcm'], {
      t2fs: { image: 'all/', roi: { file: 'all/seg.dcm' } },
      dce: { image: 'all/dce/', roi: { file: 'all/seg.dcm' } },
    });
    expect(planned(manifest)).toMatchObject({
      sequences: { t2fs: ['all.zip/', 'all.zip/seg.dcm'], dce: ['all.zip/dce/', 'all.zip/seg.dcm'] },
      files: ['all.zip'],
    });
  });

  it('are made of sequences of many files only, if nothing else is asked for', () => {
    const sequences = {
      t2fs: { image: 't2/', roi: { file: 't2/0.dcm' } },
      dce: { image: 'dce/', roi: { file: 'dce/0.dcm' } },
    };
    const manifest = manifestOf([...slices('t2/', 200), ...slices('dce/', 201)], sequences);
    expect(Object.keys(planned(manifest, 200).archives)).toEqual(['dce.zip']);
  });

  it('take no name that a file or folder has', () => {
    const manifest = manifestOf([...slices('dce/'), 'dce.zip/x.json', 'dce-2.zip'], {
      dce: { image: 'dce/', roi: { file: 'dce/0.dcm' } },
    });
    expect(Object.keys(planned(manifest).archives)).toEqual(['dce-3.zip']);
  });

  it.each([
    ['names that differ in their case only', ['dce/a.dcm', 'dce/A.dcm']],
    ['an archive', ['dce/a.dcm', 'dce/b.zip']],
  ])('are not made of a folder with %s', (_, paths) => {
    const manifest = manifestOf(paths, { dce: { image: 'dce/', roi: { file: 'dce/a.dcm' } } });
    expect(planned(manifest).archives).toEqual({});
  });

  it('are not made of what an archive holds already, or of more than S3 takes at once', () => {
    const archived = manifestOf(['dce.zip'], { dce: { image: 'dce.zip/', roi: { file: 'dce.zip/seg.dcm' } } });
    expect(planned(archived)).toMatchObject({ archives: {}, sequences: { dce: ['dce.zip/', 'dce.zip/seg.dcm'] } });
    const large = manifestOf(slices('dce/'), { dce: { image: 'dce/', roi: { file: 'dce/0.dcm' } } }, 2_000_000_000);
    expect(planned(large).archives).toEqual({});
  });
});

describe('the bytes of an archive', () => {
  const random = new Random(3);
  const noise = (length: number) => Uint8Array.from({ length }, () => 256 * random.uniform());
  const files = new Map<string, Uint8Array>([
    // Longer than what is deflated, so that it is stored and read in pieces.
    ['dce/a.dcm', new Uint8Array(PART_BYTES + 77).fill(3)],
    ['dce/b.nii.gz', noise(5000)],
    ['dce/c.dcm', new Uint8Array([...noise(3000), ...new Uint8Array(90_000)])],
    ['dce/d/noise.dcm', noise(2000)],
    ['dce/empty.json', new Uint8Array(0)],
    ['dce/ü.dcm', new Uint8Array(50).fill(9)],
  ]);
  const listed = [...files].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const archive = { path: 'dce.zip', folder: 'dce/', files: listed };

  it('are the same each time and in whatever parts they are asked for', async () => {
    const source = await openArchiveSource(sourcesOf(files), archive);
    const again = await openArchiveSource(sourcesOf(files), archive);
    expect(again.digest).toEqual(source.digest);
    expect(await digestOf({ ...source, digest: undefined })).toEqual(source.digest);
    expect(source.digest.parts).toHaveLength(2);
    const whole = (await source.part(0, source.bytes)) as Uint8Array;
    const cuts = [0, 1, 30, 31, ...Array.from({ length: 40 }, () => Math.floor(source.bytes * random.uniform()))];
    const ends = [...new Set([...cuts, PART_BYTES, PART_BYTES + 100, source.bytes - 5, source.bytes])].sort(
      (a, b) => a - b,
    );
    const parts = await Promise.all(ends.slice(1).map((end, i) => source.part(ends[i], end)));
    expect(Buffer.concat(parts as Uint8Array[]).equals(whole)).toBe(true);
    const { files: read, refusals, remarks } = unpackArchives([{ name: 'dce.zip', bytes: whole }]);
    expect([refusals, remarks]).toEqual([[], []]);
    expect(read.map(({ name }) => name)).toEqual([...files.keys()].map((path) => path.replace('dce/', 'dce.zip/')));
    expect(read.every(({ bytes }, i) => Buffer.from(bytes).equals([...files.values()][i]))).toBe(true);
    expect(source.bytes).toBeLessThan(PART_BYTES + 20_000);
  });

  it('are not those of files that the manifest does not declare', async () => {
    const changed = new Map([...files, ['dce/b.nii.gz', noise(5000)]] as const);
    const open = openArchiveSource(sourcesOf(changed), archive);
    await expect(open).rejects.toThrow(/dce\/b\.nii\.gz: got SHA-256 .*; wanted .*, as manifest\.json declares/);
    const gone = new Map([...files].slice(1));
    await expect(openArchiveSource(sourcesOf(gone), archive)).rejects.toBeInstanceOf(FileChanged);
  });
});
