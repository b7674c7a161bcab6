/** Holds a version against the gates of its line, next to the champion on the same locked rows. */
import {
  aucWithInterval,
  comparePaired,
  DEFAULT_GATES,
  delong,
  type Evaluation,
  type FittedModel,
  GATES,
  type Gate,
  type GateInput,
  type GateResult,
  type GateSettings,
  judge,
  labelledRows,
  mayBePromoted,
  scoreRows,
} from '@radscore/statistics';
import type { LineRow } from '../lines/line-row.ts';
import { environment } from '../storage/clients.ts';
import { readJson } from '../storage/objects.ts';
import { loadCohort, loadCohortTable, type StoredCohort } from './cohorts.ts';
import { cohortOf } from './fit-cohort.ts';
import { listVersions, type ModelVersionRow } from './models.ts';
import { newOutcomes } from './retraining.ts';
import { type Judgement, statusesOf, statusOf, testLooksOf } from './version-status.ts';

/** The gates of a line: the defaults, and what the line has otherwise. */
export function gatesOf({ settings }: Pick<LineRow, 'settings'>): GateSettings {
  return { ...DEFAULT_GATES, ...settings.gates };
}

/** Judges a version by the gates of its line, against the champion of the moment if there is one. */
export async function judgeVersion(
  candidate: ModelVersionRow,
  champion: ModelVersionRow | undefined,
  line: LineRow,
): Promise<Judgement> {
  if (candidate.imported) return { at: new Date().toISOString(), passed: true, gates: GATES.map(notApplicable) };
  const [model, evaluation] = await Promise.all([
    readArtefact<FittedModel>(candidate.modelKey),
    readArtefact<Evaluation>(candidate.evaluationKey),
  ]);
  const input: GateInput = {
    candidate: { model, evaluation, testInstitutions: evaluation.test?.ids.map(institutionOf) },
    ...(champion && (await againstChampion(candidate, champion, line))),
  };
  const gates = judge(input, gatesOf(line));
  return {
    at: new Date().toISOString(),
    passed: mayBePromoted(gates),
    ...(champion && { against: champion.version }),
    gates,
  };
}

/** A gate asks for rows; a signature that was imported has none, and a person promotes it or not. */
function notApplicable(gate: Gate): GateResult {
  return {
    gate,
    passed: null,
    refuses: false,
    got: 'not applicable: imported, without training or test rows',
    wanted: 'a version that was fitted here',
    figures: {},
    message:
      'The version is a published signature. No row of this service trained or judged it: this gate does not apply.',
  };
}

/** The champion's answers for the candidate's test rows, and what is new since the champion was fitted. */
async function againstChampion(
  candidate: ModelVersionRow,
  champion: ModelVersionRow,
  line: LineRow,
): Promise<Pick<GateInput, 'champion' | 'history'>> {
  const cohort = await loadCohort(candidate.cohortKey);
  const known = await loadCohortTable(champion.cohortKey);
  const fresh = newOutcomes(cohort.table.rows, known.rows);
  const { marks } = await statusOf(line, champion.version);
  return {
    champion: { name: `version ${champion.version}`, scored: await scoredTestRows(champion, cohort) },
    history: { newEvents: fresh.filter(({ pcr }) => pcr).length, championMarked: marks !== undefined },
  };
}

/** A version, frozen, on the test rows of a cohort of its line. */
export async function scoredTestRows(
  version: ModelVersionRow,
  cohort: StoredCohort,
): Promise<ReturnType<typeof scoreRows>> {
  const model = await readArtefact<FittedModel>(version.modelKey);
  return scoreRows(model, labelledRows(cohortOf(cohort), model, 'test'));
}

/** Ids of cohort rows are `{institution}/{study}`. */
function institutionOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

async function readArtefact<T>(key: string): Promise<T> {
  return (await readJson(environment('ARTEFACT_BUCKET'), key)) as T;
}

/** One of two versions on the rows that both answer. */
interface Compared {
  readonly version: number;
  readonly auc: number | null;
  readonly ci: [number | null, number | null];
  readonly unanswered: number;
}

/** Two versions of a line, frozen, on the locked test rows of the newest. @throws ModelNotFound */
export async function compareVersions(line: LineRow, first: ModelVersionRow, second: ModelVersionRow) {
  const newest = (await listVersions(line)).at(-1) ?? first;
  const cohort = await loadCohort(newest.cohortKey);
  const [one, other] = await Promise.all([scoredTestRows(first, cohort), scoredTestRows(second, cohort)]);
  const places = new Map(other.rows.map(({ id }, i) => [id, i]));
  const both = one.rows.filter(({ id }) => places.has(id));
  const outcomes = both.map(({ outcome }) => outcome);
  const events = outcomes.reduce<number>((sum, outcome) => sum + outcome, 0);
  const firstScores = both.map(({ linearPredictor }) => linearPredictor);
  const secondScores = both.map(({ id }) => other.rows[places.get(id) ?? 0].linearPredictor);
  const judged = events > 0 && events < both.length;
  const areaOf = (version: number, scores: number[], unanswered: number): Compared => {
    const auc = judged ? aucWithInterval(scores, outcomes, CONFIDENCE) : undefined;
    return { version, auc: auc?.auc ?? null, ci: [auc?.shown?.[0] ?? null, auc?.shown?.[1] ?? null], unanswered };
  };
  const paired = judged ? comparePaired(delong([firstScores, secondScores], outcomes), 0, 1, CONFIDENCE) : undefined;
  return {
    owner: line.owner,
    name: line.name,
    rows: both.length,
    events,
    confidence: CONFIDENCE,
    versions: [
      areaOf(first.version, firstScores, one.unscored.length),
      areaOf(second.version, secondScores, other.unscored.length),
    ],
    difference: paired ? { auc: paired.difference, ci: paired.interval, p: paired.p } : null,
    testLooks: testLooksOf(await statusesOf(line)),
  };
}

const CONFIDENCE = 0.95;
