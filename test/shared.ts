import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = process.env.RADSCORE_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));

/** Real images and patients' rows lie beside the repository; tests that need them skip visibly where they are absent. */
export const hasShared = existsSync(`${root}/golden`);

/** Path of a file in the shared folder, e.g. `sharedPath('data/pyradiomics/brain1_image.nrrd')`. */
export function sharedPath(relative: string): string {
  return `${root}/${relative}`;
}

/**
 * Path of a golden file, e.g. `goldenPath('radiomics/degenerate.json')`: beside the repository if it is there, else the
 * repository's own, test/golden (which holds no row of a patient).
 */
export function goldenPath(relative: string): string {
  const beside = `${root}/golden/${relative}`;
  return existsSync(beside) ? beside : fileURLToPath(new URL(`golden/${relative}`, import.meta.url));
}

/** Whether all the golden files are there, in either place. */
export function hasGolden(...relatives: readonly string[]): boolean {
  return relatives.every((relative) => existsSync(goldenPath(relative)));
}

/**
 * Cases of real images, to be compared along with seeded stand-ins of the same kind, which run everywhere. None if the
 * images are absent: test/real-images.test.ts then skips visibly.
 */
export function ofRealImages<Case>(cases: readonly Case[]): readonly Case[] {
  return hasShared ? cases : [];
}
