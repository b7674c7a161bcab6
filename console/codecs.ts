/** The readers of a page: its image codecs travel in its bundle, as `@radscore/imaging/node` finds them in Node. */
import charls from '@cornerstonejs/codec-charls/decodewasm';
import startCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasm';
import startOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { createReaders, type Readers, wasmFrameDecoder } from '@radscore/imaging';

/** For a page what `@radscore/imaging/node` is for Node. */
export const readers: Readers = createReaders({
  frames: {
    'jpeg-ls': wasmFrameDecoder('jpeg-ls', () => ({ start: startCharls, binary: charls })),
    'jpeg-2000': wasmFrameDecoder('jpeg-2000', () => ({ start: startOpenjpeg, binary: openjpeg })),
  },
});
