/** Writes DICOM elements, explicit and little-endian. */
/** One element to write: a value per representation, sequences as lists of data sets. */
export interface NewElement {
  readonly tag: number;
  readonly vr: string;
  readonly value: readonly string[] | readonly number[] | Uint8Array | readonly NewDataSet[];
  /** Its bytes, if they were made before. */
  readonly encoded?: Uint8Array;
}
export type NewDataSet = readonly NewElement[];

/** The same elements with their bytes, for files that share them. */
export function encodedOnce(dataSet: NewDataSet): NewDataSet {
  return dataSet.map((element) => ({ ...element, encoded: joined(encodeElement(element)) }));
}

const LONG_VR = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);
const NUMBER_BYTES: Readonly<Record<string, number>> = { US: 2, UL: 4, AT: 4, FD: 8 };

export const text = (tag: number, vr: string, ...value: string[]): NewElement => ({ tag, vr, value });
export const integers = (tag: number, vr: 'US' | 'UL' | 'AT' | 'FD', ...value: number[]): NewElement => ({
  tag,
  vr,
  value,
});
export const sequence = (tag: number, ...value: NewDataSet[]): NewElement => ({ tag, vr: 'SQ', value });

/** A number as a decimal string: the most digits that fit into its 16 characters. */
export function decimal(value: number): string {
  const shortest = String(value);
  if (shortest.length <= 16) return shortest;
  for (let digits = 15; ; digits--) {
    // Of a small number the exponent takes less room than the zeros behind the point.
    const rounded = [value.toPrecision(digits), value.toExponential(digits - 1)].find(({ length }) => length <= 16);
    if (rounded !== undefined) return rounded;
  }
}

/** A DICOM file (PS3.10), explicit VR little endian; elements are put into the order of their tags. */
export function encodeDicomFile(sopClassUid: string, sopInstanceUid: string, dataSet: NewDataSet): Uint8Array {
  const meta = encode([
    { tag: 0x00020001, vr: 'OB', value: new Uint8Array([0, 1]) },
    text(0x00020002, 'UI', sopClassUid),
    text(0x00020003, 'UI', sopInstanceUid),
    text(0x00020010, 'UI', '1.2.840.10008.1.2.1'),
    text(0x00020012, 'UI', IMPLEMENTATION_UID),
    text(0x00020013, 'SH', 'RADSCORE'),
  ]);
  const preamble = new Uint8Array(132);
  preamble.set([0x44, 0x49, 0x43, 0x4d], 128);
  return joined([preamble, encode([integers(0x00020000, 'UL', meta.length)]), meta, ...partsOf(dataSet)]);
}

/** Identifies this implementation; a UUID-derived UID (PS3.5 annex B.2), drawn once. */
const IMPLEMENTATION_UID = '2.25.265640240018918462700471250930450941660';

function encode(dataSet: NewDataSet): Uint8Array {
  return joined(partsOf(dataSet));
}

function partsOf(dataSet: NewDataSet): Uint8Array[] {
  return [...dataSet].sort((a, b) => a.tag - b.tag).flatMap(encodeElement);
}

function encodeElement({ tag, vr, value, encoded }: NewElement): Uint8Array[] {
  if (encoded) return [encoded];
  const bytes = vr === 'SQ' ? joined((value as readonly NewDataSet[]).flatMap(encodeItem)) : encodeValue(vr, value);
  const header = new Uint8Array(LONG_VR.has(vr) ? 12 : 8);
  const view = new DataView(header.buffer);
  putTag(view, 0, tag);
  header.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (LONG_VR.has(vr)) view.setUint32(8, bytes.length, true);
  else view.setUint16(6, bytes.length, true);
  return [header, bytes];
}

function encodeItem(dataSet: NewDataSet): Uint8Array[] {
  const bytes = encode(dataSet);
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  putTag(view, 0, 0xfffee000);
  view.setUint32(4, bytes.length, true);
  return [header, bytes];
}

function encodeValue(vr: string, value: NewElement['value']): Uint8Array {
  if (value instanceof Uint8Array) return padded(value, 0);
  const width = NUMBER_BYTES[vr];
  if (!width) return padded(new TextEncoder().encode((value as readonly string[]).join('\\')), vr === 'UI' ? 0 : 0x20);
  const bytes = new Uint8Array(width * value.length);
  const view = new DataView(bytes.buffer);
  (value as readonly number[]).forEach((number, i) => {
    if (vr === 'US') view.setUint16(2 * i, number, true);
    else if (vr === 'UL') view.setUint32(4 * i, number, true);
    else if (vr === 'FD') view.setFloat64(8 * i, number, true);
    else putTag(view, 4 * i, number);
  });
  return bytes;
}

function putTag(view: DataView, at: number, tag: number): void {
  view.setUint16(at, tag >>> 16, true);
  view.setUint16(at + 2, tag & 0xffff, true);
}

function padded(bytes: Uint8Array, by: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1).fill(by);
  even.set(bytes);
  return even;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
