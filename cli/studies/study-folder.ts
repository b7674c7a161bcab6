/** Works out which files of a study folder are which sequence and region of interest. */
import { existsSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { MANIFEST_FILE, type ManifestSequence, SEQUENCES, type SequenceName } from '@radscore/pipeline';
import { filesBelow } from '../files/image-files.ts';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';

/** Words of a path that name a sequence. */
const SEQUENCE_WORDS: Readonly<Record<SequenceName, readonly string[]>> = {
  t2fs: ['t2fs', 't2'],
  dwi: ['dwi', 'adc'],
  dce: ['dce'],
};
const ROI_WORD = /mask|roi|label|seg/i;

/** A file that holds a whole image, one slice of a series, or the voxels that a header next to it describes. */
const WHOLE_IMAGE = /\.(nrrd|nhdr|nii|hdr|mha|mhd)(\.gz)?$/i;
const SERIES_FILE = /\.(dcm|ima)$|^[^.]+$|\.\d+$/i;
const VOXELS_OF_HEADER = /\.(raw|zraw|img)(\.gz)?$/i;

export type StudySequences = Partial<Record<SequenceName, ManifestSequence>>;

export interface StudyFolder {
  readonly sequences: StudySequences;
  /** Study-relative paths of all files that the sequences consist of, in the order of their code units. */
  readonly files: readonly string[];
  /** Files that belong to no sequence; they stay where they are. */
  readonly leftOut: readonly string[];
}

/** What `--sequence` gives: the files of a sequence, or `none`. */
export type NamedSequences = Partial<Record<SequenceName, ManifestSequence | 'none'>>;

/** Reads `t2fs=image:roi[:label]` or `t2fs=none`, several of them. @throws UsageProblem */
export function parseSequences(texts: readonly string[]): NamedSequences {
  return Object.assign({}, ...texts.map(parseSequence));
}

function parseSequence(text: string): NamedSequences {
  const [, name, image, file, label] = /^(\w+)=([^:]+)(?::([^:]+?))?(?::(\d+))?$/.exec(text) ?? [];
  const sequence = SEQUENCES.find((known) => known === name);
  if (!sequence || (file === undefined && image !== 'none')) {
    throw new UsageProblem(
      `got --sequence ${text}; wanted ${SEQUENCES.join('|')}=image:roi[:label] with paths inside the study, or ${SEQUENCES[0]}=none.`,
    );
  }
  if (file === undefined) return { [sequence]: 'none' };
  return { [sequence]: { image, roi: { file, ...(label && { label: Number(label) }) } } };
}

/**
 * Finds the sequences of a study by the names of its folders and files, each with its region of interest; what is named
 * is taken as named. A sequence that is not there is left out; one that could be meant in two ways is refused.
 *
 * @throws InputRefused `file-missing`, `mask-missing`
 * @throws CommandFailed for what is ambiguous, with what was found and the option that settles it
 */
export function findSequences(folder: string, named: NamedSequences = {}): StudyFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new InputRefused({
      code: 'file-missing',
      file: folder,
      got: 'no such folder',
      wanted: 'the folder of a study',
      remedy: 'Check the path.',
    });
  }
  const paths = filesBelow(folder)
    .map((path) => relative(folder, path).split(sep).join('/'))
    .filter((path) => path !== MANIFEST_FILE);
  const sequences: StudySequences = {};
  for (const sequence of SEQUENCES) {
    const said = named[sequence];
    if (said === 'none') continue;
    const found = said ? checked(folder, sequence, said) : detect(sequence, paths);
    if (found) sequences[sequence] = found;
  }
  if (Object.keys(sequences).length === 0) {
    throw ambiguous(`${folder}: found no sequence`, paths, SEQUENCES[0]);
  }
  const used = Object.values(sequences);
  const belongs = (path: string): boolean =>
    used.some(
      ({ image, roi }) => path === roi.file || path === image || (image.endsWith('/') && path.startsWith(image)),
    );
  return { sequences, files: paths.filter(belongs).sort(), leftOut: paths.filter((path) => !belongs(path)) };
}

function checked(folder: string, sequence: SequenceName, said: ManifestSequence): ManifestSequence {
  const image = join(folder, said.image);
  const roi = join(folder, said.roi.file);
  if (!existsSync(image)) throw missing('file-missing', said.image, `the image of ${sequence}`);
  if (!existsSync(roi) || statSync(roi).isDirectory()) {
    throw missing('mask-missing', said.roi.file, `the file with the region of interest of ${sequence}`);
  }
  return { ...said, image: statSync(image).isDirectory() ? `${said.image.replace(/\/+$/, '')}/` : said.image };
}

function missing(code: 'file-missing' | 'mask-missing', file: string, wanted: string): InputRefused {
  return new InputRefused({ code, file, got: 'no such file', wanted, remedy: 'Paths are relative to the study.' });
}

function detect(sequence: SequenceName, paths: readonly string[]): ManifestSequence | undefined {
  const own = paths.filter((path) => sequenceOf(path) === sequence && isImageFile(path));
  const rois = own.filter((path) => ROI_WORD.test(path));
  const images = own.filter((path) => !ROI_WORD.test(path));
  if (own.length === 0) return undefined;
  const image = imageOf(images);
  if (image === undefined) {
    throw ambiguous(`${sequence}: found ${images.length === 0 ? 'no image' : 'more than one image'}`, own, sequence);
  }
  if (rois.length === 0) {
    throw new InputRefused({
      code: 'mask-missing',
      file: image,
      got: `no region of interest for ${sequence}`,
      wanted: 'one beside its image, with mask, roi, label or seg in its name',
      remedy: `Add it, or name it: --sequence ${sequence}=${image}:roi.nii.gz`,
    });
  }
  if (rois.length > 1) throw ambiguous(`${sequence}: found more than one region of interest`, own, sequence);
  return { image, roi: { file: rois[0] } };
}

/** The deepest part of a path that names a sequence decides; one that names two names none. */
function sequenceOf(path: string): SequenceName | undefined {
  for (const part of path.split('/').reverse()) {
    const words = part.toLowerCase().split(/[^a-z0-9]+/);
    const named = SEQUENCES.filter((sequence) => SEQUENCE_WORDS[sequence].some((word) => words.includes(word)));
    if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  }
  return undefined;
}

function isImageFile(path: string): boolean {
  return [WHOLE_IMAGE, SERIES_FILE, VOXELS_OF_HEADER].some((kind) => kind.test(baseName(path)));
}

/** The one image that files hold: a file, or the folder of a series or of a header with its voxels. */
function imageOf(files: readonly string[]): string | undefined {
  if (files.length === 1) return files[0];
  const whole = files.filter((path) => WHOLE_IMAGE.test(baseName(path))).length;
  const isOneImage = whole === 0 || (whole === 1 && files.every((path) => !SERIES_FILE.test(baseName(path))));
  const folders = new Set(files.map((path) => path.slice(0, path.length - baseName(path).length)));
  const [folder] = folders;
  return files.length > 1 && isOneImage && folders.size === 1 && folder !== '' ? folder : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function ambiguous(finding: string, paths: readonly string[], sequence: SequenceName): CommandFailed {
  const list = paths.slice(0, 12).join(', ') || 'no file at all';
  const more = paths.length > 12 ? ` and ${paths.length - 12} more` : '';
  return new CommandFailed(
    `${finding} among ${list}${more}; wanted one image and one region of interest for each of ${SEQUENCES.join(', ')}, ` +
      `recognised by their names (t2fs or t2, dwi or adc, dce; mask, roi, label or seg). ` +
      `Say which is meant: --sequence ${sequence}=image:roi[:label], or --sequence ${sequence}=none to leave it out.`,
    EXIT.refused,
  );
}
