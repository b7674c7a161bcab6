/** Entry "./signatures": published Rad-scores as files, with nothing of Node or of AWS. */
export { nomogramOfSignature, RAD_SCORE_TERM, SignatureWithoutNomogram } from './signatures/nomogram-of-signature.ts';
export { type OpenItem, openItems, USES, type Use } from './signatures/open-items.ts';
export { type ReadSignature, readSignature } from './signatures/read-signature.ts';
export { faultText, type SignatureFault, SignatureOpen, SignatureRefused } from './signatures/refused-signature.ts';
export {
  type Answered,
  clinicalNames,
  featureKey,
  neededUses,
  requireStated,
  type SignatureScore,
  type SignatureValues,
  scoreSignature,
} from './signatures/score-signature.ts';
export { namesOfImage, settingsForFeatures, settingsOfImage } from './signatures/settings-of-signature.ts';
export { type Assumption, type Signature, type SignatureTerm, signatureFile } from './signatures/signature-file.ts';
