/** Volumes in words, and the refusal where not exactly one of them is meant. */
import { InputRefused } from '../../errors.ts';
import { type PassedOver, passedOverInWords } from '../frames/sop-classes.ts';
import type { ImageSeries } from './image-series.ts';
import { differencesInWords, selectionText } from './selection.ts';
import { placesOfSlices, slicePosition } from './slice-places.ts';

/** A volume in a few words: what sets it apart, and its slices. */
export function describeSeries({ kind, bValue, phase, map, frames }: ImageSeries): string {
  const names = { dwi: `b=${bValue}`, phase: `phase=${phase}`, map: `map ${map}` };
  return `${kind in names ? names[kind as keyof typeof names] : kind} (${frames.length} slices)`;
}

/** Kinds that no b-value, phase or `adc` names. */
const COMPUTED: ReadonlySet<ImageSeries['kind']> = new Set(['map', 'subtraction', 'projection', 'reformat']);

/** Volumes as a list shows them: by the text that selects each, where there are several, and their slices. */
export function describeVolumes(all: readonly ImageSeries[], some: readonly ImageSeries[] = all): string[] {
  return some.map((volume) => {
    const text = selectionText(volume, all);
    const what = COMPUTED.has(volume.kind) && !text?.includes('kind=') ? `, ${volume.map ?? volume.kind}` : '';
    return text ? `${text} (${volume.frames.length} slices${what})` : describeSeries(volume);
  });
}

/** @param chosen those that the selection leaves: none, or several */
export function seriesAmbiguous(
  file: string | undefined,
  all: readonly ImageSeries[],
  chosen: readonly ImageSeries[],
  passedOver: PassedOver = new Map(),
): InputRefused {
  if (all.length === 0) {
    const only = passedOver.size > 0 ? `, only ${passedOverInWords(passedOver)}` : '';
    return new InputRefused({
      code: 'unsupported-format',
      file,
      got: `no image among the DICOM files${only}`,
      wanted: 'the slices of a volume',
      remedy: 'Add the image series. Screen captures, reports and raw data hold no slices: export the original images.',
    });
  }
  const differences = differencesInWords(chosen.length > 1 ? chosen : all);
  const slices = chosen.reduce((sum, { frames }) => sum + frames.length, 0);
  return new InputRefused({
    code: 'series-ambiguous',
    file,
    got: `${all.length} images: ${describeVolumes(all).join(', ')}${differences && `; they differ in ${differences}`}`,
    wanted: chosen.length === 0 ? 'the one that is selected, which is not there' : 'one image',
    remedy:
      chosen.length > 1 && areParts(chosen)
        ? `Together they make one volume of ${slices} slices: give them one SeriesInstanceUID.`
        : 'Select one of them: b=…, phase=… or adc, type=…, series=… as they are listed, or upload only one series.',
  });
}

/** Several series of one contrast and grid whose slices adjoin or lie between each other: together they are one stack. */
function areParts(chosen: readonly ImageSeries[]): boolean {
  const [one, ...others] = chosen;
  if (!others.every((other) => isOnGridOf(one, other)) || differencesInWords(chosen) !== '') return false;
  const frames = chosen.flatMap((volume) => volume.frames).sort((a, b) => slicePosition(a) - slicePosition(b));
  try {
    placesOfSlices(frames);
    return true;
  } catch (error) {
    if (error instanceof InputRefused) return false;
    throw error;
  }
}

/** True where two volumes have rows, columns, spacing and orientation in common. */
export function isOnGridOf({ frames: [one] }: ImageSeries, { frames: [other] }: ImageSeries): boolean {
  const isSame = (a: readonly number[], b: readonly number[], most: number): boolean =>
    a.every((value, i) => Math.abs(value - b[i]) <= most);
  return (
    one.instance.rows === other.instance.rows &&
    one.instance.columns === other.instance.columns &&
    isSame([...one.row, ...one.column], [...other.row, ...other.column], 1e-3) &&
    isSame(one.pixelSpacing, other.pixelSpacing, 1e-3)
  );
}
