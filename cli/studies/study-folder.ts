/** The files of a study folder, and what `--sequence` says of them. */
import { existsSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InputRefused, type NamedBytes } from '@radscore/imaging';
import {
  isArchive,
  MANIFEST_FILE,
  type ManifestSequence,
  SEQUENCES,
  type SequenceName,
  WHOLE_STUDY,
} from '@radscore/pipeline';
import { readImageFiles } from '../files/image-files.ts';
import { UsageProblem } from '../terminal/failure.ts';

/** The files of a study in memory, by study-relative paths with forward slashes, without its manifest. @throws InputRefused */
export function readStudyFiles(folder: string): NamedBytes[] {
  return readImageFiles(folder, 'image')
    .map(({ name, bytes }) => ({ name: relative(folder, name).split(sep).join('/'), bytes }))
    .filter(({ name }) => name !== MANIFEST_FILE);
}

/** What `--sequence` gives: the files of a sequence, or `none`. */
export type NamedSequences = Partial<Record<SequenceName, ManifestSequence | 'none'>>;

/** Reads `t2fs=image:roi[:label]` or `t2fs=none`, several of them. @throws UsageProblem */
export function parseSequences(texts: readonly string[]): NamedSequences {
  return Object.assign({}, ...texts.map(parseSequence));
}

function parseSequence(text: string): NamedSequences {
  const [, name, image, file, labels] = /^(\w+)=([^:]+)(?::([^:]+?))?(?::(\d+(?:\+\d+)*))?$/.exec(text) ?? [];
  const sequence = SEQUENCES.find((known) => known === name);
  if (!sequence || (file === undefined && image !== 'none')) {
    throw new UsageProblem(
      `got --sequence ${text}; wanted ${SEQUENCES.join('|')}=image:roi[:label] with paths inside the study (. is the study itself; labels are joined by +), or ${SEQUENCES[0]}=none.`,
    );
  }
  if (file === undefined) return { [sequence]: 'none' };
  const [label, ...more] = (labels ?? '').split('+').map(Number);
  const named = labels === undefined ? {} : { label: more.length > 0 ? [label, ...more] : label };
  return { [sequence]: { image, roi: { file, ...named } } };
}

/** What is named, as a manifest names it. @throws InputRefused `file-missing`, `mask-missing` */
export function namedSequence(folder: string, sequence: SequenceName, said: ManifestSequence): ManifestSequence {
  const image = onDisk(folder, said.image);
  const roi = onDisk(folder, said.roi.file);
  if (!existsSync(image)) throw missing('file-missing', said.image, `the image of ${sequence}`);
  if (!existsSync(roi) || statSync(roi).isDirectory()) {
    throw missing('mask-missing', said.roi.file, `the file with the region of interest of ${sequence}`);
  }
  const path = said.image.replace(/^(?:\.\/)+(?=.)|(?<!\/)\/+$/g, '');
  if (path === '.' || path === '') return { ...said, image: WHOLE_STUDY };
  // An archive is a folder; of what is named in one it is not known yet whether it is there.
  const isFolder = statSync(image).isDirectory() || isArchive(path) || said.image.endsWith('/');
  return { ...said, image: isFolder ? `${path}/` : path };
}

/** A file or folder, or the archive in which it lies. */
function onDisk(folder: string, path: string): string {
  const parts = path.split('/');
  const end = parts.findIndex((_, i) => isArchive(parts[i]) && isFile(join(folder, ...parts.slice(0, i + 1))));
  return join(folder, ...(end < 0 ? parts : parts.slice(0, end + 1)));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function missing(code: 'file-missing' | 'mask-missing', file: string, wanted: string): InputRefused {
  return new InputRefused({ code, file, got: 'no such file', wanted, remedy: 'Paths are relative to the study.' });
}
