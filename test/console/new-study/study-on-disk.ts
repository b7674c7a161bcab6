/** Studies as folders on the disk, as a person would choose them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readNrrd, writeNrrd } from '@radscore/imaging';
import { smallStudy } from '../../workflow/service/small-study.ts';

export interface FolderOnDisk {
  readonly path: string;
  remove(): void;
}

/** Writes files below a new folder of this name. */
export function folderOf(name: string, files: ReadonlyMap<string, Uint8Array>): FolderOnDisk {
  const parent = mkdtempSync(join(tmpdir(), 'radscore-chosen-'));
  const path = join(parent, name);
  for (const [file, bytes] of files) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), bytes);
  }
  return { path, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** A small synthetic study whose T2 region was written with the axes of another program: it can be repaired. */
export function studyWithFlippedRegion(): Map<string, Uint8Array> {
  const files = new Map(smallStudy({ studyId: 'S-1' }).files);
  const mask = readNrrd(files.get('t2fs/roi.nrrd') as Uint8Array, 'roi.nrrd');
  const [x, y, z] = mask.origin;
  const flipped = { ...mask, origin: [-x, -y, z], direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] } as const;
  files.set('t2fs/roi.nrrd', writeNrrd(flipped));
  files.set('t2fs/Thumbs.db', new Uint8Array(10));
  return files;
}
