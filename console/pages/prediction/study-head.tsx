/** The head of a study's views: its name, its state, its facts, and the tabs between the views. */
import type { JSX } from 'preact';
import { studyState } from '../../api/state-of-study.ts';
import { Icon } from '../../components/icon.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { StatusPill } from '../../components/status.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { moment, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { Study } from './asking.ts';

/** @param canPrint whether there is an answer to print */
export function StudyHead({
  study,
  canPrint = false,
}: {
  readonly study: Study;
  readonly canPrint?: boolean;
}): JSX.Element {
  const texts = t().predictionPage;
  const { tabs, facts, actions } = t().study;
  const { studyId, protocol, receivedAt, features } = study;
  const path = `/studies/${encodeURIComponent(studyId)}`;
  return (
    <>
      <p class="crumb noprint">
        <a href="/studies">{t().shell.studies}</a>
      </p>
      <div class="head">
        <PageHeading name={texts.ofStudy(studyId)}>{studyId}</PageHeading>
        <StatusPill state={studyState(study)} />
        <p class="facts">
          {protocol && <span>{protocol}</span>}
          <span>{facts.received(moment(receivedAt))}</span>
          {features !== undefined && <span>{facts.features(whole(features))}</span>}
        </p>
        {canPrint && (
          <div class="act">
            <button type="button" class="btn" onClick={() => print()}>
              <Icon name="print" />
              {texts.actions.report}
            </button>
            <a class="btn" href={path}>
              {study.outcome ? actions.changeOutcome : actions.recordOutcome}
            </a>
          </div>
        )}
      </div>
      <Tabs
        label={tabs.label}
        tabs={[
          { href: path, name: tabs.images },
          { href: `${path}/features`, name: tabs.features },
          { href: `${path}/prediction`, name: tabs.prediction },
          { href: `${path}/history`, name: tabs.history },
        ]}
      />
    </>
  );
}
