/** How the features were computed: protocol, engine, settings, repairs, time. */
import type { JSX } from 'preact';
import { whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Study } from '../data/study-data.ts';
import { duration, shortHash } from './short-hash.ts';

export function ComputedCard({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.computed;
  const { protocol, engineVersion, settingsHash, repairs = [], startedAt, endedAt } = study;
  const took = duration(startedAt, endedAt);
  const names = repairs.map(({ sequence, name }) => texts.repairOf(t().sequence[sequence], t().studies.repair[name]));
  return (
    <section class="card">
      <h2>{texts.heading}</h2>
      <dl class="kv">
        <dt>{texts.protocol}</dt>
        <dd>{protocol ?? '–'}</dd>
        <dt>{texts.engine}</dt>
        <dd>{engineVersion ?? '–'}</dd>
        <dt>{texts.settings}</dt>
        <dd class="mono xs">{settingsHash === undefined ? '–' : shortHash(settingsHash)}</dd>
        <dt>{texts.repairs}</dt>
        <dd>{names.length > 0 ? names.join(', ') : texts.noRepairs}</dd>
        <dt>{texts.time}</dt>
        <dd>{took ? texts.took(whole(took.minutes), whole(took.seconds), took.minutes) : '–'}</dd>
      </dl>
    </section>
  );
}
