/** What stands against a study, sorted by what fixes it. */
import { type MergedFinding, mergeFindings, type RoiSummary, type StudyFinding } from '@radscore/imaging';
import type { StudySequences } from '@radscore/pipeline/upload';
import { SEQUENCES, type SequenceName } from './draft.ts';

interface Inspected {
  readonly findings: readonly StudyFinding[];
  readonly rois: readonly RoiSummary[];
  readonly receipt: { readonly findings: Parameters<typeof mergeFindings>[1] };
}

/** A finding of one sequence that a person can repair or leave out. */
export interface SequenceFinding {
  readonly finding: MergedFinding;
  readonly sequence?: SequenceName;
  /** The region that can be repaired. */
  readonly roi?: RoiSummary;
}

export interface SortedFindings {
  /** What may tell who the patient is: places, never values. */
  readonly identities: readonly MergedFinding[];
  readonly others: readonly SequenceFinding[];
}

/** Identities first: nothing else matters before they are repaired. */
export function sortFindings({ findings, rois, receipt }: Inspected, sequences: StudySequences): SortedFindings {
  const identityCodes = new Set<string>((receipt.findings ?? []).map(({ code }) => code));
  const isIdentity = ({ code }: { readonly code: string }): boolean => identityCodes.has(code);
  const merged = mergeFindings(findings.filter(isIdentity), receipt.findings);
  const others = findings
    .filter((one) => !isIdentity(one))
    .map((finding): SequenceFinding => {
      const [only] = mergeFindings([finding]);
      const sequence = sequenceOfFile(finding.file, sequences);
      const roi = rois.find(
        (one) => one.repair && one.file === finding.file && (one.sequence === undefined || one.sequence === sequence),
      );
      return { finding: only, ...(sequence && { sequence }), ...(roi && { roi }) };
    });
  return { identities: merged, others };
}

/** The sequence whose region or image a file is. */
export function sequenceOfFile(file: string | undefined, sequences: StudySequences): SequenceName | undefined {
  if (file === undefined) return undefined;
  const regions = SEQUENCES.filter((name) => sequences[name]?.roi.file === file);
  if (regions.length > 0) return regions[0];
  return SEQUENCES.find((name) => {
    const image = sequences[name]?.image;
    if (image === undefined) return false;
    return image === file || (image !== './' && image.endsWith('/') && file.startsWith(image)) || image === `${file}/`;
  });
}
