/** More about a row: its facts, its outcome to record, and withdrawing it. */
import { Fragment, type JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { dataOf, type Schemas } from '../../api/client.ts';
import type { Study } from '../../api/state-of-study.ts';
import { StatusPill } from '../../components/status.tsx';
import { OutcomeForm } from '../../components/study/outcome-form.tsx';
import { Withdrawing } from '../../components/study/withdrawing.tsx';
import { useModal } from '../../components/use-modal.ts';
import { api } from '../../service/service.ts';
import { may } from '../../service/session.ts';
import { moment, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { type ListedStudy, listed } from './listed-study.ts';

export interface StudyDetailsProps {
  readonly row: ListedStudy;
  readonly onClose: () => void;
  readonly onChanged: (study: Study) => void;
  readonly onWithdrawn: (withdrawal: Schemas['Withdrawal']) => void;
}

/** A study as it is now, and the tag of that state: a change is made only if nothing was written since. */
interface Present {
  readonly study: Study;
  readonly etag?: string;
}

/** The details of a study. Focus starts on the link to the study, Esc closes, and the focus returns to the button. */
export function StudyDetails({ row, onClose, onChanged, onWithdrawn }: StudyDetailsProps): JSX.Element {
  const dialog = useModal();
  const [present, setPresent] = useState<Present>({ study: row.study });
  const [isWithdrawing, setWithdrawing] = useState(false);
  const id = useId();
  const { study, etag } = present;
  const show = (next: Present): void => {
    setPresent(next);
    onChanged(next.study);
  };
  const look = async (): Promise<void> => {
    if (!row.upload) show(await presentStudy(row.id));
  };
  useEffect(() => {
    // Without an answer the row is shown as the list had it.
    look().catch(() => {});
  }, []);
  const texts = t().studies.details;
  return (
    <dialog ref={dialog} aria-labelledby={`${id}h`} onCancel={onClose}>
      <h2 id={`${id}h`}>{row.id}</h2>
      <Facts row={listed(study, row.upload)} />
      <div class="act">
        <a class="btn primary" href={`/studies/${encodeURIComponent(row.id)}`}>
          {texts.open}
        </a>
        <button type="button" class="btn" onClick={onClose}>
          {texts.close}
        </button>
      </div>
      {may('studies:write') ? (
        <>
          <OutcomeForm
            study={study}
            onRecord={async (outcome) => show(await recorded(row.id, outcome, etag))}
            onStale={look}
          />
          <div class="act apart">
            <button type="button" class="btn danger" onClick={() => setWithdrawing(true)}>
              {texts.withdraw}
            </button>
          </div>
        </>
      ) : (
        <p class="small dim">{texts.readOnly}</p>
      )}
      {isWithdrawing && <Withdrawing id={row.id} onKeep={() => setWithdrawing(false)} onWithdrawn={onWithdrawn} />}
    </dialog>
  );
}

async function presentStudy(id: string): Promise<Present> {
  const asking = api().GET('/v1/studies/{id}', { params: { path: { id } } });
  return presentOf(await dataOf(asking), (await asking).response);
}

async function recorded(id: string, outcome: Schemas['Outcome'], etag: string | undefined): Promise<Present> {
  const header = etag === undefined ? undefined : { 'if-match': etag };
  const asking = api().PUT('/v1/studies/{id}/outcome', { params: { path: { id }, header }, body: outcome });
  return presentOf(await dataOf(asking), (await asking).response);
}

function presentOf({ notice: _, ...study }: Schemas['StudyAnswer'], response: Response): Present {
  return { study, etag: response.headers.get('etag') ?? undefined };
}

function Facts({ row: { study, state } }: { readonly row: ListedStudy }): JSX.Element {
  const texts = t().studies;
  const { details } = texts;
  const { outcome, prediction } = study;
  const said = outcome && texts.outcome[outcome.pcr ? 'pcr' : 'no-pcr'];
  const facts: readonly (readonly [string, string | undefined])[] = [
    [details.surgery, outcome && said && details.recorded(said, moment(outcome.recordedAt))],
    [details.received, moment(study.receivedAt)],
    [details.updated, moment(study.updatedAt)],
    [details.features, study.features === undefined ? undefined : whole(study.features)],
    [details.model, prediction && details.version(prediction.model, whole(prediction.version))],
    [details.protocol, study.protocol],
    [details.site, study.site],
    [details.repeatOf, study.repeatOf],
    [details.engine, study.engineVersion],
  ];
  return (
    <dl class="kv">
      <dt>{details.status}</dt>
      <dd>
        <StatusPill state={state} />
      </dd>
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}
