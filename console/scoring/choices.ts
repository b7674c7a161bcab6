/** What a person may correct of a proposal before anything is measured: which sequences, which phase, which region. */
import type { ManifestProposal, StudyInspection } from '@radscore/imaging';
import { type Manifest, type ManifestSequence, SEQUENCES, type SequenceName } from '@radscore/pipeline/browser';
import type { InspectedStudy } from '../engine/messages.ts';

/** One sequence as it was proposed, or as it was corrected. */
export interface SequenceChoice {
  readonly isUsed: boolean;
  /** Counted from 0; `peak` is the one at which the region is brightest. Undefined if the series has one phase. */
  readonly phase?: number | 'peak';
  /** Place of the region among those that were found; undefined for the one that was proposed. */
  readonly region?: number;
}

export type Choices = Readonly<Partial<Record<SequenceName, SequenceChoice>>>;

/** The proposal as it stands. */
export function proposedChoices({ proposal }: Pick<InspectedStudy, 'proposal'>): Choices {
  return Object.fromEntries(
    SEQUENCES.flatMap((name) => {
      const proposed = proposal.sequences[name];
      return proposed ? [[name, { isUsed: true, phase: proposed.phase }] as const] : [];
    }),
  );
}

/** How many phases the images of a sequence have; 1 if they are no dynamic series. */
export function phasesOf({ series }: Pick<StudyInspection, 'series'>, sequence: SequenceName): number {
  const phases = series.filter((one) => one.sequence === sequence && /\bphase=\d+/.test(one.select ?? ''));
  return Math.max(1, phases.length);
}

/** What the engine reads: the proposal with the corrections. */
export function chosenManifest(
  found: Pick<InspectedStudy, 'proposal' | 'regionFiles' | 'inspection'>,
  choices: Choices,
): Pick<Manifest, 'sequences'> {
  const sequences: Partial<Record<SequenceName, ManifestSequence>> = {};
  for (const name of SEQUENCES) {
    const [proposed, choice] = [found.proposal.sequences[name], choices[name]];
    if (!proposed || !choice?.isUsed) continue;
    const { region, phase } = choice;
    const source = sourceOf(proposed);
    const roi =
      region === undefined
        ? source.roi
        : { file: found.regionFiles[region], label: found.inspection.rois[region].label };
    const { phase: _proposed, ...rest } = source;
    sequences[name] = { ...rest, roi, ...(phase !== undefined && { phase }) };
  }
  return { sequences };
}

type Proposed = NonNullable<ManifestProposal['sequences'][SequenceName]>;

function sourceOf({ image, series, volume, phase, roi }: Proposed): ManifestSequence {
  return {
    image,
    ...(series !== undefined && { series: typeof series === 'string' ? series : [...series] }),
    ...(volume && { volume }),
    ...(phase !== undefined && { phase }),
    roi,
  };
}
