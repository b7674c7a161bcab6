import {
  CATALOGUE,
  type CatalogueEntry,
  CLASS_NOTES,
  compareProfiles,
  explainFeature,
  featureNames,
  ibsiTag,
  measureTrust,
  type ProfileComparison,
  TRUSTED_RELATIVE,
  type Trust,
} from '@radscore/radiomics';
import { naming } from '../files/refusal.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readCase } from './extract-case.ts';
import { loadSettings } from './feature-settings.ts';

export interface ExplainOptions {
  readonly params?: string;
  readonly label?: number;
}

/**
 * `radscore explain NAME`: what a feature is, by its PyRadiomics name, its short name or its IBSI code; with an image and
 * a mask, its values there by both definitions, and how far they can be trusted there.
 */
export async function explainName(
  name: string,
  image: string | undefined,
  mask: string | undefined,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const entries = explainFeature(name);
  if (entries.length === 0) throw unknownName(name);
  if (image === undefined) {
    terminal.out(`${entries.map((entry) => describe(entry).join('\n')).join('\n\n')}\n`);
    return EXIT.ok;
  }
  if (mask === undefined) {
    throw new UsageProblem('got an image without its mask; wanted both, for the values of the feature there.');
  }
  const settings = loadSettings({ params: options.params });
  const [, imageType] = /^(.+)_[^_]+_[^_]+$/.exec(name) ?? [];
  const isFiltered = imageType !== undefined && imageType !== 'original';
  if (isFiltered && !featureNames(settings).some((one) => one.imageType === imageType)) {
    throw new UsageProblem(
      `got ${name} with an image; wanted a feature of the original image, or of an image type that the parameter file (-p) asks for.`,
    );
  }
  const read = readCase({ image, mask, label: options.label }, settings.setting);
  if (isFiltered) {
    // IBSI-1, with which the original image is compared, has no filters.
    const trust = naming(mask, () => measureTrust(read.image, read.mask, settings, name));
    const value = trust === undefined ? 'no value' : shown(trust.value);
    terminal.out(`${[...describe(entries[0]), `  here     ${value}   ${name}`, ...trusted(trust)].join('\n')}\n`);
    return EXIT.ok;
  }
  const { comparisons, causes } = naming(mask, () => compareProfiles(read.image, read.mask, settings, name));
  const parts = comparisons.map((found) => [
    ...describe(found.entry),
    ...values(found),
    ...trusted(naming(mask, () => measureTrust(read.image, read.mask, settings, found.name))),
  ]);
  terminal.out(`${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  for (const cause of causes) terminal.out(`  also     ${cause}\n`);
  return EXIT.ok;
}

/** How far the value can be trusted here: what rounding alone does to it. */
function trusted(trust: Trust | undefined): string[] {
  if (trust === undefined || Number.isNaN(trust.value)) return [];
  const { relative, trials, cause } = trust;
  const how =
    trials > 0
      ? `in ${trials} seeded trials with voxels moved by their last bit, and in any order of its sums`
      : 'in any order of its sums (the voxels are whole numbers)';
  if (relative <= TRUSTED_RELATIVE) return [`  trust    within a relative ${TRUSTED_RELATIVE}: ${how}`];
  const most = Number.isFinite(relative) ? `a relative ${relative.toPrecision(2)}` : 'its whole value';
  return [
    `  trust    ill-conditioned here: rounding alone moves it by up to ${most}, ${how}${cause ? `; ${cause}` : ''}`,
  ];
}

function unknownName(name: string): UsageProblem {
  const near = CATALOGUE.filter((entry) =>
    entry.name.toLowerCase().includes(name.toLowerCase().split('_').at(-1) ?? ''),
  );
  const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 5).map(shortName).join(', ')}?` : '';
  return new UsageProblem(
    `got ${name}; wanted a feature such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or its IBSI code. docs/features.md lists all.${hint}`,
  );
}

const shortName = ({ featureClass, name }: CatalogueEntry): string => `${featureClass}_${name}`;

function describe(entry: CatalogueEntry): string[] {
  const { title, symbols } = CLASS_NOTES[entry.featureClass];
  const tag = ibsiTag(entry.featureClass, entry.name);
  const kind = entry.equals === null ? ' (deprecated)' : ' (deprecated, without a value)';
  return [
    `${shortName(entry)}${entry.deprecated ? kind : ''}   ${title}`,
    `  formula  ${entry.formula}`,
    `  unit     ${entry.unit}`,
    `  range    ${entry.range}`,
    `  flat     ${entry.flat}   for an ROI of one grey level (shape: of one slice)`,
    `  IBSI     ${entry.ibsi ?? 'no such feature'}${tag === undefined ? '' : `, ${tag}`}`,
    ...(entry.equals === null ? [] : [`  equals   ${entry.equals}: PyRadiomics accepts the name and gives no value`]),
    ...(entry.difference ? [`  differs  ${entry.difference}`] : []),
    ...(entry.condition ? [`  rounding ${entry.condition}`] : []),
    `  where    ${symbols}`,
  ];
}

function shown(value: number | undefined): string {
  return value === undefined ? 'no value' : Number.isNaN(value) ? 'not defined for this ROI' : String(value);
}

function values({ name, pyradiomics, tag, ibsi }: ProfileComparison): string[] {
  return [
    `  here     ${shown(pyradiomics)}   ${name}`,
    ...(tag === undefined ? [] : [`           ${shown(ibsi)}   ${tag}, by IBSI after the same processing`]),
    ...(pyradiomics === undefined || ibsi === undefined ? [] : [`           ${apart(pyradiomics, ibsi)}`]),
  ];
}

/** Sums in another order are no difference of the definitions. */
const SAME = 1e-9;

function apart(a: number, b: number): string {
  const relative = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
  return a === b || relative <= SAME ? 'equal' : `apart by ${(100 * relative).toPrecision(3)} %`;
}
