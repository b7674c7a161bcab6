/** The frame of every page: the strip, the navigation, the page, the footer. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../api/problem.ts';
import { Finding } from '../components/finding.tsx';
import { KeyboardHelp } from '../components/keyboard-help.tsx';
import { LanguageChoice } from '../components/language-choice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { PageNotice } from '../components/page-notice.tsx';
import { Failed, Loading } from '../components/states.tsx';
import { address } from '../service/location.ts';
import { configuration, showsSynthetic } from '../service/service.ts';
import { hasEnded, institution, isSignedIn, may, signIn, signOut } from '../service/session.ts';
import { t } from '../texts/texts.ts';
import { type Page, type Parameters, type Route, routeOf } from './routes.ts';
import { useShortcuts } from './use-shortcuts.ts';

const SECTIONS = [
  ['studies', '/studies', 'studies:read'],
  ['models', '/models', 'models:read'],
  ['monitoring', '/monitoring', 'models:read'],
  ['score', '/score', undefined],
] as const;

/** The whole page: what the address names, in its frame. */
export function Shell(): JSX.Element {
  const found = routeOf(address.value.pathname);
  const texts = t();
  const [isHelpOpen, openHelp] = useState(false);
  useShortcuts(() => openHelp(true));
  return (
    <>
      <PageNotice isSynthetic={showsSynthetic.value} />
      <header class="top">
        <div>
          <a class="brand" href="/studies">
            <Mark />
            Radscore
          </a>
          <nav class="nav" aria-label={texts.shell.main}>
            {SECTIONS.filter(([, , scope]) => scope === undefined || may(scope)).map(([name, path]) => (
              <a key={name} href={path} aria-current={found?.route.section === name ? 'page' : undefined}>
                {texts.shell[name]}
              </a>
            ))}
          </nav>
          <Account />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {hasEnded.value && <Ended />}
        {found ? <Visited route={found.route} parameters={found.parameters} key={found.route.path} /> : <NotFound />}
      </main>
      <footer class="foot">
        <span>{texts.shell.footer}</span>
        <a href="/components">{texts.shell.components}</a>
        <button type="button" class="as-link" aria-haspopup="dialog" onClick={() => openHelp(true)}>
          {texts.shell.keyboard}
        </button>
        <LanguageChoice />
      </footer>
      {isHelpOpen && <KeyboardHelp onClose={() => openHelp(false)} />}
    </>
  );
}

function Visited({ route, parameters }: { readonly route: Route; readonly parameters: Parameters }): JSX.Element {
  const [page, setPage] = useState<{ readonly Page: Page } | undefined>();
  const [problem, setProblem] = useState<ApiProblem>();
  const load = (): void => {
    setProblem(undefined);
    route.load().then(
      ({ default: loaded }) => setPage({ Page: loaded }),
      () => setProblem(new ApiProblem(0)),
    );
  };
  useEffect(load, [route]);
  if (!route.isPublic && !isSignedIn.value) return <SignedOut />;
  if (route.scope !== undefined && !may(route.scope)) {
    const { missingScope, scopeNeeded } = t().states;
    return (
      <>
        <PageHeading name={missingScope} />
        <Finding tone="warn" title={route.scope} children={scopeNeeded(route.scope)} level={2} />
      </>
    );
  }
  if (problem) return <Failed problem={problem} again={load} />;
  return page ? <page.Page {...parameters} /> : <Loading />;
}

function Account(): JSX.Element {
  const texts = t().shell;
  return (
    <div class="who">
      {isSignedIn.value ? (
        <>
          <span class="sub">{institution.value}</span>
          <button type="button" class="btn slim" onClick={() => void signOut()}>
            {texts.signOut}
          </button>
        </>
      ) : (
        <button type="button" class="btn slim" onClick={() => void signIn()}>
          {texts.signIn}
        </button>
      )}
    </div>
  );
}

function Ended(): JSX.Element {
  const { expired, expiredMore } = t().states;
  return (
    <Finding
      tone="warn"
      icon="lock"
      title={expired}
      level={2}
      actions={
        <button type="button" class="btn primary" onClick={() => void signIn()}>
          {t().shell.signIn}
        </button>
      }
    >
      {expiredMore}
    </Finding>
  );
}

function SignedOut(): JSX.Element {
  const { title, lead, button, buttonLocal } = t().signIn;
  return (
    <section class="card">
      <PageHeading name={title} />
      <p>{lead}</p>
      <div class="act">
        <button type="button" class="btn primary" onClick={() => void signIn()}>
          {configuration()?.stage === 'local' ? buttonLocal : button}
        </button>
      </div>
    </section>
  );
}

function NotFound(): JSX.Element {
  const { notFound, notFoundMore } = t().states;
  return (
    <section class="card">
      <PageHeading name={notFound} />
      <p>{notFoundMore}</p>
    </section>
  );
}

function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" class="fa" />
      <path d="M7 15.5c1.5-5 3-7 5-7s2.5 2 5 3.5" fill="none" class="mk" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}
