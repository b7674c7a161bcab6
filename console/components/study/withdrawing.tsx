/** The question before a study is withdrawn: what is erased, what cannot be undone. */
import type { JSX } from 'preact';
import { dataOf, type Schemas } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { api } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';
import { Confirmation } from '../dialog.tsx';

/** What is erased, what cannot be undone: and the safe button keeps the study. */
export function Withdrawing({
  id,
  onKeep,
  onWithdrawn,
}: {
  readonly id: string;
  readonly onKeep: () => void;
  readonly onWithdrawn: (withdrawal: Schemas['Withdrawal']) => void;
}): JSX.Element {
  const texts = t().studies.withdraw;
  return (
    <Confirmation
      title={texts.title(id)}
      keep={texts.keep(id)}
      confirm={texts.confirm(id)}
      danger
      onKeep={onKeep}
      onConfirm={async () => onWithdrawn(await withdrawal(id))}
    >
      <ul class="dots">
        <li>{texts.erased}</li>
        <li>{texts.models}</li>
        <li>
          <b>{texts.never}</b>
        </li>
        <li>{texts.after}</li>
      </ul>
    </Confirmation>
  );
}

/** Repeating it is harmless: a study that is gone already is withdrawn. @throws ApiProblem */
async function withdrawal(id: string): Promise<Schemas['Withdrawal']> {
  try {
    return await dataOf(api().DELETE('/v1/studies/{id}', { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof ApiProblem && error.isOffline) throw new Error(t().states.offline, { cause: error });
    throw error;
  }
}
