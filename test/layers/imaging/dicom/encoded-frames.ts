/** Frames in the codings of DICOM, made for tests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What the Emscripten builds of CharLS and OpenJPEG offer for writing. */
interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  delete(): void;
}
interface JpegLsEncoder extends Encoder {
  setNearLossless(near: number): void;
}
interface Jpeg2000Encoder extends Encoder {
  setDecompositions(levels: number): void;
  setQuality(isLossless: boolean, quality: number): void;
}

async function codec(name: string): Promise<Record<string, new () => Encoder>> {
  const binary = readFileSync(require.resolve(`@cornerstonejs/codec-${name}/wasm`));
  return require(`@cornerstonejs/codec-${name}/wasmjs`)({ wasmBinary: binary, print() {}, printErr() {} });
}
const [charls, openjpeg] = await Promise.all(['charls', 'openjpeg'].map(codec));

export interface FrameToEncode {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Int16Array | Uint16Array;
}

/** One frame as CharLS writes it: without loss, or each sample at most `near` off. */
export function asJpegLs(frame: FrameToEncode, near: number): Uint8Array {
  const encoder = new charls.JpegLSEncoder() as JpegLsEncoder;
  return encoded(encoder, frame, () => encoder.setNearLossless(near));
}

/** One frame as OpenJPEG writes it: with the reversible wavelet, or with the other. */
export function asJpeg2000(frame: FrameToEncode, isReversible: boolean): Uint8Array {
  const encoder = new openjpeg.J2KEncoder() as Jpeg2000Encoder;
  return encoded(encoder, frame, () => {
    encoder.setDecompositions(1);
    encoder.setQuality(isReversible, 0.001);
  });
}

function encoded(encoder: Encoder, { columns, rows, pixels }: FrameToEncode, set: () => void): Uint8Array {
  const frame = { width: columns, height: rows, bitsPerSample: 16, componentCount: 1, isSigned: false };
  const input = encoder.getDecodedBuffer({ ...frame, isUsingColorTransform: false });
  input.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  set();
  encoder.encode();
  const bytes = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  return bytes;
}
