/** State AdmitStudy: may this study be analysed, and what is there to do? */
import {
  admission,
  checkArrival,
  checkDistinctContent,
  hasEarlierVector,
  leaseStudy,
  noteCorrection,
  openManifest,
  parseManifest,
  protocolById,
  SERVICE_ENGINE,
  StudyIdentifiable,
  StudyRefused,
  storeManifest,
  storeReceipt,
  storeVerdict,
  studyOfManifest,
  workOf,
} from '@radscore/pipeline';
import { uploadRequests } from '@radscore/pipeline/costs';
import { examineFiles, nameable, receiptOf } from '@radscore/pipeline/examination';
import { task } from '../task.ts';

/** Takes the lease, checks that the study is complete and de-identified, and lists the work to do. */
export const handler = task(admission, async ({ bucket, key, sequencer = '', executionArn, settingsHash }, meter) => {
  const study = studyOfManifest(key);
  if (!study) {
    throw new StudyRefused({
      code: 'manifest-misplaced',
      message:
        'got a manifest under another key; wanted institutions/{institution}/studies/{study}/manifest.json. Upload it there.',
    });
  }
  const { bytes, hash } = await openManifest(bucket, study, sequencer);
  const now = new Date();
  const engineVersion = SERVICE_ENGINE;
  await leaseStudy(study, { manifestHash: hash, sequencer, executionArn, engineVersion, settingsHash, now });

  const manifest = parseManifest(bytes, study, nameable);
  const { id: protocol } = protocolById(manifest.protocol);
  const reference = { ...study, executionArn, protocol, manifestHash: hash };
  await storeManifest(reference, manifest, now);
  // Its outcome may be another than that of the manifest on which versions were fitted.
  if (await hasEarlierVector(reference)) await noteCorrection(study, now);
  checkDistinctContent(manifest, nameable);
  const files = await checkArrival(bucket, study, manifest, { nameable });
  const uploaded = [...files.listed, ...files.unlisted, { bytes: bytes.length }].map((file) => file.bytes);
  meter.requests.s3.put += uploadRequests(uploaded);
  meter.requests.events += uploaded.length;
  const examination = await examineFiles(bucket, study, files);
  const [refusal] = examination.refusals;
  const receipt = receiptOf(study, hash, examination, files, now);
  if (refusal && receipt.verdict === 'clean') throw refusal;

  await storeReceipt(study, receipt);
  const { verdict, unlisted } = receipt;
  const sequences = workOf(reference, manifest);
  const awaited = verdict === 'quarantine' ? [] : sequences.map(({ sequence }) => sequence);
  await storeVerdict(reference, { verdict, files: receipt.files, unlisted: unlisted.files }, awaited, now);
  if (verdict === 'quarantine') throw new StudyIdentifiable(study.studyId, receipt.findings);
  return { study: reference, sequences };
});
