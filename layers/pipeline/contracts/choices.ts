/** The closed lists of the contracts as plain values, without zod: the command line's help offers them at once. */
import type { SequenceName } from '@radscore/imaging';

export type { SequenceName };

/** The MRI sequences of a study, in the order in which they are shown and their features are named. */
export const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const satisfies readonly SequenceName[];

/** What a study's row can say of its analysis. */
export const STUDY_STATUSES = ['awaiting-upload', 'analysing', 'complete', 'partial', 'failed', 'quarantined'] as const;

/** Whose data a study is of. */
export const DATA_ORIGINS = ['patient', 'synthetic'] as const;

/** Levels of the clinical variable `morphology`, the tumour's form on MRI. */
export const MORPHOLOGIES = ['regular', 'irregular', 'non-mass'] as const;

/** How a prediction job stands. */
export const JOB_STATUSES = ['awaiting-upload', 'running', 'complete', 'failed', 'expired'] as const;

/** How a feature export stands. */
export const EXPORT_STATUSES = ['waiting', 'running', 'complete', 'failed', 'expired'] as const;

/** Which studies a table of features has. */
export const TABLE_CONTENTS = ['all', 'labelled', 'repeats'] as const;
