/** Words of paths that name a sequence, for images and regions whose headers do not say which they are of. */
import type { SequenceName } from '../dicom/series/propose-sequence.ts';

const WORDS: Readonly<Record<SequenceName, readonly string[]>> = {
  t2fs: ['t2fs', 't2', 't2w', 't2wfs', 'stir', 'tirm'],
  dwi: ['dwi', 'adc', 'diff', 'diffusion', 'dwibs'],
  dce: ['dce', 'dyn', 'dynamic'],
};

/** The deepest part of a path that names a sequence decides; one that names two names none. */
export function sequenceInPath(path: string): SequenceName | undefined {
  for (const part of path.split('/').reverse()) {
    const words = part.toLowerCase().split(/[^a-z0-9]+/);
    const named = (Object.keys(WORDS) as SequenceName[]).filter((name) =>
      WORDS[name].some((word) => words.includes(word)),
    );
    if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  }
  return undefined;
}

/** The one sequence that all of these paths name. */
export function sequenceInPaths(paths: readonly string[]): SequenceName | undefined {
  const [first, ...others] = new Set(paths.map(sequenceInPath));
  return others.length === 0 ? first : undefined;
}
