/** Compressed frames to samples: RLE and JPEG here, other codings by the decoders of the host. */
import { InputRefused } from '../../errors.ts';
import type { FrameDecoder, FrameDecoders, FrameShape } from '../../input/codecs.ts';
import { MACHINE_IS_LITTLE_ENDIAN } from '../../volume/voxel-type.ts';
import type { PixelCoding } from '../encoding/transfer-syntax.ts';
import { decodeJpeg } from './jpeg-dct.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';

/**
 * Decodes a frame.
 *
 * @param decoders of the host, for what is not decoded here
 * @throws InputRefused when the code stream is damaged, or is of another size than the file declares: that is looked
 * up before any memory is taken for it.
 */
export function decodeFrame(
  coding: PixelCoding,
  compressed: Uint8Array,
  shape: FrameShape,
  file: string,
  decoders: FrameDecoders = {},
): Uint8Array {
  const decoder = ({ ...decoders, ...BUILT_IN } as Partial<Record<PixelCoding, FrameDecoder>>)[coding];
  if (!decoder) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got:
        coding === 'native'
          ? 'compressed pixels, and no transfer syntax that says how'
          : `${coding} pixels, for which no decoder is loaded`,
      wanted: 'uncompressed, RLE or JPEG pixels',
      remedy: 'Export the images uncompressed.',
    });
  }
  if (coding !== 'rle') {
    const declared = codeStreamSize(compressed);
    if (!declared || declared.rows !== shape.rows || declared.columns !== shape.columns) {
      throw damaged(
        file,
        coding,
        declared ? `${declared.columns} × ${declared.rows} pixels` : 'no frame header',
        shape,
      );
    }
  }
  if (coding === 'jpeg-2000' && hasSignedBytes(compressed)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'JPEG 2000 pixels of 8 bits with a sign, of which the decoder loses what is below 0',
      wanted: 'pixels of 8 bits without a sign, or of 16 bits',
      remedy: 'Export the images uncompressed.',
    });
  }
  let pixels: Uint8Array;
  try {
    pixels = widened(decoder(compressed, shape), shape);
  } catch (cause) {
    throw damaged(file, coding, 'a damaged code stream', shape, cause);
  }
  const wanted = shape.rows * shape.columns * shape.bytesPerSample;
  if (pixels.length !== wanted) throw damaged(file, coding, `${pixels.length} bytes`, shape);
  return pixels;
}

/** Samples of at most 8 bits come as bytes, also if the file allocates 16 bits for them. */
function widened(samples: Uint8Array, { rows, columns, bytesPerSample }: FrameShape): Uint8Array {
  if (bytesPerSample === 1 || samples.length !== rows * columns) return samples;
  const wide = new Uint8Array(samples.length * bytesPerSample);
  for (let i = 0; i < samples.length; i++) wide[i * bytesPerSample] = samples[i];
  return wide;
}

/** Sign and depth of the first component (ISO/IEC 15444-1, table A.11). */
function hasSignedBytes(bytes: Uint8Array): boolean {
  return bytes.length > 42 && bytes[42] >= 0x80 && (bytes[42] & 0x7f) < 8;
}

function damaged(file: string, coding: string, got: string, shape: FrameShape, cause?: unknown): InputRefused {
  return new InputRefused(
    {
      code: 'unreadable',
      file,
      got: `${coding}: ${got}`,
      wanted: `${shape.columns} × ${shape.rows} pixels of ${8 * shape.bytesPerSample} bits`,
      remedy: 'The pixel data are damaged: export the image again.',
    },
    { cause },
  );
}

/** Rows and columns that a JPEG, JPEG-LS or JPEG 2000 code stream says it holds. */
function codeStreamSize(bytes: Uint8Array): { rows: number; columns: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > 24 && view.getUint32(0) === 0xff4fff51) {
    const extent = (at: number): number => view.getUint32(at) - view.getUint32(at + 8);
    return { columns: extent(8), rows: extent(12) };
  }
  if (bytes.length < 12 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    const isFrameHeader =
      (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) || marker === 0xfff7;
    if (isFrameHeader) return { rows: view.getUint16(at + 5), columns: view.getUint16(at + 7) };
    if (marker < 0xffc0) return undefined;
  }
  return undefined;
}

/** PS3.5 annex G: a PackBits segment per byte of the sample, most significant first. */
function decodeRle(compressed: Uint8Array, { rows, columns, bytesPerSample }: FrameShape): Uint8Array {
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.byteLength);
  const count = view.getUint32(0, true);
  if (count !== bytesPerSample) throw new Error(`${count} RLE segments`);
  const pixels = new Uint8Array(rows * columns * bytesPerSample);
  for (let segment = 0; segment < count; segment++) {
    let from = view.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < count ? view.getUint32(8 + 4 * segment, true) : compressed.length;
    let at = bytesPerSample - 1 - segment;
    while (from < to && at < pixels.length) {
      const control = compressed[from++];
      if (control < 128) {
        if (at + control * bytesPerSample >= pixels.length) throw new Error('an RLE segment of more pixels');
        for (let i = 0; i <= control; i++, at += bytesPerSample) pixels[at] = compressed[from++];
      } else if (control > 128) {
        const value = compressed[from++];
        if (at + (256 - control) * bytesPerSample >= pixels.length) throw new Error('an RLE segment of more pixels');
        for (let i = 0; i < 257 - control; i++, at += bytesPerSample) pixels[at] = value;
      }
    }
    if (at < pixels.length) throw new Error('an RLE segment that ends early');
    // One byte makes the length of a segment even.
    if (to - from > 1 && compressed.subarray(from, to).some((byte) => byte !== 0 && byte !== 128)) {
      throw new Error('an RLE segment of more pixels');
    }
  }
  return pixels;
}

/** Samples of the frame's width, whatever precision the stream says. */
const toFrameBytes =
  (decode: (compressed: Uint8Array) => Uint8Array | Uint16Array): FrameDecoder =>
  (compressed, { bytesPerSample }) => {
    const samples = decode(compressed);
    if (bytesPerSample === 1) return Uint8Array.from(samples);
    const wide = samples instanceof Uint16Array ? samples : Uint16Array.from(samples);
    const bytes = new Uint8Array(wide.buffer);
    if (!MACHINE_IS_LITTLE_ENDIAN) for (let at = 0; at < bytes.length; at += 2) bytes.subarray(at, at + 2).reverse();
    return bytes;
  };

const BUILT_IN: Readonly<Partial<Record<PixelCoding, FrameDecoder>>> = {
  rle: decodeRle,
  jpeg: toFrameBytes(decodeJpeg),
  'jpeg-lossless': toFrameBytes(decodeJpegLossless),
};
