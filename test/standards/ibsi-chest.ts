/** The stand-in of the IBSI chest phantom, with what MIRP makes of it under configurations A to E. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Mask, readMask, readVolume, type Volume } from '@radscore/imaging';

interface Chest {
  readonly tool: string;
  readonly sha256: Readonly<Record<string, string>>;
  /** By configuration and tag. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number | 'nan'>>>>;
}

const folder = fileURLToPath(new URL('../fixtures/ibsi/', import.meta.url));

export const chest: Chest = JSON.parse(readFileSync(`${folder}chest.json`, 'utf8'));

/** Paths of the stand-in's image and mask. */
export const CHEST_FILES = { image: `${folder}chest.image.nii.gz`, mask: `${folder}chest.mask.nii.gz` } as const;

/** The volume and its mask, whose bytes are those that MIRP read. */
export function chestStandIn(): { readonly image: Volume; readonly mask: Mask } {
  const read = (part: 'image' | 'mask') => {
    const bytes = readFileSync(CHEST_FILES[part]);
    const name = `chest.${part}.nii.gz`;
    if (createHash('sha256').update(bytes).digest('hex') !== chest.sha256[name]) throw new Error(`${name}: changed`);
    return { name, bytes };
  };
  const { name, bytes } = read('image');
  const image = readVolume(bytes, name);
  return { image, mask: readMask([read('mask')], image) };
}

/** MIRP gives shares and intensities of the volume histogram at quartiles, too; the reference tables do not. */
const NOT_OF_THE_TABLES = /^ivh_(diff_)?[vi](25|50|75)/;

/**
 * The values that are off, a line each. MIRP keeps intensities in single precision (relative 6e-8), which sums over a
 * region carry to the sixth digit; moments near zero are differences of such sums.
 */
export function offMirp(got: Readonly<Record<string, number>>, configuration: string): string[] {
  return Object.entries(chest.values[configuration]).flatMap(([tag, value]) => {
    if (NOT_OF_THE_TABLES.test(tag)) return [];
    const wanted = value === 'nan' ? Number.NaN : value;
    const isClose = Object.is(got[tag], wanted) || Math.abs(got[tag] - wanted) <= 3e-6 * Math.abs(wanted) + 1e-6;
    return isClose ? [] : [`${tag}: got ${got[tag]}, wanted ${value}`];
  });
}

/** How many values a configuration is compared in. */
export function compared(configuration: string): number {
  return Object.keys(chest.values[configuration]).filter((tag) => !NOT_OF_THE_TABLES.test(tag)).length;
}
