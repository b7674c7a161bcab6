/** The codecs of JPEG-LS and JPEG 2000 as Node finds them: files of installed packages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FrameDecoders } from '../../input/codecs.ts';
import { type WasmCodec, wasmFrameDecoder } from './wasm-codec.ts';

const require = createRequire(import.meta.url);

const installed = (script: string, binary: string) => (): WasmCodec => ({
  start: require(script),
  binary: readFileSync(require.resolve(binary)),
});

/** Each is loaded with its first frame. */
export const nodeFrameDecoders: FrameDecoders = {
  'jpeg-ls': wasmFrameDecoder(
    'jpeg-ls',
    installed('@cornerstonejs/codec-charls/decodewasmjs', '@cornerstonejs/codec-charls/decodewasm'),
  ),
  'jpeg-2000': wasmFrameDecoder(
    'jpeg-2000',
    installed('@cornerstonejs/codec-openjpeg/decodewasmjs', '@cornerstonejs/codec-openjpeg/decodewasm'),
  ),
};
