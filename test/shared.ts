import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = process.env.RADSCORE_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));

/** Reference values and real images lie beside the repository; tests that need them skip visibly where they are absent. */
export const hasShared = existsSync(`${root}/golden`);

/** Path of a file in the shared folder, e.g. `sharedPath('golden/radiomics/degenerate.json')`. */
export function sharedPath(relative: string): string {
  return `${root}/${relative}`;
}
