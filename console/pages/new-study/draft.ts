/** The form of a new study: what inspection proposes, what a person corrects, and the manifest that follows. */
import { type ImageSummary, type ManifestProposal, type RoiSummary, selectionFrom } from '@radscore/imaging';
import {
  asInManifest,
  listedFiles,
  type Manifest,
  type ManifestContent,
  type ManifestSequence,
  type StudySequences,
} from '@radscore/pipeline/upload';

export const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;
export type SequenceName = (typeof SEQUENCES)[number];
export type RepairName = NonNullable<ManifestSequence['repair']>;

/** What inspection found, as far as the form needs it. */
export interface Found {
  readonly series: readonly ImageSummary[];
  readonly rois: readonly RoiSummary[];
  readonly proposal: ManifestProposal;
}

/** A region of interest; without a label the only one of its file. */
export interface RegionChoice {
  readonly file: string;
  readonly label?: number;
}

/** What a person says instead of the proposal. */
export interface Corrections {
  /** An image by its place in `series`, or none. */
  readonly images: Readonly<Partial<Record<SequenceName, number | 'none'>>>;
  readonly regions: Readonly<Partial<Record<SequenceName, RegionChoice>>>;
  readonly repairs: Readonly<Partial<Record<SequenceName, RepairName>>>;
  readonly phase?: 'peak' | number;
}

export const NO_CORRECTIONS: Corrections = { images: {}, regions: {}, repairs: {} };

/** Whether anything differs from what was proposed: then the study is checked again as it would be sent. */
export function areCorrected({ images, regions, repairs, phase }: Corrections): boolean {
  return phase !== undefined || [images, regions, repairs].some((one) => Object.keys(one).length > 0);
}

/** The image that a sequence is of; undefined if it has none, or nothing of `series` can be said to be it. */
export function imageOf(sequence: SequenceName, found: Found, corrections: Corrections): number | undefined {
  const said = corrections.images[sequence];
  if (said !== undefined) return said === 'none' ? undefined : said;
  const proposed = found.proposal.sequences[sequence];
  if (!proposed) return undefined;
  const roi = proposedRegion(sequence, found);
  const ofRegion = roi === undefined ? -1 : found.series.findIndex(({ name }) => name === found.rois[roi].image);
  const isOwn = (index: number): boolean => index >= 0 && isBelow(found.series[index].name, proposed.image);
  if (isOwn(ofRegion)) return ofRegion;
  const named = found.series.findIndex((one) => one.sequence === sequence && isBelow(one.name, proposed.image));
  const any = named >= 0 ? named : found.series.findIndex(({ name }) => isBelow(name, proposed.image));
  return any >= 0 ? any : undefined;
}

/** The region of a sequence. Of an image that a person named it is one that lies on it, else one of its folder. */
export function regionOf(
  sequence: SequenceName,
  found: Found,
  corrections: Corrections,
  names: readonly string[] = [],
): RegionChoice | undefined {
  const said = corrections.regions[sequence];
  if (said !== undefined) return said;
  const image = corrections.images[sequence];
  if (image === 'none') return undefined;
  if (image === undefined) {
    const index = proposedRegion(sequence, found);
    return index === undefined ? found.proposal.sequences[sequence]?.roi : choiceOf(found.rois[index]);
  }
  const summary = found.series[image];
  const [first] = regionsOn(summary, found);
  if (first !== undefined) return choiceOf(found.rois[first]);
  const folder = folderOf(placeOf(summary.name));
  return regionsFor(summary, found, names).find(({ file }) => file.startsWith(folder));
}

/** Regions that lie on an image, by their places in `rois`. */
export function regionsOn(image: ImageSummary, { rois }: Found): number[] {
  return rois.flatMap((roi, index) => (roi.image === image.name ? [index] : []));
}

/** Files whose name says that they hold a region. */
const REGION_NAME = /(mask|roi|label|seg|lesion|tumou?r|rtstruct|contour)[^/]*$/i;

/** Regions that may be meant for an image: those that lie on it first, then all others, then files that are called so. */
export function regionsFor(image: ImageSummary, found: Found, names: readonly string[]): RegionChoice[] {
  const own = regionsOn(image, found).map((index) => found.rois[index]);
  const known = [...own, ...found.rois].map(choiceOf);
  const files = new Set(known.map(({ file }) => file));
  const images = new Set(found.series.map(({ name }) => name));
  const called = names.filter((name) => REGION_NAME.test(name) && !files.has(name) && !images.has(name));
  const all: RegionChoice[] = [...known, ...called.slice(0, MOST_CALLED).map((file) => ({ file }))];
  return all.filter((one, k) => all.findIndex((other) => isSameRegion(one, other)) === k);
}

/** A folder may hold thousands of files that are called so: nobody chooses from a list of them. */
const MOST_CALLED = 50;

export function isSameRegion(one: RegionChoice, other: RegionChoice): boolean {
  return one.file === other.file && one.label === other.label;
}

function choiceOf({ file, label }: RegionChoice): RegionChoice {
  return label === undefined ? { file } : { file, label };
}

function folderOf(place: string): string {
  return place.slice(0, place.lastIndexOf('/') + 1);
}

/** What the names of folders and files say. */
const CALLED: Readonly<Record<SequenceName, RegExp>> = {
  t2fs: /(^|[^a-z0-9])(t2|stir)/i,
  dwi: /(^|[^a-z0-9])(dwi|adc|diff)/i,
  dce: /(^|[^a-z0-9])(dce|dyn)/i,
};

/** An image and a region that may be a sequence of which nothing is used: by its header, else by its name. */
export function suggestionFor(
  sequence: SequenceName,
  found: Found,
  corrections: Corrections,
  names: readonly string[],
): { readonly image: number; readonly region: RegionChoice } | undefined {
  const used = new Set(SEQUENCES.map((one) => imageOf(one, found, corrections)));
  const free = found.series.flatMap((one, index) => (used.has(index) ? [] : [{ one, index }]));
  const image =
    free.find(({ one }) => one.sequence === sequence) ?? free.find(({ one }) => CALLED[sequence].test(one.name));
  if (!image) return undefined;
  const tried = { ...corrections, images: { ...corrections.images, [sequence]: image.index } };
  const region = regionOf(sequence, found, tried, names);
  return region && { image: image.index, region };
}

function proposedRegion(sequence: SequenceName, { proposal, rois }: Found): number | undefined {
  const proposed = proposal.sequences[sequence];
  if (!proposed) return undefined;
  const { file, label } = proposed.roi;
  const index = rois.findIndex(
    (roi) => roi.file === file && (label === undefined || roi.label === label) && isBelow(roi.image, proposed.image),
  );
  const any = index >= 0 ? index : rois.findIndex((roi) => roi.file === file);
  return any >= 0 ? any : undefined;
}

/** The folder or file that a volume's name begins with: `dwi: b=800 (24 slices)` lies in `dwi/`. */
function placeOf(name: string): string {
  return name.split(': ')[0];
}

function isBelow(name: string, image: string): boolean {
  const place = placeOf(name);
  return image === './' || image === name || image === place || image === `${place}/` || `${place}/`.startsWith(image);
}

/** Sequences of the manifest as they stand, with those that are left out left out. */
export function sequencesOf(found: Found, corrections: Corrections, names: readonly string[]): StudySequences {
  const sequences: StudySequences = {};
  for (const sequence of SEQUENCES) {
    const source = sourceOf(sequence, found, corrections, names);
    if (!source) continue;
    const repair = corrections.repairs[sequence];
    const repaired = repair ? { ...source, repair } : source;
    sequences[sequence] = sequence === 'dce' ? withPhase(repaired, corrections.phase) : repaired;
  }
  return sequences;
}

function sourceOf(
  sequence: SequenceName,
  found: Found,
  corrections: Corrections,
  names: readonly string[],
): ManifestSequence | undefined {
  const image = corrections.images[sequence];
  if (image === 'none') return undefined;
  const proposed = found.proposal.sequences[sequence];
  const region = corrections.regions[sequence];
  if (image === undefined) {
    if (!proposed) return undefined;
    const source = asInManifest(proposed);
    return region === undefined ? source : { ...source, roi: { ...region } };
  }
  const summary = found.series[image];
  const chosen = regionOf(sequence, found, corrections, names);
  if (chosen === undefined) return undefined;
  const roi = { ...chosen };
  if (names.includes(summary.name)) return { image: summary.name, roi };
  const place = placeOf(summary.name);
  const folder = place === '.' ? './' : `${place}/`;
  return { image: names.includes(place) ? place : folder, ...selectionOf(summary), roi };
}

/** What selects a volume among others of its folder, in the terms of a manifest. */
function selectionOf({ select }: ImageSummary): Pick<ManifestSequence, 'series' | 'volume'> {
  const selection = select === undefined ? undefined : selectionFrom(select);
  if (!selection) return {};
  const { seriesUid, seriesNumber, bValue, adc, ...others } = selection;
  const volume = {
    ...others,
    ...(adc && { adc }),
    ...(bValue !== undefined && { b: bValue }),
    ...(seriesNumber !== undefined && { series: seriesNumber }),
  } as ManifestSequence['volume'];
  return {
    ...(seriesUid !== undefined && { series: seriesUid }),
    ...(volume && Object.keys(volume).length > 0 && { volume }),
  };
}

function withPhase(source: ManifestSequence, phase: Corrections['phase']): ManifestSequence {
  if (phase === undefined) return source;
  const { phase: _own, ...volume } = source.volume ?? {};
  const { volume: _volume, ...others } = source;
  return { ...others, ...(Object.keys(volume).length > 0 && { volume }), phase };
}

/** Whether an image is a phase of a dynamic series that is used, or a weighting of the map that is. */
export function isPartOf(image: ImageSummary, used: ImageSummary, sequence: SequenceName): boolean {
  return sequence !== 't2fs' && image.sequence === sequence && placeOf(image.name) === placeOf(used.name);
}

/** How many phases the dynamic image of a row has: volumes that lie where it lies and are phases. */
export function phasesOf(image: ImageSummary, { series }: Found): number {
  const place = placeOf(image.name);
  return series.filter(({ name, sequence }) => placeOf(name) === place && sequence === 'dce').length;
}

/** The files that are sent: those of the sequences, and archives in which any of them lie. */
export function filesToSend(names: readonly string[], sequences: StudySequences, proposal: ManifestProposal): string[] {
  const used = new Set<string>();
  for (const [name, source] of Object.entries(sequences)) {
    if (!source) continue;
    used.add(source.roi.file);
    const proposed = proposal.sequences[name as SequenceName];
    // The proposal knows which files of a folder are the image's; of a corrected one all below its folder are sent.
    if (proposed && proposed.image === source.image) for (const file of proposed.files) used.add(file);
    else for (const file of names) if (isPart(file, source.image)) used.add(file);
  }
  return listedFiles(names, used);
}

function isPart(file: string, image: string): boolean {
  return image === './' || file === image || (image.endsWith('/') && file.startsWith(image));
}

/** A manifest to check with: the hashes of the files are not known yet, and not looked at. */
export function manifestToCheck(
  content: Omit<ManifestContent, 'files'>,
  files: readonly { readonly path: string; readonly bytes: number }[],
): Manifest {
  const { protocol, sequences } = content;
  const studyId = content.studyId || 'study';
  const unknown = '0'.repeat(64);
  return {
    manifestVersion: 2,
    protocol,
    studyId,
    sequences: Object.fromEntries(Object.entries(sequences).filter(([, one]) => one !== undefined)),
    files: files.map(({ path, bytes }) => ({ path, bytes, sha256: unknown })),
  } as Manifest;
}
