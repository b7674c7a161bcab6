/** The volumes of a study, whichever folders their files lie in. */

import { irregularityNotes } from '../dicom/encoding/irregularity.ts';
import { describeVolumes, seriesAmbiguous } from '../dicom/series/ambiguous-series.ts';
import { readSeries } from '../dicom/series/build-volume.ts';
import { passedOverNotes, SeriesCollector } from '../dicom/series/collect-series.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import { orderingNotes } from '../dicom/series/phase-notes.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { proposeSequence } from '../dicom/series/propose-sequence.ts';
import { selectionText } from '../dicom/series/selection.ts';
import { InputRefused } from '../errors.ts';
import type { ReadLimits } from '../input/limits.ts';
import { orientationCode } from '../volume/orientation.ts';
import type { NamedVolume, Placed, StudyNote } from './examine-region.ts';
import {
  commonFolder,
  type DicomSlices,
  folderOf,
  readWhole,
  type StudyFiles,
  type WholeImage,
} from './study-files.ts';

/** A volume of a study, with the files that it consists of. */
export interface StudyVolume extends NamedVolume {
  readonly files: readonly string[];
}

/** A volume that cannot be read, though its files can. */
export interface UnreadVolume {
  readonly series?: ImageSeries;
  readonly words: string;
  readonly files: readonly string[];
  readonly sequence?: SequenceName;
  readonly refusal: InputRefused;
}

export interface StudyVolumes {
  readonly volumes: readonly StudyVolume[];
  /** All series of the DICOM files, read or not: a selection is one among them. */
  readonly series: readonly ImageSeries[];
  readonly unread: readonly UnreadVolume[];
  /** Files that keep what they belong to from being read. */
  readonly refusals: readonly InputRefused[];
  readonly notes: readonly StudyNote[];
}

/** Reads what a study holds. Files that are damaged keep their own series from being read, not others. */
export function readVolumes({ slices, whole }: StudyFiles, limits: ReadLimits): StudyVolumes {
  const { collector, series, refusals } = collect(slices, limits);
  const volumes: StudyVolume[] = [];
  const unread: UnreadVolume[] = [];
  const notes: StudyNote[] = [];
  for (const image of whole) {
    try {
      volumes.push(ofWhole(image, limits));
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      unread.push({ words: image.file.name, files: [image.file.name], refusal: error });
    }
  }
  notes.push(...passedOverNotes(collector.passedOver));
  if (series.length === 0 && whole.length === 0 && collector.passedOver.size > 0) {
    return {
      volumes,
      series,
      unread,
      refusals: [...refusals, seriesAmbiguous(slices[0]?.name, [], [], collector.passedOver)],
      notes,
    };
  }
  const homes = new Map<string, ImageSeries[]>();
  for (const one of series) {
    const home = homeOf(one, series).replace(/\/$/, '') || '.';
    homes.set(home, [...(homes.get(home) ?? []), one]);
  }
  for (const [home, own] of homes) {
    const instances = own.flatMap(({ frames }) => frames.map(({ instance }) => instance));
    for (const { code, message } of [...orderingNotes(own), ...irregularityNotes(instances)]) {
      notes.push({ code, message: `${home}: ${message}` });
    }
  }
  for (const one of series) {
    const files = filesOf(one);
    const home = homeOf(one, series);
    const rivals = series.filter((other) => filesOf(other).some((file) => file.startsWith(home)));
    const words = `${home.replace(/\/$/, '') || '.'}: ${describeVolumes(rivals, [one]).join()}`;
    if (one.incompleteOf !== undefined) {
      const message = `${home.replace(/\/$/, '') || '.'}: phase ${one.phase} has ${one.frames.length} of ${one.incompleteOf} slices; it is not read.`;
      notes.push({ code: 'phase-incomplete', message });
      continue;
    }
    const proposal = proposeSequence(one);
    try {
      const volume = readSeries(one, limits);
      volumes.push({ ...named(words, volume, proposal, { series: one, select: selectionText(one, rivals) }), files });
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      unread.push({ series: one, words, files, sequence: proposal?.sequence, refusal: error });
    }
  }
  return { volumes, series, unread, refusals, notes };
}

/** The files of a series, each once. */
export function filesOf({ frames }: ImageSeries): string[] {
  return [...new Set(frames.map(({ instance: { file } }) => file))];
}

/** The folder that holds a volume, and the other phases of its dynamic series. */
function homeOf(one: ImageSeries, all: readonly ImageSeries[]): string {
  const group = one.kind === 'phase' ? all.filter((other) => areOneDynamic(one, other)) : [one];
  return commonFolder(group.flatMap(filesOf));
}

/** Phases of one dynamic series; scans that were only repeated are images of their own. */
export function areOneDynamic(one: ImageSeries, other: ImageSeries): boolean {
  return isDynamic(one) && other.kind === 'phase' && one.dynamic === other.dynamic;
}

export function isDynamic(series: ImageSeries): boolean {
  return series.kind === 'phase' && proposeSequence(series)?.sequence === 'dce';
}

interface Collected {
  readonly collector: SeriesCollector;
  readonly series: readonly ImageSeries[];
  readonly refusals: readonly InputRefused[];
}

/** The series of all slices. What is damaged takes its own series out, or its folder if it does not say which that is. */
function collect(slices: readonly DicomSlices[], limits: ReadLimits): Collected {
  const refusals: InputRefused[] = [];
  let left = slices;
  for (;;) {
    const collector = new SeriesCollector({ limits });
    let current: DicomSlices | undefined;
    try {
      for (const file of left) {
        current = file;
        collector.add(file);
      }
      current = undefined;
      return { collector, series: collector.series(), refusals };
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      refusals.push(error);
      const bad = current ?? left.find(({ name }) => name === error.file);
      const rest = bad ? left.filter((file) => !isOfSameSeries(file, bad)) : [];
      // What cannot be told apart ends the reading of all.
      left = rest.length < left.length ? rest : [];
    }
  }
}

function isOfSameSeries(file: DicomSlices, bad: DicomSlices): boolean {
  return bad.seriesUid === '' ? folderOf(file.name) === folderOf(bad.name) : file.seriesUid === bad.seriesUid;
}

const HEADER = /\.(nhdr|mhd|hdr)(\.gz)?$/i;
const VOXELS = /\.(raw|zraw|img)(\.gz)?$/i;

function ofWhole(image: WholeImage, limits: ReadLimits): StudyVolume {
  const { file, beside } = image;
  const stem = (name: string): string => name.slice(folderOf(name).length).split('.')[0];
  const voxels = HEADER.test(file.name) ? beside.map(({ name }) => name).filter((name) => VOXELS.test(name)) : [];
  const own = voxels.filter((name) => stem(name) === stem(file.name));
  return { ...named(file.name, readWhole(image, limits)), files: [file.name, ...(own.length > 0 ? own : voxels)] };
}

function named(
  name: string,
  volume: Placed,
  proposal?: { sequence: SequenceName; because: string },
  { series, select }: { series?: ImageSeries; select?: string } = {},
): NamedVolume {
  const { size, spacing, direction } = volume;
  const grid = { size, spacing, orientation: orientationCode(direction) };
  return { name, volume, series, summary: { name, ...(select && { select }), ...proposal, ...grid } };
}
