/** Signing in: what leads to the issuer, and where the issuer sends the visitor back to. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Finding } from '../../components/finding.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { Loading } from '../../components/states.tsx';
import { address, navigate, query } from '../../service/location.ts';
import { configuration } from '../../service/service.ts';
import { completeSignIn, signIn, signInForOtherTab } from '../../service/session.ts';
import { t } from '../../texts/texts.ts';

/** `/sign-in`; with `?start` it goes on at once, with `?for=other-tab` it signs in for the tab that opened this one. */
export default function SignIn(): JSX.Element {
  const [problem, setProblem] = useState('');
  const [isHandedOver, setHandedOver] = useState(false);
  const isAnswered = query('code') !== undefined || query('error') !== undefined;
  const isForOther = query('for') === 'other-tab';
  const goesOn = isAnswered || isForOther || address.value.searchParams.has('start');
  useEffect(() => {
    const refused = (error: unknown): void => setProblem(error instanceof Error ? error.message : String(error));
    if (isAnswered) {
      completeSignIn().then((completed) => {
        if (completed.kind !== 'handed-over') return navigate(completed.place, { replace: true });
        // The answer of the issuer is spent.
        navigate('/sign-in', { replace: true });
        setHandedOver(true);
        window.close();
      }, refused);
    } else if (isForOther) signInForOtherTab().catch(refused);
    else if (goesOn) signIn('/studies').catch(refused);
  }, [isAnswered]);
  const texts = t().signIn;
  if (isHandedOver) return <PageHeading name={texts.handedOver} />;
  if (goesOn && !problem) return <Loading />;
  const isLocal = configuration()?.stage === 'local';
  return (
    <div class="login stack">
      {problem && <Finding tone="bad" title={texts.refused} children={problem} level={2} />}
      <section class="card stack">
        <PageHeading name={texts.title} />
        <p>{texts.lead}</p>
        <button type="button" class="btn primary big" onClick={() => void signIn('/studies')}>
          {isLocal ? texts.buttonLocal : texts.button}
        </button>
        <p class="small dim">{isLocal ? texts.local : texts.going}</p>
      </section>
      <p class="small dim center">
        <a href="/score">{texts.withoutSigningIn}</a>
      </p>
    </div>
  );
}
