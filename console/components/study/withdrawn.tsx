/** What a withdrawal left: what cannot go at once, how long it stays and who removes it. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/client.ts';
import { t } from '../../texts/texts.ts';
import { Finding } from '../finding.tsx';
import { otherLanguage } from '../reason-finding.tsx';

export function Withdrawn({
  withdrawal: { studyId, remains },
  onClose,
}: {
  readonly withdrawal: Schemas['Withdrawal'];
  readonly onClose: () => void;
}): JSX.Element {
  const texts = t().studies.withdraw;
  return (
    <div class="notice" role="status">
      <Finding
        tone="ok"
        title={texts.done(studyId)}
        level={2}
        actions={
          <button type="button" class="btn" onClick={onClose}>
            {texts.dismiss}
          </button>
        }
      >
        <p>{remains.length > 0 ? texts.remains : texts.nothingRemains}</p>
        <ul class="dots">
          {remains.map(({ code, message }) => (
            <li key={code} lang={otherLanguage('en')}>
              {message}
            </li>
          ))}
        </ul>
      </Finding>
    </div>
  );
}
