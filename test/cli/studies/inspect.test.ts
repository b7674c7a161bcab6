/** `radscore inspect`: verdicts with and without a manifest, pictures, and the page. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImage, readMask, writeNrrd } from '@radscore/imaging/node';
import { extract, parseSettings } from '@radscore/radiomics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases, filesOf, hasCases, imageOf, regionOf, type StudyCase } from '../../layers/imaging/dicom/cases.ts';
import { sharedPath } from '../../shared.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { radscore } from '../terminal.ts';

const EXIT_CODES = { accepted: 0, quarantined: 3, refused: 4 } as const;
/** Codes of findings: ours, or those of identities. */
const CODE = /^(identity\.)?[a-z]+(-[a-z]+)*$/;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'radscore-inspect-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const folderOf = ({ id }: StudyCase) => sharedPath(`data/dicom/cases/${id}/files`);

describe.skipIf(!hasCases)('radscore inspect on the test studies', () => {
  it.each(cases)('$id: $expected.verdict', async (study) => {
    const acceptable = [study.expected.verdict, ...study.expected.also_acceptable];
    const started = performance.now();
    const json = await radscore('inspect', folderOf(study), '--json');
    // What is malformed must not cost more than this.
    if (study.id.startsWith('G')) expect(performance.now() - started).toBeLessThan(2000);
    const { verdict, findings, series, rois } = JSON.parse(json.out);
    expect(acceptable, json.out).toContain(verdict);
    expect(json.exitCode).toBe(EXIT_CODES[verdict as keyof typeof EXIT_CODES]);
    if (verdict === 'accepted') {
      expect(findings).toEqual([]);
      expect([series.length, rois.length].every((count) => count > 0)).toBe(true);
    } else {
      expect(findings.length).toBeGreaterThan(0);
      for (const { code, message, remedy } of findings) {
        expect(code).toMatch(CODE);
        expect(message.length).toBeGreaterThan(4);
        expect(remedy).toMatch(/\.$/);
      }
    }

    const words = await radscore('inspect', folderOf(study));
    expect(words.exitCode).toBe(json.exitCode);
    expect(words.out.startsWith(`${verdict}: `)).toBe(true);
    for (const secret of study.must_not_echo ?? []) {
      for (const said of [json.out, words.out, ...json.notes, ...words.notes]) expect(said).not.toContain(secret);
    }
  });
});

describe.skipIf(!hasCases)('what is malformed', () => {
  const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
  const program = `
    const { main } = await import(${JSON.stringify(main)});
    const quiet = { out() {}, note() {}, status() {}, interactive: false };
    const code = await main(['inspect', process.argv[1], '--json'], quiet);
    console.log(JSON.stringify({ code, kilobytes: process.resourceUsage().maxRSS }));`;

  it.each(cases.filter(({ id }) => id.startsWith('G')))('$id: costs less than 512 MB', (study) => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program, folderOf(study)]);
    const { code, kilobytes } = JSON.parse(String(stdout));
    expect([EXIT_CODES.refused, EXIT_CODES.quarantined]).toContain(code);
    expect(kilobytes).toBeLessThan(512 * 1024);
  });
});

const SETTINGS = parseSettings('setting:\n  binWidth: 25\n');
type Feature = StudyCase['features'][number] & { expected: string };
const accepted = cases.flatMap((study) =>
  (study.features as Feature[]).map((feature) => ({ ...feature, study, id: study.id })),
);

describe.skipIf(!hasCases)('what is accepted', () => {
  it.each(accepted)('$id, $name: gives the 107 values of PyRadiomics', ({ study, name, roi, label, expected }) => {
    const { path, selection } = imageOf(study, name);
    const image = readImage(filesOf(study, path), selection);
    const region = filesOf(study, regionOf(study, name, roi));
    const mask = readMask(region, image, study.id.startsWith('E45') ? { label } : {});
    const { blocks } = extract(image, mask, SETTINGS);
    const got = new Map(blocks.flatMap(({ names, values }) => names.map((one, i) => [one, values[i]] as const)));
    const wanted: Record<string, number> = JSON.parse(
      readFileSync(sharedPath(`data/dicom/${expected}`), 'utf8'),
    ).features;
    expect(got.size).toBe(107);
    // 1e-9: the engine sums in another order than numpy; spacing from positions differs by 1e-14.
    const off = [...got].filter(([one, value]) => !(Math.abs(value - wanted[one]) <= 1e-9 * Math.abs(wanted[one])));
    expect(off.map(([one, value]) => [one, value, wanted[one]])).toEqual([]);
  });
});

describe('radscore inspect with a manifest', () => {
  /** A study folder; `change` may spoil it after its manifest was made. */
  function study(change: (files: Map<string, Uint8Array>, manifest: Record<string, unknown>) => void): string {
    const folder = mkdtempSync(join(root, 'study-'));
    const { files, manifest } = smallStudy({ studyId: 'S-1' });
    change(files, manifest);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    return folder;
  }
  const codes = async (folder: string): Promise<unknown> => {
    const { exitCode, out } = await radscore('inspect', folder, '--json');
    const { findings } = JSON.parse(out);
    return [exitCode, ...findings.map(({ code, file }: { code: string; file: string }) => `${code} ${file}`)];
  };

  it('accepts what is as it was listed', async () => {
    const folder = study(() => {});
    expect(await codes(folder)).toEqual([0]);
    const { out } = await radscore('inspect', folder);
    expect(out).toMatch(/^accepted: .*\n {2}image t2fs\/image\.nii: t2fs, 24 × 24 × 8 voxels/);
    expect(out).toMatch(/ROI dce\/roi\.nrrd, label 1, on dce\/image\.nii: \d+ voxels, 4 slices/);
  });

  it('refuses files that are missing or changed', async () => {
    const missing = study((files) => files.delete('dwi/image.nii'));
    expect(await codes(missing)).toEqual([4, 'file-missing dwi/image.nii', 'file-missing undefined']);
    const changed = study((files) => {
      const bytes = Uint8Array.from(files.get('dwi/image.nii') as Uint8Array);
      bytes[bytes.length - 1] ^= 1;
      files.set('dwi/image.nii', bytes);
    });
    expect(await codes(changed)).toEqual([4, 'checksum-mismatch dwi/image.nii']);
  });

  it('quarantines a name in a file that is listed', async () => {
    const folder = study((files) => {
      const bytes = Uint8Array.from(files.get('dwi/image.nii') as Uint8Array);
      bytes.set(new TextEncoder().encode('Erika Mueller 1961'), 148);
      files.set('dwi/image.nii', bytes);
    });
    const { exitCode, out } = await radscore('inspect', folder);
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^quarantined: .*\n.*identity\.file: dwi\/image\.nii: NIfTI descrip/);
    expect(out).not.toMatch(/Erika|Mueller|1961/);
  });

  it('asks for a folder that is there', async () => {
    const { exitCode, notes } = await radscore('inspect', join(root, 'nowhere'));
    expect(exitCode).toBe(4);
    expect(notes.join()).toMatch(/file-missing.*no such file or folder/);
  });
});

describe('the page that inspects a study', () => {
  it('is written instead of an inspection, never beside one', async () => {
    const page = join(root, 'inspect.html');
    expect((await radscore('inspect')).exitCode).toBe(2);
    expect((await radscore('inspect', root, '--page', page)).exitCode).toBe(2);
    expect((await radscore('inspect', '--page', join(root, 'nowhere', 'inspect.html'))).exitCode).toBe(2);
    const { exitCode, out, notes } = await radscore('inspect', '--page', page);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(notes.join()).toContain(page);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('Research use only. Not a medical device.');
    expect(html).not.toContain(process.cwd());
    // The same sources give the same bytes.
    await radscore('inspect', '--page', page);
    expect(readFileSync(page, 'utf8')).toBe(html);
  });
});

describe('a region of interest that does not fit', () => {
  it('is measured, drawn as it stands and as it would be mended, and mended when the manifest accepts it', async () => {
    const folder = mkdtempSync(join(root, 'mended-'));
    const { files } = smallStudy({ studyId: 'S-1' });
    const roi = readImage([{ name: 'roi.nrrd', bytes: files.get('t2fs/roi.nrrd') as Uint8Array }]);
    const shifted = writeNrrd({ ...roi, origin: [roi.origin[0] + 0.3, roi.origin[1], roi.origin[2]] });
    mkdirSync(join(folder, 't2fs'));
    writeFileSync(join(folder, 't2fs/image.nii'), files.get('t2fs/image.nii') as Uint8Array);
    writeFileSync(join(folder, 't2fs/roi.nrrd'), shifted);
    const pictures = join(folder, 'pictures');
    const { exitCode, out } = await radscore('inspect', folder, '--json', '--pictures', pictures);
    expect(exitCode).toBe(4);
    const { findings, rois } = JSON.parse(out);
    expect(findings[0]).toMatchObject({
      code: 'geometry-mismatch',
      remedy: expect.stringContaining('accept "repair": "resample-to-image" in manifest.json'),
    });
    expect(rois[0]).toMatchObject({
      placement: { size: [24, 24, 8], orientation: 'LPS', imageOrientation: 'LPS', fractionOutside: 0 },
      repair: { name: 'resample-to-image', overlapAfter: expect.any(Number) },
    });
    // NIfTI keeps its origin as float32.
    expect(rois[0].placement.displacementMm).toBeCloseTo(0.3, 4);
    for (const name of readdirSync(pictures)) {
      expect(readFileSync(join(pictures, name)).subarray(1, 4).toString()).toBe('PNG');
    }
    expect(readdirSync(pictures).sort()).toEqual(['t2fs_roi.nrrd-1-repaired.png', 't2fs_roi.nrrd-1.png']);
    rmSync(pictures, { recursive: true });

    const accepted = ['--accept-repair', 't2fs=resample-to-image'];
    expect((await radscore('manifest', folder, '--study-id', 'S-1', '--accept-repair', 't2fs=turn')).exitCode).toBe(2);
    expect((await radscore('manifest', folder, '--study-id', 'S-1', ...accepted)).exitCode).toBe(0);
    const mended = await radscore('inspect', folder);
    expect(mended).toMatchObject({ exitCode: 0, out: expect.stringMatching(/roi-repaired: .*by resample-to-image/) });
  });

  it('is measured and drawn for a study with a manifest too, whether it accepts the repair or not', async () => {
    const folder = mkdtempSync(join(root, 'reordered-'));
    const { files } = smallStudy({ studyId: 'S-1' });
    const right = readImage([{ name: 'roi.nrrd', bytes: files.get('t2fs/roi.nrrd') as Uint8Array }]);
    // From the last slice to the first, whose position is the origin; the axis was not negated.
    const slices = Array.from({ length: 8 }, (_, z) => [...right.voxels.subarray((7 - z) * 576, (8 - z) * 576)]);
    const origin = [right.origin[0], right.origin[1], right.origin[2] + 7 * right.spacing[2]] as const;
    mkdirSync(join(folder, 't2fs'));
    writeFileSync(join(folder, 't2fs/image.nii'), files.get('t2fs/image.nii') as Uint8Array);
    writeFileSync(
      join(folder, 't2fs/roi.nrrd'),
      writeNrrd({ ...right, origin, voxels: Uint8Array.from(slices.flat()) }),
    );
    const pictures = join(root, 'pictures-of-reordered');
    const options = ['--study-id', 'S-1'];
    expect((await radscore('manifest', folder, ...options)).exitCode).toBe(0);
    const offered = await radscore('inspect', folder, '--json', '--pictures', pictures);
    expect(offered.exitCode).toBe(4);
    const { findings, rois, series } = JSON.parse(offered.out);
    expect(findings).toMatchObject([{ code: 'geometry-mismatch', file: 't2fs/roi.nrrd' }]);
    expect(findings[0].remedy).toContain('accept "repair": "reorder" in manifest.json');
    expect(series).toMatchObject([{ name: 't2fs/image.nii', sequence: 't2fs', size: [24, 24, 8] }]);
    expect(rois).toMatchObject([
      {
        sequence: 't2fs',
        label: 1,
        slices: 4,
        placement: { size: [24, 24, 8], orientation: 'LPS', imageOrientation: 'LPS', fractionOutside: 1 },
        repair: { name: 'reorder', overlapBefore: 0, overlapAfter: 1 },
      },
    ]);
    // Seven slices of 1.5 mm.
    expect(rois[0].placement.displacementMm).toBeCloseTo(10.5, 4);
    const drawn = ['t2fs-t2fs_roi.nrrd-1-repaired.png', 't2fs-t2fs_roi.nrrd-1.png'];
    expect(readdirSync(pictures).sort()).toEqual(drawn);
    const mendedPicture = readFileSync(join(pictures, drawn[0]));
    expect(mendedPicture).not.toEqual(readFileSync(join(pictures, drawn[1])));
    rmSync(pictures, { recursive: true });

    expect((await radscore('manifest', folder, ...options, '--accept-repair', 't2fs=reorder')).exitCode).toBe(0);
    const mended = await radscore('inspect', folder, '--json', '--pictures', pictures);
    expect(mended.exitCode).toBe(0);
    expect(JSON.parse(mended.out)).toMatchObject({
      rois: [{ placement: { fractionOutside: 1 }, repair: { name: 'reorder' } }],
      repairs: [{ sequence: 't2fs', name: 'reorder', file: 't2fs/roi.nrrd', overlapBefore: 0, overlapAfter: 1 }],
    });
    expect(readdirSync(pictures).sort()).toEqual(drawn);
    expect(readFileSync(join(pictures, drawn[0]))).toEqual(mendedPicture);
    const words = await radscore('inspect', folder);
    expect(words.out).toMatch(
      /is repaired, as manifest\.json accepts, by "reorder" \(overlap 0 before, 1 after\): Take /,
    );
  });
});

describe('a bug: a picture took the voxels of a mask in the order of its file', () => {
  it('draws a mask whose slices run the other way, and whose header says so, where it lies', async () => {
    const { files } = smallStudy({ studyId: 'S-1' });
    const right = readImage([{ name: 'roi.nrrd', bytes: files.get('t2fs/roi.nrrd') as Uint8Array }]);
    const slices = Array.from({ length: 8 }, (_, z) => right.voxels.slice((7 - z) * 576, (8 - z) * 576));
    const turned = Uint8Array.from(slices.flatMap((slice) => [...slice]));
    const origin = [right.origin[0], right.origin[1], right.origin[2] + 7 * right.spacing[2]] as const;
    const masks = [
      right,
      { ...right, voxels: turned, origin, direction: [1, 0, 0, 0, 1, 0, 0, 0, -1] as const },
    ] as const;
    const drawn = await Promise.all(
      masks.map(async (mask, i) => {
        const folder = mkdtempSync(join(root, 'turned-'));
        writeFileSync(join(folder, 'image.nii'), files.get('t2fs/image.nii') as Uint8Array);
        writeFileSync(join(folder, 'roi.nrrd'), writeNrrd(mask));
        const pictures = join(root, `pictures-of-turned-${i}`);
        expect((await radscore('inspect', folder, '--pictures', pictures)).exitCode).toBe(0);
        return readFileSync(join(pictures, 'roi.nrrd-1.png'));
      }),
    );
    expect(drawn[1]).toEqual(drawn[0]);
  });
});
