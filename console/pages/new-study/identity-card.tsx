/** Whether anything tells who the patient is, and what nobody but a person can look at. */
import type { DeidentificationReceipt } from '@radscore/imaging';
import type { JSX } from 'preact';
import { Pill } from '../../components/status.tsx';
import { whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { fields, fill } from './draft-store.ts';

export function IdentityCard({ receipt }: { readonly receipt: DeidentificationReceipt }): JSX.Element {
  const texts = t().newStudy.identity;
  const isClear = receipt.verdict !== 'quarantine';
  return (
    <section class="card">
      <h2>{texts.title}</h2>
      <p>
        <Pill tone={isClear ? 'ok' : 'bad'} icon={isClear ? 'tick' : 'lock'}>
          {isClear ? texts.nothing : texts.something}
        </Pill>
      </p>
      <dl class="kv gap">
        <dt>{texts.files}</dt>
        <dd>{texts.filesOf(whole(receipt.files))}</dd>
        <dt>{texts.profile}</dt>
        <dd>{receipt.profile}</dd>
        <dt>{texts.pixels}</dt>
        <dd>{texts.pixelsNot}</dd>
      </dl>
      <p class="small dim gap">{texts.again}</p>
      <label class="check gap">
        <input
          type="checkbox"
          checked={fields.value.hasLooked}
          onChange={({ currentTarget }) => fill({ hasLooked: currentTarget.checked })}
        />
        <span>{texts.looked}</span>
      </label>
    </section>
  );
}
