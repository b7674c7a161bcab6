/** What the console says of a study: its state and those of its sequences, from the row that the API gives. */
import type { Schemas } from './client.ts';
import type { SequenceState, StudyState } from './study-states.ts';

export type Study = Schemas['Study'];
export type Reason = Schemas['Reason'];

export const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;
export type SequenceName = (typeof SEQUENCES)[number];

/** Reasons that are not the fault of the study: only these make it "failed"; the institution can repair all others. */
const FAULTS: ReadonlySet<string> = new Set([
  'out-of-time',
  'out-of-memory',
  'internal-error',
  'service-unreachable',
  'analysis-stopped',
]);
/** Reasons of a sequence that did not come, or not with its region: something is to be added, nothing is wrong. */
const ABSENT: ReadonlySet<string> = new Set(['sequence-missing', 'mask-missing']);

/** The API has `failed` with a reason; the console tells refusals from failures of the service. */
export function studyState({ status, reason }: Pick<Study, 'status' | 'reason'>): StudyState {
  switch (status) {
    case 'awaiting-upload':
      return 'waiting';
    case 'failed':
      return reason === undefined || FAULTS.has(reason.code) ? 'failed' : 'refused';
    default:
      return status;
  }
}

/** Whether somebody of the institution has to act before there is an answer. */
export function needsSomebody(state: StudyState): boolean {
  return state !== 'complete' && state !== 'analysing' && state !== 'uploading';
}

/** States of the three sequences: as the workflow says while it runs, and as the gaps say afterwards. */
export function sequenceStates(study: Study): Readonly<Record<SequenceName, SequenceState>> {
  const of = (name: SequenceName): SequenceState => study.sequences?.[name]?.state ?? stateByStatus(study, name);
  return { t2fs: of('t2fs'), dwi: of('dwi'), dce: of('dce') };
}

function stateByStatus({ status, gaps }: Study, name: SequenceName): SequenceState {
  if (status === 'awaiting-upload' || status === 'analysing') return 'waiting';
  if (status !== 'complete' && status !== 'partial') return 'not-read';
  const gap = gaps?.[name];
  if (!gap) return 'done';
  return ABSENT.has(gap.code) ? 'missing' : 'refused';
}

/** A reason and the sequence that it is about; without one it is about the whole study. */
export interface SequenceReason {
  readonly sequence?: SequenceName;
  readonly reason: Reason;
}

/** Why somebody is needed, the reason of the whole study first. */
export function reasonsOf({ reason, gaps }: Pick<Study, 'reason' | 'gaps'>): SequenceReason[] {
  return [
    ...(reason ? [{ reason }] : []),
    ...SEQUENCES.flatMap((sequence) => {
      const gap = gaps?.[sequence];
      return gap ? [{ sequence, reason: gap }] : [];
    }),
  ];
}
