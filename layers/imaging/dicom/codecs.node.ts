import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type FrameDecoder, setFrameDecoder } from './codecs.ts';

/** What the Emscripten builds of CharLS and OpenJPEG offer. */
interface WasmDecoder {
  getEncodedBuffer(size: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
}
type WasmModule = Record<string, new () => WasmDecoder>;

const require = createRequire(import.meta.url);

/**
 * A decoder whose module is loaded at its first frame. Handing Emscripten a compiled instance makes its start
 * synchronous, so that reading an image needs no promise.
 */
function wasmDecoder(script: string, binary: string, className: string): FrameDecoder {
  let module: WasmModule | undefined;
  return (compressed) => {
    module ??= start(script, binary);
    const decoder = new module[className]();
    try {
      decoder.getEncodedBuffer(compressed.length).set(compressed);
      decoder.decode();
      return new Uint8Array(decoder.getDecodedBuffer());
    } finally {
      decoder.delete();
    }
  };
}

function start(script: string, binary: string): WasmModule {
  const compiled = new WebAssembly.Module(readFileSync(require.resolve(binary)));
  const module: WasmModule = {};
  require(script)(
    Object.assign(module, {
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        const instance = new WebAssembly.Instance(compiled, imports);
        done(instance);
        return instance.exports;
      },
      // A damaged stream is reported by what decode() throws, not on the console.
      print: () => {},
      printErr: () => {},
    }),
  );
  return module;
}

setFrameDecoder(
  'jpeg-ls',
  wasmDecoder('@cornerstonejs/codec-charls/decodewasmjs', '@cornerstonejs/codec-charls/decodewasm', 'JpegLSDecoder'),
);
setFrameDecoder(
  'jpeg-2000',
  wasmDecoder('@cornerstonejs/codec-openjpeg/decodewasmjs', '@cornerstonejs/codec-openjpeg/decodewasm', 'J2KDecoder'),
);
