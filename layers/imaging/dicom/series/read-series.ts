/** Reads the one volume of a set of DICOM files that a selection means. */
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import type { NamedBytes } from '../../input/named-bytes.ts';
import { type Reading, readNow } from '../../input/reading.ts';
import { adcInMicro } from '../../volume/adc-unit.ts';
import { declaredAdcUnit } from '../frames/adc-unit.ts';
import type { PassedOver } from '../frames/sop-classes.ts';
import { seriesAmbiguous } from './ambiguous-series.ts';
import { readingSeries } from './build-volume.ts';
import { collect, passedOverNotes } from './collect-series.ts';
import { type DicomVolume, withNotes } from './dicom-volume.ts';
import { fittingAdc } from './fit-adc.ts';
import type { ImageSeries } from './image-series.ts';
import { type DicomSelection, isSelected } from './selection.ts';

/**
 * Reads the one volume that is meant.
 *
 * @throws InputRefused `series-ambiguous` with a list of the volumes, where not exactly one is left.
 */
export function readDicom(
  files: readonly NamedBytes[],
  selection: DicomSelection = {},
  limits: ReadLimits = DEFAULT_LIMITS,
): DicomVolume {
  const collector = collect(files, limits);
  const { passedOver } = collector;
  return readNow(readingSelected(collector.series(), files[0]?.name, selection, limits, passedOver));
}

/**
 * Reads the one of several series that is meant.
 *
 * @param file appears in messages only
 * @param passedOver what lay beside them and is no image; the volume carries a note of it
 * @throws InputRefused `series-ambiguous`
 */
export function* readingSelected(
  all: readonly ImageSeries[],
  file: string | undefined,
  selection: DicomSelection = {},
  limits: ReadLimits = DEFAULT_LIMITS,
  passedOver: PassedOver = new Map(),
): Reading<DicomVolume> {
  const chosen = selection.adc === 'fit' ? [] : all.filter((series) => isSelected(series, selection));
  if (chosen.length > 1) throw seriesAmbiguous(file, all, chosen, passedOver);
  const [one] = chosen;
  if (!one && !selection.adc) throw seriesAmbiguous(file, all, chosen, passedOver);
  const volume = one ? yield* readingSeries(one, limits) : yield* fittingAdc(file, all, selection, limits, passedOver);
  const inUnit =
    one?.kind === 'adc'
      ? adcInMicro(volume, declaredAdcUnit(one.frames[0]), selection.adc === true)
      : { volume, notes: [] };
  return withNotes(inUnit.volume, [...passedOverNotes(passedOver), ...inUnit.notes]);
}
