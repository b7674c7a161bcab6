/** What needs a person, first; else that nothing is stuck. */
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { duration } from '../../texts/intervals.ts';
import { language, t } from '../../texts/texts.ts';
import { monthsOf } from './drift.ts';
import type { MonitoringData } from './monitoring-data.ts';
import { queueOf, STUCK_MINUTES } from './queue.ts';

/** How many alarms are findings; the numbers have all. */
const MOST = 3;

export function Findings({ data }: { readonly data: MonitoringData }): JSX.Element {
  const texts = t().monitoring.findings;
  const { monitoring, studies } = data;
  const queue = studies && queueOf(studies, Date.now());
  const alarms = [...(monitoring?.monitoring.alarms ?? [])].sort((a, b) => (a.month < b.month ? 1 : -1));
  const newest = monitoring && monthsOf(monitoring).at(-1);
  const lang = language.value === 'en' ? undefined : 'en';
  const stuck = queue?.stuck ?? [];
  const isCalm = alarms.length === 0 && stuck.length === 0 && !queue?.quarantined && !queue?.waiting.length;
  return (
    <div class="stack">
      {alarms.slice(0, MOST).map((alarm) => {
        const variable = typeof alarm.variable === 'string' ? alarm.variable : undefined;
        const isOld = newest !== undefined && alarm.month < newest;
        return (
          <Finding
            key={`${alarm.kind}${alarm.month}${variable ?? ''}`}
            tone="warn"
            level={2}
            code={alarm.kind}
            title={
              alarm.kind === 'drift' && variable !== undefined
                ? texts.drift(variable, alarm.month)
                : texts.calibration(alarm.month)
            }
            actions={
              <>
                {variable !== undefined && (
                  <a class="btn primary" href={driftAddress(data, alarm.month, variable)}>
                    {texts.seeMonth(alarm.month)}
                  </a>
                )}
                {studies && (
                  <a class="btn" href="/studies">
                    {texts.seeStudies}
                  </a>
                )}
              </>
            }
          >
            <p lang={lang}>{alarm.message}</p>
            {isOld && <p>{texts.began(alarm.month)}</p>}
          </Finding>
        );
      })}
      {alarms.length > MOST && <p class="small dim">{texts.more(alarms.length - MOST)}</p>}
      {stuck.length > 0 && (
        <Finding tone="bad" icon="clock" level={2} title={texts.stuck(stuck.length)}>
          <p>{texts.stuckMore(STUCK_MINUTES)}</p>
          <ul>
            {stuck.slice(0, 5).map(({ studyId, still }) => (
              <li key={studyId}>
                <a class="mono" href={`/studies/${encodeURIComponent(studyId)}`}>
                  {studyId}
                </a>{' '}
                <span class="dim">{texts.still(duration(still))}</span>
              </li>
            ))}
          </ul>
        </Finding>
      )}
      {queue !== undefined && queue.quarantined > 0 && (
        <Finding
          tone="bad"
          icon="lock"
          level={2}
          title={texts.quarantined(queue.quarantined)}
          children={texts.quarantinedMore}
          actions={
            <a class="btn" href="/studies">
              {texts.seeStudies}
            </a>
          }
        />
      )}
      {queue !== undefined && queue.waiting.length > 0 && (
        <Finding
          tone="warn"
          icon="clock"
          level={2}
          title={texts.waiting(queue.waiting.length)}
          children={texts.waitingMore}
        />
      )}
      {isCalm && (
        <Finding
          tone="ok"
          level={2}
          title={queue ? texts.calm : texts.calmModel}
          children={queue ? texts.calmMore(STUCK_MINUTES) : texts.calmModelMore}
        />
      )}
      {monitoring && (
        <p class="xs dim" lang={lang}>
          {monitoring.monitoring.drift.rule}
        </p>
      )}
    </div>
  );
}

function driftAddress({ chosen }: MonitoringData, month: string, variable: string): string {
  const values = new URLSearchParams({ ...(chosen && { line: chosen }), month, variable });
  return `/monitoring?${values}`;
}
