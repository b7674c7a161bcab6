/** Decoders that are compiled to WebAssembly by Emscripten. */
import type { FrameDecoder, FrameDecoders } from '../../input/codecs.ts';

/** What the Emscripten builds of CharLS and OpenJPEG offer. */
interface WasmDecoder {
  getEncodedBuffer(size: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
}
type DecoderModule = Record<string, new () => WasmDecoder>;

/** Starts an Emscripten module whose settings, and later whose classes, are properties of `module`. */
export type EmscriptenStart = (module: object) => unknown;

/** The two files of a codec: its script, and its WebAssembly. */
export interface WasmCodec {
  readonly start: EmscriptenStart;
  readonly binary: Uint8Array;
}

/** Class of each codec's decoder. */
const DECODER = { 'jpeg-ls': 'JpegLSDecoder', 'jpeg-2000': 'J2KDecoder' } as const satisfies Record<
  keyof FrameDecoders,
  string
>;

/**
 * A decoder by a codec of `@cornerstonejs/codec-*`. Where its files lie is the caller's business: beside the program in
 * Node, within the bundle in a page. `load` is called at the codec's first frame.
 */
export function wasmFrameDecoder(coding: keyof FrameDecoders, load: () => WasmCodec): FrameDecoder {
  let module: DecoderModule | undefined;
  const warnings: string[] = [];
  return (compressed) => {
    module ??= started(load(), warnings);
    warnings.length = 0;
    const decoder = new module[DECODER[coding]]();
    try {
      decoder.getEncodedBuffer(compressed.length).set(compressed);
      decoder.decode();
      // OpenJPEG goes on where a stream is cut off or inconsistent, and fills in what it has not got.
      if (warnings.length > 0) throw new Error(warnings[0]);
      return new Uint8Array(decoder.getDecodedBuffer());
    } finally {
      decoder.delete();
    }
  };
}

/** Handing Emscripten a compiled instance makes its start synchronous, so that reading an image needs no promise. */
function started({ start, binary }: WasmCodec, warnings: string[]): DecoderModule {
  const compiled = new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
  const module: DecoderModule = {};
  const note = (line: string): void => {
    if (line.includes('[WARNING]') || line.includes('[ERROR]')) warnings.push(line);
  };
  start(
    Object.assign(module, {
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        const instance = new WebAssembly.Instance(compiled, imports);
        done(instance);
        return instance.exports;
      },
      // A damaged stream is reported by what decode() throws or warns of, not on the console.
      print: note,
      printErr: note,
    }),
  );
  return module;
}
