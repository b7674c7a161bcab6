/** The figures of a version in the order in which they count: cross-validation, test rows, training rows last. */
import type { JSX } from 'preact';
import { decimal } from '../../../texts/numbers.ts';
import { language, t } from '../../../texts/texts.ts';
import type { Card } from '../line/line-types.ts';

/** Each with its interval and what to know of it; the words of the service are English. */
export function Headline({ card: { performance } }: { readonly card: Card }): JSX.Element {
  const texts = t().models.figures.headline;
  const lang = language.value === 'en' ? undefined : 'en';
  return (
    <section aria-labelledby="headline">
      <h2 id="headline" class="sr">
        {texts.title}
      </h2>
      <div class="g3 even">
        {performance.headline.map(({ kind, what, auc, interval, how, beside }) => (
          <div class="card stat" key={kind}>
            <p class="k">{texts.kinds[kind]}</p>
            <p class="v">{auc === null ? texts.none : `AUC ${decimal(auc)}`}</p>
            <p class="small dim" lang={lang}>
              {interval}
            </p>
            <p class="xs dim" lang={lang}>
              {[what, how].filter((part) => part !== '').join('; ')}. {beside.join(' ')}
            </p>
          </div>
        ))}
      </div>
      {performance.verdicts.length > 0 && (
        <ul class="ticks gap" lang={lang}>
          {performance.verdicts.map((verdict) => (
            <li key={verdict}>
              <span aria-hidden="true">·</span>
              <span>{verdict}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
