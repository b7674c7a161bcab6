/** Proposes which sequence of the protocol a series is. */
import type { DataSet } from '../encoding/data-set.ts';
import { Tag } from '../encoding/tags.ts';
import { describedWords } from '../frames/contrast.ts';
import type { ImageSeries } from './image-series.ts';

/** The sequences of the protocol. */
export type SequenceName = 't2fs' | 'dwi' | 'dce';

export interface SequenceProposal {
  readonly sequence: SequenceName;
  /** What speaks for it: attributes by name, never their free text. */
  readonly because: string;
}

/** Echo times (ms) from which a spin echo is T2-weighted. */
const T2_ECHO_TIME = 60;

/**
 * Which sequence a volume is, from what the scanner wrote: diffusion weighting, contrast and repetition in time, echo
 * time and fat suppression; the series description only if nothing else says it. Undefined where nothing does.
 */
export function proposeSequence({ kind, frames }: ImageSeries): SequenceProposal | undefined {
  const { dataSet } = frames[0].instance;
  if (kind === 'dwi') return { sequence: 'dwi', because: 'DiffusionBValue' };
  if (kind === 'adc') return { sequence: 'dwi', because: 'ImageType ADC' };
  const isT2Weighted =
    dataSet.texts(Tag.ScanningSequence).includes('SE') && (dataSet.number(Tag.EchoTime) ?? 0) >= T2_ECHO_TIME;
  // A T2-weighted spin echo that was acquired twice is no dynamic series: patients move, and scans are repeated.
  const isRepeated = kind === 'phase' && isT2Weighted;
  if (kind === 'phase' && !isRepeated) return { sequence: 'dce', because: 'repeated positions over time' };
  // Subtractions, projections and other maps are none of the protocol's images, whatever they were computed from.
  if (kind !== 'image' && !isRepeated) return undefined;
  if (dataSet.text(Tag.ContrastBolusAgent) !== undefined) return { sequence: 'dce', because: 'ContrastBolusAgent' };

  if (isT2Weighted && isFatSuppressed(dataSet)) {
    return { sequence: 't2fs', because: 'ScanningSequence, EchoTime and fat suppression' };
  }
  return fromDescription((dataSet.text(Tag.SeriesDescription) ?? '').replaceAll('_', ' '));
}

/** True where the scan options, an inversion or the description say that the signal of fat was suppressed. */
export function isFatSuppressed(dataSet: DataSet): boolean {
  return (
    dataSet.texts(Tag.ScanOptions).some((option) => /^(FS|SFS|FAT)/.test(option)) ||
    dataSet.texts(Tag.ScanningSequence).includes('IR') ||
    /\b(fs|stir|tirm|spair|spir|dixon|fat ?sat|fett ?sat\w*|water)\b/.test(describedWords(dataSet))
  );
}

function fromDescription(description: string): SequenceProposal | undefined {
  const because = 'SeriesDescription';
  if (/\b(adc|dwi|diff\w*|resolve)\b/i.test(description)) return { sequence: 'dwi', because };
  if (/\b(dce|dyn\w*|contrast|post|vibrant|thrive)\b/i.test(description)) return { sequence: 'dce', because };
  if (/\bt2\w*\b|\bstir\b/i.test(description)) return { sequence: 't2fs', because };
  return undefined;
}
