/** The form of a finding of the identity check, and its codes. */
/** What may identify the person whom an image shows. */
export const IDENTITY_CODES = [
  'identity.attribute',
  'identity.dates',
  'identity.private',
  'identity.burned-in',
  'identity.not-declared',
  'identity.file',
  'identity.clinical',
] as const;
export type IdentityCode = (typeof IDENTITY_CODES)[number];

/** Where something identifying was found. It names files and attributes, never values. */
export interface IdentityFinding {
  readonly code: IdentityCode;
  /** The first file that has it. */
  readonly file: string;
  /** How many files have it. */
  readonly files: number;
  /** The attribute, field or column. */
  readonly where: string;
  readonly remedy: string;
}

/** Files and folders whose paths may identify a person, and the places by which they are named instead. */
export type IdentifyingPaths = ReadonlyMap<string, string>;

/** A finding in one file. */
export interface FindingInFile extends Omit<IdentityFinding, 'files'> {
  /** Options of the profile (PS3.16 CID 7050) any of which, declared by the study, takes the finding away. */
  readonly unless?: readonly number[];
}

/** Findings of many files, one for each place: the number of files that have it, and the first by name. */
export class MergedFindings {
  readonly #merged = new Map<string, FindingInFile & { files: number }>();

  add(finding: FindingInFile): void {
    const key = [finding.code, finding.where, ...(finding.unless ?? [])].join(' ');
    const earlier = this.#merged.get(key);
    if (earlier) earlier.files++;
    else this.#merged.set(key, { ...finding, files: 1 });
  }

  /** What remains in a study that declares these options. */
  under(options: ReadonlySet<number>): IdentityFinding[] {
    return [...this.#merged.values()]
      .filter(({ unless = [] }) => !unless.some((option) => options.has(option)))
      .map(({ unless: _, ...finding }) => finding);
  }
}
