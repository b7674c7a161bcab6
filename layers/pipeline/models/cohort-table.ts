/** The table of a cohort: its rows, what was left out, and the names of patients, sites and studies in it. */
import { z } from 'zod';
import { dataOrigin } from '../contracts/data-origin.ts';
import { type StudyKey, studyKey } from '../contracts/identifiers.ts';
import { clinical } from '../contracts/manifest.ts';
import { reason } from '../contracts/workflow.ts';

export const cohortRow = z.object({
  institution: z.string(),
  studyId: z.string(),
  /** The manifest of which the values, the clinical variables and, unless the API recorded it, the outcome are. */
  manifestHash: z.string().optional(),
  /** Pseudonym of the patient; absent: the study is its own. Rows of one patient are on one side. */
  patient: z.string().optional(),
  /** Absent: the institution. */
  site: z.string().optional(),
  pcr: z.boolean(),
  clinical,
  dataOrigin: dataOrigin.optional(),
  split: z.enum(['train', 'test']),
});
export type CohortRow = z.infer<typeof cohortRow>;

/** Whose rows belong together. */
export function patientName({
  institution,
  patient,
  studyId,
}: Pick<CohortRow, 'institution' | 'patient' | 'studyId'>): string {
  return `${institution}/${patient ?? studyId}`;
}

/** Where the images of a row come from: sites of different institutions are different. */
export function siteOf({ institution, site }: Pick<CohortRow, 'institution' | 'site'>): string {
  return site === undefined ? institution : `${institution}/${site}`;
}

/** What names a study in tables of several institutions. */
export function rowId({ institution, studyId }: StudyKey): string {
  return `${institution}/${studyId}`;
}

/** The rows a model is made of; the values are stored next to it, row-major, as Float64. */
export const cohortTable = z.object({
  protocol: z.string(),
  settingsHash: z.string(),
  engineVersion: z.string(),
  /** Of every row. */
  dataOrigin: dataOrigin.default('patient'),
  columns: z.array(z.string()),
  rows: z.array(cohortRow),
  /** Labelled studies that are not rows, and why. */
  left: z.array(z.object({ institution: z.string(), studyId: z.string(), reason })),
  /** Rows of which something is to be checked: outcomes that manifest and API contradict. */
  noted: z.array(z.object({ institution: z.string(), studyId: z.string(), reason })).default([]),
  /** Second segmentations of rows; never rows themselves. */
  repeats: z.array(z.object({ institution: z.string(), studyId: z.string(), of: studyKey })).optional(),
});
export type CohortTable = z.infer<typeof cohortTable>;

export interface StoredCohort {
  readonly table: CohortTable;
  /** rows × columns */
  readonly values: Float64Array;
  /** repeats × columns, NaN where a repeat has no value; absent without repeats. */
  readonly repeats?: Float64Array;
}
