/** The model lines that the caller may see: own ones, those of its consortia, shared ones. */
import type { JSX } from 'preact';
import { dataOf } from '../../api/client.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { ShownAsOf } from '../../components/shown-as-of.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { Pill } from '../../components/status.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { ELSE, useAnswer, WHILE_RUNNING } from '../../service/asking.ts';
import { query, setQuery } from '../../service/location.ts';
import { api } from '../../service/service.ts';
import { institution, may } from '../../service/session.ts';
import { moment, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { useSyntheticMark } from './line/line-data.ts';
import { addressOf, type LineSummary, referenceOf } from './line/line-types.ts';
import { NewLineForm } from './training/new-line-form.tsx';
import { RunPill } from './training/run-status.tsx';

/** `/models` */
export default function Lines(): JSX.Element {
  const asked = useAnswer(
    'lines',
    () => dataOf(api().GET('/v1/models')),
    (data) => (data?.models.some(({ runs }) => runs.some(({ status }) => status === 'running')) ? WHILE_RUNNING : ELSE),
  );
  const { data, problem } = asked.answer.value;
  // A list names no origin of data; institutions whose name begins with demo- hold synthetic studies only.
  useSyntheticMark(institution.value.startsWith('demo-'));
  const texts = t().models;
  const isNew = query('new') === 'yes' && may('models:train');
  const openForm = (): void => setQuery({ new: 'yes' });
  return (
    <>
      <div class="head">
        <PageHeading name={texts.title} />
        <p class="facts">
          <span>{texts.lead}</span>
        </p>
        {may('models:train') && data && data.models.length > 0 && !isNew && (
          <div class="act">
            <button type="button" class="btn" onClick={openForm}>
              {texts.list.newLine}
            </button>
          </div>
        )}
      </div>
      {isNew && (
        <div class="between">
          <NewLineForm onCancel={() => setQuery({ new: undefined })} />
        </div>
      )}
      <ShownAsOf asked={asked} />
      {data ? (
        <Listed models={data.models} openForm={openForm} isFormOpen={isNew} />
      ) : problem ? (
        <Failed problem={problem} again={() => void asked.again()} level={2} />
      ) : (
        <section class="card">
          <Loading lines={5} />
        </section>
      )}
    </>
  );
}

function Listed({
  models,
  openForm,
  isFormOpen,
}: {
  readonly models: readonly LineSummary[];
  readonly openForm: () => void;
  readonly isFormOpen: boolean;
}): JSX.Element {
  const texts = t().models.list;
  if (models.length > 0) {
    return (
      <section class="card flush">
        <Table
          caption={texts.caption}
          columns={columns()}
          rows={models}
          rowKey={({ owner, name }) => `${owner}~${name}`}
          href={(line) => addressOf(referenceOf(line, institution.value))}
        />
      </section>
    );
  }
  return (
    <section class="card">
      <Empty
        icon="folder"
        title={texts.emptyTitle}
        actions={
          may('models:train') && (
            <>
              {!isFormOpen && (
                <button type="button" class="btn primary" onClick={openForm}>
                  {texts.newLine}
                </button>
              )}
              {may('studies:read') && (
                <a class="btn" href="/studies">
                  {texts.emptyToStudies}
                </a>
              )}
            </>
          )
        }
      >
        {may('models:train') ? texts.empty : texts.emptyGuest}
      </Empty>
    </section>
  );
}

function columns(): Column<LineSummary>[] {
  const texts = t().models;
  const { list } = texts;
  return [
    { key: 'line', header: list.line, cell: ({ name }) => name, value: ({ name }) => name },
    {
      key: 'standing',
      header: list.standing,
      cell: (line) => (
        <>
          {line.owner === institution.value ? texts.own : line.owner}
          <br />
          <span class="dim xs">
            {line.standing === 'guest' ? texts.sharedWithYou : line.shared ? texts.sharedByYou : texts.onlyMembers}
          </span>
        </>
      ),
      value: ({ owner }) => owner,
    },
    { key: 'protocol', header: list.protocol, cell: ({ protocol }) => protocol, value: ({ protocol }) => protocol },
    {
      key: 'answers',
      header: list.answering,
      cell: ({ promoted }) =>
        promoted === null ? (
          <Pill tone="quiet" icon="none" children={texts.noneAnswers} />
        ) : (
          <Pill tone="ok" icon="tick" children={texts.version(promoted)} />
        ),
      value: ({ promoted }) => promoted ?? 0,
      class: 'first',
    },
    {
      key: 'waits',
      header: list.waiting,
      cell: ({ challenger }) =>
        challenger === null ? <span class="dim">{list.none}</span> : texts.version(challenger),
      value: ({ challenger }) => challenger ?? 0,
    },
    {
      key: 'versions',
      header: list.versions,
      cell: ({ versions }) => whole(versions),
      value: ({ versions }) => versions,
      isNumber: true,
    },
    {
      key: 'run',
      header: list.lastRun,
      cell: ({ runs }) =>
        runs[0] ? (
          <>
            <RunPill status={runs[0].status} /> <span class="dim xs">{moment(runs[0].startedAt)}</span>
          </>
        ) : (
          <span class="dim">{list.none}</span>
        ),
      value: ({ runs }) => runs[0]?.startedAt ?? '',
      class: 'wide',
    },
  ];
}
