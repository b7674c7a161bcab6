/** What is worth knowing of the volumes of a sequence: contradictions of the manifest, and what was not read. */
import { describeVolumes, differencesInWords, type ImageSeries, proposeSequence } from '@radscore/imaging';
import type { SequenceName } from '../contracts/choices.ts';
import type { Reason } from '../contracts/workflow.ts';

/** The manifest decides which sequence an image is; where its attributes say otherwise, that is reported. */
export function contradiction(sequence: SequenceName, series: readonly ImageSeries[], image: string): Reason[] {
  const proposals = series.flatMap((one) => proposeSequence(one) ?? []);
  const [other] = proposals;
  if (!other || proposals.some((proposal) => proposal.sequence === sequence)) return [];
  return [
    {
      code: 'sequence-contradicted',
      message: `got ${image}, which looks like ${other.sequence} (${other.because}), as ${sequence}; wanted a series of that kind. Correct manifest.json if it names the wrong one.`,
    },
  ];
}

/** Volumes that are not read, so that none is passed over in silence. */
export function leftOut(all: readonly ImageSeries[], used: readonly ImageSeries[]): Reason[] {
  const left = all.filter((one) => !used.includes(one));
  if (left.length === 0) return [];
  const differences = differencesInWords([used[0], ...left]);
  return [
    {
      code: 'volumes-left-out',
      message: `the files also hold ${describeVolumes(all, left).join(', ')}${differences && ` (other ${differences})`}; not read.`,
    },
  ];
}
