/** Finds an image that is declared as two sequences. */
import type { SequenceName } from '../contracts/choices.ts';
import { imageFiles, isArchive, type Manifest } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';

/** One image under two names of sequences is a mistake of the manifest; which of the two is wrong cannot be known. */
export function repeatedImage(first: string, second: string, what: string): Reason {
  return {
    code: 'image-repeated',
    message:
      `got ${what} as ${first} and as ${second}; wanted an image of its own for each sequence. ` +
      'Correct manifest.json, or leave out the sequence that does not exist, and upload it again, last.',
  };
}

/**
 * Two sequences of a manifest that select the same of the same image files: one path twice, or a file and the folder that
 * holds it alone; by content also copies with the same SHA-256 under other paths. Different selections from one folder
 * may be different volumes: what was read decides then (`hashVoxels` of image-hash.ts). Regions of interest may be shared, and are no part
 * of an image though they lie in its folder.
 */
export function repeatedSource(manifest: Manifest, by: 'path' | 'sha256'): RepeatedSource | undefined {
  const seen = new Map<string, SequenceName>();
  for (const [name, source] of Object.entries(manifest.sequences)) {
    const second = name as SequenceName;
    const { image, roi: _roi, repair: _repair, ...selection } = source;
    const files = imageFiles(manifest, image);
    // Of an archive different folders may be different images.
    const [archive] = files.filter(({ path }) => isArchive(path) && image.startsWith(`${path}/`));
    const below = archive && image.slice(archive.path.length);
    const key = JSON.stringify([[...new Set(files.map((file) => file[by]))].sort(), below, canonical(selection)]);
    const first = seen.get(key);
    if (first) return { first, second, image };
    seen.set(key, second);
  }
  return undefined;
}

export interface RepeatedSource {
  readonly first: SequenceName;
  readonly second: SequenceName;
  /** The image of `second`, as the manifest names it. */
  readonly image: string;
}

/** The same value whatever the order of its keys. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => [key, canonical(own)]);
}
