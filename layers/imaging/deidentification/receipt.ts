/** The receipt of an identity check. */
import type { IdentityFinding } from './finding.ts';

export const PROFILE = 'DICOM PS3.15 Basic Application Level Confidentiality Profile, 2026c';

/** What was checked for identities, and what was found. It names attributes and files, never values. */
export interface DeidentificationReceipt {
  readonly verdict: 'clean' | 'quarantine';
  readonly profile: typeof PROFILE;
  /** True where the DICOM files say that the identity was removed, and how. */
  readonly declared: boolean;
  /** Codes of the profile and its options that the study declares, PS3.16 CID 7050. */
  readonly options: readonly number[];
  readonly files: number;
  readonly findings: readonly IdentityFinding[];
}
