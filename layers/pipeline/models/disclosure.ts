/** Whether other institutions may see a version's figures next to those of earlier versions. */
import { z } from 'zod';
import { type Reason, reason } from '../contracts/workflow.ts';

/** Least number of patients by whom the rows of two versions differ, if others see both. */
export const LEAST_DIFFERENCE = 5;

/** What of a cohort decides: which studies, with which manifest and outcome, on which side. */
export interface DisclosedRow {
  readonly institution: string;
  readonly studyId: string;
  /** Pseudonym of the patient, if several studies may be of one. */
  readonly patient?: string;
  readonly manifestHash?: string;
  readonly pcr: boolean;
  readonly split: 'train' | 'test';
}

/** Of a version: what its cohort held when it was fitted, and why others see no figure of it, or may not score with it. */
export const disclosure = z.object({
  patients: z.object({ train: z.number().int(), test: z.number().int() }),
  /** Patients of the rarer outcome. */
  least: z.object({ train: z.number().int(), test: z.number().int() }).optional(),
  withheld: reason.optional(),
  modelWithheld: reason.optional(),
});
export type Disclosure = z.infer<typeof disclosure>;

/** An earlier version, and its cohort as it is stored now. */
export interface Disclosed {
  readonly version: number;
  /** Absent if the table is gone: nothing can be compared, and the versions count as close. */
  readonly rows?: readonly DisclosedRow[];
  readonly disclosure: Disclosure;
}

/**
 * What others may see of a new version. Two versions whose rows differ by few patients show by their difference what
 * those patients add, however coarse the figures are: others see the figures of one of them only. On each side the rows
 * of the new version are those of the earlier one, or differ from them by at least {@link LEAST_DIFFERENCE} patients. For
 * the model itself, whose means and coefficients an answer shows, the training side decides.
 *
 * @param earlier every earlier version of the line. A patient who was erased is missing from its stored rows; the count at
 *   the time of the fit says so, and counts as a difference.
 */
export function discloseVersion(rows: readonly DisclosedRow[], earlier: readonly Disclosed[]): Disclosure {
  const patients = { train: patientsOf(rows, 'train').size, test: patientsOf(rows, 'test').size };
  const close = earlier.find((one) => !one.disclosure.withheld && isClose(rows, one, ['train', 'test']));
  const closeModel = earlier.find((one) => !one.disclosure.modelWithheld && isClose(rows, one, ['train']));
  return {
    patients,
    least: { train: leastOf(rows, 'train'), test: leastOf(rows, 'test') },
    ...(close && { withheld: whyClose(close.version) }),
    ...(closeModel && { modelWithheld: whyClose(closeModel.version) }),
  };
}

function leastOf(rows: readonly DisclosedRow[], side: DisclosedRow['split']): number {
  const of = (pcr: boolean) =>
    patientsOf(
      rows.filter((row) => row.pcr === pcr),
      side,
    ).size;
  return Math.min(of(true), of(false));
}

function isClose(
  rows: readonly DisclosedRow[],
  { rows: before, disclosure: { patients } }: Disclosed,
  sides: readonly DisclosedRow['split'][],
): boolean {
  if (!before) return true;
  return sides.some((side) => {
    const now = patientsOf(rows, side);
    const then = patientsOf(before, side);
    const names = new Set([...now.keys(), ...then.keys()]);
    const changed = [...names].filter((name) => now.get(name) !== then.get(name)).length;
    const difference = changed + Math.max(0, patients[side] - then.size);
    return difference > 0 && difference < LEAST_DIFFERENCE;
  });
}

/** By patient, what the rows of a side are made of. */
function patientsOf(rows: readonly DisclosedRow[], side: DisclosedRow['split']): Map<string, string> {
  const found = new Map<string, string>();
  for (const { institution, studyId, patient, manifestHash, pcr, split } of rows) {
    if (split !== side) continue;
    const name = `${institution}/${patient ?? studyId}`;
    found.set(name, `${found.get(name) ?? ''}${studyId} ${manifestHash ?? ''} ${pcr};`);
  }
  return found;
}

function whyClose(version: number): Reason {
  const message =
    `got rows that differ from those of version ${version} by fewer than ${LEAST_DIFFERENCE} patients on a side; wanted the same or ` +
    'more. The difference of the figures would show what these patients add: institutions without rows see those of the earlier version.';
  return { code: 'too-close-to-publish', message };
}

/** Why others see no figure of a version; `undefined` if they do. One that was never compared is not shown. */
export function whyWithheld({ disclosure: of }: { readonly disclosure?: Disclosure }): Reason | undefined {
  if (of) return of.withheld;
  const message =
    'got a version of an earlier program, which did not compare its rows with those of other versions; wanted one that did. Train a new version.';
  return { code: 'too-close-to-publish', message };
}

/**
 * Why others may not score with a version; `undefined` if they may. An answer shows means and coefficients of the training
 * rows: of two models whose rows differ by one patient, it shows that patient's values.
 */
export function whyModelWithheld({ disclosure: of }: { readonly disclosure?: Disclosure }): Reason | undefined {
  return of?.modelWithheld;
}
