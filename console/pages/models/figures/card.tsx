/** The card of a version: for what it is, its limits, its data, its provenance. */
import type { ComponentChildren, JSX } from 'preact';
import { DownloadButton } from '../../../components/download-button.tsx';
import { Finding } from '../../../components/finding.tsx';
import { estimate } from '../../../texts/intervals.ts';
import { moment, percent, whole } from '../../../texts/numbers.ts';
import { language, t } from '../../../texts/texts.ts';
import type { Version } from '../line/line-types.ts';
import type { VersionData } from './version-data.ts';

export function CardSections({
  data: { card, evaluation },
  version,
}: {
  readonly data: VersionData;
  readonly version: Version;
}): JSX.Element {
  const texts = t().models.figures.card;
  const lang = language.value === 'en' ? undefined : 'en';
  const file = `${card.model.name}-version-${card.model.version}`;
  return (
    <>
      <Marks version={version} />
      <div class="g2 even gap-l">
        <section class="card">
          <h2>{texts.title}</h2>
          <h3>{texts.use}</h3>
          <p class="small" lang={lang}>
            {card.intendedUse}
          </p>
          <h3 class="gap">{texts.limits}</h3>
          {card.warnings.length === 0 ? (
            <p class="small dim">{texts.noWarnings}</p>
          ) : (
            <ul class="warnings small" lang={lang}>
              {card.warnings.map(({ code, message }) => (
                <li key={code}>
                  {message} <span class="code">{code}</span>
                </li>
              ))}
            </ul>
          )}
          {card.audience === 'other' && <p class="small dim gap">{texts.guestNote}</p>}
          <div class="row gap">
            <DownloadButton name={`${file}-card.json`} type="application/json" content={() => pretty(card)}>
              {texts.json}
            </DownloadButton>
            <DownloadButton name={`${file}-evaluation.json`} type="application/json" content={() => pretty(evaluation)}>
              {texts.evaluationJson}
            </DownloadButton>
          </div>
        </section>
        <section class="card">
          <h2>{texts.data}</h2>
          <DataList data={{ card, evaluation, version: version.version }} />
          <h2 class="gap">{texts.provenance}</h2>
          <Provenance version={version} protocol={card.protocol} />
        </section>
      </div>
      <Submodels version={version} />
    </>
  );
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What became of the version since it was fitted. */
function Marks({ version: { status } }: { readonly version: Version }): JSX.Element | null {
  const texts = t().models.figures.card;
  const words: Readonly<Record<string, (count: number) => string>> = texts.marks;
  const marks = Object.entries(status.marks ?? {}).flatMap(([code, { count }]) =>
    words[code] ? [{ code, text: words[code](count) }] : [],
  );
  if (marks.length === 0 && !status.retired) return null;
  return (
    <div class="stack gap-l">
      {status.retired && (
        <Finding
          tone="warn"
          icon="none"
          title={texts.retired(moment(status.retired.at))}
          children={status.retired.reason}
        />
      )}
      {marks.map(({ code, text }) => (
        <Finding key={code} tone="warn" title={text} code={code} />
      ))}
    </div>
  );
}

function DataList({ data: { card } }: { readonly data: VersionData }): JSX.Element {
  const texts = t().models.figures.card;
  const { data, model, threshold, selected } = card;
  return (
    <dl class="kv">
      <Entry name={texts.rows}>{`${whole(data.rows.train)} + ${whole(data.rows.test)}`}</Entry>
      <Entry name={texts.events}>{`${whole(data.events.train)} + ${whole(data.events.test)}`}</Entry>
      <Entry name={texts.outcome}>{data.outcome}</Entry>
      {data.institutions && <Entry name={texts.institutions}>{data.institutions.join(', ')}</Entry>}
      {data.sites !== undefined && <Entry name={texts.sites}>{whole(data.sites)}</Entry>}
      {threshold && <Entry name={texts.threshold}>{percent(threshold.probability)}</Entry>}
      <Entry name={texts.data}>{texts.origin[model.dataOrigin]}</Entry>
      <Entry name={texts.selected}>
        <ul>
          {selected.map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </Entry>
    </dl>
  );
}

function Provenance({
  version,
  protocol,
}: {
  readonly version: Version;
  readonly protocol: VersionData['card']['protocol'];
}): JSX.Element {
  const texts = t().models.figures.card;
  return (
    <dl class="kv">
      <Entry name={texts.made}>{moment(version.createdAt)}</Entry>
      <Entry name={texts.protocol}>{protocol.id}</Entry>
      <Entry name={texts.modelling}>{protocol.modelling.id}</Entry>
      {version.programVersion && <Entry name={texts.program}>{version.programVersion}</Entry>}
      <Entry name={texts.engine}>{version.engineVersion}</Entry>
      <Entry name={texts.settings}>
        <code>{version.settingsHash}</code>
      </Entry>
      {version.modelSha256 && (
        <Entry name={texts.modelHash}>
          <code>{version.modelSha256}</code>
        </Entry>
      )}
    </dl>
  );
}

function Submodels({ version: { submodels = [] } }: { readonly version: Version }): JSX.Element | null {
  const texts = t().models.figures.card;
  if (submodels.length === 0) return null;
  const names = t().sequence;
  return (
    <section class="card gap-l">
      <h2>{texts.submodels}</h2>
      <dl class="kv">
        {submodels.map(({ sequences, status, area, reason }) => (
          <Entry key={sequences.join()} name={sequences.map((one) => names[one]).join(' + ')}>
            {texts.submodelStates[status]}
            {area && `, AUC ${estimate(area.auc, area.ci)}`}
            {reason && `. ${reason.message}`}
          </Entry>
        ))}
      </dl>
    </section>
  );
}

function Entry({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
