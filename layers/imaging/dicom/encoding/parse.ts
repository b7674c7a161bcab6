/** The parser of DICOM files: with or without the prefix and meta information of PS3.10, in every transfer syntax that is read. */
import { expandsTooFar, inflate, mostInflated } from '../../compression/inflate.ts';
import { InputRefused } from '../../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import { DataSet } from './data-set.ts';
import { cutOff, ElementReader, type PixelDataPlace } from './element-reader.ts';
import type { Irregularity } from './irregularity.ts';
import { dataSetEncodingAt, type Encoding, EXPLICIT_LITTLE, isDicom, metaEncodingAt, startOf } from './recognise.ts';
import { Tag } from './tags.ts';
import { TRANSFER_SYNTAXES, type TransferSyntax, transferSyntaxRefused, UNCOMPRESSED } from './transfer-syntax.ts';

export type { PixelDataPlace } from './element-reader.ts';
export { isDicom } from './recognise.ts';

/** A DICOM file, parsed; values are views on its bytes. */
export interface DicomFile {
  readonly file: string;
  readonly meta: DataSet;
  readonly dataSet: DataSet;
  readonly transferSyntax: TransferSyntax;
  /** The 128 bytes before "DICM", of which the standard says nothing; none where the file has no prefix. */
  readonly preamble: Uint8Array;
  /** In what the file departs from PS3.10, though readers agree on what it holds. */
  readonly irregularities: readonly Irregularity[];
}

/** What stands before the data set of a file, and where that begins. */
interface Opened {
  readonly meta: DataSet;
  readonly preamble: Uint8Array;
  readonly transferSyntax: TransferSyntax;
  readonly start: number;
  readonly irregularities: readonly Irregularity[];
}

/**
 * Parses a DICOM file of any of the transfer syntaxes that are read. What is written otherwise than the file declares is
 * read where GDCM and pydicom agree on it, and refused where they do not.
 *
 * @throws InputRefused `unreadable`, `truncated` or `unsupported-format`; messages name tags, never values.
 */
export function parseDicom(bytes: Uint8Array, file: string, limits: ReadLimits = DEFAULT_LIMITS): DicomFile {
  if (!isDicom(bytes)) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: bytes.length === 0 ? 'an empty file' : 'a file that is not DICOM',
      wanted: 'a DICOM file',
      remedy: 'Remove the file from the series, or export the series again.',
    });
  }
  const opened = opening(bytes, file);
  const { meta, preamble, transferSyntax } = opened;
  const inflated = transferSyntax.isDeflated ? inflatedDataSet(bytes, opened.start, file, limits) : undefined;
  const body = inflated ?? bytes;
  const start = inflated ? 0 : opened.start;
  const { encoding, irregularity } = encodingOf(body, start, transferSyntax, file);
  const reader = new ElementReader(body, start, file, encoding);
  const dataSet = reader.dataSet(body.length, 0);
  const irregularities = [
    ...opened.irregularities,
    ...(irregularity ? [irregularity] : []),
    ...(reader.surplus > 0 ? ['bytes behind the data set' as const] : []),
  ];
  return { file, meta, dataSet, transferSyntax, preamble, irregularities };
}

/**
 * Finds the pixel data in the first bytes of a DICOM file, whose rest need not be at hand.
 *
 * @returns undefined where they do not begin in these bytes, or the file is deflated.
 * @throws InputRefused `unreadable` or `unsupported-format`
 */
export function pixelDataIn(bytes: Uint8Array, file: string): PixelDataPlace | undefined {
  const { start, transferSyntax } = opening(bytes, file);
  if (transferSyntax.isDeflated) return undefined;
  const { encoding } = encodingOf(bytes, start, transferSyntax, file);
  try {
    return new ElementReader(bytes, start, file, encoding).pixelData();
  } catch (error) {
    if (error instanceof InputRefused && error.code === 'truncated') return undefined;
    throw error;
  }
}

function opening(bytes: Uint8Array, file: string): Opened {
  const { start, preamble } = startOf(bytes);
  const irregularities: Irregularity[] = preamble.length === 0 ? ['no prefix'] : [];
  const bare = dataSetEncodingAt(bytes, start);
  if (bare) {
    const transferSyntax = UNCOMPRESSED.find((one) => isEncodedAs(one, bare));
    if (!transferSyntax) throw otherEncoding(file, bare, 'no meta information');
    irregularities.push('no meta information');
    return { meta: new DataSet(new Map(), true), preamble, transferSyntax, start, irregularities };
  }
  const encoding = metaEncodingAt(bytes, start) ?? EXPLICIT_LITTLE;
  if (encoding.isImplicit) irregularities.push('meta information in implicit VR');
  const metaReader = new ElementReader(bytes, start, file, encoding);
  const meta = metaReader.group(0x0002);
  const uid = meta.text(Tag.TransferSyntaxUID) ?? '';
  const transferSyntax = TRANSFER_SYNTAXES[uid];
  if (!transferSyntax) throw transferSyntaxRefused(uid, file);
  return { meta, preamble, transferSyntax, start: metaReader.at, irregularities };
}

function inflatedDataSet(bytes: Uint8Array, start: number, file: string, limits: ReadLimits): Uint8Array {
  const plain = dataSetEncodingAt(bytes, start);
  if (plain) throw otherEncoding(file, plain, 'a deflated transfer syntax');
  // One file is one instance: an eighth of what a whole series may take.
  const compressed = bytes.length - start;
  const most = Math.min(limits.maxBytes / 8, mostInflated(compressed));
  const inflated = inflate(bytes.subarray(start), 'raw', most, file, limits.codecs?.inflate);
  if (inflated.end === 'limit') throw expandsTooFar(compressed, most, file);
  if (inflated.end !== 'complete') throw cutOff(file, inflated.bytes.length, 'a complete deflated data set');
  return inflated.bytes;
}

function isEncodedAs({ isImplicit = false, isBigEndian = false }: TransferSyntax, encoding: Encoding): boolean {
  return isImplicit === encoding.isImplicit && isBigEndian !== encoding.isLittle;
}

/**
 * How a data set is written: as its transfer syntax says, unless its first elements show another encoding. Implicit VR
 * where explicit VR is declared is read by GDCM and pydicom alike; every other mistake by one of them at most.
 */
function encodingOf(
  bytes: Uint8Array,
  start: number,
  declared: TransferSyntax,
  file: string,
): { readonly encoding: Encoding; readonly irregularity?: Irregularity } {
  const said = { isImplicit: declared.isImplicit === true, isLittle: !declared.isBigEndian };
  const seen = dataSetEncodingAt(bytes, start);
  if (!seen || isEncodedAs(declared, seen)) return { encoding: said };
  const isAgreed =
    said.isLittle && seen.isLittle && seen.isImplicit && declared.coding === 'native' && !declared.isDeflated;
  if (!isAgreed) throw otherEncoding(file, seen, `the transfer syntax ${declared.name}`);
  return { encoding: seen, irregularity: 'implicit VR where explicit VR is declared' };
}

function otherEncoding(file: string, { isImplicit, isLittle }: Encoding, declared: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got: `a data set in ${isImplicit ? 'implicit' : 'explicit'} VR ${isLittle ? 'little' : 'big'} endian, and ${declared}`,
    wanted: 'the transfer syntax in which the data set is written: readers differ in which of the two they believe',
    remedy: 'Export the file again, or write it again with dcmconv or gdcmconv.',
  });
}
