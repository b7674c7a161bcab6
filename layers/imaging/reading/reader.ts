/** Reads an image from files of any format that is known. */
import { isDicom } from '../dicom/encoding/parse.ts';
import { type ImageReference, withNotes } from '../dicom/series/dicom-volume.ts';
import { readDicom } from '../dicom/series/read-series.ts';
import type { DicomSelection } from '../dicom/series/selection.ts';
import { InputRefused } from '../errors.ts';
import { isMetaImage, readMetaImage } from '../formats/mha.ts';
import { gzippedHead, isGzip, readNifti } from '../formats/nifti.ts';
import { isNifti } from '../formats/nifti-header.ts';
import { isNrrd, readNrrd } from '../formats/nrrd.ts';
import { companionKind, leftOutNotes } from '../input/companion-files.ts';
import type { ReadLimits, ReadOptions } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import type { Volume } from '../volume/volume.ts';

/** Which image of a set of files is meant. What is not said must not be needed: a set with two candidates is refused. */
export interface SeriesSelection extends DicomSelection {
  /** Which of several values per voxel, or of several time points, of a file that holds them. */
  readonly channel?: number;
}

export type Format = 'dicom' | 'nrrd' | 'nifti' | 'metaimage';

/**
 * Reads one file that holds a whole image. The format is recognised by the content; the name appears in messages only.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readVolume, writeNifti } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * readVolume(writeNifti(image), 'image.nii.gz').voxels; // → Int16Array(3) [ 1, 2, 3 ]
 * ```
 */
export function readVolume(bytes: Uint8Array, name: string, options: ReadOptions = {}): Volume {
  const format = formatOf(bytes, name);
  switch (format) {
    case 'dicom':
      return readDicom([{ name, bytes }], {}, options.limits);
    case 'nrrd':
      return readNrrd(bytes, name, options);
    case 'nifti':
      return readNifti(bytes, name, options);
    case 'metaimage':
      return readMetaImage(bytes, name, options);
    default:
      throw unknownFormat(bytes, name);
  }
}

/**
 * Reads the image that a set of files holds: one file, a header with its data files, or DICOM series of which one
 * volume is selected. DICOM volumes carry their `reference`.
 *
 * @param slices the slices that are needed; of other slices some formats give zeros without reading them
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readImage, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * readImage([{ name: 'image.nrrd', bytes: writeNrrd(image) }]).voxels; // → Int16Array(3) [ 1, 2, 3 ]
 * ```
 */
export function readImage(
  files: readonly NamedBytes[],
  selection: SeriesSelection = {},
  limits?: ReadLimits,
  slices?: ReadOptions['slices'],
): Volume & { readonly reference?: ImageReference } {
  if (files.length === 0) {
    throw new InputRefused({
      code: 'file-missing',
      got: 'no file',
      wanted: 'an image',
      remedy: 'Check the path of the image.',
    });
  }
  const formats = files.map(({ bytes, name }) => formatOf(bytes, name));
  if (formats.includes('dicom')) {
    // A label image may lie beside its series; what has no format at all may be a slice that was damaged.
    const slices = files.filter(({ name }, i) => formats[i] === 'dicom' || (!formats[i] && !isSideFile(name)));
    const volume = readDicom(slices, selection, limits);
    return withNotes(volume, leftOutNotes(files.flatMap(({ name }, i) => (formats[i] ? [] : [name]))));
  }
  const images = files.length === 1 ? files : files.filter((_, i) => formats[i]);
  if (images.length > 1) {
    throw new InputRefused({
      code: 'series-ambiguous',
      file: images[1].name,
      got: `${images.length} images where one is wanted`,
      wanted: 'one image',
      remedy: 'Name the file that is meant instead of its folder.',
    });
  }
  const { bytes, name } = images[0] ?? files[0];
  const resolve = (wanted: string): Uint8Array | undefined => fileBeside(files, name, wanted);
  return readVolume(bytes, name, { channel: selection.channel, limits, resolve, slices });
}

/**
 * What the first bytes of a file say that it is; undefined for none of the formats that are read.
 *
 * @example
 * ```ts
 * import { formatOf } from '@radscore/imaging';
 * formatOf(new TextEncoder().encode('NRRD0004\n'), 'image'); // → 'nrrd'
 * ```
 */
export function formatOf(bytes: Uint8Array, name: string): Format | undefined {
  if (isDicom(bytes)) return 'dicom';
  if (isNrrd(bytes)) return 'nrrd';
  if (isNifti(bytes)) return 'nifti';
  if (isMetaImage(bytes)) return 'metaimage';
  if (isGzip(bytes) && (/\.nii\.gz$|\.hdr\.gz$/i.test(name) || isNifti(gzippedHead(bytes, name)))) return 'nifti';
  return undefined;
}

/** True for files that accompany a series without being part of it. */
export function isSideFile(name: string): boolean {
  return companionKind(name) !== undefined || /\.(json|csv|tsv|ya?ml|raw|img|bval|bvec)(\.gz)?$/i.test(name);
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
    wanted: 'an image as DICOM, NIfTI (.nii, .nii.gz), NRRD or MetaImage (.mha)',
    remedy: 'Export the image in one of these formats.',
  });
}
