/** The image codecs of the Python wheel: they travel in its bundle, since no packages lie around it. */
import charls from '@cornerstonejs/codec-charls/decodewasm';
import startCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasm';
import startOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { wasmFrameDecoder } from '@radscore/imaging';

/** As `layers/imaging/dicom/pixels/codecs.node.ts` has them. */
export const nodeFrameDecoders = {
  'jpeg-ls': wasmFrameDecoder('jpeg-ls', () => ({ start: startCharls, binary: charls })),
  'jpeg-2000': wasmFrameDecoder('jpeg-2000', () => ({ start: startOpenjpeg, binary: openjpeg })),
};
