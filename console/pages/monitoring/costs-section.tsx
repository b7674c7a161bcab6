/** What the studies cost, month by month: to the thousandth of a cent, as the service states it. */
import type { JSX } from 'preact';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { Monitoring } from './drift.ts';

export function CostsSection({ monitoring: { costs } }: { readonly monitoring: Monitoring }): JSX.Element | null {
  const texts = t().monitoring.costs;
  const months = costs?.months ?? [];
  if (months.length === 0) return null;
  const [{ priceDates }] = months;
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">{texts.lead}</span>
      </div>
      <ScrollBox label={texts.caption}>
        <table>
          <caption class="sr">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.month}</th>
              <th scope="col" class="r">
                {texts.studies}
              </th>
              <th scope="col" class="r">
                {texts.perStudy}
              </th>
              <th scope="col" class="r">
                {texts.together}
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, studies, perStudy, usd }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                <td class="r">{whole(studies)}</td>
                <td class="r nowrap">{dollars(perStudy, 5)}</td>
                <td class="r nowrap">{dollars(usd, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p class="pad-all small dim">
        {texts.prices(priceDates.at(-1) ?? '–')} {months.some(({ measured }) => measured === 'local') && texts.local}
      </p>
    </section>
  );
}

/** Dollars with as many decimals as it takes to see a figure that is not 0. */
function dollars(usd: number, digits: number): string {
  return `$${decimal(usd, usd > 0 && usd < 0.5 / 10 ** digits ? 5 : digits)}`;
}
