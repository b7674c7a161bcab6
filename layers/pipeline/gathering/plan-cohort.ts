/** Which labelled studies are the rows of a training run, and where the values of each lie: nothing but their features. */
import { z } from 'zod';
import { type DataOrigin, originOfCohort } from '../contracts/data-origin.ts';
import type { Reason, TrainingRun } from '../contracts/workflow.ts';
import { type Patient, type Side, takeSides } from '../lines/sides.ts';
import { type CohortRow, type CohortTable, cohortTable } from '../models/cohort-table.ts';
import { whyOtherOrigin, whyOtherProtocol, whyPartial } from '../models/cohorts.ts';
import { missingFromCohort, protocolById } from '../protocols/index.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { labelledStudies, repeatedStudies } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { loadFeatures, openVectors, type StoredVector, whyNotAnalysed } from '../studies/vectors.ts';
import { planRepeats } from './plan-repeats.ts';

/** What studies must have in common to be rows of one table. */
export interface CohortTerms {
  readonly id: string;
  readonly settingsHash: string;
  readonly engineVersion: string;
  /** Of the rows; without it, what `originOfCohort` finds. */
  readonly dataOrigin?: DataOrigin;
}

/** Gives each patient its side of the split, in their order; `undefined` for one that belongs to neither. */
export type TakeSides = (patients: readonly Patient[]) => Promise<readonly (Side | undefined)[]>;

/** The sides of a run's line. */
export function sidesOfRun(run: TrainingRun): TakeSides {
  return (patients) => takeSides(run, patients, run, run.runId);
}

/** Which blocks a row is made of, in the order of its values. */
export const blocksOfRow = z.object({
  contentHashes: z.record(z.string(), z.string()),
  imageTypes: z.record(z.string(), z.array(z.string())),
});
export type BlocksOfRow = Pick<StoredVector, 'contentHashes' | 'imageTypes'>;

/** A cohort of which nothing is missing but the numbers. */
export interface PlannedCohort {
  readonly table: CohortTable;
  /** Of each row, and of each repeat. */
  readonly blocks: { readonly values: readonly BlocksOfRow[]; readonly repeats: readonly BlocksOfRow[] };
}
/** The same as it is kept from one step to the next. */
export const plannedCohort = z.object({
  table: cohortTable,
  blocks: z.object({ values: z.array(blocksOfRow), repeats: z.array(blocksOfRow) }),
});

/**
 * Labelled, complete studies of some institutions, in the order of institution and study id, with their split. Each row is
 * of one manifest: the newest. The outcome is the one that counts (`effectiveOutcome`). The features of the first row are
 * read, for the names of the columns.
 */
export async function planCohort(
  institutions: readonly string[],
  protocol: CohortTerms,
  sidesOf: TakeSides,
): Promise<PlannedCohort> {
  const names = [...new Set(institutions)].sort();
  const byId = (some: StudyRow[]) => some.sort((a, b) => (a.studyId < b.studyId ? -1 : 1));
  const studies = (await Promise.all(names.map(labelledStudies))).flatMap(byId);
  const repeated = [...(await Promise.all(names.map(repeatedStudies))).flat(), ...studies.filter(isRepeat)];
  const left: CohortTable['left'] = [];
  const noted: CohortTable['noted'] = [];
  const leave = ({ institution, studyId }: StudyRow, why: Reason) => left.push({ institution, studyId, reason: why });
  const labelled = studies.filter(({ outcome }) => outcome);
  const origin = protocol.dataOrigin ?? originOfCohort(institutions, labelled);
  // An analysis that has just begun has not read its manifest's outcome yet; of any other, an outcome that is gone is gone.
  const asked = studies.filter((study) => !isRepeat(study) && (study.outcome || study.status === 'analysing'));
  const why = asked.map((study) => whyOtherOrigin(study, origin) ?? whyLeft(study, protocol));
  const opened = (await openVectors(asked.filter((_, i) => why[i] === undefined))).values();
  const usable: { study: StudyRow; vector: StoredVector }[] = [];
  for (const [i, study] of asked.entries()) {
    const vector = why[i] ?? (opened.next().value as StoredVector | Reason);
    if ('code' in vector) leave(study, vector);
    else usable.push({ study, vector });
  }
  const splits = await sidesOf(usable.map(({ study }) => patientOf(study)));
  const rows: CohortRow[] = [];
  const values: BlocksOfRow[] = [];
  for (const [i, { study, vector }] of usable.entries()) {
    const { institution, studyId, manifestHash, outcome, patient, site, clinical = {} } = study;
    const split = splits[i];
    if (split === undefined || !outcome) {
      leave(study, { code: 'not-in-split', message: NOT_IN_SPLIT });
      continue;
    }
    const belongings = { institution, studyId, manifestHash, patient, site };
    rows.push({ ...belongings, pcr: outcome.pcr, clinical, dataOrigin: origin, split });
    for (const note of [...(outcome.notes ?? []), ...toCheck(study)])
      noted.push({ institution, studyId, reason: note });
    values.push(blocksOf(vector));
  }
  const columns = values.length === 0 ? [] : (await loadFeatures(values[0])).names;
  const { id, settingsHash, engineVersion } = protocol;
  const terms = { protocol: id, settingsHash, engineVersion, dataOrigin: origin };
  const whyNot = (study: StudyRow) => whyOtherOrigin(study, origin) ?? whyOtherTerms(study, protocol);
  const repeats = await planRepeats(repeated, { rows }, whyNot, leave);
  const table: CohortTable = { ...terms, columns, rows, left, noted };
  if (repeats.of.length === 0) return { table, blocks: { values, repeats: [] } };
  return { table: { ...table, repeats: repeats.of }, blocks: { values, repeats: repeats.vectors.map(blocksOf) } };
}

function blocksOf({ contentHashes, imageTypes }: StoredVector): BlocksOfRow {
  return { contentHashes, imageTypes };
}

const NOT_IN_SPLIT =
  'the split names other institutions, or the study was on the other side before its manifest named the patient.';

function isRepeat({ repeatOf }: StudyRow): boolean {
  return repeatOf !== undefined;
}

/** A rare value is the study's own to check; of others it is not certain which counts. */
function toCheck({ clinicalNotes = [] }: StudyRow): Reason[] {
  return clinicalNotes.filter(({ code }) => code !== 'clinical-unusual');
}

function whyOtherTerms(study: StudyRow, { id, settingsHash, engineVersion }: CohortTerms): Reason | undefined {
  const why = whyNotAnalysed(study) ?? whyOtherProtocol(study, id);
  if (why) return why;
  if (study.settingsHash !== settingsHash) {
    return { code: 'settings-mismatch', message: 'the study was analysed with other settings; analyse it again.' };
  }
  if (study.engineVersion !== engineVersion) {
    const message = `got features of engine ${study.engineVersion}; wanted ${engineVersion}. Upload the manifest again.`;
    return { code: 'engine-mismatch', message };
  }
  return undefined;
}

function whyLeft(study: StudyRow, terms: CohortTerms): Reason | undefined {
  const why = whyNotAnalysed(study) ?? whyPartial(study) ?? whyOtherTerms(study, terms);
  if (why) return why;
  const missing = missingFromCohort(protocolById(terms.id), study.clinical ?? {});
  if (missing.length > 0) {
    return {
      code: 'clinical-missing',
      message: `got no ${missing.join(', ')}; wanted every clinical variable of the protocol.`,
    };
  }
  return study.outcome && whyOutcomeLeft(study.outcome);
}

/** Whose side a study is on. */
function patientOf({ institution, patient, studyId }: StudyRow): Patient {
  return { institution, patient: patient ?? studyId, study: studyId };
}
