/** The studies of a cohort as CSV: pseudonyms of the own institution only, as the service gives them. */
import type { Schemas } from '../../../api/client.ts';

export type CohortRow = NonNullable<Schemas['Cohort']['rows']>[number];

/** A field of CSV; one that a spreadsheet would take for a formula is quoted with an apostrophe in front. */
function field(value: string | undefined): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function cohortCsv(rows: readonly CohortRow[]): string {
  const lines = rows.map(({ institution, studyId, in: isIn, split, pcr, reason, notes }) =>
    [
      field(institution),
      field(studyId),
      isIn ? 'yes' : 'no',
      split ?? '',
      pcr === undefined ? '' : pcr ? '1' : '0',
      field(reason?.code),
      field(notes?.map(({ code }) => code).join(' ')),
    ].join(','),
  );
  return `${['institution,study,in_cohort,split,pcr,reason,notes', ...lines].join('\n')}\n`;
}
