/** The transfer syntaxes of DICOM that are read. */
/** How pixel data are coded. `native` pixels are not compressed. */
export type PixelCoding = 'native' | 'rle' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

export interface TransferSyntax {
  readonly name: string;
  readonly coding: PixelCoding;
  readonly isImplicit?: boolean;
  readonly isBigEndian?: boolean;
  readonly isDeflated?: boolean;
}

/** The transfer syntaxes that are read (PS3.5 section 10, PS3.6 table A-1). */
export const TRANSFER_SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { name: 'Implicit VR Little Endian', coding: 'native', isImplicit: true },
  '1.2.840.10008.1.2.1': { name: 'Explicit VR Little Endian', coding: 'native' },
  '1.2.840.10008.1.2.1.99': { name: 'Deflated Explicit VR Little Endian', coding: 'native', isDeflated: true },
  '1.2.840.10008.1.2.2': { name: 'Explicit VR Big Endian', coding: 'native', isBigEndian: true },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG Lossless', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG Lossless, First-Order Prediction', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS Lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS Near-Lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 Lossless', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', coding: 'jpeg-2000' },
  '1.2.840.10008.1.2.5': { name: 'RLE Lossless', coding: 'rle' },
};
