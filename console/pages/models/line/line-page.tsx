/** What every page of a line has: its heading with what answers, its tabs, and the states of its data. */
import type { ComponentChildren, JSX } from 'preact';
import { PageHeading } from '../../../components/page-heading.tsx';
import { ShownAsOf } from '../../../components/shown-as-of.tsx';
import { Failed, Loading } from '../../../components/states.tsx';
import { Pill } from '../../../components/status.tsx';
import { Tabs } from '../../../components/tabs.tsx';
import { t } from '../../../texts/texts.ts';
import { type LineData, useLine, useSyntheticMark } from './line-data.ts';
import { addressOf } from './line-types.ts';

export interface LinePageProps {
  /** The line as the address names it. */
  readonly name: string;
  /** Of the document, after the name of the line. */
  readonly view?: string;
  /** Buttons of the page, next to its heading. */
  readonly actions?: (data: LineData, again: () => Promise<void>) => ComponentChildren;
  readonly children: (data: LineData, again: () => Promise<void>) => ComponentChildren;
}

/** A page of a line. */
export function LinePage({ name, view, actions, children }: LinePageProps): JSX.Element {
  const asked = useLine(name);
  const { data, problem } = asked.answer.value;
  useSyntheticMark(data?.versions.some(({ dataOrigin }) => dataOrigin === 'synthetic') ?? false);
  const texts = t().models;
  const shownName = data?.line.name ?? name.slice(name.indexOf('~') + 1);
  return (
    <>
      <p class="crumb">
        <a href="/models">{texts.title}</a>
      </p>
      <div class="head">
        <PageHeading name={view === undefined ? shownName : `${shownName} · ${view}`}>{shownName}</PageHeading>
        {data && <Facts data={data} />}
        {data && actions && <div class="act">{actions(data, asked.again)}</div>}
      </div>
      {data && <LineTabs reference={data.reference} />}
      <ShownAsOf asked={asked} />
      {data ? (
        children(data, asked.again)
      ) : problem ? (
        <Failed problem={problem} again={() => void asked.again()} level={2} />
      ) : (
        <section class="card">
          <Loading lines={8} />
        </section>
      )}
    </>
  );
}

function Facts({ data: { line, versions } }: { readonly data: LineData }): JSX.Element {
  const texts = t().models;
  return (
    <>
      {line.promoted === null ? (
        <Pill tone="quiet" icon="none">
          {texts.noneAnswers}
        </Pill>
      ) : (
        <Pill tone="ok" icon="tick">
          {texts.answers(line.promoted)}
        </Pill>
      )}
      <p class="facts">
        <span>{texts.versions(versions.length)}</span>
        <span>{texts.ofOwner(line.owner)}</span>
        <span>
          {line.standing === 'guest'
            ? texts.sharedWithYou
            : line.settings.shared
              ? texts.sharedByYou
              : texts.onlyMembers}
        </span>
        <span>{line.protocol}</span>
      </p>
    </>
  );
}

function LineTabs({ reference }: { readonly reference: string }): JSX.Element {
  const { tabs } = t().models;
  const to = (...parts: readonly string[]): string => addressOf(reference, ...parts);
  return (
    <Tabs
      label={tabs.label}
      tabs={[
        { href: to(), name: tabs.versions },
        { href: to('compare'), name: tabs.compare },
        { href: to('cohort'), name: tabs.cohort },
        { href: to('runs'), name: tabs.runs },
        { href: to('settings'), name: tabs.settings },
        { href: `/monitoring?line=${encodeURIComponent(reference)}`, name: tabs.monitoring },
      ]}
    />
  );
}
