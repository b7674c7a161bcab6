/** Separates maps and pictures that were computed from what a scanner acquired. */
import type { DataSet } from '../encoding/data-set.ts';
import { Tag } from '../encoding/tags.ts';
import { anyGroup, describedWords, imageTypes } from './contrast.ts';
import { bValue } from './diffusion.ts';
import type { Frame } from './instance.ts';

/** What was computed from images and is none that a scanner acquired: a map, by its name, or a picture of another kind. */
export type DerivedKind = 'adc' | 'subtraction' | 'projection' | 'reformat' | `map ${string}`;

/** Quantities by their codes in DCM (PS3.16 annex D); those of coefficients that are not mono-exponential are no ADC. */
const QUANTITIES: Readonly<Record<string, DerivedKind>> = {
  '113041': 'adc',
  '113290': 'adc',
  '113044': 'map anisotropy',
  '113045': 'map attenuation',
  '113289': 'map D',
  '113291': 'map D',
  '113292': 'map D*',
  '113293': 'map f',
  '113294': 'map kurtosis',
  '113298': 'map DDC',
  '110808': 'map FA',
  '110809': 'map RA',
  '113052': 'map MTT',
  '113055': 'map CBF',
  '113056': 'map CBV',
  '113054': 'map NEI',
  '113058': 'map PD',
  '113062': 'subtraction',
  '113063': 'map T1',
  '113064': 'map T2*',
  '113065': 'map T2',
  '113069': 'map TTP',
  '113072': 'reformat',
  '113073': 'reformat',
  '126312': 'map Ktrans',
  '126313': 'map kep',
  '126314': 'map ve',
  '126331': 'map vp',
  ...Object.fromEntries(['126320', '126321', '126322', '126323', '126324'].map((code) => [code, 'map IAUC'] as const)),
};

/** Values of the image type (underscores read as spaces): Siemens, GE, Philips, Canon, and the standard's derived contrasts. */
const TYPES: readonly (readonly [RegExp, DerivedKind])[] = [
  [/^(E ?ADC|EXP(ONENTIAL)? ?ADC|EXPONENT(IAL)?)$/, 'map eADC'],
  [/^(R|REL(ATIVE)?) ?ADC$/, 'map relative ADC'],
  [/^D?ADC( MAP| UNSPECIFIED)?$|^APPARENT DIFFUSION COEFF(ICIENT)?$/, 'adc'],
  [/^(COL ?)?FA( MAP)?$|^FRACTIONAL ANISOTROPY$/, 'map FA'],
  [/^TENSOR( B0)?$/, 'map tensor'],
  [/^K ?TRANS$/, 'map Ktrans'],
  [
    /^(KEP|VE|VP|K2|WI|WO|IAUC\d*|TTP|T ?MAX|MTT|R?CBF|R?CBV|PBP|GBP|PEI|WASH ?(IN|OUT)|REL ?(CBF|CBV|MTT))$/,
    'map perfusion',
  ],
  [/^(T1|T2|T2 ?STAR|T2\*|R1|R2|R2 ?STAR|R2\*|T1 ?RHO|B0|B1|FIELD|SPEED|PD) ?MAP$/, 'map relaxation'],
  [/^(FAT ?FRACTION|WATER ?FRACTION|FF|PDFF|QUANTITY)$/, 'map fraction'],
  [/^SUB(TRACT(ION|ED)?)?$/, 'subtraction'],
  [/^(PROJECTION IMAGE|(T?MIP|MAX IP|MIN ?IP|MN ?IP|AVERAGE IP)( .*)?|MIP\w*)$/, 'projection'],
  [/^(C?MPR|REFORMATTED|CPR|CSA MPR|RESAMPLED|CURVED)$/, 'reformat'],
  [/^(ADDITION|DIVISION|MASKED|MAXIMUM|MEAN|MINIMUM|MULTIPLICATION|STD DEVIATION)$/, 'map arithmetic'],
];

/**
 * Words of descriptions (`describedWords`), in the languages of the scanners' consoles. The first that fits counts.
 * `Sub-volume` and `subcutaneous` are no subtractions.
 */
const DESCRIPTIONS: readonly (readonly [RegExp, DerivedKind])[] = [
  [/\be ?adc\b|\bexp(onential)? ?(apparent|adc|diff)/, 'map eADC'],
  [
    /\b(r|rel|relative|ratio|norm|normali[sz]ed) ?adc\b|\badc (ratio|rel|relative|norm|normali[sz]ed|colou?r|mask|error|err|sd|std|r2|chi2?|residual)/,
    'map relative ADC',
  ],
  // Models with more than one coefficient, whose maps are no ADC.
  [/\bd ?(\*|star|fast|pseudo)|\bpseudo ?diff/, 'map D*'],
  [/\bivim ?f\b|\bperfusion fr\w*|\bf ?perf\w*/, 'map f'],
  [/\bd ?slow\b|\bivim ?d(t|slow)?\b|\bddc\b/, 'map D'],
  [/\b(mean |axial |radial |apparent )?kurtosis\b|\b(mk|ak|rk)\b/, 'map kurtosis'],
  [/\bd?adc\d*\b|\bapparent ?diff|\bcda\b|\bdiff\w* coeff?\w*|\bcoef\w* (de |di )?diff?u|\bdiffusionskoeff\w*/, 'adc'],
  [/\bfrac\w* aniso|\bfa (map|colou?r)\b|\bcol ?fa\b/, 'map FA'],
  [/\bmean diff(usivity)?\b|\baverage dc\b/, 'map MD'],
  [/\bk ?trans\b/, 'map Ktrans'],
  [
    /\bkep\b|\biauc\w*\b|\bcbf\b|\bcbv\b|\bmtt\b|\bttp\b|\btime to peak\b|\bmean time to enh|\btmax\b|\bwash ?(in|out)\b|\b(ein|aus)wasch\w*|\blava(do|ggio)\b|\btissue ?4d\b|\bser map\b|\bsignal enh\w* ratio|\bpei\b|\b(positive|negative) enh\w* int|\b(max\w*|slope) of (increase|enh\w*)\b|\brelative enh/,
    'map perfusion',
  ],
  [
    /\b(t1|t2|t2\*|t2 ?star|t1 ?rho|r1|r2|r2\*|r2 ?star|b0|b1|field) ?(map|karte|mapping)\b|\b(carte|mapa|mappa) (de |di )?(t1|t2|r1|r2|b0|b1)\b|\bt[12] images\b/,
    'map relaxation',
  ],
  [/\b(fat|water) ?frac\w*\b|\bpdff\b/, 'map fraction'],
  [
    /\b\w*sub(?! (vol\w*|sets?|regions?|samples?|segm\w*|milli\w*|mm|sec\w*|opt\w*|max\w*|study|group)\b)\d*\b|\bsubs\d*\b|\bsubs?tr(a\w*)?\d*\b|\b(soustr|sustr|sottr|aftrek)\w*|\bresta\d*\b|\bminus\b/,
    'subtraction',
  ],
  [
    /\b\w*mips?\d*\b|\bmax\w* int\w* proj|\bmin ?ip\b|\b(projections?|projektion\w*|proyeccion\w*|proiezion\w*|projecao|projectie)\b/,
    'projection',
  ],
  [/\b\w*mpr\b|\b(reformat|riformat)\w*\b/, 'reformat'],
];

/** Kinds that the name of one of several series gives away; of all of them it says nothing, e.g. `DWI with ADC`. */
export type DescribedKinds = ReadonlySet<DerivedKind>;

/** What the descriptions of some series say and those of others do not. */
export function describedKinds(frames: readonly Frame[]): DescribedKinds {
  const bySeries = new Map(frames.map((frame) => [frame.instance.seriesUid, inDescription(frame.instance.dataSet)]));
  const kinds = [...bySeries.values()];
  return new Set(kinds.filter((kind) => kind !== undefined && kinds.some((other) => other !== kind)) as DerivedKind[]);
}

/**
 * What a frame was computed to be, from the code of its quantity, the values of its image type, the unit of its values, and
 * last from the description of its series. Undefined for an image as it was acquired, also a diffusion-weighted one and its
 * trace.
 *
 * @param described kinds that descriptions may name even if the image type calls the image original
 */
export function derivedKind(frame: Frame, described: DescribedKinds): DerivedKind | undefined {
  const { dataSet } = frame.instance;
  const types = imageTypes(frame).map((type) => type.replaceAll('_', ' '));
  const inWords = inDescription(dataSet);
  const coded = quantityOf(frame);
  if (coded !== undefined) return coded;
  const typed = TYPES.find(([type]) => types.slice(2).some((one) => type.test(one)))?.[1];
  // `ADC` may be the type of everything that is computed from it: the description says what else it is.
  if (typed === 'adc') return inWords?.startsWith('map ') && /adc/i.test(inWords) ? inWords : 'adc';
  if (typed !== undefined) return typed;
  if (types.some((type) => /^TRACE ?W?$/.test(type))) return undefined;
  if (types.includes('DIFFUSION MAP')) return inWords?.startsWith('map ') ? inWords : 'adc';
  if (isDiffusivity(frame)) return inWords?.startsWith('map ') ? inWords : 'adc';
  if (inWords === undefined) return undefined;
  // Names of protocols say what will be computed: `DWI b50 b800 ADC` is also the name of what is weighted.
  const isWeighted = bValue(frame) !== undefined;
  if (types[0] === 'DERIVED' || types[1] === 'SECONDARY') {
    return isWeighted && NAMES_WEIGHTING.test(dataSet.text(Tag.SeriesDescription) ?? '') ? undefined : inWords;
  }
  return !isWeighted && !types.includes('DIFFUSION') && described.has(inWords) ? inWords : undefined;
}

const NAMES_WEIGHTING = /dwi|trace|(^|[^a-z])b[ =_]?\d{1,4}([^0-9]|$)/i;

function inDescription(dataSet: DataSet): DerivedKind | undefined {
  const words = describedWords(dataSet);
  return DESCRIPTIONS.find(([word]) => word.test(words))?.[1];
}

/** Code of the quantity that real world values are of (PS3.3 C.7.6.16.2.11), or of the derivation. */
function quantityOf({ instance: { dataSet }, index }: Frame): DerivedKind | undefined {
  const codes = [
    ...realWorldMappings(dataSet, index)
      .flatMap((mapping) => mapping.items(Tag.QuantityDefinitionSequence))
      .flatMap((quantity) => quantity.items(Tag.ConceptCodeSequence)),
    ...anyGroup(dataSet, index, Tag.DerivationCodeSequence).items(Tag.DerivationCodeSequence),
  ];
  return codes.map((code) => QUANTITIES[code.text(Tag.CodeValue) ?? '']).find((kind) => kind !== undefined);
}

export function realWorldMappings(dataSet: DataSet, frame: number): readonly DataSet[] {
  const groups = [
    dataSet.items(Tag.PerFrameFunctionalGroupsSequence)[frame],
    dataSet.items(Tag.SharedFunctionalGroupsSequence)[0],
    dataSet,
  ];
  return groups.flatMap((group) => group?.items(Tag.RealWorldValueMappingSequence) ?? []);
}

/** Area per time, in whatever scale: only diffusivities have it. */
export const DIFFUSIVITY = /(mm|[uµ]m|cm)\^?2\/(s|ms)\b/i;

function isDiffusivity({ instance: { dataSet }, index }: Frame): boolean {
  const units = realWorldMappings(dataSet, index)
    .flatMap((mapping) => mapping.items(Tag.MeasurementUnitsCodeSequence))
    .map((unit) => unit.text(Tag.CodeValue) ?? '');
  const rescale = anyGroup(dataSet, index, Tag.RescaleType).text(Tag.RescaleType) ?? '';
  return [...units, rescale].some((unit) => DIFFUSIVITY.test(unit));
}
