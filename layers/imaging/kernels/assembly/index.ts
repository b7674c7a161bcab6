/** What the compiled module offers. Arithmetic only: TypeScript owns the streams, validates, and hands over bytes. */
export {
  begin,
  INPUT_BYTES,
  inflatePiece,
  inputAddress,
  inputUsed,
  keepInput,
  nextPiece,
  PIECE_BYTES,
  pieceAddress,
  pieceLength,
} from './inflate';
export { filterColumns, interpolateColumns, interpolateRows, LANES } from './spline';
export { zerosBefore, zerosBehind } from './zeros';

/** Where free memory begins. */
export const heapBase: usize = __heap_base;
