import type { NamedBytes } from '../named-bytes.ts';
import { formatOf } from '../reader.ts';
import { examineDicom } from './dicom-identity.ts';
import { examineJson, examineMetaImage, examineNifti, examineNrrd, examineTable } from './file-identity.ts';
import { type FindingInFile, type IdentityFinding, mergeFindings } from './finding.ts';

/** What was checked for identities, and what was found. It names attributes and files, never values. */
export interface DeidentificationReceipt {
  readonly verdict: 'clean' | 'quarantine';
  readonly profile: 'DICOM PS3.15 Basic Application Level Confidentiality Profile, 2026c';
  /** True where the DICOM files say that the identity was removed, and how. */
  readonly declared: boolean;
  /** Codes of the profile and its options that the study declares, PS3.16 CID 7050. */
  readonly options: readonly number[];
  readonly files: number;
  readonly findings: readonly IdentityFinding[];
}

/**
 * Looks for identities in every file of a study: DICOM attributes, headers of NIfTI, NRRD and MetaImage files, JSON
 * side-cars and clinical tables. Anything found, or any doubt, means quarantine.
 *
 * @throws InputRefused for a DICOM file that cannot be parsed: what cannot be read cannot be checked.
 */
export function examineIdentity(files: readonly NamedBytes[]): DeidentificationReceipt {
  const findings: FindingInFile[] = [];
  const dicom: NamedBytes[] = [];
  for (const file of files) {
    const format = formatOf(file.bytes, file.name);
    if (format === 'dicom') dicom.push(file);
    else if (format === 'nifti') findings.push(...examineNifti(file));
    else if (format === 'nrrd') findings.push(...examineNrrd(file));
    else if (format === 'metaimage') findings.push(...examineMetaImage(file));
    else if (/\.json$/i.test(file.name)) findings.push(...examineJson(file));
    else if (/\.(csv|tsv)$/i.test(file.name)) findings.push(...examineTable(file));
  }
  const { declaration, findings: inDicom } = examineDicom(dicom);
  findings.push(...inDicom);
  return {
    verdict: findings.length > 0 ? 'quarantine' : 'clean',
    profile: 'DICOM PS3.15 Basic Application Level Confidentiality Profile, 2026c',
    declared: declaration.isDeclared,
    options: [...declaration.options].sort((a, b) => a - b),
    files: files.length,
    findings: mergeFindings(findings),
  };
}
