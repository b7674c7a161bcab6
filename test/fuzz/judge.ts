import { inflateHead } from '../../layers/imaging/compression/inflate.ts';
import { parseDicom } from '../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../layers/imaging/dicom/encoding/tags.ts';
import { framesOf, toInstance } from '../../layers/imaging/dicom/frames/instance.ts';
import { DEFAULT_LIMITS } from '../../layers/imaging/input/limits.ts';
import type { Input } from './format.ts';

/** How a reading of this project differs from that of another program: in voxels, in place, or in being read at all. */
export interface Difference {
  readonly in: 'voxels' | 'place' | 'reading';
  readonly how: string;
  /** Of a place: how far apart. */
  readonly mm?: number;
}

/** By reader, how it differs; undefined where it does not. */
export type Differences = Readonly<Record<string, Difference | undefined>>;

/** Differences that a rule of this project accepts; each is documented where the rule is. */
type Accept = (reader: string, difference: Difference, files: Input) => boolean;

/**
 * NIfTI (layers/imaging/formats/nifti-geometry.ts): nibabel knows no units of length, takes the sform where there are two
 * transforms, and centres an image that has none; ITK places an image of two axes in the plane.
 */
const acceptNifti: Accept = (reader, { in: what }, [{ bytes }]) => {
  if (what !== 'place' || bytes.length < 348) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const littleEndian = [348, 540].includes(view.getInt32(0, true));
  const isFirst = view.getInt32(0, littleEndian) === 348;
  const dimensions = isFirst ? view.getInt16(40, littleEndian) : Number(view.getBigInt64(16, littleEndian));
  if (reader === 'itk') return dimensions < 3;
  const unit = (isFirst ? bytes[123] : view.getInt32(500, littleEndian)) & 7;
  const code = (first: number, second: number): number =>
    isFirst ? view.getInt16(first, littleEndian) : view.getInt32(second, littleEndian);
  const [qform, sform] = [code(252, 344), code(254, 348)];
  return unit === 1 || unit === 3 || (qform === 0 && sform === 0) || (isFirst && qform > 0 && sform > 0);
};

/**
 * What positions that are rounded to a tenth (0.087 mm along three axes) and cosines that are rounded to a hundredth may
 * move a corner of a stack as small as the fuzzer's: the former are put on the line that explains them.
 */
const ROUNDED_MM = 0.12;

/** SOP classes of the seeds: MR, enhanced MR. */
const KNOWN_TO_GDCM = new Set(['1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.4.1']);

/**
 * DICOM (layers/imaging/dicom/series/stack.ts): the grid is regular, so that slices whose rounded positions are not quite so lie
 * off it by as much. GDCM places frames of SOP classes that it knows only, by the class of the data set, and takes frames
 * of one file in their order in it unless their steps are equal; for both, pydicom has to read the same.
 */
const acceptDicom: Accept = (reader, { in: what, mm = 0 }, files) => {
  if (what === 'place' && mm <= ROUNDED_MM) return true;
  return reader === 'gdcm' && files.some(({ name, bytes }) => !isPlacedByGdcm(name, bytes));
};

function isPlacedByGdcm(name: string, bytes: Uint8Array): boolean {
  const parsed = parseDicom(bytes, name);
  if (!KNOWN_TO_GDCM.has(parsed.dataSet.text(Tag.SOPClassUID) ?? '')) return false;
  const positions = framesOf(toInstance(parsed, DEFAULT_LIMITS)).map(({ position }) => position);
  const steps = positions.slice(1).map((position, i) => position.map((value, axis) => value - positions[i][axis]));
  return steps.every((step) => step.every((value, axis) => Math.abs(value - steps[0][axis]) < 1e-6));
}

const RULES: Readonly<Record<string, Accept>> = { nifti: acceptNifti, dicom: acceptDicom };

/**
 * What is accepted is read as every reader that knows the format reads it. Undefined where that holds, else what is wrong.
 * A reader that refuses a file says nothing, as long as another one reads the same; none of them must read otherwise.
 */
export function judge(format: string, differences: Differences, files: Input): string | undefined {
  const accept = RULES[format];
  const opened = files.map(({ name, bytes }) => ({ name, bytes: name.endsWith('.gz') ? gunzipped(bytes) : bytes }));
  const all = Object.entries(differences);
  const otherwise = all.filter(
    ([reader, found]) => found !== undefined && found.in !== 'reading' && !accept?.(reader, found, opened),
  );
  // What ITK refuses, pynrrd reads: without it, nobody can say whether a reading is shared.
  const isUndecided = format === 'nrrd' && all.length < 2;
  const isRead = isUndecided || all.some(([, found]) => found === undefined || found.in === 'place');
  if (otherwise.length === 0 && isRead) return undefined;
  const shown = otherwise.length > 0 ? otherwise : all;
  return shown.map(([reader, found]) => `${reader} ${found?.how}`).join('; ');
}

/** Its header, whatever follows the compressed data; readers take a file that is not compressed as it is. */
function gunzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return inflateHead(bytes, 'gzip', 540, 'a.nii.gz');
}
