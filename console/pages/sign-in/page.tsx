/** Signing in: where the issuer sends the visitor back to. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Finding } from '../../components/finding.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { Loading } from '../../components/states.tsx';
import { navigate, query } from '../../service/location.ts';
import { configuration } from '../../service/service.ts';
import { completeSignIn, isSignedIn, signIn } from '../../service/session.ts';
import { t } from '../../texts/texts.ts';

/** `/sign-in` */
export default function SignIn(): JSX.Element {
  const [problem, setProblem] = useState('');
  const isAnswered = query('code') !== undefined || query('error') !== undefined;
  useEffect(() => {
    if (!isAnswered) return;
    completeSignIn().then(
      (place) => navigate(place, { replace: true }),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [isAnswered]);
  const texts = t().signIn;
  if (isAnswered && !problem && !isSignedIn.value) return <Loading />;
  return (
    <section class="card">
      <PageHeading name={texts.title} />
      <p>{texts.lead}</p>
      {problem && <Finding tone="bad" title={texts.refused} children={problem} />}
      {configuration()?.stage === 'local' && <p class="dim">{texts.local}</p>}
      <div class="act">
        <button type="button" class="btn primary big" onClick={() => void signIn('/studies')}>
          {texts.button}
        </button>
      </div>
    </section>
  );
}
