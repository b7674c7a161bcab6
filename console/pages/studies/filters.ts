/** Saved views and filters of the list: which studies they hold. */
import { needsSomebody } from '../../api/state-of-study.ts';
import type { StudyState } from '../../api/study-states.ts';
import type { ListedStudy } from './listed-study.ts';

export const VIEWS = ['all', 'needs-you', 'in-progress', 'complete', 'no-outcome'] as const;
export type View = (typeof VIEWS)[number];

const HOLDS: Readonly<Record<View, (row: ListedStudy) => boolean>> = {
  all: () => true,
  'needs-you': ({ state }) => needsSomebody(state),
  'in-progress': ({ state }) => state === 'analysing' || state === 'uploading',
  complete: ({ state }) => state === 'complete',
  // A second segmentation is never a row of a cohort: nobody waits for its outcome.
  'no-outcome': ({ state, study }) =>
    (state === 'complete' || state === 'partial') && !study.outcome && study.repeatOf === undefined,
};

export function viewOf(text: string | undefined): View {
  return VIEWS.find((view) => view === text) ?? 'all';
}

/** How many studies each view holds. */
export function countsOf(rows: readonly ListedStudy[]): Readonly<Record<View, number>> {
  const counts = { all: 0, 'needs-you': 0, 'in-progress': 0, complete: 0, 'no-outcome': 0 };
  for (const row of rows) for (const view of VIEWS) if (HOLDS[view](row)) counts[view]++;
  return counts;
}

export const OUTCOMES = ['pcr', 'no-pcr', 'none'] as const;
export type OutcomeFilter = (typeof OUTCOMES)[number];

export const ORIGINS = ['patient', 'synthetic'] as const;
export type Origin = (typeof ORIGINS)[number];

export const PERIODS = ['7', '30', '365'] as const;
/** Days. */
export type Period = (typeof PERIODS)[number];

/** What is asked for; undefined asks for all. Texts as the query holds them. */
export interface Filters {
  readonly q?: string;
  readonly status?: string;
  readonly protocol?: string;
  readonly received?: string;
  readonly outcome?: string;
  readonly origin?: string;
}

/** Names of filters in the query. */
export const FILTERS = [
  'q',
  'status',
  'protocol',
  'received',
  'outcome',
  'origin',
] as const satisfies (keyof Filters)[];

/** The origin of a study; one that does not say it is a patient's. */
export function originOf({ study }: ListedStudy): Origin {
  return study.dataOrigin ?? 'patient';
}

/** Studies of the view that pass all filters, in their order. */
export function filtered(rows: readonly ListedStudy[], view: View, filters: Filters, now: number): ListedStudy[] {
  const wanted = filters.q?.trim().toLowerCase();
  const since = PERIODS.find((period) => period === filters.received);
  const earliest = since === undefined ? undefined : now - Number(since) * 86_400_000;
  return rows.filter((row) => {
    const { id, state, study } = row;
    if (!HOLDS[view](row)) return false;
    if (wanted && !id.toLowerCase().includes(wanted)) return false;
    if (filters.status && state !== filters.status) return false;
    if (filters.protocol && study.protocol !== filters.protocol) return false;
    if (earliest !== undefined && Date.parse(study.receivedAt) < earliest) return false;
    if (filters.outcome && outcomeOf(row) !== filters.outcome) return false;
    return !filters.origin || originOf(row) === filters.origin;
  });
}

function outcomeOf({ study: { outcome } }: ListedStudy): OutcomeFilter {
  return outcome ? (outcome.pcr ? 'pcr' : 'no-pcr') : 'none';
}

/** Values that occur, in order: a select of one choice is none. */
export function protocolsOf(rows: readonly ListedStudy[]): string[] {
  return [...new Set(rows.flatMap(({ study: { protocol } }) => protocol ?? []))].sort();
}

export function statesOf(rows: readonly ListedStudy[]): StudyState[] {
  return [...new Set(rows.map(({ state }) => state))].sort();
}
