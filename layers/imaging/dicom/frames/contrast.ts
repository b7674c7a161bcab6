/** What sets frames of one series apart: b-value, phase, echo and the like. */
import type { DataSet } from '../encoding/data-set.ts';
import { Tag } from '../encoding/tags.ts';
import type { Frame } from './instance.ts';

/** What an attribute says of a frame; undefined where it is absent. */
export type ContrastValue = string | number | undefined;

/** An attribute that makes the contrast of an image: volumes that differ in it are never phases of one dynamic series. */
export interface ContrastAttribute {
  /** As the standard names it. */
  readonly keyword: string;
  readonly read: (frame: Frame) => ContrastValue;
  /** Values no further apart than this are one value, written with fewer digits. */
  readonly tolerance?: (value: number) => number;
  /** True where volumes may be compared, but slices of one volume may differ: triggered scans have a TR per slice. */
  readonly variesAmongSlices?: boolean;
  /** True where the value is free text, which a message must not repeat. */
  readonly isFreeText?: boolean;
}

/** The data set that holds an attribute of a frame, whichever of its functional groups that is; else the file itself. */
export function anyGroup(dataSet: DataSet, frame: number, tag: number): DataSet {
  const groups = [
    dataSet.items(Tag.PerFrameFunctionalGroupsSequence)[frame],
    dataSet.items(Tag.SharedFunctionalGroupsSequence)[0],
  ];
  for (const group of groups) {
    for (const { items } of group?.elements.values() ?? []) if (items?.[0]?.elements.has(tag)) return items[0];
  }
  return dataSet;
}

const own = ({ instance, index }: Frame, tag: number): DataSet => anyGroup(instance.dataSet, index, tag);

/** Words as they are, without what is empty at the end. */
function words(frame: Frame, tag: number): readonly string[] {
  const texts = own(frame, tag)
    .texts(tag)
    .map((text) => text.toUpperCase());
  while (texts.at(-1) === '') texts.pop();
  return texts;
}

const list =
  (tag: number) =>
  (frame: Frame): ContrastValue =>
    words(frame, tag).join('\\') || undefined;

/** Values whose order says nothing. */
const set =
  (tag: number) =>
  (frame: Frame): ContrastValue =>
    [...words(frame, tag)].sort().join('\\') || undefined;

const number =
  (...tags: readonly number[]) =>
  (frame: Frame): ContrastValue => {
    for (const tag of tags) {
      const value = own(frame, tag).number(tag);
      if (value !== undefined) return value;
    }
    return undefined;
  };

/** Values of the image type, of the frame where it has one of its own (enhanced images), in upper case. */
export function imageTypes(frame: Frame): readonly string[] {
  const ofFrame = words(frame, Tag.FrameType);
  return ofFrame.length > 0 ? ofFrame : words(frame, Tag.ImageType);
}

/** Siemens names each direction and weighting: `*ep_b800t`, `ep_b1000#3`. The b-value is compared as such. */
function sequenceName(frame: Frame): ContrastValue {
  const name = words(frame, Tag.SequenceName)[0];
  return name?.replace(/_B\d{1,5}(T|#\d+)?$/, '') || undefined;
}

/** GE's raw data type (0043,xx2F): magnitude, phase, real or imaginary, which its image type does not say. */
const GE_COMPONENTS = ['MAGNITUDE', 'PHASE', 'REAL', 'IMAGINARY'];

function complexComponent(frame: Frame): ContrastValue {
  const said = words(frame, Tag.ComplexImageComponent)[0];
  if (said !== undefined) return said;
  const { dataSet } = frame.instance;
  const ge = dataSet.privateTag(0x0043, 'GEMS_PARM_01', 0x2f);
  const raw = ge === undefined ? undefined : dataSet.number(ge, 'SS');
  return raw === undefined ? undefined : GE_COMPONENTS[raw];
}

/** Part of the complex signal that an image shows, wherever that stands; undefined where nothing says it. */
export function componentOf(frame: Frame): string | undefined {
  const said = complexComponent(frame);
  if (typeof said === 'string') return said;
  for (const type of imageTypes(frame).slice(2)) {
    const found = COMPONENT_WORDS.find(([word]) => word.test(type));
    if (found) return found[1];
  }
  return undefined;
}

/** Siemens writes M, P, R and I; Philips M_FFE, PHASE MAP, R_SE and the like. */
const COMPONENT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(M|MAGNITUDE|M_(FFE|SE|IR|PCA))$/, 'MAGNITUDE'],
  [/^(P|PHASE|PHASE[ _]MAP|P_(FFE|SE|IR|PCA)|VELOCITY[ _]MAP)$/, 'PHASE'],
  [/^(R|REAL|R_(FFE|SE|IR))$/, 'REAL'],
  [/^(I|IMAGINARY|I_(FFE|SE|IR))$/, 'IMAGINARY'],
];

/** A description as words in small letters without accents, with a space for everything but letters, digits, `*` and `+`. */
export function describedWords(dataSet: DataSet, tag: number = Tag.SeriesDescription): string {
  const plain = description(dataSet, tag).normalize('NFD').replaceAll(/\p{M}/gu, '');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9*+]+/g, ' ')
    .trim();
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Accented letters come in Latin-1 or, with the character set ISO_IR 192, in UTF-8; what is valid as UTF-8 is hardly the other. */
function description(dataSet: DataSet, tag: number): string {
  try {
    return UTF_8.decode(dataSet.elements.get(tag)?.value);
  } catch {
    return dataSet.text(tag) ?? '';
  }
}

/**
 * Words by which descriptions name what a Dixon reconstruction gives, where the image type is the same for all of it; in
 * English, German, French, Spanish, Portuguese, Italian and Dutch. Suppression and saturation of fat or water is no such
 * word, nor is `T1 w`; `en phase tardive` is a phase in time.
 */
const DIXON_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(fat|fett|graisse|grasa|grasso|gordura|vet) ?(frac|frak|fraz|pct|percent)|\b(frac\w*|fraz\w*) (de |di )?(gras\w+|gordura)/,
    'fat fraction',
  ],
  [/\b(water|wasser|eau|agua|acqua)\b(?! ?(exc|sel|sup|sat|anreg))|(?<!\b(t1|t2|pd|diffusion)) w$/, 'water'],
  [
    /(?<!\b(sat\w*|sup+r\w*|sop+r\w*|no|non|sans|sin|senza|sem|ohne|zonder)( de la| de| di| du| della)? )\b(fat|fett|graisse|grasa|grasso|gordura|vet)\b(?! ?(sat|sup|free|nul|unterdr|gesatt|onderdr|verzad|frei))| f$/,
    'fat',
  ],
  [
    /\b(out|op|opp|opposed|gegen|aus|hors|tegen)( of)? ?phase\b|\bopposition( de)? phase|\b(fuera de|fuori|fora de|uit|contra) ?fase\b| (opp|out|op)$/,
    'opposed phase',
  ],
  [/\b(in|gleich) ?phase\b(?! ?\d)|\b(en phase|en fase|em fase|in fase)$| (in|ip)$/, 'in phase'],
];

function dixonWord({ instance }: Frame): ContrastValue {
  const description = describedWords(instance.dataSet);
  return DIXON_WORDS.find(([word]) => word.test(description))?.[1];
}

/**
 * What keeps a lone image from being one of the protocol: the fat of a Dixon scan, or another part of the complex signal
 * than its magnitude. Undefined for all others.
 */
export function partOfSignal(frame: Frame): string | undefined {
  const component = componentOf(frame);
  if (component !== undefined && !component.startsWith('MAG') && component !== 'MIXED') return component.toLowerCase();
  const word = dixonWord(frame);
  const isFat =
    imageTypes(frame).some((type) => /^(F|FAT|FAT_?ONLY)$/.test(type)) || word === 'fat' || word === 'fat fraction';
  return isFat ? 'fat' : undefined;
}

/** Rounded to a tenth of a unit, or two hundredths of the value: vendors write times with one to four digits. */
const rounding = (value: number): number => Math.max(0.05, 0.02 * Math.abs(value)) + 1e-9;

/**
 * Everything that makes contrast and must agree among phases. What may differ between the phases of one dynamic series is
 * missing on purpose: times and positions in time, numbers and descriptions of series and acquisitions, window and rescale,
 * and the coil, which changes no contrast.
 */
export const CONTRAST: readonly ContrastAttribute[] = [
  { keyword: 'ImageType', read: (frame) => imageTypes(frame).join('\\') || undefined },
  { keyword: 'ComplexImageComponent', read: complexComponent },
  { keyword: 'EchoNumbers', read: list(Tag.EchoNumbers) },
  { keyword: 'EchoTime', read: number(Tag.EffectiveEchoTime, Tag.EchoTime), tolerance: rounding },
  { keyword: 'FlipAngle', read: number(Tag.FlipAngle), tolerance: () => 0.5 },
  { keyword: 'InversionTime', read: number(Tag.InversionTimes, Tag.InversionTime), tolerance: rounding },
  {
    keyword: 'RepetitionTime',
    read: number(Tag.RepetitionTime),
    tolerance: rounding,
    variesAmongSlices: true,
  },
  { keyword: 'ScanningSequence', read: set(Tag.ScanningSequence) },
  { keyword: 'SequenceVariant', read: set(Tag.SequenceVariant) },
  { keyword: 'ScanOptions', read: set(Tag.ScanOptions) },
  { keyword: 'SequenceName', read: sequenceName },
  { keyword: 'PulseSequenceName', read: list(Tag.PulseSequenceName) },
  { keyword: 'MRAcquisitionType', read: list(Tag.MRAcquisitionType) },
  { keyword: 'InversionRecovery', read: list(Tag.InversionRecovery) },
  { keyword: 'MagnetizationTransfer', read: list(Tag.MagnetizationTransfer) },
  { keyword: 'SpectrallySelectedSuppression', read: list(Tag.SpectrallySelectedSuppression) },
  { keyword: 'SpectrallySelectedExcitation', read: list(Tag.SpectrallySelectedExcitation) },
  { keyword: 'T2Preparation', read: list(Tag.T2Preparation) },
  { keyword: 'BloodSignalNulling', read: list(Tag.BloodSignalNulling) },
  { keyword: 'VolumetricProperties', read: list(Tag.VolumetricProperties) },
  { keyword: 'VolumeBasedCalculationTechnique', read: list(Tag.VolumeBasedCalculationTechnique) },
  { keyword: 'MetaboliteMapDescription', read: list(Tag.MetaboliteMapDescription), isFreeText: true },
  { keyword: 'SeriesDescription', read: dixonWord },
];

/**
 * The agent that was given, by its first word in lower case; undefined where none is named. The phase before the contrast often has the agent
 * of the whole protocol, or none, or the word for none: absence agrees with every agent, two agents do not agree.
 */
export function contrastAgent({ instance }: Frame): string | undefined {
  const agent = instance.dataSet.text(Tag.ContrastBolusAgent)?.toLowerCase();
  if (
    agent === undefined ||
    /^\s*(no|none|non|not|without|ohne|sans|sin|senza|keine?|pre|n\/a|-+|0)(?![a-z])/.test(agent)
  ) {
    return undefined;
  }
  // `GADAVIST`, `Gadavist 1 mmol/ml` and `7.5 ml gadavist` are one agent, whose dose was written beside it.
  return /[a-z][a-z-]{3,}/.exec(agent)?.[0] ?? agent.replaceAll(/\s+/g, ' ').trim();
}

/** The values of all attributes for one frame, in the order of `CONTRAST`. */
export type Contrast = readonly ContrastValue[];

export function contrastOf(frame: Frame): Contrast {
  return CONTRAST.map(({ read }) => read(frame));
}

/**
 * Groups what has the same contrast. Numbers that differ by rounding are one value: sorted, a value within the tolerance of
 * the first of its group belongs to it. Absent is a value of its own.
 *
 * @param compared which attributes count
 */
export function groupByContrast<T>(
  all: readonly T[],
  contrast: (one: T) => Contrast,
  compared: (attribute: ContrastAttribute) => boolean = () => true,
): T[][] {
  const valuesOf = new Map(all.map((one) => [one, contrast(one)]));
  const names = CONTRAST.map((attribute, i) => {
    if (!compared(attribute)) return () => '';
    const values = [...valuesOf.values()].map((value) => value[i]);
    return attribute.tolerance ? clusters(values, attribute.tolerance) : (value: ContrastValue) => String(value);
  });
  const groups = new Map<string, T[]>();
  for (const [one, values] of valuesOf) {
    const key = values.map((value, i) => names[i](value)).join('\n');
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function clusters(
  values: readonly ContrastValue[],
  tolerance: (value: number) => number,
): (value: ContrastValue) => string {
  const numbers = [...new Set(values.filter((value) => typeof value === 'number'))].sort((a, b) => a - b);
  const firstOf = new Map<number, number>();
  let first = Number.NEGATIVE_INFINITY;
  for (const value of numbers) {
    if (value - first > tolerance(value)) first = value;
    firstOf.set(value, first);
  }
  return (value) => String(typeof value === 'number' ? firstOf.get(value) : value);
}
