/** What may tell whom an image shows. */
export type IdentityCode =
  | 'identity.attribute'
  | 'identity.dates'
  | 'identity.private'
  | 'identity.burned-in'
  | 'identity.not-declared'
  | 'identity.file'
  | 'identity.clinical';

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

/** A finding before those of several files are merged. */
export type FindingInFile = Omit<IdentityFinding, 'files'>;

/** One finding for each place, however many files have it. */
export function mergeFindings(findings: readonly FindingInFile[]): IdentityFinding[] {
  const merged = new Map<string, IdentityFinding>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.where}`;
    const earlier = merged.get(key);
    merged.set(key, earlier ? { ...earlier, files: earlier.files + 1 } : { ...finding, files: 1 });
  }
  return [...merged.values()];
}
