/** Entry "./evidence": sheets of checklists from artefacts, and bundles that can be run again. */

export { ARTEFACTS, Evidence } from './evidence/artefacts/evidence.ts';
export { type DeclaredColumns, type RunRecord, runOf, runRecord } from './evidence/artefacts/run-record.ts';
export { type StudyStatements, studyStatements } from './evidence/artefacts/statements.ts';
export { differenceOf, digestOf, type TableDigest, tableDigest } from './evidence/artefacts/table-digest.ts';
export { CHECKLISTS } from './evidence/checklists/all.ts';
export { type CheckedCrate, checkCrate, type DescribedFile, wrongHash } from './evidence/crate/check-crate.ts';
export { type CrateFault, CrateRefused } from './evidence/crate/crate-error.ts';
export {
  type CrateFiles,
  type CrateHead,
  crateMetadata,
  METADATA,
  PUBLIC_KEY,
  SIGNATURE,
  sha256Of,
} from './evidence/crate/crate-metadata.ts';
export { crateZip } from './evidence/crate/crate-zip.ts';
export { signatureOf, signingKey } from './evidence/crate/signature.ts';
export { fillSheet, type Sheet } from './evidence/sheets/fill-sheet.ts';
export { type PageHead, sheetsHtml } from './evidence/sheets/sheet-html.ts';
export { countsText, scoreText, sheetCsv, sheetMarkdown } from './evidence/sheets/sheet-text.ts';
