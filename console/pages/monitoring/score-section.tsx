/** The scorecard of the own institution; others see their own. */
import type { JSX } from 'preact';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { Pill } from '../../components/status.tsx';
import { difference, estimate } from '../../texts/intervals.ts';
import { percent, whole } from '../../texts/numbers.ts';
import { reasonWords } from '../../texts/reasons.ts';
import { t } from '../../texts/texts.ts';
import type { Monitoring } from './drift.ts';
import type { MonitoringData } from './monitoring-data.ts';
import { countsOf } from './queue.ts';
import { LEAST_OUTCOMES, type Score, scoreOf } from './scorecard.ts';

export function ScoreSection({
  data: { studies, validation },
  monitoring,
  days,
}: {
  readonly data: MonitoringData;
  readonly monitoring: Monitoring;
  readonly days?: number;
}): JSX.Element {
  const texts = t().monitoring.score;
  const score = scoreOf(monitoring, validation);
  const counts = studies && countsOf(studies, Date.now(), days);
  const share = (count: number | undefined): string =>
    count === undefined || !counts?.studies ? '–' : percent(count / counts.studies);
  const few = <span class="dim">{t().monitoring.tooFewOutcomes}</span>;
  const { auc, observedToExpected, drift } = score;
  const reason = counts?.reason && (reasonWords(counts.reason.code)?.meaning ?? counts.reason.code);
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">{texts.lead(LEAST_OUTCOMES)}</span>
      </div>
      <ScrollBox label={texts.caption}>
        <table>
          <caption class="sr">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.institution}</th>
              <th scope="col" class="r">
                {texts.studies}
              </th>
              <th scope="col" class="r">
                {texts.refused}
              </th>
              <th scope="col">{texts.reason}</th>
              <th scope="col" class="r">
                {texts.outcomes}
              </th>
              <th scope="col" class="r">
                {texts.auc}
              </th>
              <th scope="col" class="r">
                {texts.ratio}
              </th>
              <th scope="col" class="r">
                {texts.drift}
              </th>
              <th scope="col">{texts.state}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{monitoring.institution}</th>
              <td class="r">{counts ? whole(counts.studies) : '–'}</td>
              <td class="r">{share(counts?.refused)}</td>
              <td>{reason ?? '–'}</td>
              <td class="r">{share(counts?.outcomeKnown)}</td>
              <td class="r nowrap">{auc ? estimate(auc.value, auc.interval) : few}</td>
              <td class="r nowrap">
                {observedToExpected ? estimate(observedToExpected.value, observedToExpected.interval) : few}
              </td>
              <td class="r nowrap">
                {drift?.shift === null || drift === null ? '–' : difference(drift.shift, drift.interval)}
              </td>
              <td>
                <StatePill state={score.state} />
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollBox>
      <p class="pad-all small dim">
        {texts.restsOn(whole(score.outcomes))} {texts.others}
      </p>
    </section>
  );
}

const LOOKS = {
  expected: ['ok', 'tick'],
  look: ['warn', 'triangle'],
  early: ['quiet', 'clock'],
} as const;

function StatePill({ state }: Pick<Score, 'state'>): JSX.Element {
  const [tone, icon] = LOOKS[state];
  return (
    <Pill tone={tone} icon={icon}>
      {t().monitoring.score.states[state]}
    </Pill>
  );
}
