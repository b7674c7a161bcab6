// Arithmetic only: TypeScript owns the streams, validates, and hands over bytes.
export {
  begin,
  inflatePiece,
  inputAddress,
  inputUsed,
  INPUT_BYTES,
  keepInput,
  nextPiece,
  pieceAddress,
  PIECE_BYTES,
  pieceLength,
} from './inflate';
export { zerosBefore, zerosBehind } from './zeros';
export { filterColumns, interpolateColumns, interpolateRows, LANES } from './spline';

/** Where free memory begins. */
export const heapBase: usize = __heap_base;
