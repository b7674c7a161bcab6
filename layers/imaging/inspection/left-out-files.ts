/** The files of a study that are part of no sequence: by folder, with counts and reasons, not one by one. */
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import type { Candidate } from './image-candidates.ts';
import { type LeftOutFiles, type ManifestProposal, type StudyToPropose, WHOLE_STUDY } from './manifest-proposal.ts';
import { folderOf } from './study-files.ts';
import { filesOf } from './study-volumes.ts';

export function filesLeftOut(
  { names, apart, slices, series, regionFiles }: StudyToPropose,
  candidates: readonly Candidate[],
  sequences: ManifestProposal['sequences'],
  undecided: ManifestProposal['undecided'],
): LeftOutFiles[] {
  const used = new Set(Object.values(sequences).flatMap(({ files, roi }) => [...files, roi.file]));
  const why = new Map<string, string>();
  for (const file of slices) why.set(file, 'DICOM objects that are part of no volume that is read');
  for (const one of series) for (const file of filesOf(one)) why.set(file, 'images of no sequence of the protocol');
  for (const { sequence, files } of candidates) {
    for (const file of files) why.set(file, ofCandidate(sequence, sequences, undecided));
  }
  for (const file of regionFiles) why.set(file, 'regions of interest of no sequence that is sent');
  const counts = new Map<string, LeftOutFiles>();
  for (const name of names) {
    if (used.has(name)) continue;
    const reason = apart.get(name) ?? why.get(name) ?? 'no image and no region of interest';
    const folder = folderOf(name) || WHOLE_STUDY;
    const key = `${folder}\n${reason}`;
    counts.set(key, { folder, files: (counts.get(key)?.files ?? 0) + 1, why: reason });
  }
  return [...counts.values()];
}

function ofCandidate(
  sequence: SequenceName | undefined,
  sequences: ManifestProposal['sequences'],
  undecided: ManifestProposal['undecided'],
): string {
  if (!sequence) return 'images of no sequence of the protocol';
  if (undecided.some((one) => one.sequence === sequence)) return `${sequence} is undecided`;
  return sequences[sequence]
    ? `another image is sent as ${sequence}`
    : `${sequence} without a region of interest of its own`;
}
