/** A version in use: drift of what an institution sends, calibration of what came of it, and validation on its studies. */
import {
  driftReference,
  type FittedModel,
  labelledRows,
  type ModelValidation,
  type Monitoring,
  monitor,
  SCORE,
  validateModel,
} from '@radscore/statistics';
import { type CostMonth, costMonths } from '../costs/cost-months.ts';
import { protocolById } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { readJson } from '../storage/objects.ts';
import { loadCohort } from './cohorts.ts';
import { cohortOf } from './fit-cohort.ts';
import type { ModelVersionRow } from './models.ts';
import { answerOf, ownStudies } from './scored-studies.ts';

export interface OwnMonitoring {
  readonly studies: number;
  /** Older studies that this answer leaves out. */
  readonly notRead: number;
  /** Studies for which the version abstains. */
  readonly abstained: number;
  readonly monitoring: Monitoring;
  readonly costs: { readonly months: CostMonth[] };
}

/**
 * An institution's studies next to the training rows of a version, month by month as they were received, and their
 * outcomes as they came.
 */
export async function monitoringOf(version: ModelVersionRow, institution: string): Promise<OwnMonitoring> {
  const model = await modelOf(version);
  const reference = driftReference(model, labelledRows(cohortOf(await loadCohort(version.cohortKey)), model, 'train'));
  const { studies, notRead } = await ownStudies(version, model, institution);
  const answered = studies.flatMap((study) => {
    const answer = answerOf(model, study);
    return answer ? [{ ...study, answer }] : [];
  });
  const monitoring = monitor({
    reference,
    studies: answered.map(({ row, answer }) => ({
      institution,
      month: monthOf(row.receivedAt),
      values: {
        ...Object.fromEntries(answer.contributions.map(({ feature, value }) => [feature, value])),
        [SCORE]: answer.linearPredictor,
      },
    })),
    outcomes: answered
      .filter(({ labelled }) => labelled.outcome !== null)
      .map(({ row, labelled, answer }) => ({
        month: monthOf(row.outcome?.recordedAt ?? row.receivedAt),
        at: row.outcome?.recordedAt ?? row.receivedAt,
        linearPredictor: answer.linearPredictor,
        outcome: labelled.outcome as 0 | 1,
      }))
      .sort((one, other) => (one.at < other.at ? -1 : 1)),
  });
  return {
    studies: studies.length,
    notRead,
    abstained: studies.length - answered.length,
    monitoring,
    costs: { months: costMonths(studies.map(({ row }) => row)) },
  };
}

/** A version, frozen, on the labelled studies of an institution that it was not trained on. */
export async function validationOf(
  version: ModelVersionRow,
  institution: string,
): Promise<{ studies: number; notRead: number; validation: ModelValidation['validation'] }> {
  const model = await modelOf(version);
  const { studies, notRead } = await ownStudies(version, model, institution);
  const labelled = studies.filter(({ labelled: { outcome } }) => outcome !== null);
  const { validation } = validateModel(
    model,
    labelled.map((study) => study.labelled),
    {
      subgroups: protocolById(version.protocol).clinical.map(({ name }) => ({
        name,
        values: labelled.map(({ row }) => row.clinical?.[name] ?? null),
      })),
    },
  );
  return { studies: studies.length, notRead, validation };
}

async function modelOf({ modelKey }: ModelVersionRow): Promise<FittedModel> {
  return (await readJson(environment('ARTEFACT_BUCKET'), modelKey)) as FittedModel;
}

/** `2027-03` of a date in ISO 8601. */
function monthOf(date: string): string {
  return date.slice(0, 7);
}
