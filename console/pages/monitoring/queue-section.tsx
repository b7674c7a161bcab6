/** How much there is: in the queue, answered, refused, known outcomes; and what runs now. */
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { duration } from '../../texts/intervals.ts';
import { percent, whole } from '../../texts/numbers.ts';
import { reasonWords } from '../../texts/reasons.ts';
import { t } from '../../texts/texts.ts';
import type { MonitoringData } from './monitoring-data.ts';
import { countsOf, queueOf } from './queue.ts';

const SHOWN = 8;

export function QueueSection({ data, days }: { readonly data: MonitoringData; readonly days?: number }): JSX.Element {
  const texts = t().monitoring;
  const { studies } = data;
  if (!studies) {
    const { missingScope, scopeNeeded } = t().states;
    return (
      <Finding tone="warn" title={missingScope} children={`${texts.studiesHidden} ${scopeNeeded('studies:read')}`} />
    );
  }
  const now = Date.now();
  const { running } = queueOf(studies, now);
  const counts = countsOf(studies, now, days);
  const share = (count: number): string => (counts.studies === 0 ? '–' : percent(count / counts.studies));
  const period = days === undefined ? texts.allStudies : texts.lastDays(days);
  const reason = counts.reason && (reasonWords(counts.reason.code)?.meaning ?? counts.reason.code);
  return (
    <>
      <div class="g4 two">
        <Stat
          name={texts.queue.now}
          value={whole(running.length)}
          more={running[0] ? texts.queue.oldest(duration(running[0].still)) : texts.queue.idle}
        />
        <Stat name={texts.queue.received} value={whole(counts.studies)} more={period} />
        <Stat
          name={texts.queue.refused}
          value={share(counts.refused)}
          more={reason === null ? texts.queue.noneRefused : texts.queue.mostly(reason)}
        />
        <Stat
          name={texts.queue.outcome}
          value={share(counts.outcomeKnown)}
          more={texts.queue.outcomeOf(whole(counts.outcomeKnown), whole(counts.studies))}
        />
      </div>
      {data.hasMoreStudies && <p class="small dim">{texts.queue.notAll(whole(studies.length))}</p>}
    </>
  );
}

/** What runs now: trainings and studies, the longest without news first. */
export function RunningSection({ data: { studies = [], runs } }: { readonly data: MonitoringData }): JSX.Element {
  const texts = t().monitoring;
  const { running } = queueOf(studies, Date.now());
  return (
    <section class="card">
      <h2>{texts.queue.running}</h2>
      {running.length === 0 && runs.length === 0 && <p class="small dim">{texts.queue.nothingRuns}</p>}
      <div class="stack">
        {runs.map(({ line, run }) => (
          <div class="job" key={run.runId}>
            <div>
              <span>{texts.queue.training(line)}</span>
              <a href={`/models/${line}/runs/${run.runId}`}>{texts.queue.openRun}</a>
            </div>
          </div>
        ))}
        {running.slice(0, SHOWN).map(({ studyId, still }) => (
          <div class="job" key={studyId}>
            <div>
              <a class="mono" href={`/studies/${encodeURIComponent(studyId)}`}>
                {studyId}
              </a>
              <span class="num dim">{texts.findings.still(duration(still))}</span>
            </div>
          </div>
        ))}
        {running.length > SHOWN && <p class="small dim">{texts.queue.moreRunning(running.length - SHOWN)}</p>}
      </div>
    </section>
  );
}

function Stat({
  name,
  value,
  more,
}: {
  readonly name: string;
  readonly value: string;
  readonly more: string;
}): JSX.Element {
  return (
    <div class="card stat">
      <p class="k">{name}</p>
      <p class="v">{value}</p>
      <p class="small dim">{more}</p>
    </div>
  );
}
