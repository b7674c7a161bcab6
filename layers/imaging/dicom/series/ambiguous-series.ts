/** Volumes in words, and the refusal where not exactly one of them is meant. */
import { InputRefused } from '../../errors.ts';
import { type PassedOver, passedOverInWords } from '../frames/sop-classes.ts';
import { COMPUTED_KINDS, type ImageSeries } from './image-series.ts';
import { differencesInWords, selectionText } from './selection.ts';
import { placesOfSlices, slicePosition } from './slice-places.ts';

/** A volume in a few words: what sets it apart, and its slices. */
export function describeSeries({ kind, bValue, phase, map, frames }: ImageSeries): string {
  const names = { dwi: `b=${bValue}`, phase: `phase=${phase}`, map: `map ${map}` };
  return `${kind in names ? names[kind as keyof typeof names] : kind} (${frames.length} slices)`;
}

/** Volumes as a list shows them: by the text that selects each, where there are several, and their slices. */
export function describeVolumes(all: readonly ImageSeries[], some: readonly ImageSeries[] = all): string[] {
  return some.map((volume) => {
    const text = selectionText(volume, all);
    const what = COMPUTED_KINDS.has(volume.kind) && !text?.includes('kind=') ? `, ${volume.map ?? volume.kind}` : '';
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
  return new InputRefused({
    code: 'series-ambiguous',
    file,
    got: `${all.length} images: ${describeVolumes(all).join(', ')}${differences && `; they differ in ${differences}`}`,
    wanted: chosen.length === 0 ? 'the one that is selected, which is not there' : 'one image',
    remedy:
      remedyForParts(chosen) ??
      'Select one of them: b=…, phase=… or adc, type=…, series=… as they are listed, or upload only one series.',
  });
}

/** What several series of one contrast and grid make together, whose slices adjoin or lie between each other. */
function remedyForParts(chosen: readonly ImageSeries[]): string | undefined {
  const [one, ...others] = chosen;
  if (others.length === 0 || !others.every((other) => isOnGridOf(one, other))) return undefined;
  const isOfOne = others.every(
    (other) => other.studyUid === one.studyUid && other.frameOfReferenceUid === one.frameOfReferenceUid,
  );
  if (!isOfOne || differencesInWords(chosen) !== '') return undefined;
  const frames = chosen.flatMap((volume) => volume.frames).sort((a, b) => slicePosition(a) - slicePosition(b));
  try {
    placesOfSlices(frames);
    return `Together they make one volume of ${frames.length} slices: give them one SeriesInstanceUID.`;
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    if (error.code !== 'slice-gap') return undefined;
    return `Together they lie on one grid with ${error.got}: send what is missing and give all of it one SeriesInstanceUID, or, if they are volumes of their own, select one of them as it is listed.`;
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
