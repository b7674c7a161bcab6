/** Stores and finds de-identification receipts. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { deidentificationReceipt, type StoredReceipt } from '../contracts/receipt.ts';
import { ReceiptNotFound } from '../errors.ts';
import { getItem, putItem, studyPartition } from '../storage/dynamodb-table.ts';
import { requireStudy } from './studies.ts';

/** One receipt for each manifest: that of an earlier one stays when a later one is examined. */
const receiptKey = (study: StudyKey, manifestHash: string) => ({
  PK: studyPartition(study),
  SK: `RECEIPT#${manifestHash}`,
});

/** The same manifest examined again gives the same receipt, so the later one may replace the earlier. */
export async function storeReceipt(study: StudyKey, receipt: StoredReceipt): Promise<void> {
  await putItem({ ...receiptKey(study, receipt.manifestHash), institution: study.institution, ...receipt });
}

/** The receipt of the manifest that the study has now. @throws StudyNotFound, ReceiptNotFound */
export async function currentReceipt(study: StudyKey): Promise<StoredReceipt> {
  const { manifestHash, status } = await requireStudy(study);
  const item = manifestHash === undefined ? undefined : await getItem(receiptKey(study, manifestHash));
  if (!item) throw new ReceiptNotFound(study.studyId, status);
  return deidentificationReceipt.parse(item);
}
