/** The ADC map of a study that has diffusion images only. */
import { InputRefused } from '../../errors.ts';
import type { ReadLimits } from '../../input/limits.ts';
import type { Reading } from '../../input/reading.ts';
import { apparentDiffusion } from '../../volume/adc.ts';
import type { PassedOver } from '../frames/sop-classes.ts';
import { joinLossyCompression } from '../pixels/lossy-compression.ts';
import { describeVolumes, isOnGridOf, seriesAmbiguous } from './ambiguous-series.ts';
import { readingSeries } from './build-volume.ts';
import type { DicomVolume } from './dicom-volume.ts';
import type { ImageSeries } from './image-series.ts';
import { type DicomSelection, isSelected } from './selection.ts';

/**
 * Where no map was sent, the coefficients are fitted to the b-values of the one diffusion series there is. A volume beside
 * them that may be the map is never passed over in silence: one that nothing recognises is refused, others are noted.
 */
export function* fittingAdc(
  file: string | undefined,
  all: readonly ImageSeries[],
  selection: DicomSelection,
  limits: ReadLimits,
  passedOver: PassedOver,
): Reading<DicomVolume> {
  const { adc, ...others } = selection;
  const meant = all.filter((series) => series.kind === 'dwi' && isSelected(series, others));
  // A weighted image that was computed from the others holds no measurement of its own.
  const weighted = meant.filter(({ isComputed }) => !isComputed);
  const values = weighted.map(({ bValue }) => bValue);
  const isOneScan =
    new Set(weighted.map(({ seriesUid }) => seriesUid)).size === 1 && new Set(values).size === values.length;
  if (!isOneScan) throw seriesAmbiguous(file, all, weighted.length > 1 ? weighted : [], passedOver);
  const beside = all.filter(
    (series) => (series.kind !== 'dwi' || series.isComputed) && isOnGridOf(series, weighted[0]),
  );
  const unknown = beside.filter(({ kind, map = '' }) => kind === 'image' || kind === 'phase' || map === 'MD');
  if (unknown.length > 0 && adc !== 'fit') throw perhapsMap(unknown, all);
  const volumes: { bValue: number; volume: DicomVolume }[] = [];
  for (const series of weighted) {
    volumes.push({ bValue: series.bValue ?? 0, volume: yield* readingSeries(series, limits) });
  }
  const [{ reference }] = volumes.map(({ volume }) => volume);
  const lossyCompression = joinLossyCompression(volumes.map(({ volume }) => volume.reference.lossyCompression));
  const left = beside.length > 0 ? ` Beside them: ${describeVolumes(all, beside).join(', ')}, not read.` : '';
  return {
    ...apparentDiffusion(volumes),
    reference: {
      ...reference,
      ...(lossyCompression && { lossyCompression }),
      notes: [
        ...(reference.notes ?? []),
        {
          code: 'adc-fitted',
          message: `${adc === 'fit' ? 'as selected, no ADC map was read' : 'got no ADC map'}; it was fitted to the b-values ${values.join(', ')} s/mm² (least squares of ln S over b).${left}`,
        },
      ],
    },
  };
}

function perhapsMap(unknown: readonly ImageSeries[], all: readonly ImageSeries[]): InputRefused {
  return new InputRefused({
    code: 'series-ambiguous',
    file: unknown[0].frames[0].instance.file,
    got: `no map that calls itself one, and beside the b-values ${describeVolumes(all, unknown).join(', ')}, which may be it`,
    wanted: 'one map of apparent diffusion coefficients, or b-values alone',
    remedy: 'Select the volume that is the map, as it is listed, or adc=fit to have it fitted to the b-values.',
  });
}
