/** Moves a study's files to the quarantine bucket. */
import { createHash } from 'node:crypto';
import { MANIFEST_FILE, type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { type ListedObject, moveObject, objectsBelow } from '../storage/objects.ts';

const PARALLEL_MOVES = 16;
const LONGEST_KEY = 1024;

/** Everything that lies in a study's folder now. */
export async function listStudyFiles(bucket: string, study: StudyKey): Promise<ListedObject[]> {
  const files: ListedObject[] = [];
  for await (const file of objectsBelow(bucket, studyPrefix(study))) files.push(file);
  return files;
}

/**
 * Moves files of a study out of reach of every other function: below the same folder of the quarantine bucket, under
 * the hash of the manifest that brought them. The manifest goes last, so that a study of which something is left still
 * has one. What has been replaced since it was listed belongs to a correction and stays.
 */
export async function moveToQuarantine(
  files: readonly ListedObject[],
  study: StudyKey,
  manifestHash: string,
  buckets: { readonly from: string; readonly to: string },
): Promise<{ moved: number; changed: number }> {
  const counts = { moved: 0, changed: 0 };
  const prefix = studyPrefix(study);
  const move = async ({ path, etag }: ListedObject): Promise<void> => {
    const target = quarantineKey(`${prefix}${manifestHash}/`, path);
    counts[await moveObject({ bucket: buckets.from, key: prefix + path, etag }, { bucket: buckets.to, key: target })]++;
  };
  const queue = files.filter(({ path }) => path !== MANIFEST_FILE);
  await Promise.all(
    Array.from({ length: PARALLEL_MOVES }, async () => {
      for (let file = queue.shift(); file; file = queue.shift()) await move(file);
    }),
  );
  for (const file of files.filter(({ path }) => path === MANIFEST_FILE)) await move(file);
  return counts;
}

/** Keys are at most 1024 bytes long; a path that would not fit next to the hash is named by its own. */
function quarantineKey(prefix: string, path: string): string {
  if (Buffer.byteLength(prefix + path) <= LONGEST_KEY) return prefix + path;
  return prefix + createHash('sha256').update(path).digest('hex');
}
