/** What the compiled module offers. Arithmetic only: TypeScript owns the memory and validates. */
// Every kernel does what its TypeScript twin does, in the same order, so both give the same bits.
export { UNUSED as UNUSED_CELLS } from './cells';
export { tridiagonalise } from './eigen';
export { countPairs } from './glcm';
export { countRuns } from './glrlm';
export { countZones } from './glszm';
export {
  collectBins,
  countBins,
  countLevels,
  deviationsOf,
  levelsOfWidth,
  momentsOf,
  rangeOf,
  rankLevels,
  settle,
  sumsOf,
} from './intensities';
export { neighbourhood } from './neighbourhood';
export { addScaled, filterPass } from './recursive';
export { acrossPlanes, countCells, countFaces, farthest, listAlive, writeVertices } from './surface';
export { convolve, convolveSingle } from './wavelet';

/** First address that is the caller's. */
export const heapBase: usize = __heap_base;
