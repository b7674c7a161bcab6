/** Images with the features that PyRadiomics 3.1.0 gives: seeded stand-ins, and the real images if they are there. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { goldenPath, ofRealImages, sharedPath } from '../../shared.ts';
import type { GoldenValues } from './compare.ts';

/** One image under one setting. */
export interface GoldenCase {
  readonly name: string;
  /** As the files of test/golden/radiomics/settings are called; `e4_1125-composite` has none. */
  readonly setting: string;
  /** Path of the image, of its mask. */
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  /** PyRadiomics' parameters; absent for the composite, which is the protocol's. */
  readonly parameters?: string;
  readonly features: GoldenValues;
}

/** One setting: names in PyRadiomics' order, and the values of each image in that order. */
interface StandInValues {
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, readonly (number | 'nan')[]>>;
}

interface Published {
  readonly settings_yaml?: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly features: GoldenValues;
}

/** The images that have a stand-in, by the names of the golden files. */
export const IMAGES = ['brain1', 'breast1', 'lung1', 'sts001_mr'] as const;
export type ImageName = (typeof IMAGES)[number];

export const COMPOSITE = 'e4_1125-composite';

const folder = new URL('../../fixtures/radiomics/stand-ins/', import.meta.url);

/** Path of a stand-in's file, whose bytes are those that PyRadiomics read. */
export function standIn(image: ImageName, part: 'image' | 'mask' | 'slice'): string {
  const suffix = image === 'sts001_mr' ? 'nii.gz' : 'nrrd';
  const name = part === 'image' ? `${image}.${suffix}` : `${image}.${part}.${suffix}`;
  const path = fileURLToPath(new URL(name, folder));
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (digest !== sha256[name]) throw new Error(`${name}: another SHA-256 than that of stand-ins.json`);
  return path;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const { sha256 }: { readonly sha256: Readonly<Record<string, string>> } = read('stand-ins.json');

/** Every stand-in under every setting. */
export const STAND_IN_CASES: readonly GoldenCase[] = readdirSync(new URL('values/', folder)).flatMap((file) => {
  const setting = file.replace('.json', '');
  const { names, values }: StandInValues = read(`values/${file}`);
  const parameters =
    setting === COMPOSITE ? undefined : readFileSync(goldenPath(`radiomics/settings/${setting}.yaml`), 'utf8');
  return IMAGES.map((image) => ({
    name: `stand-in of ${image}, ${setting}`,
    setting,
    image: standIn(image, 'image'),
    mask: standIn(image, setting.startsWith('e') ? 'slice' : 'mask'),
    label: 1,
    parameters,
    features: Object.fromEntries(names.map((name, k) => [name, values[image][k]])),
  }));
});

const files = readdirSync(goldenPath('radiomics')).filter((name) => /^[a-f]\d?_.*__/.test(name));

/** The real images under the settings of the golden files; none if they are absent. */
export const REAL_CASES: readonly GoldenCase[] = ofRealImages(files).map((file) => {
  const golden: Published = JSON.parse(readFileSync(goldenPath(`radiomics/${file}`), 'utf8'));
  const { settings_yaml: parameters, label, features } = golden;
  const [image, mask] = [sharedPath(golden.image), sharedPath(golden.mask)];
  return { name: file, setting: file.split('__')[0], image, mask, label, parameters, features };
});
