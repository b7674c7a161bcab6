/** The transfer syntaxes of DICOM: those that are read, and why the others are not. */
import { InputRefused } from '../../errors.ts';

/** How pixel data are coded. `native` pixels are not compressed. */
export type PixelCoding = 'native' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

export interface TransferSyntax {
  readonly name: string;
  readonly coding: PixelCoding;
  readonly isImplicit?: boolean;
  readonly isBigEndian?: boolean;
  readonly isDeflated?: boolean;
}

/** Implicit VR Little Endian is the default; the two others name themselves in a file without meta information as well. */
export const UNCOMPRESSED: readonly TransferSyntax[] = [
  { name: 'Implicit VR Little Endian', coding: 'native', isImplicit: true },
  { name: 'Explicit VR Little Endian', coding: 'native' },
  { name: 'Explicit VR Big Endian', coding: 'native', isBigEndian: true },
];

/** The transfer syntaxes that are read (PS3.5 section 10, PS3.6 table A-1). High-throughput JPEG 2000 is JPEG 2000 with another block coder. */
export const TRANSFER_SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': UNCOMPRESSED[0],
  '1.2.840.10008.1.2.1': UNCOMPRESSED[1],
  '1.2.840.10008.1.2.1.99': { name: 'Deflated Explicit VR Little Endian', coding: 'native', isDeflated: true },
  '1.2.840.10008.1.2.2': UNCOMPRESSED[2],
  '1.2.840.10008.1.2.4.50': { name: 'JPEG Baseline (Process 1)', coding: 'jpeg' },
  '1.2.840.10008.1.2.4.51': { name: 'JPEG Extended (Process 2 and 4)', coding: 'jpeg' },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG Lossless', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG Lossless, First-Order Prediction', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS Lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS Near-Lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 Lossless', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.201': { name: 'High-Throughput JPEG 2000 Lossless', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.202': { name: 'High-Throughput JPEG 2000 Lossless, RPCL', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.203': { name: 'High-Throughput JPEG 2000', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.5': { name: 'RLE Lossless', coding: 'rle' },
};

/** Why a transfer syntax is not read, and what to do. */
interface Refused {
  readonly name: string;
  readonly why: keyof typeof REMEDIES;
}

const REMEDIES = {
  video: 'A video has the colours of a screen and no slices: export the series as the scanner reconstructed it.',
  'pixels elsewhere': 'The file only names a server that has the pixels: export it with them.',
  'rare coding': 'Export the images uncompressed, or as JPEG 2000, JPEG-LS or RLE without loss.',
  retired:
    'The standard has withdrawn it: export the images uncompressed, or as JPEG 2000, JPEG-LS or RLE without loss.',
  'no images': 'It codes no images of a scanner: export the series as the scanner reconstructed it.',
} as const;

/** Every other transfer syntax of PS3.6 table A-1, retired ones too, by what follows `1.2.840.10008.`. */
export const REFUSED_TRANSFER_SYNTAXES: Readonly<Record<string, Refused>> = {
  '1.2.1.98': { name: 'Encapsulated Uncompressed Explicit VR Little Endian', why: 'rare coding' },
  '1.2.4.52': { name: 'JPEG Extended (Process 3 and 5)', why: 'retired' },
  '1.2.4.53': { name: 'JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)', why: 'retired' },
  '1.2.4.54': { name: 'JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)', why: 'retired' },
  '1.2.4.55': { name: 'JPEG Full Progression, Non-Hierarchical (Process 10 and 12)', why: 'retired' },
  '1.2.4.56': { name: 'JPEG Full Progression, Non-Hierarchical (Process 11 and 13)', why: 'retired' },
  '1.2.4.58': { name: 'JPEG Lossless, Non-Hierarchical (Process 15)', why: 'retired' },
  '1.2.4.59': { name: 'JPEG Extended, Hierarchical (Process 16 and 18)', why: 'retired' },
  '1.2.4.60': { name: 'JPEG Extended, Hierarchical (Process 17 and 19)', why: 'retired' },
  '1.2.4.61': { name: 'JPEG Spectral Selection, Hierarchical (Process 20 and 22)', why: 'retired' },
  '1.2.4.62': { name: 'JPEG Spectral Selection, Hierarchical (Process 21 and 23)', why: 'retired' },
  '1.2.4.63': { name: 'JPEG Full Progression, Hierarchical (Process 24 and 26)', why: 'retired' },
  '1.2.4.64': { name: 'JPEG Full Progression, Hierarchical (Process 25 and 27)', why: 'retired' },
  '1.2.4.65': { name: 'JPEG Lossless, Hierarchical (Process 28)', why: 'retired' },
  '1.2.4.66': { name: 'JPEG Lossless, Hierarchical (Process 29)', why: 'retired' },
  '1.2.4.92': { name: 'JPEG 2000 Part 2 Multi-component Lossless', why: 'rare coding' },
  '1.2.4.93': { name: 'JPEG 2000 Part 2 Multi-component', why: 'rare coding' },
  '1.2.4.94': { name: 'JPIP Referenced', why: 'pixels elsewhere' },
  '1.2.4.95': { name: 'JPIP Referenced Deflate', why: 'pixels elsewhere' },
  '1.2.4.100': { name: 'MPEG2 Main Profile / Main Level', why: 'video' },
  '1.2.4.100.1': { name: 'Fragmentable MPEG2 Main Profile / Main Level', why: 'video' },
  '1.2.4.101': { name: 'MPEG2 Main Profile / High Level', why: 'video' },
  '1.2.4.101.1': { name: 'Fragmentable MPEG2 Main Profile / High Level', why: 'video' },
  '1.2.4.102': { name: 'MPEG-4 AVC/H.264 High Profile / Level 4.1', why: 'video' },
  '1.2.4.102.1': { name: 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1', why: 'video' },
  '1.2.4.103': { name: 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', why: 'video' },
  '1.2.4.103.1': { name: 'Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', why: 'video' },
  '1.2.4.104': { name: 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', why: 'video' },
  '1.2.4.104.1': { name: 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', why: 'video' },
  '1.2.4.105': { name: 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', why: 'video' },
  '1.2.4.105.1': { name: 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', why: 'video' },
  '1.2.4.106': { name: 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', why: 'video' },
  '1.2.4.106.1': { name: 'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', why: 'video' },
  '1.2.4.107': { name: 'HEVC/H.265 Main Profile / Level 5.1', why: 'video' },
  '1.2.4.108': { name: 'HEVC/H.265 Main 10 Profile / Level 5.1', why: 'video' },
  '1.2.4.110': { name: 'JPEG XL Lossless', why: 'rare coding' },
  '1.2.4.111': { name: 'JPEG XL JPEG Recompression', why: 'rare coding' },
  '1.2.4.112': { name: 'JPEG XL', why: 'rare coding' },
  '1.2.4.204': { name: 'JPIP HTJ2K Referenced', why: 'pixels elsewhere' },
  '1.2.4.205': { name: 'JPIP HTJ2K Referenced Deflate', why: 'pixels elsewhere' },
  '1.2.6.1': { name: 'RFC 2557 MIME encapsulation', why: 'retired' },
  '1.2.6.2': { name: 'XML Encoding', why: 'retired' },
  '1.2.7.1': { name: 'SMPTE ST 2110-20 Uncompressed Progressive Active Video', why: 'video' },
  '1.2.7.2': { name: 'SMPTE ST 2110-20 Uncompressed Interlaced Active Video', why: 'video' },
  '1.2.7.3': { name: 'SMPTE ST 2110-30 PCM Digital Audio', why: 'no images' },
  '1.2.8.1': { name: 'Deflated Image Frame Compression', why: 'rare coding' },
  '1.20': { name: 'Papyrus 3 Implicit VR Little Endian', why: 'retired' },
};

/** What to do about a transfer syntax that is not read. */
export function refusalRemedy(why: keyof typeof REMEDIES): string {
  return REMEDIES[why];
}

const ROOT = '1.2.840.10008.';

/** The refusal of a transfer syntax that is not read. */
export function transferSyntaxRefused(uid: string, file: string): InputRefused {
  const known = uid.startsWith(ROOT) ? REFUSED_TRANSFER_SYNTAXES[uid.slice(ROOT.length)] : undefined;
  const isUid = /^[\d.]{1,64}$/.test(uid);
  return new InputRefused({
    code: 'unsupported-format',
    file,
    got: known ? `the transfer syntax ${known.name} (${uid})` : isUid ? `transfer syntax ${uid}` : 'no transfer syntax',
    wanted: `one of ${Object.values(TRANSFER_SYNTAXES)
      .map(({ name }) => name)
      .join(', ')}`,
    remedy: known ? REMEDIES[known.why] : 'Export the images uncompressed, or with one of these.',
  });
}
