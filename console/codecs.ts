import charls from '@cornerstonejs/codec-charls/decodewasm';
import startCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasm';
import startOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { setWasmCodec } from '@radscore/imaging';

// What a page adds to the portable readers, as `@radscore/imaging/node` does for Node: the codecs travel in its bundle.
setWasmCodec('jpeg-ls', () => ({ start: startCharls, binary: charls }));
setWasmCodec('jpeg-2000', () => ({ start: startOpenjpeg, binary: openjpeg }));
