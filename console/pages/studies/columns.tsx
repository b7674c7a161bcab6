/** The columns of the list. Cells that show texts or reasons are components: they are drawn again when those change. */
import type { JSX } from 'preact';
import { SEQUENCES } from '../../api/state-of-study.ts';
import { Icon } from '../../components/icon.tsx';
import { ProbabilityMini } from '../../components/prediction/probability-bar.tsx';
import { otherLanguage } from '../../components/reason-finding.tsx';
import { SequenceChip, StatusPill } from '../../components/status.tsx';
import type { Column } from '../../components/table.tsx';
import { moment, whole } from '../../texts/numbers.ts';
import { reasonWords } from '../../texts/reasons.ts';
import { language, t } from '../../texts/texts.ts';
import { type ListedStudy, placeOf } from './listed-study.ts';
import { UploadButton, UploadProgress } from './upload-row.tsx';

/** Abstentions that say nothing about the study: all rows would repeat them, and the page of the model says them. */
const OF_THE_LINE: ReadonlySet<string> = new Set([
  'no-promoted-model',
  'no-line-wanted',
  'line-unavailable',
  'version-retired',
  'version-withdrawn',
]);

/** Columns in the present language. `onMore` opens the details of a study. */
export function columnsOf(onMore: (row: ListedStudy) => void): Column<ListedStudy>[] {
  const { column } = t().studies;
  return [
    {
      key: 'study',
      header: column.study,
      width: 112,
      class: 'nowrap first',
      cell: ({ id }) => id,
      value: ({ id }) => id,
    },
    {
      key: 'status',
      header: column.status,
      class: 'stcell wide',
      value: ({ state }) => t().status[state],
      cell: (row) => (
        <>
          <StatusPill state={row.state} />
          <Why row={row} />
        </>
      ),
    },
    {
      key: 'sequences',
      header: column.sequences,
      width: 226,
      class: 'wide',
      cell: ({ sequences }) => (
        <div class="seqs">
          {SEQUENCES.map((name) => (
            <SequenceChip key={name} name={t().sequence[name]} state={sequences[name]} />
          ))}
        </div>
      ),
    },
    {
      key: 'probability',
      header: column.probability,
      width: 148,
      class: 'wide prcell',
      first: 'descending',
      value: ({ study }) => study.prediction?.probability,
      cell: (row) => probabilityCell(row),
    },
    {
      key: 'surgery',
      header: column.surgery,
      width: 104,
      class: 'nowrap wide',
      value: ({ study }) => study.outcome?.pcr,
      cell: (row) => surgeryCell(row),
    },
    {
      key: 'received',
      header: column.received,
      width: 120,
      class: 'nowrap num dim first',
      first: 'descending',
      value: ({ study }) => Date.parse(study.receivedAt),
      cell: ({ study }) => moment(study.receivedAt),
    },
    {
      key: 'next',
      header: column.next,
      isHeaderHidden: true,
      width: 192,
      class: 'r wide',
      cell: (row) => <Next row={row} onMore={onMore} />,
    },
  ];
}

/** Why somebody is needed, or what is going on; nothing of a quiet row. */
function Why({ row }: { readonly row: ListedStudy }): JSX.Element | null {
  const texts = t();
  const { why } = texts.studies;
  const { state, study, reasons, upload } = row;
  if (upload) return <UploadProgress upload={upload} />;
  if (state === 'waiting') return <p class="why">{why.waiting}</p>;
  if (state === 'failed') return <p class="why">{why.failed}</p>;
  if (state === 'analysing') {
    const running = SEQUENCES.filter((name) => row.sequences[name] === 'running').map((name) => texts.sequence[name]);
    return <p class="why">{running.length > 0 ? why.features(listOf(running)) : why.checking}</p>;
  }
  const lines = reasons.map(({ sequence, reason }) => (
    <ReasonLine
      key={sequence}
      code={reason.code}
      about={sequence && texts.sequence[sequence]}
      remedy={state === 'refused'}
    />
  ));
  if (state === 'quarantined') lines.push(<span key="computed">{why.nothingComputed}</span>);
  const repairs = (study.repairs ?? []).map(({ sequence, name }) =>
    why.repaired(texts.sequence[sequence], texts.studies.repair[name]),
  );
  if (study.abstention && !study.prediction?.probability && !OF_THE_LINE.has(study.abstention.code))
    lines.push(<ReasonLine key="abstention" code={study.abstention.code} />);
  if (lines.length === 0 && repairs.length === 0) return null;
  return (
    <p class="why">
      {lines} {[...new Set(repairs)].join(' ')}
    </p>
  );
}

/** "T2: Image and region of interest do not lie on one grid." */
function ReasonLine({
  code,
  about,
  remedy,
}: {
  readonly code: string;
  readonly about?: string;
  readonly remedy?: boolean;
}): JSX.Element {
  const words = reasonWords(code);
  const meaning = words?.meaning ?? code;
  return (
    <span lang={words && otherLanguage(words.language)}>
      {about === undefined ? meaning : t().reasons.about(about, meaning)} {remedy && words?.remedy}{' '}
    </span>
  );
}

function listOf(words: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: 'conjunction' }).format(words);
}

function probabilityCell({ study, state }: ListedStudy): JSX.Element | null {
  const texts = t().studies;
  const { prediction } = study;
  if (prediction?.probability !== undefined && prediction.interval && prediction.threshold !== undefined) {
    const { probability, interval, threshold } = prediction;
    return <ProbabilityMini probability={probability} interval={interval as [number, number]} threshold={threshold} />;
  }
  if (prediction && !study.abstention)
    return <span class="dim">{texts.byVersion(prediction.model, whole(prediction.version))}</span>;
  return state === 'complete' || state === 'partial' ? <span class="dim">{texts.noPrediction}</span> : null;
}

function surgeryCell({ study: { outcome }, state }: ListedStudy): JSX.Element | null {
  const texts = t().studies;
  if (!outcome && state !== 'complete') return null;
  const said = outcome ? texts.outcome[outcome.pcr ? 'pcr' : 'no-pcr'] : texts.outcome.none;
  return (
    <>
      <span class="narrow dim">{texts.atSurgery} </span>
      <span class={outcome ? undefined : 'dim'}>{said}</span>
    </>
  );
}

/** The step that the row needs, and what else can be done with a study. */
function Next({
  row,
  onMore,
}: {
  readonly row: ListedStudy;
  readonly onMore: (row: ListedStudy) => void;
}): JSX.Element {
  const { next, id, upload } = row;
  const texts = t().studies;
  return (
    <div class="next">
      {upload && <UploadButton upload={upload} />}
      {next && (
        <a
          class={`btn slim${next === 'see-repair' ? ' primary' : ''}`}
          href={placeOf(next, id)}
          aria-label={texts.nextOf(texts.next[next], id)}
        >
          {texts.next[next]}
        </a>
      )}
      <button
        type="button"
        class="btn slim more"
        aria-haspopup="dialog"
        aria-label={texts.more(id)}
        onClick={() => onMore(row)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
