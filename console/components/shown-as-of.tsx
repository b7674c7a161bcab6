/** Above data that could not be asked for again: why, and of when what is shown is. */
import type { JSX } from 'preact';
import type { Asked } from '../service/asking.ts';
import { moment } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import { Failed } from './states.tsx';

/** Nothing while the service answers. */
export function ShownAsOf<Data>({ asked }: { readonly asked: Asked<Data> }): JSX.Element | null {
  const { data, problem, at } = asked.answer.value;
  if (data === undefined || problem === undefined) return null;
  return (
    <div class="stack">
      <Failed problem={problem} again={() => void asked.again()} level={2} />
      {at !== undefined && <p class="small dim">{t().models.shownAsOf(moment(new Date(at).toISOString()))}</p>}
    </div>
  );
}
