/** What is known of each grant: the tests that use it, and the test that failed without it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Where it is kept, from the root of the repository. */
export const GRANT_PROOFS = 'test/infra/grant-proofs.json';

export interface GrantProof {
  /** Test files that use the grant, the cheapest first. */
  readonly files: readonly string[];
  /** The test that failed when the grant was left out of its role; null if none did, absent if it was not tried. */
  readonly failed?: { readonly file: string; readonly test: string } | null;
}
export type GrantProofs = Readonly<Record<string, GrantProof>>;

export function readProofs(root: URL): GrantProofs {
  const file = new URL(GRANT_PROOFS, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

export function writeProofs(root: URL, proofs: GrantProofs): void {
  const sorted = Object.fromEntries(Object.entries(proofs).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(new URL(GRANT_PROOFS, root), `${JSON.stringify(sorted, null, 2)}\n`);
}

/**
 * Why a grant stays that no test of the workflows uses, by the form of its name. The first that fits counts; each names what
 * holds it instead.
 */
export const REASONS_OF_UNUSED: readonly (readonly [form: RegExp, reason: string])[] = [
  [
    / logs:/,
    'Logs are neutral on one machine. `test/infra/alarm-path.test.ts` demands each: without it a function or an execution has no log on AWS.',
  ],
  [
    /^(\w+Events|SchedulerRoleForTarget\w*) states:StartExecution /,
    'Rules and schedules are not part of the tests of the workflows. The local cloud does not start without it: `test/infra/permissions.test.ts` leaves out each.',
  ],
  [
    / sqs:/,
    'Queues are polled and dead letters are sent by AWS itself. `test/infra/alarm-path.test.ts` demands each step: rule or schedule to queue, queue to function.',
  ],
  [
    /^RetrainLines/,
    'The schedule does not tick in the tests of the workflows. `test/end-to-end/retraining.test.ts` starts the runs of lines on the booted template, with its roles.',
  ],
  [
    /^ReExtractCohort/,
    'Not part of the tests of the workflows: `test/end-to-end/re-extraction.test.ts` runs it on the booted template, with its roles.',
  ],
  [
    / (StudyStoreArtefacts\/gathering\/\*|s3:ListMultipartUploadParts StudyStoreArtefacts\/cohorts\/\*)$/,
    'Gathers a cohort in steps: `test/workflow/train-model.test.ts` and `test/workflow/withdrawal.test.ts` use it, but the run that was recorded was without them.',
  ],
  [
    /Record(Table|Export)Failure/,
    'Notes that a job ended by a fault, which none of these tests injects; `test/infra/state-machines.test.ts` holds that its state is reached.',
  ],
  [
    / s3:ListBucket /,
    'With it S3 answers that an object is missing, without it that it is forbidden. The tests meet no missing object there.',
  ],
  [
    / s3:ListBucketMultipartUploads StudyStoreArtefacts$/,
    'Finds the parts that a broken export has left when a study is withdrawn; the tests leave such parts in the study bucket only.',
  ],
  [
    /^(TrainModelGatherCohort (dynamodb:(DeleteItem|BatchGetItem)|s3:DeleteObject)|ApiApi s3:DeleteObject StudyStoreArtefacts\/exports) ?/,
    'For a study that is withdrawn while a table of it is made, and for cohorts of several hundred studies: neither happens in these tests.',
  ],
  [
    /^AnalyseStudyQuarantineStudy dynamodb:PutItem /,
    'Converts a row of an earlier layout before it is changed; the tests of quarantine begin with new rows.',
  ],
  [
    /^(EraseStudyEraseRows|TrainModelRegisterModel|TrainModelChallengeChampion|EraseStudyEraseStudy dynamodb:Query)/,
    'Needs a model that was fitted on real rows: `test/workflow/withdrawal.test.ts` (is in no stored table and no evaluation afterwards, and the version is marked) and `test/workflow/train-model.test.ts` use it, but the run that was recorded was without them.',
  ],
  [
    /^Console|^CustomCDKBucketDeployment/,
    'Copies the console to its bucket while a stack is deployed; the local cloud serves the files from the assembly.',
  ],
  [
    / s3:AbortMultipartUpload /,
    'Takes back the parts of a multipart upload that fails, and those that a broken one has left; an upload of one request has none.',
  ],
];

/** Why a grant stays that no test uses; undefined if there is no reason, so that it has to go. */
export function reasonOfUnused(grant: string): string | undefined {
  return REASONS_OF_UNUSED.find(([form]) => form.test(grant))?.[1];
}
