/** The cohort of a version as it is stored now: rows, what was left out and why, without naming studies of others. */
import { REASONS } from '../contracts/reasons.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { Audience } from '../models/audience.ts';
import { type CohortRow, type CohortTable, loadCohortTable, rowId } from '../models/cohorts.ts';
import { whyWithheld } from '../models/disclosure.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { publishedRow } from './published-version.ts';

type Counts = Readonly<Record<string, number>>;

interface SideCounts {
  readonly n: number;
  readonly events?: number;
}

/** A labelled study: a row of the cohort, or left out of it. */
interface ListedStudy {
  readonly institution: string;
  readonly studyId?: string;
  readonly in: boolean;
  readonly split?: CohortRow['split'];
  readonly pcr?: boolean;
  readonly reason?: Reason;
  readonly notes?: readonly Reason[];
}

export interface CohortPage {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  readonly audience: Audience;
  readonly withheld?: Reason;
  readonly counts: {
    readonly train: SideCounts;
    readonly test: SideCounts;
    readonly left?: Counts;
    readonly noted?: Counts;
    readonly erased?: number;
  };
  readonly byInstitution?: readonly {
    readonly institution: string;
    readonly train: SideCounts;
    readonly test: SideCounts;
    readonly left: Counts;
  }[];
  readonly rows?: readonly ListedStudy[];
  readonly cursor?: string;
}

/**
 * A page of a version's cohort. Participants see each labelled study with its side and outcome, which they can work out of
 * the figures anyway; which study it is, and what is said of it, only the institution that uploaded it sees.
 */
export async function cohortOfVersion(
  version: ModelVersionRow,
  audience: Audience,
  { institution, cursor, limit }: { readonly institution: string; readonly cursor: number; readonly limit: number },
): Promise<CohortPage> {
  const { owner, name, version: number } = version;
  const of = { owner, name, version: number, audience };
  if (audience === 'other') return { ...of, ...publishedCounts(version) };
  const table = await loadCohortTable(version.cohortKey);
  const all = listed(table, institution);
  const next = cursor + limit;
  const { left, noted, erased } = table;
  const institutions = [...new Set([...table.rows, ...left].map((one) => one.institution))].sort();
  return {
    ...of,
    counts: {
      ...sidesOf(table.rows),
      left: byCode(left),
      noted: byCode(noted),
      ...(erased && { erased: erased.length }),
    },
    byInstitution: institutions.map((one) => ({
      institution: one,
      ...sidesOf(table.rows.filter((row) => row.institution === one)),
      left: byCode(left.filter((entry) => entry.institution === one)),
    })),
    rows: all.slice(cursor, next),
    ...(next < all.length && { cursor: String(next) }),
  };
}

/** For others the counts that they see of the version itself. */
function publishedCounts(version: ModelVersionRow): Pick<CohortPage, 'counts' | 'withheld'> {
  const { rows, events } = publishedRow(version);
  const withheld = whyWithheld(version);
  const side = (split: CohortRow['split']): SideCounts => ({
    n: rows[split],
    ...(events && { events: events[split] }),
  });
  return { counts: { train: side('train'), test: side('test') }, ...(withheld && { withheld }) };
}

function listed({ rows, left, noted }: CohortTable, own: string): ListedStudy[] {
  const notes = new Map<string, Reason[]>();
  for (const { reason, ...study } of noted) notes.set(rowId(study), [...(notes.get(rowId(study)) ?? []), reason]);
  const named = (institution: string, studyId: string) => (institution === own ? { studyId } : {});
  return [
    ...rows.map(({ institution, studyId, split, pcr }): ListedStudy => {
      const ofRow = notes.get(rowId({ institution, studyId })) ?? [];
      return {
        institution,
        ...named(institution, studyId),
        in: true,
        split,
        pcr,
        ...(ofRow.length > 0 && { notes: ofRow.map((note) => saidTo(note, institution === own)) }),
      };
    }),
    ...left.map(
      ({ institution, studyId, reason }): ListedStudy => ({
        institution,
        ...named(institution, studyId),
        in: false,
        reason: saidTo(reason, institution === own),
      }),
    ),
  ];
}

/** A message names the study and its values: others read what the code means. */
function saidTo({ code, message }: Reason, isOwn: boolean): Reason {
  const meaning = REASONS.find((entry) => entry.code === code)?.meaning ?? 'The institution of the study sees why.';
  return { code, message: isOwn ? message : meaning };
}

function sidesOf(rows: readonly CohortRow[]): { train: SideCounts; test: SideCounts } {
  const side = (split: CohortRow['split']): SideCounts => {
    const of = rows.filter((row) => row.split === split);
    return { n: of.length, events: of.filter(({ pcr }) => pcr).length };
  };
  return { train: side('train'), test: side('test') };
}

function byCode(entries: readonly { readonly reason: Reason }[]): Counts {
  const found: Record<string, number> = {};
  for (const { reason } of entries) found[reason.code] = (found[reason.code] ?? 0) + 1;
  return found;
}
