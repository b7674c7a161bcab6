/** The image codecs of a page: they travel in its bundle, as `@radscore/imaging/node` finds them in Node. */
import charls from '@cornerstonejs/codec-charls/decodewasm';
import startCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasm';
import startOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { setWasmCodec } from '@radscore/imaging';

setWasmCodec('jpeg-ls', () => ({ start: startCharls, binary: charls }));
setWasmCodec('jpeg-2000', () => ({ start: startOpenjpeg, binary: openjpeg }));
