import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setWasmCodec, type WasmCodec } from './wasm-codec.ts';

const require = createRequire(import.meta.url);

const installed = (script: string, binary: string) => (): WasmCodec => ({
  start: require(script),
  binary: readFileSync(require.resolve(binary)),
});

setWasmCodec(
  'jpeg-ls',
  installed('@cornerstonejs/codec-charls/decodewasmjs', '@cornerstonejs/codec-charls/decodewasm'),
);
setWasmCodec(
  'jpeg-2000',
  installed('@cornerstonejs/codec-openjpeg/decodewasmjs', '@cornerstonejs/codec-openjpeg/decodewasm'),
);
