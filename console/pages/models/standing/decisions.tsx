/** Promote, roll back, retire: asked with what changes, what stays and what is not proven; answered with a finding. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { Confirmation } from '../../../components/dialog.tsx';
import { Finding } from '../../../components/finding.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { useAnswer } from '../../../service/asking.ts';
import { api } from '../../../service/service.ts';
import { decimal } from '../../../texts/numbers.ts';
import { language, t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import type { Version } from '../line/line-types.ts';
import { type Decision, decide, type Outcome } from './decide.ts';
import { gateName } from './gates-table.tsx';

export type Ask = (decision: Decision) => void;

/** Least length of the reason that is kept. */
const REASON = 10;

/** Gives a view the dialog of its decisions, the finding of the last one, and what its buttons call. */
export function useDecisions(
  data: LineData | undefined,
  again: () => Promise<void>,
): { readonly ask: Ask; readonly said: ComponentChildren } {
  const [asked, setAsked] = useState<Decision>();
  const [outcome, setOutcome] = useState<Outcome>();
  const confirm = async (decision: Decision, reason: string): Promise<void> => {
    if (!data) return;
    setOutcome(await decide(data.reference, decision, reason));
    setAsked(undefined);
    await again();
  };
  const said = (
    <>
      <div role="status" class={outcome && 'between'}>
        {outcome && <Said outcome={outcome} />}
      </div>
      {asked && data && (
        <DecisionDialog
          data={data}
          decision={asked}
          onKeep={() => setAsked(undefined)}
          onConfirm={(reason) => confirm(asked, reason)}
        />
      )}
    </>
  );
  return { ask: setAsked, said };
}

interface DialogProps {
  readonly data: LineData;
  readonly decision: Decision;
  readonly onKeep: () => void;
  readonly onConfirm: (reason: string) => Promise<void>;
}

function DecisionDialog({ data, decision: { kind, version }, onKeep, onConfirm }: DialogProps): JSX.Element {
  const texts = t().models.decide;
  const champion = data.line.promoted;
  const keep = champion === null || kind === 'retire' ? texts.keepNone : texts.keep(champion);
  const title = { promote: texts.promoteTitle, 'roll-back': texts.rollBackTitle, retire: texts.retireTitle }[kind](
    version,
  );
  const button = { promote: texts.promoteOf, 'roll-back': texts.rollBack, retire: texts.retireOf }[kind](version);
  return (
    <Confirmation
      title={title}
      keep={kind === 'retire' && champion !== version ? texts.keep(version) : keep}
      confirm={button}
      danger={kind === 'retire'}
      reason={REASON}
      onKeep={onKeep}
      onConfirm={onConfirm}
    >
      {kind === 'promote' && <Promotion data={data} version={version} />}
      {kind === 'roll-back' && <RollBack version={version} champion={champion} />}
      {kind === 'retire' && <Retirement isChampion={champion === version} />}
    </Confirmation>
  );
}

function Promotion({ data, version }: { readonly data: LineData; readonly version: number }): JSX.Element {
  const texts = t().models.decide;
  const { line, versions } = data;
  const gates = versions.find((one) => one.version === version)?.status.judgement?.gates.length ?? 0;
  return (
    <>
      <p>
        {texts.promoteFrom(version)} {line.promoted !== null && texts.stays(line.promoted)}
      </p>
      <ul class="ticks">
        {gates > 0 && <Tick icon="tick" isOk children={texts.gatesPass(gates)} />}
        <Tick icon="info" children={texts.judgedAgain} />
        {line.promoted !== null && <Proof data={data} first={version} second={line.promoted} />}
        {line.promoted !== null && <Tick icon="info" children={texts.canRollBack(line.promoted)} />}
      </ul>
    </>
  );
}

/** Whether it is proven that the version is better: by the comparison on the same rows. */
function Proof({
  data,
  first,
  second,
}: {
  readonly data: LineData;
  readonly first: number;
  readonly second: number;
}): JSX.Element | null {
  const texts = t().models.decide;
  const path = { name: data.reference, version: first, other: second };
  const { answer } = useAnswer(`proof ${data.reference} ${first} ${second}`, () =>
    dataOf(api().GET('/v1/models/{name}/versions/{version}/comparison/{other}', { params: { path } })),
  );
  const { data: comparison, problem } = answer.value;
  if (!comparison) return problem ? <Tick icon="info" children={texts.notCompared} /> : null;
  const { difference } = comparison;
  if (!difference) return <Tick icon="info" children={texts.notCompared} />;
  const low = decimal(difference.ci[0], 2);
  if (difference.ci[0] > 0) return <Tick icon="tick" isOk children={texts.proven(low)} />;
  return <Tick icon="info" children={difference.auc > 0 ? texts.notProven(low) : texts.notBetter} />;
}

function RollBack({ version, champion }: { readonly version: number; readonly champion: number | null }): JSX.Element {
  const texts = t().models.decide;
  return (
    <>
      <p>
        {texts.rollBackFrom(version)} {champion !== null && texts.stays(champion)}
      </p>
      <ul class="ticks">{champion !== null && <Tick icon="info" children={texts.notUndone(champion)} />}</ul>
    </>
  );
}

function Retirement({ isChampion }: { readonly isChampion: boolean }): JSX.Element {
  const texts = t().models.decide;
  return (
    <>
      <p>{texts.retireFrom}</p>
      <ul class="ticks">
        {isChampion && <Tick icon="triangle" children={texts.retireChampion} />}
        <Tick icon="info" children={texts.retireStays} />
      </ul>
    </>
  );
}

function Tick({
  icon,
  isOk = false,
  children,
}: {
  readonly icon: IconName;
  readonly isOk?: boolean;
  readonly children: string;
}): JSX.Element {
  return (
    <li class={isOk ? 'ok' : undefined}>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

function Said({ outcome }: { readonly outcome: Outcome }): JSX.Element {
  const texts = t().models.decide;
  const { decision } = outcome;
  if (outcome.done) {
    return (
      <Finding tone="ok" title={texts.done[decision.kind](decision.version)} children={texts.doneMore} level={2} />
    );
  }
  if ('refused' in outcome) {
    const lang = language.value === 'en' ? undefined : 'en';
    return (
      <Finding tone="bad" title={texts.gatesRefuse(decision.version)} code="PromotionRefused" level={2}>
        <ul class="ticks">
          {outcome.refused.map(({ gate, message }) => (
            <li key={gate}>
              <Icon name="cross" />
              <span>
                <b>{gateName(gate)}</b>: <span lang={lang}>{message}</span>
              </span>
            </li>
          ))}
        </ul>
      </Finding>
    );
  }
  const { problem } = outcome;
  return (
    <Finding tone="warn" title={problem.title} code={problem.code} level={2}>
      <p>{problem.message}</p>
      <p>{texts.notDone}</p>
    </Finding>
  );
}

/** What a person may do with one version, apart from promoting it. */
export function RetireButton({ version, ask }: { readonly version: Version; readonly ask: Ask }): JSX.Element | null {
  const { state, version: number } = version;
  if (state === 'retired' || state === 'withdrawn') return null;
  return (
    <button type="button" class="btn danger" onClick={() => ask({ kind: 'retire', version: number })}>
      {t().models.decide.retireOf(number)}
    </button>
  );
}
