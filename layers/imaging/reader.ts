import { InputRefused } from './errors.ts';
import type { ReadLimits, ReadOptions } from './limits.ts';
import { gzippedHead, isGzip, readNifti } from './nifti.ts';
import { isNifti } from './nifti-header.ts';
import { isNrrd, readNrrd } from './nrrd.ts';
import type { Volume } from './volume.ts';

/** A file as it was handed in: its study-relative name and its bytes. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Which image of a set of files is meant. What is not said must not be needed: a set with two candidates is refused. */
export interface SeriesSelection {
  /** Which of several values per voxel, or of several time points, of a file that holds them. */
  readonly channel?: number;
}

type Format = 'nrrd' | 'nifti';

/**
 * Reads one file that holds a whole image. The format is told by the content; the name appears in messages only.
 *
 * @throws InputRefused
 */
export function readVolume(bytes: Uint8Array, name: string, options: ReadOptions = {}): Volume {
  const format = formatOf(bytes, name);
  if (!format) throw unknownFormat(bytes, name);
  return format === 'nrrd' ? readNrrd(bytes, name, options) : readNifti(bytes, name, options);
}

/**
 * Reads the image that a set of files holds: one file, or a header with its data files.
 *
 * @throws InputRefused
 */
export function readImage(files: readonly NamedBytes[], selection: SeriesSelection = {}, limits?: ReadLimits): Volume {
  if (files.length === 0) {
    throw new InputRefused({
      code: 'file-missing',
      got: 'no file',
      wanted: 'an image',
      remedy: 'Check the path of the image.',
    });
  }
  const images = files.length === 1 ? files : files.filter(({ bytes, name }) => formatOf(bytes, name));
  if (images.length > 1) {
    throw new InputRefused({
      code: 'unsupported-format',
      file: images[1].name,
      got: `${images.length} images where one is wanted`,
      wanted: 'one image',
      remedy: 'Name the file that is meant instead of its folder.',
    });
  }
  const { bytes, name } = images[0] ?? files[0];
  const resolve = (wanted: string): Uint8Array | undefined => fileBeside(files, name, wanted);
  return readVolume(bytes, name, { ...selection, limits, resolve });
}

function formatOf(bytes: Uint8Array, name: string): Format | undefined {
  if (isNrrd(bytes)) return 'nrrd';
  if (isNifti(bytes)) return 'nifti';
  if (isGzip(bytes) && (/\.nii\.gz$|\.hdr\.gz$/i.test(name) || isNifti(gzippedHead(bytes, name)))) return 'nifti';
  return undefined;
}

function fileBeside(files: readonly NamedBytes[], header: string, wanted: string): Uint8Array | undefined {
  const folder = header.slice(0, header.lastIndexOf('/') + 1);
  const path = folder + wanted.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return files.find(({ name }) => name.replaceAll('\\', '/') === path)?.bytes;
}

function unknownFormat(bytes: Uint8Array, file: string): InputRefused {
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return new InputRefused({
    code: 'unsupported-format',
    file,
    got: bytes.length === 0 ? 'an empty file' : `a file that begins with the bytes ${start}`,
    wanted: 'an image as NRRD or NIfTI (.nii, .nii.gz)',
    remedy: 'Export the image in one of these formats.',
  });
}
