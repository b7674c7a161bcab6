/** Which studies of an institution are rows of its feature table, read page by page in the order of the index. */
import { csvLine } from '@radscore/statistics/csv';
import { type DataOrigin, isDemonstration } from '../contracts/data-origin.ts';
import type { Reason } from '../contracts/workflow.ts';
import { requireColumns, whyOtherOrigin, whyOtherProtocol, whyPartial } from '../models/cohorts.ts';
import { protocolById } from '../protocols/index.ts';
import { inTurn } from '../storage/in-turn.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudies, listPlaces, type StudyPlace, statusKey } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import {
  type FeatureVector,
  loadFeatures,
  openVectors,
  type StoredVector,
  valuesIn,
  whyNotAnalysed,
} from '../studies/vectors.ts';

/** Which studies: all but repeats, those of them with an outcome, or repeats, each under the id of the study it repeats. */
export type TableContent = 'all' | 'labelled' | 'repeats';

/** What a table is asked for. */
export interface TableQuestion {
  readonly institution: string;
  readonly protocol: string;
  readonly content: TableContent;
  readonly origin: DataOrigin;
}

/** Without an origin: synthetic rows for an institution of the demonstration, those of patients for any other. */
export function tableQuestion(
  institution: string,
  protocol: string,
  content: TableContent,
  origin: DataOrigin = isDemonstration(institution) ? 'synthetic' : 'patient',
): TableQuestion {
  return { institution, protocol: protocolById(protocol).id, content, origin };
}

/** The columns of a table that are not the same for every table of a protocol. */
export interface TableColumns {
  readonly features: readonly string[];
  /** Whether `patient` and `site` come last: if a manifest of a row names either. */
  readonly belongings: boolean;
}
const BELONGINGS = ['patient', 'site'] as const;

/** A study as the table sees it: with the vector of its row, left out for a reason, or none of this table's business. */
export interface SeenStudy {
  readonly place: StudyPlace;
  readonly study: StudyRow;
  readonly vector?: StoredVector;
  readonly left?: Reason;
  /** Whether the index will show it again, at the place to which it has moved meanwhile. */
  readonly isEarly: boolean;
}

/** Keys in one page of the index: as many rows as two batches read. */
const PAGE = 200;
/** Studies whose blocks are on their way at once. */
const AT_ONCE = 16;

/**
 * Every study of the question behind a place of the index, page by page. The index follows the table a moment later: each
 * study is read from the table itself, and taken as it is now.
 *
 * @param early ids of studies that were met early: they are passed over at their later place. The caller adds to it.
 */
export async function* seenStudies(
  question: TableQuestion,
  early: ReadonlySet<string>,
  after?: StudyPlace,
): AsyncGenerator<readonly SeenStudy[]> {
  let start = after;
  do {
    const { places, more } = await listPlaces(question.institution, { limit: PAGE, after: start });
    const studies = await findStudies(
      question.institution,
      places.map(({ studyId }) => studyId),
    );
    const seen = places.flatMap((place, i) => {
      const study = studies[i];
      // Withdrawn or expired since: the index does not know yet.
      if (!study || early.has(study.studyId)) return [];
      const isEarly = statusKey(study.status, study) > statusKey(place.status, study);
      return [{ place, study, isEarly, left: whyNoRow(study, question) }];
    });
    const open = seen.filter(({ left }) => left === undefined);
    const vectors = await openVectors(open.map(({ study }) => study));
    const vectorOf = new Map(open.map(({ place }, i) => [place, vectors[i]]));
    yield seen.map(({ left, ...one }): SeenStudy => {
      if (left === NOT_ASKED_FOR) return one;
      const vector = left ?? vectorOf.get(one.place);
      return vector === undefined || 'code' in vector ? { ...one, left: vector } : { ...one, vector };
    });
    start = more ? places.at(-1) : undefined;
  } while (start);
}

/** Of studies that the question leaves aside without counting them. */
const NOT_ASKED_FOR: Reason = { code: '', message: '' };
const REPEAT: Reason = { code: 'study-repeats', message: 'got a second segmentation; wanted a study of its own.' };

function whyNoRow(study: StudyRow, { content, origin, protocol }: TableQuestion): Reason | undefined {
  const isRepeat = study.repeatOf !== undefined;
  if (content === 'labelled' && !study.outcome) return NOT_ASKED_FOR;
  if (content === 'repeats' && !isRepeat) return NOT_ASKED_FOR;
  return (
    whyNotAnalysed(study) ??
    whyOtherOrigin(study, origin) ??
    (content === 'repeats' ? undefined : whyPartial(study)) ??
    whyOtherProtocol(study, protocol) ??
    (content !== 'repeats' && isRepeat ? REPEAT : undefined) ??
    (content === 'labelled' && study.outcome ? whyOutcomeLeft(study.outcome) : undefined)
  );
}

/** A study with the values of its row, if it is one. */
export interface LoadedStudy extends SeenStudy {
  readonly features?: FeatureVector;
}

/** Studies with their values, in their order; those of a few are on their way at once. */
export function withFeatures(seen: readonly SeenStudy[]): AsyncGenerator<LoadedStudy> {
  return inTurn(seen, AT_ONCE, async (one) => {
    return one.vector ? { ...one, features: await loadFeatures(one.vector) } : one;
  });
}

/** Columns that some rows need: names are in one order everywhere, so that the most are all. */
export function columnsOf(
  rows: readonly { readonly study: StudyRow; readonly features: FeatureVector }[],
): TableColumns {
  const features = rows.reduce<readonly string[]>((most, { features: { names } }) => {
    return names.length > most.length ? names : most;
  }, []);
  return { features, belongings: rows.some(({ study }) => namesBelonging(study)) };
}

export function namesBelonging({ patient, site }: StudyRow): boolean {
  return (patient ?? site) !== undefined;
}

export function headerLine({ protocol }: TableQuestion, { features, belongings }: TableColumns): string {
  const variables = protocolById(protocol).clinical.map(({ name }) => name);
  const last = belongings ? BELONGINGS : [];
  return csvLine(['studyId', 'manifestHash', 'engineVersion', 'pCR', ...variables, ...features, ...last]);
}

/**
 * The line of a study. An outcome that is not the protocol's is no value of its column.
 * @throws Conflict if it has other features than the first study; a repeat may lack some
 */
export function rowLine(
  { institution, protocol, content }: TableQuestion,
  columns: TableColumns,
  { study, vector, features }: { study: StudyRow; vector: StoredVector; features: FeatureVector },
): string {
  if (content !== 'repeats') requireColumns(features, columns.features, study.studyId);
  const id = content === 'repeats' ? (study.repeatOf ?? '') : study.studyId;
  const isOther = study.repeatOf !== undefined || (study.outcome && whyOutcomeLeft(study.outcome));
  const outcome = isOther ? undefined : study.outcome;
  return csvLine([
    id,
    vector.manifestHash,
    vector.engineVersion,
    outcome ? Number(outcome.pcr) : '',
    ...protocolById(protocol).clinical.map(({ name }) => study.clinical?.[name]),
    ...(content === 'repeats' ? valuesIn(columns.features, features) : features.values),
    ...(columns.belongings ? [study.patient ?? study.studyId, study.site ?? institution] : []),
  ]);
}
