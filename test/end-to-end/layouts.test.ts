/** Studies as hospitals lay them out, each submitted with one command and no option to the local cloud. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStudyFiles } from '../../cli/studies/study-folder.ts';
import { radscore } from '../cli/terminal.ts';
import { directory } from '../layers/imaging/inspection/directory.ts';
import { hasShared, sharedPath } from '../shared.ts';
import { type LocalService, startLocalService } from './local-service.ts';

describe.skipIf(!hasShared)('submit STUDY_DIR', () => {
  let service: LocalService;
  let root: string;
  beforeAll(async () => {
    service = await startLocalService();
    root = mkdtempSync(join(tmpdir(), 'radscore-hospital-'));
  });
  afterAll(async () => {
    await service?.stop();
    if (root) rmSync(root, { recursive: true });
  });

  const caseFolder = (id: string): string => {
    const cases = sharedPath('data/dicom/cases');
    return join(cases, readdirSync(cases).find((name) => name.startsWith(`${id}-`)) ?? id, 'files');
  };

  /** A case as its folders are, or under other paths, with files that lie beside it. */
  function laidOut(
    name: string,
    id: string,
    place?: (path: string, index: number) => string,
    beside: Readonly<Record<string, Uint8Array>> = {},
  ): string {
    const folder = join(root, name);
    if (!place) cpSync(caseFolder(id), folder, { recursive: true });
    else {
      readStudyFiles(caseFolder(id)).forEach(({ name: path, bytes }, i) => {
        mkdirSync(dirname(join(folder, place(path, i))), { recursive: true });
        writeFileSync(join(folder, place(path, i)), bytes);
      });
    }
    for (const [path, bytes] of Object.entries(beside)) writeFileSync(join(folder, path), bytes);
    return folder;
  }

  const flat = (path: string, index: number): string =>
    path.endsWith('.dcm') ? `IM${String(index).padStart(5, '0')}` : path.slice(path.lastIndexOf('/') + 1);
  const disc = (path: string, index: number): string =>
    path.endsWith('.dcm') ? `PT000000/ST000000/${path.split('/')[0].padEnd(8, '0')}/MR${index}` : 'mask.nii.gz';
  const junk = new TextEncoder().encode('no image');

  it.each<[string, () => string, string, string]>([
    ['A1', () => laidOut('A1', 'A1'), 'partial', 'dce'],
    ['B1', () => laidOut('B1', 'B1'), 'complete', 't2fs dwi dce'],
    ['B2', () => laidOut('B2', 'B2'), 'partial', 'dwi'],
    ['B3', () => laidOut('B3', 'B3'), 'partial', 't2fs'],
    ['one flat folder', () => laidOut('FLAT', 'B1', flat), 'complete', 't2fs dwi dce'],
    [
      'a disc with its DICOMDIR',
      () => {
        const slices = readStudyFiles(caseFolder('B1')).map(({ name, bytes }, i) => ({ name: disc(name, i), bytes }));
        return laidOut('DISC', 'B1', disc, { DICOMDIR: directory('BR-0002', slices).bytes });
      },
      'complete',
      't2fs dwi dce',
    ],
    [
      'Thumbs.db and its like',
      () => laidOut('THUMBS', 'B1', undefined, { 'Thumbs.db': junk, 'T2/Thumbs.db': junk, 'DCE/desktop.ini': junk }),
      'complete',
      't2fs dwi dce',
    ],
  ])('of %s', async (_, folder, status, sequences) => {
    const made = folder();
    const { exitCode, out, notes } = await radscore('submit', made, '--wait', '--home', service.home);
    expect(exitCode, notes.join('\n')).toBe(0);
    expect(out).toMatch(new RegExp(`: ${status}, `));
    const { sequences: written } = JSON.parse(readFileSync(join(made, 'manifest.json'), 'utf8'));
    expect(Object.keys(written).join(' ')).toBe(sequences);
    expect(notes.join('\n')).not.toContain('region-of-other-phase');
  });

  it('of A2 asks for what only a person can know, in one line', async () => {
    const { exitCode, notes } = await radscore('submit', laidOut('A2', 'A2'), '--wait', '--home', service.home);
    expect(exitCode).toBe(4);
    expect(notes).toEqual([
      expect.stringMatching(
        /^radscore: got image\/ \(25 files\) with roi\/mask\.nrrd, .*: --sequence t2fs=image\/:roi\/mask\.nrrd \(or /,
      ),
    ]);
    const answered = ['--sequence', 't2fs=image/:roi/mask.nrrd'];
    const { exitCode: code, out } = await radscore(
      'submit',
      join(root, 'A2'),
      '--wait',
      '--home',
      service.home,
      ...answered,
    );
    expect([code, out]).toEqual([0, expect.stringMatching(/A2: partial, 1125 features/)]);
  });
});
