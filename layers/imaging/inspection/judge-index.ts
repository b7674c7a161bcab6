/** What a DICOMDIR says of the patient, judged as the index that it is. */
import type { DeidentificationReceipt } from '../deidentification/receipt.ts';
import type { StudyNote } from './examine-region.ts';

/** StudyID and AccessionNumber: a writer of an index must give the former a value and may invent it. */
const ID_OF_STUDY = /^\((0020,0010|0008,0050)\)/;

/**
 * The records of a DICOMDIR must have dates, times and ids (PS3.3 F.5), which its writer invents if the images have none. The
 * index is left out of what is sent: what it alone has of them is a note. A name, a birth date or anything else in it is a
 * finding as in any file: the folder is not what it was declared to be.
 *
 * @param ofImages the receipt without the index; undefined if there is none
 */
export function judgeIndex(
  receipt: DeidentificationReceipt,
  ofImages: DeidentificationReceipt | undefined,
): { readonly receipt: DeidentificationReceipt; readonly notes: readonly StudyNote[] } {
  if (!ofImages) return { receipt, notes: [] };
  const known = new Set(ofImages.findings.map(({ code, where }) => `${code} ${where}`));
  const ofIndex = receipt.findings.filter(
    ({ code, where }) => !known.has(`${code} ${where}`) && (code === 'identity.dates' || ID_OF_STUDY.test(where)),
  );
  const own = new Set(ofIndex);
  const findings = receipt.findings.filter((finding) => !own.has(finding));
  const has =
    ofIndex.length > 0 ? ` It has dates and ids of its own: ${ofIndex.map(({ where }) => where).join(', ')}.` : '';
  return {
    receipt: { ...receipt, findings, verdict: findings.length > 0 ? 'quarantine' : 'clean' },
    notes: [{ code: 'index-left-out', message: `the DICOMDIR is an index of the files and is not sent.${has}` }],
  };
}
