/** The region of a sequence as the protocol measures it, and whether it can be measured. */
import { InputRefused } from '@radscore/imaging';
import { type ExtractionSettings, prepareRoi, resamples } from '@radscore/radiomics';
import type { SequenceImage } from '../sequences/read-sequence.ts';

/**
 * The region on the grid on which it is measured: as its file stores it where settings resample, because PyRadiomics
 * resamples from there, else on the image's. The extraction notes the former, this the latter.
 */
export function measuredRegion(
  { mask, region, notes }: SequenceImage,
  { setting, roi }: ExtractionSettings,
): Pick<SequenceImage, 'mask' | 'notes'> {
  // The largest slice is one of the image's.
  if (region && resamples(setting) && roi === 'volume') return { mask: region.stored, notes };
  if (region?.difference === undefined) return { mask, notes };
  const message = `got a region with ${region.difference}; it was put on the grid of the image, and measured there.`;
  return { mask, notes: [...notes, { code: 'mask-grid', message }] };
}

/**
 * Checks a region as the extraction will, before anything is computed: what is left of it in the largest slice or on the
 * grid of the settings has the size that they want (PyRadiomics' minimumROIDimensions and minimumROISize).
 *
 * @throws InputRefused `roi-too-small`, `geometry-mismatch`
 */
export function requireMeasurable(read: SequenceImage, settings: ExtractionSettings, file: string): void {
  try {
    prepareRoi(read.volume, measuredRegion(read, settings).mask, settings, Number.POSITIVE_INFINITY);
  } catch (error) {
    if (!(error instanceof InputRefused) || error.file !== undefined) throw error;
    const { code, got, wanted, remedy } = error;
    throw new InputRefused({ code, file, got, wanted, remedy }, { cause: error });
  }
}
