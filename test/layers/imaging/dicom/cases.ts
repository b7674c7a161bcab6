/** The DICOM test studies of the shared folder. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedBytes, SeriesSelection } from '../../../../layers/imaging/index.ts';
import { hasShared, sharedPath } from '../../../shared.ts';

/** A test study of the shared folder: what a user would hand in, and what a careful reader should do with it. */
export interface StudyCase {
  id: string;
  title: string;
  expected: { verdict: 'accepted' | 'quarantined' | 'refused'; also_acceptable: string[]; reason_code: string | null };
  inputs: Record<string, string[]>;
  leaks?: string[];
  must_not_echo?: string[];
  features: { name: string; truth_image: string; truth_mask: string; label: number; roi?: string; expected: string }[];
}

const root = hasShared ? sharedPath('data/dicom') : '';

export const hasCases: boolean = existsSync(join(root, 'cases'));

export const cases: readonly StudyCase[] = hasCases
  ? readdirSync(join(root, 'cases'))
      .sort()
      .map((id) => ({ features: [], ...JSON.parse(readFileSync(join(root, 'cases', id, 'case.json'), 'utf8')) }))
  : [];

/** The files below a path of a case, named relative to the case. */
export function filesOf(study: StudyCase, path: string): NamedBytes[] {
  const folder = join(root, 'cases', study.id);
  const walk = (relative: string): string[] =>
    statSync(join(folder, relative)).isDirectory()
      ? readdirSync(join(folder, relative))
          .sort()
          .flatMap((name) => walk(`${relative}/${name}`))
      : [relative];
  return walk(path).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

export function truth(path: string): NamedBytes[] {
  return [{ name: path, bytes: new Uint8Array(readFileSync(join(root, path))) }];
}

/** Input and selection that a feature set is named after, e.g. `DWI b=800` or `DCE phase 2`. */
export function imageOf(study: StudyCase, name: string): { path: string; selection: SeriesSelection } {
  const [, role, b, phase] = /^(\w+)(?: b=(\d+)| phase (\d+))?/.exec(name) ?? [];
  const path = study.inputs[role]?.[0] ?? study.inputs.image[0];
  return {
    path,
    selection: {
      ...(b === undefined ? {} : { bValue: Number(b) }),
      ...(phase === undefined ? {} : { phase: Number(phase) }),
    },
  };
}

/** The region file of a feature set: named, or the only one, or the NIfTI that serves all diffusion images. */
export function regionOf(study: StudyCase, name: string, roi: string | undefined): string {
  const paths = study.inputs.roi;
  return paths.find((path) => roi !== undefined && path.endsWith(roi)) ?? paths[0] ?? name;
}
