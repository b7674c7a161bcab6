/** A study whose sequences lie in archives that a ZIP tool made: inspected, proposed and listed as if they were folders. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCohort } from '../../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../../cli/demonstration/study-files.ts';
import { type ZipOptions, zip } from '../../layers/imaging/archives/zips.ts';
import { radscore } from '../terminal.ts';

const { files } = makeStudy(drawCohort(5).newPatient, 5);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'radscore-zipped-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with the study in archives, one for each sequence or one for all. */
function folderOf(name: string, archives: readonly string[], options?: ZipOptions): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const archive of archives) {
    const prefix = archive === 'study' ? '' : `${archive}/`;
    const members = [...files].filter(([path]) => path.startsWith(prefix));
    const bytes = zip(
      members.map(([path, content]) => ({ path: path.slice(prefix.length), content })),
      options,
    );
    writeFileSync(join(folder, `${archive}.zip`), bytes);
  }
  return folder;
}

const manifestIn = (folder: string) => manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));

describe('a folder with archives', () => {
  it.each([
    ['one for each sequence', 'THREE', ['t2fs', 'dwi', 'dce']],
    ['one for all', 'ONE', ['study']],
  ])('is inspected and listed, %s', async (_, name, archives) => {
    const folder = folderOf(name, archives);
    const inspected = await radscore('inspect', folder, '--json');
    const found = JSON.parse(inspected.out);
    expect(found.findings).toEqual([]);
    expect(found.verdict).toBe('accepted');
    expect(found.receipt.files).toBe(files.size);
    expect(found.rois).toHaveLength(3);

    const made = await radscore('manifest', folder, '--synthetic');
    expect(made.exitCode, made.notes.join('\n')).toBe(0);
    const { sequences, files: listed } = manifestIn(folder);
    expect(listed.map(({ path }) => path)).toEqual(archives.map((archive) => `${archive}.zip`).sort());
    for (const [sequence, { image, roi }] of Object.entries(sequences)) {
      const archive = name === 'ONE' ? `study.zip/${sequence}` : `${sequence}.zip`;
      expect(image, sequence).toMatch(new RegExp(`^${archive}/`));
      expect(roi.file).toBe(`${archive}/seg.dcm`);
    }
    const again = await radscore('inspect', folder);
    expect(again.exitCode, again.out).toBe(0);
    expect(again.out).toMatch(/^accepted/);
  });

  it('takes sequences that are named in archives, and refuses paths that are not there', async () => {
    const folder = folderOf('NAMED', ['t2fs', 'dwi', 'dce']);
    const named = ['t2fs', 'dwi', 'dce'].flatMap((name) => ['--sequence', `${name}=${name}.zip:${name}.zip/seg.dcm`]);
    const made = await radscore('manifest', folder, ...named, '--synthetic');
    expect(made.exitCode, made.notes.join('\n')).toBe(0);
    expect(manifestIn(folder).sequences.dce).toMatchObject({ image: 'dce.zip/', roi: { file: 'dce.zip/seg.dcm' } });
    expect(manifestIn(folder).files.map(({ path }) => path)).toEqual(['dce.zip', 'dwi.zip', 't2fs.zip']);
    expect((await radscore('inspect', folder)).out).toMatch(/^accepted/);

    const wrong = manifestIn(folder);
    (wrong.sequences.dce as { image: string }).image = 'dce.zip/other/';
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(wrong));
    const refused = await radscore('inspect', folder);
    expect(refused.exitCode).toBe(4);
    expect(refused.out).toContain('dce.zip/other/: got no such file in the archive; wanted the image');
  });

  it('is refused or in quarantine for what admission would not take', async () => {
    const folder = folderOf('CUT', ['t2fs', 'dwi', 'dce']);
    writeFileSync(join(folder, 'dce.zip'), readFileSync(join(folder, 'dce.zip')).subarray(0, 100_000));
    const cut = await radscore('inspect', folder);
    expect(cut.exitCode).toBe(4);
    expect(cut.out).toMatch(/truncated: .*dce\.zip: got 100000 bytes of an archive without its end/);

    const remarked = await radscore('inspect', folderOf('REMARKED', ['t2fs', 'dwi', 'dce'], { comment: 'Jane Doe' }));
    expect(remarked.exitCode).toBe(3);
    expect(remarked.out).toContain('ZIP comment');
    expect(remarked.out).not.toMatch(/Jane|Doe/);
  });
});
