/** Which files of a study a sequence needs, and what is given of them, archives included. */
import { type NamedBytes, unpackArchives } from '@radscore/imaging';
import { isArchive, isPartOf, type Manifest, type ManifestSequence } from '../contracts/manifest.ts';
import type { SequenceFiles } from './read-sequence.ts';

type Sequences = Pick<Manifest, 'sequences'>;

/** True if a file of a study holds part of a sequence: of its image or its region. An archive counts if a part lies in it. */
export function isNeeded(manifest: Sequences, { image, roi }: ManifestSequence, path: string): boolean {
  return [image, roi.file].some(
    (wanted) =>
      isPartOf(manifest, path, wanted) ||
      (isArchive(path) && (wanted.startsWith(`${path}/`) || path.startsWith(wanted) || wanted === './')),
  );
}

/**
 * The files of one sequence out of those that are in memory; of archives, what lies in them.
 *
 * @param known members of archives that have been inflated and checked before, by name
 * @throws InputRefused for an archive that cannot be read
 */
export function filesOfSequence(
  manifest: Sequences,
  { image, roi }: ManifestSequence,
  given: readonly NamedBytes[],
  known?: ReadonlyMap<string, Uint8Array>,
): SequenceFiles {
  const { files, refusals } = unpackArchives(given, known);
  if (refusals.length > 0) throw refusals[0];
  const take = (path: string): NamedBytes[] => files.filter(({ name }) => isPartOf(manifest, name, path));
  return { image: take(image), roi: take(roi.file) };
}
