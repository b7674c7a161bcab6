/** What the console says of a study and of its sequences: names for words, shapes and colours. */

/** What the console says of a study. */
export const STUDY_STATES = [
  'complete',
  'partial',
  'refused',
  'quarantined',
  'failed',
  'waiting',
  'analysing',
  'uploading',
] as const;
export type StudyState = (typeof STUDY_STATES)[number];

/** What it says of one sequence. */
export const SEQUENCE_STATES = ['done', 'refused', 'missing', 'running', 'waiting', 'not-read'] as const;
export type SequenceState = (typeof SEQUENCE_STATES)[number];
