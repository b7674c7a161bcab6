/** A row of the list: a study, its state, and what somebody has to do next. */
import {
  needsSomebody,
  reasonsOf,
  type SequenceName,
  type SequenceReason,
  type Study,
  sequenceStates,
  studyState,
} from '../../api/state-of-study.ts';
import type { SequenceState, StudyState } from '../../api/study-states.ts';
import type { UploadUnderWay } from '../../service/uploads-under-way.ts';

export interface ListedStudy {
  readonly id: string;
  readonly study: Study;
  readonly state: StudyState;
  readonly sequences: Readonly<Record<SequenceName, SequenceState>>;
  /** Why somebody is needed. */
  readonly reasons: readonly SequenceReason[];
  readonly upload?: UploadUnderWay;
  readonly next?: NextStep;
}

/** The one button of a row: the repair, or where it is found. */
export type NextStep =
  | 'see-repair'
  | 'add-outline'
  | 'add-sequence'
  | 'resume-upload'
  | 'upload-again'
  | 'what-to-fix'
  | 'see-details';

const BY_REASON: Readonly<Record<string, NextStep>> = {
  'geometry-mismatch': 'see-repair',
  'mask-missing': 'add-outline',
  'label-missing': 'add-outline',
  'roi-outside-image': 'add-outline',
  'roi-too-small': 'add-outline',
  'sequence-missing': 'add-sequence',
  'files-missing': 'resume-upload',
  'manifest-missing': 'resume-upload',
  'file-missing': 'resume-upload',
  'slice-gap': 'upload-again',
  'size-mismatch': 'upload-again',
  'checksum-mismatch': 'upload-again',
  unreadable: 'upload-again',
  truncated: 'upload-again',
};
/** A study with several reasons shows the step that is nearest to an answer. */
const ORDER: readonly NextStep[] = [
  'see-repair',
  'add-outline',
  'upload-again',
  'resume-upload',
  'add-sequence',
  'what-to-fix',
];

/** What somebody has to do next; undefined if nobody has to do anything. */
export function nextStep(state: StudyState, reasons: readonly SequenceReason[]): NextStep | undefined {
  if (!needsSomebody(state)) return undefined;
  if (state === 'waiting') return 'resume-upload';
  if (state === 'failed') return 'see-details';
  if (state === 'quarantined') return 'what-to-fix';
  const steps = new Set(reasons.map(({ reason }) => BY_REASON[reason.code] ?? 'what-to-fix'));
  return ORDER.find((step) => steps.has(step)) ?? 'see-details';
}

/** Where a step is done. */
export function placeOf(step: NextStep, studyId: string): string {
  const isReading = step === 'what-to-fix' || step === 'see-details';
  return isReading ? `/studies/${encodeURIComponent(studyId)}` : `/studies/new?study=${encodeURIComponent(studyId)}`;
}

const made = new WeakMap<Study, { readonly upload: UploadUnderWay | undefined; readonly listed: ListedStudy }>();

/** The row of a study: the same object as long as study and upload are the same. */
export function listed(study: Study, upload?: UploadUnderWay): ListedStudy {
  const known = made.get(study);
  if (known && known.upload === upload) return known.listed;
  const state = upload ? 'uploading' : studyState(study);
  const reasons = reasonsOf(study);
  const row: ListedStudy = {
    id: study.studyId,
    study,
    state,
    sequences: sequenceStates(study),
    reasons,
    upload,
    next: nextStep(state, reasons),
  };
  made.set(study, { upload, listed: row });
  return row;
}

/** Rows of all studies, and of uploads whose study the service does not list yet. What was sent is the service's. */
export function listedStudies(studies: readonly Study[], uploads: readonly UploadUnderWay[]): ListedStudy[] {
  const uploading = new Map(uploads.flatMap((upload) => (upload.state === 'sent' ? [] : [[upload.studyId, upload]])));
  const rows = studies.map((study) => {
    const upload = uploading.get(study.studyId);
    uploading.delete(study.studyId);
    return listed(study, upload);
  });
  for (const upload of uploading.values()) rows.push(listed(announcedAs(upload), upload));
  return rows;
}

const announced = new Map<string, Study>();

/** Stands for a study until the service lists it. */
function announcedAs({ studyId, startedAt, isSynthetic }: UploadUnderWay): Study {
  const at = new Date(startedAt).toISOString();
  const known = announced.get(studyId);
  if (known?.receivedAt === at) return known;
  const dataOrigin = isSynthetic ? 'synthetic' : 'patient';
  const study: Study = { studyId, status: 'awaiting-upload', receivedAt: at, updatedAt: at, dataOrigin };
  announced.set(studyId, study);
  return study;
}
