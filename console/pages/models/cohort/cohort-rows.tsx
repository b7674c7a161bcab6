/** The studies of a cohort, sortable: those of the own institution by name, others without. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { dataOf, type Schemas } from '../../../api/client.ts';
import { DownloadButton } from '../../../components/download-button.tsx';
import { type Column, Table } from '../../../components/table.tsx';
import { api } from '../../../service/service.ts';
import { reasonWords } from '../../../texts/reasons.ts';
import { t } from '../../../texts/texts.ts';
import { wordsOf } from '../training/left-out.ts';
import { type CohortRow, cohortCsv } from './cohort-csv.ts';

type Cohort = Schemas['Cohort'];
interface Placed extends CohortRow {
  readonly place: number;
}

export function CohortRows({
  cohort,
  reference,
}: {
  readonly cohort: Cohort;
  readonly reference: string;
}): JSX.Element {
  const texts = t().models.figures.cohort;
  const [more, setMore] = useState<{ readonly rows: readonly CohortRow[]; readonly cursor?: string }>({
    rows: [],
    cursor: cohort.cursor,
  });
  const rows = useMemo(
    () => [...(cohort.rows ?? []), ...more.rows].map((row, place): Placed => ({ ...row, place })),
    [cohort.rows, more.rows],
  );
  const columns = useMemo(() => columnsOf(), [texts, reasonWords('study-partial')]);
  const load = async (): Promise<void> => {
    const page = await dataOf(
      api().GET('/v1/models/{name}/versions/{version}/cohort', {
        params: {
          path: { name: reference, version: cohort.version },
          query: { cursor: Number(more.cursor), limit: 1000 },
        },
      }),
    );
    setMore({ rows: [...more.rows, ...(page.rows ?? [])], cursor: page.cursor });
  };
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.rowsTitle}</h2>
        <div class="act">
          <DownloadButton
            name={`${cohort.name}-version-${cohort.version}-cohort.csv`}
            type="text/csv"
            content={() => cohortCsv(rows)}
          >
            {texts.csv}
          </DownloadButton>
        </div>
      </div>
      <Table caption={texts.rowsCaption} columns={columns} rows={rows} rowKey={({ place }) => String(place)} />
      {more.cursor !== undefined && (
        <div class="pager">
          <button type="button" class="btn" onClick={() => void load()}>
            {texts.more}
          </button>
        </div>
      )}
    </section>
  );
}

function columnsOf(): Column<Placed>[] {
  const texts = t().models.figures.cohort;
  return [
    {
      key: 'study',
      header: texts.study,
      cell: ({ studyId }) =>
        studyId === undefined ? (
          <span class="dim">{texts.ofOther}</span>
        ) : (
          <a class="mono" href={`/studies/${encodeURIComponent(studyId)}`}>
            {studyId}
          </a>
        ),
      value: ({ studyId }) => studyId ?? '',
    },
    {
      key: 'institution',
      header: texts.institution,
      cell: ({ institution }) => institution,
      value: ({ institution }) => institution,
      width: 180,
    },
    {
      key: 'in',
      header: texts.inOut,
      cell: ({ in: isIn }) => (isIn ? texts.isIn : texts.isOut),
      value: ({ in: isIn }) => (isIn ? 1 : 0),
      width: 130,
    },
    {
      key: 'side',
      header: texts.side,
      cell: ({ split }) => (split === undefined ? '–' : split === 'train' ? texts.train : texts.test),
      value: ({ split }) => split ?? '',
      width: 110,
    },
    {
      key: 'outcome',
      header: texts.outcome,
      cell: ({ pcr }) => (pcr === undefined ? '–' : pcr ? texts.pcr : texts.noPcr),
      value: ({ pcr }) => (pcr === undefined ? '' : pcr ? 'a' : 'b'),
      width: 110,
    },
    {
      key: 'why',
      header: texts.why,
      cell: ({ reason, notes = [] }) =>
        [...(reason ? [reason] : []), ...notes]
          .map(({ code }) => reasonWords(code)?.meaning ?? wordsOf(code))
          .join(' '),
      class: 'wide why',
      width: 360,
    },
  ];
}
