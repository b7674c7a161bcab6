/** How one volume of several is named: by series, b-value, phase, echo and the like. */
import { CONTRAST, type ContrastValue, componentOf, contrastAgent, imageTypes } from '../frames/contrast.ts';
import type { ImageSeries } from './image-series.ts';
import { SELECTION_KEYS } from './selection-keys.ts';
import { contrastsThatDiffer } from './series.ts';

/** Which volume of a set of DICOM files is meant; what is left out must not be needed. */
export interface DicomSelection {
  readonly seriesUid?: string;
  readonly seriesNumber?: number;
  /** Diffusion weighting, s/mm². */
  readonly bValue?: number;
  /** Phase of a dynamic series, from 0 in order of time. */
  readonly phase?: number;
  /** The map of apparent diffusion coefficients; fitted to the b-values where none was sent, or in any case (`fit`). */
  readonly adc?: boolean | 'fit';
  /** `image`, `subtraction`, `projection`, `reformat`, or the name of a map. */
  readonly kind?: string;
  /** A value of ImageType or FrameType; all of several, joined by `+`; exactly these, joined by `/`. `_` stands for a space. */
  readonly imageType?: string;
  /** `magnitude`, `phase`, `real` or `imaginary`. */
  readonly component?: string;
  /** EchoNumbers. */
  readonly echo?: number;
  /** Milliseconds. */
  readonly echoTime?: number;
  readonly inversionTime?: number;
  readonly repetitionTime?: number;
  /** Degrees. */
  readonly flipAngle?: number;
}

/** The contrast that a selection's number is compared with. */
const NUMBERS = {
  echo: 'EchoNumbers',
  echoTime: 'EchoTime',
  inversionTime: 'InversionTime',
  repetitionTime: 'RepetitionTime',
  flipAngle: 'FlipAngle',
} as const satisfies Partial<Record<keyof DicomSelection, string>>;

/** True where a volume is one that a selection may mean. */
export function isSelected(volume: ImageSeries, selection: DicomSelection): boolean {
  const { seriesUid, seriesNumber, bValue, phase, adc, kind, imageType, component } = selection;
  return (
    (seriesUid === undefined || volume.seriesUid === seriesUid) &&
    (seriesNumber === undefined || volume.seriesNumber === seriesNumber) &&
    (bValue === undefined || volume.bValue === bValue) &&
    (phase === undefined || volume.phase === phase) &&
    (adc === undefined || (volume.kind === 'adc') === (adc !== false)) &&
    (kind === undefined || kindOf(volume) === plain(kind)) &&
    (imageType === undefined || isOfType(volume, imageType)) &&
    (component === undefined || componentOf(volume.frames[0])?.startsWith(component.toUpperCase()) === true) &&
    (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).every((key) => {
      const wanted = selection[key];
      return wanted === undefined || isNear(Number(contrastValue(volume, NUMBERS[key])), wanted);
    })
  );
}

/** As many digits as a selection is written with. */
const DIGITS = 6;

function isNear(value: number, wanted: number): boolean {
  return Math.abs(value - wanted) <= 10 ** (1 - DIGITS) * Math.abs(value);
}

function contrastValue({ contrast }: ImageSeries, keyword: string): ContrastValue {
  return contrast[CONTRAST.findIndex((attribute) => attribute.keyword === keyword)];
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[ _-]+/g, '_');

function kindOf({ kind, map }: ImageSeries): string {
  return plain(map ?? kind);
}

function typesOf({ frames }: ImageSeries): string[] {
  return imageTypes(frames[0]).map(plain);
}

function isOfType(volume: ImageSeries, wanted: string): boolean {
  const types = typesOf(volume);
  if (/[/\\]/.test(wanted)) return plain(wanted.replaceAll('\\', '/')) === types.join('/');
  return wanted.split('+').every((one) => types.includes(plain(one)));
}

interface Facet {
  readonly text: string;
  readonly selection: DicomSelection;
}

/** What may be said of a volume to select it from others, the most telling first. */
function facetsOf(volume: ImageSeries, all: readonly ImageSeries[]): { base: Facet[]; more: Facet[] } {
  const { kind, bValue, phase, map, seriesNumber, seriesUid, frames } = volume;
  const facet = (text: string, selection: DicomSelection): Facet => ({ text, selection });
  const base =
    kind === 'adc'
      ? [facet('adc', { adc: true })]
      : kind === 'dwi'
        ? [facet(`b=${bValue}`, { bValue })]
        : kind === 'phase'
          ? [facet(`phase=${phase}`, { phase })]
          : [];
  const named = map ?? kind;
  const ofKind = base.length > 0 ? [] : [facet(`kind=${named.toLowerCase().replaceAll(' ', '_')}`, { kind: named })];
  const component = componentOf(frames[0])?.toLowerCase();
  const numbers = (['echo', 'te', 'ti', 'flip', 'tr'] as const).flatMap((key) => {
    const field = SELECTION_KEYS[key];
    const value = Number(contrastValue(volume, NUMBERS[field]));
    if (!Number.isFinite(value)) return [];
    const short = Number(value.toPrecision(DIGITS));
    return [facet(`${key}=${short}`, { [field]: short })];
  });
  return {
    base,
    more: [
      // The kind separates computed volumes from acquired ones; of acquired ones it says least.
      ...(kind === 'image' ? [] : ofKind),
      ...typeFacets(volume, all).map((type) => facet(`type=${type}`, { imageType: type })),
      ...(component === undefined ? [] : [facet(`component=${component}`, { component })]),
      ...numbers,
      ...(kind === 'image' ? ofKind : []),
      ...(seriesNumber === undefined ? [] : [facet(`series=${seriesNumber}`, { seriesNumber })]),
      ...(seriesUid === '' ? [] : [facet(`series=${seriesUid}`, { seriesUid })]),
    ],
  };
}

/** Values of the image type that few others have, then the whole of it. Texts that nobody could type are left out. */
function typeFacets(volume: ImageSeries, all: readonly ImageSeries[]): string[] {
  const own = typesOf(volume).filter((type) => /^[A-Z0-9_*.]+$/.test(type));
  const others = all.filter((other) => other !== volume).map(typesOf);
  const having = (type: string): number => others.filter((types) => types.includes(type)).length;
  const single = [...new Set(own)].filter((type) => having(type) < others.length);
  const isWhole = own.length === typesOf(volume).length && own.length > 1;
  return [...single, ...(isWhole && single.length < own.length ? [own.join('/')] : [])];
}

/**
 * The shortest text that selects a volume among others, e.g. `type=W`, `series=5,phase=1`. Empty where it is the only one,
 * undefined where nothing that can be said distinguishes it from another.
 */
export function selectionText(volume: ImageSeries, all: readonly ImageSeries[]): string | undefined {
  return facetsAmong(volume, all)
    ?.map(({ text }) => text)
    .join(',');
}

/** The same as a selection. */
export function selectionAmong(volume: ImageSeries, all: readonly ImageSeries[]): DicomSelection | undefined {
  const facets = facetsAmong(volume, all);
  return facets && Object.assign({}, ...facets.map(({ selection }) => selection));
}

function facetsAmong(volume: ImageSeries, all: readonly ImageSeries[]): Facet[] | undefined {
  const { base, more } = facetsOf(volume, all);
  const chosen = [...base];
  let rest = all.filter((other) => chosen.every(({ selection }) => isSelected(other, selection)));
  while (rest.length > 1) {
    const left = more
      .filter(
        (facet) =>
          !chosen.includes(facet) && !chosen.some(({ text }) => text.split('=')[0] === facet.text.split('=')[0]),
      )
      .map((facet) => ({ facet, count: rest.filter((other) => isSelected(other, facet.selection)).length }));
    const best = left.reduce<(typeof left)[number] | undefined>((a, b) => (a && a.count <= b.count ? a : b), undefined);
    if (!best || best.count === rest.length) return undefined;
    chosen.push(best.facet);
    rest = rest.filter((other) => isSelected(other, best.facet.selection));
  }
  return chosen;
}

/**
 * In what several volumes differ, by keyword and values, e.g. `ImageType W, F, IP, OP`; of free texts the keyword only. Empty
 * where b-values, phases and kinds distinguish them.
 */
export function differencesInWords(volumes: readonly ImageSeries[]): string {
  const agents = new Set(volumes.flatMap(({ frames }) => contrastAgent(frames[0]) ?? []));
  const differences = contrastsThatDiffer(volumes).map(({ index, keyword, isFreeText }) => {
    const values = volumes.map(({ contrast }) => contrast[index]);
    if (keyword === 'ImageType') return `ImageType ${unique(typeDifferences(volumes)).join(', ')}`;
    return isFreeText ? keyword : `${keyword} ${unique(values.map(inWords)).join(', ')}`;
  });
  return [...differences, ...(agents.size > 1 ? ['ContrastBolusAgent'] : [])].join('; ');
}

/** Of each volume the values that not all of them have, else all of its values. */
function typeDifferences(volumes: readonly ImageSeries[]): string[] {
  const all = volumes.map((volume) => [...imageTypes(volume.frames[0])]);
  const common = new Set(all[0].filter((type) => all.every((types) => types.includes(type))));
  return all.map((types) => {
    const own = [...new Set(types.filter((type) => !common.has(type)))];
    return (own.length > 0 ? own : types).map(inWords).join('\\') || 'absent';
  });
}

/** Terms and numbers as they are; what is no such term may be anything, and is not repeated. */
function inWords(value: ContrastValue): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  return /^[A-Za-z0-9_ *.#\\/+-]{1,80}$/.test(value) ? value : 'another text';
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
