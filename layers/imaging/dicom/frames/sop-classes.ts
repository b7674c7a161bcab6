/** Objects that a series may hold besides images, by their SOP class. */
import { isMediaDirectory } from '../encoding/media-directory.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import { REGIONS, ROOT, WITHOUT_SLICES } from './sop-class-table.ts';

const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;

/** Modalities that say the same where a file names no SOP class of the standard. */
const MODALITIES_WITHOUT_SLICES: Readonly<Record<string, string>> = {
  SR: 'structured report',
  PR: 'presentation state',
  KO: 'key object selection',
  DOC: 'document',
  ECG: 'waveform',
  REG: 'registration',
};

/** What an object is: slices of a volume, a region of interest or a directory, or something that holds none, by name. */
export type ObjectKind = 'slices' | 'region' | { readonly passedOver: string };

/** SOP class of a file, of its data set or else of its meta information. */
export function sopClassOf({ dataSet, meta }: DicomFile): string {
  return dataSet.text(Tag.SOPClassUID) ?? meta.text(MEDIA_STORAGE_SOP_CLASS_UID) ?? '';
}

/**
 * Decides by SOP class whether a file may hold slices of a volume. Of a class that the standard does not know, the modality
 * decides, and last whether there is any pixel: a private object without rows and pixels holds no slice. Nothing is passed
 * over if it may be a damaged slice: if the meta information names a class of slices, or if what every object of the
 * standard has is missing from a private one.
 */
export function objectKind(file: DicomFile): ObjectKind {
  const uid = sopClassOf(file);
  const kind = kindOfClass(uid, file);
  if (typeof kind === 'string') return kind;
  const declared = file.meta.text(MEDIA_STORAGE_SOP_CLASS_UID) ?? '';
  const declaresSlices = keyOf(declared) !== '' && kindOfClass(declared, file) === 'slices';
  const required = [Tag.SOPInstanceUID, Tag.SeriesInstanceUID];
  const isCutOff = keyOf(uid) === '' && required.some((tag) => file.dataSet.text(tag) === undefined);
  return declaresSlices || isCutOff ? 'slices' : kind;
}

function kindOfClass(uid: string, file: DicomFile): ObjectKind {
  const key = keyOf(uid);
  if (REGIONS.has(key) || isMediaDirectory(file)) return 'region';
  const name = WITHOUT_SLICES.get(key);
  if (name !== undefined) return { passedOver: name };
  const { dataSet } = file;
  const modality = dataSet.text(Tag.Modality) ?? '';
  if (modality === 'SEG' || modality === 'RTSTRUCT') return 'region';
  const other = key === '' ? MODALITIES_WITHOUT_SLICES[modality] : undefined;
  if (other !== undefined) return { passedOver: `${other} (Modality ${modality})` };
  const hasPixels = [Tag.Rows, Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData].some((tag) =>
    dataSet.elements.has(tag),
  );
  return key === '' && !hasPixels ? { passedOver: 'object of a private SOP class without pixels' } : 'slices';
}

/** What follows the root of the standard's classes; empty for others. */
function keyOf(uid: string): string {
  return uid.startsWith(ROOT) ? uid.slice(ROOT.length) : '';
}

/** Counts of objects that were passed over, by name. */
export type PassedOver = ReadonlyMap<string, number>;

/** `2 Raw Data Storage, 1 Basic Text SR Storage`. */
export function passedOverInWords(passedOver: PassedOver): string {
  return [...passedOver].map(([name, count]) => `${count} × ${name}`).join(', ');
}
