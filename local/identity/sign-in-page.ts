/** The pages on which the owner of this machine signs in, and the page that says why it cannot be. */
import { SCOPE_CHOICES } from './owner-sessions.ts';

export interface SignInForm {
  /** Names the request that is approved. */
  readonly request: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly institution: string;
  readonly consortium: string;
  readonly may: string;
  /** Whether the console asked, whose sign-ins a known browser may approve: then the script decides what is shown. */
  readonly isConsole: boolean;
  /** Why the form is shown again. */
  readonly fault?: string;
}

export function signInPage(form: SignInForm): string {
  const { request, scopes, redirectUri, institution, consortium, may, isConsole, fault } = form;
  const choices = Object.entries(SCOPE_CHOICES).map(
    ([name, { words }]) => `<option value="${name}"${name === may ? ' selected' : ''}>${words}</option>`,
  );
  const proof = isConsole
    ? 'Run <code>radscore console</code> on this machine: its link signs you in without a code, or type the code that it prints.'
    : 'The one that <code>radscore login</code> printed. It shows that you started this sign-in.';
  return page(
    'Sign in',
    `<section class="card"><h1>Sign in</h1>
<p class="dim">Local cloud, on this machine only: it stands in for an identity provider. Choose who to be.</p>
${fault ? `<p class="fault" role="alert">${escaped(fault)}</p>` : ''}
<form id="form" method="post" action="/oauth2/authorize" autocomplete="off"${isConsole ? ' hidden' : ''}${fault ? ' data-again' : ''}>
<input type="hidden" name="request" value="${escaped(request)}">
<input type="hidden" name="session" value="">
<label for="institution">Institution</label>
<input id="institution" name="institution" required maxlength="63" value="${escaped(institution)}" aria-describedby="institution-hint">
<small id="institution-hint">Whose studies you read and write. The demonstration's is demo-centre-1.</small>
<label for="may">May</label>
<select id="may" name="may">${choices.join('')}</select>
<details><summary>Consortium</summary>
<label for="consortium">Institutions to pool with</label>
<input id="consortium" name="consortium" maxlength="2048" value="${escaped(consortium)}" aria-describedby="consortium-hint">
<small id="consortium-hint">With commas; NAME:A,B if it has a name. Empty: as it was; none: taken away.</small></details>
<div id="prove"><label for="code">Code</label>
<input id="code" name="code" required maxlength="32" spellcheck="false" aria-describedby="code-hint"${isConsole ? '' : ' autofocus'}>
<small id="code-hint">${proof}</small></div>
<button class="primary" name="decision" value="allow">Sign in</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
<details><summary>What is asked for</summary><p class="dim">${escaped(scopes.join(', '))}. You return to ${escaped(redirectUri)}.</p></details>
</form></section>`,
    isConsole ? { page: 'ask', request } : {},
  );
}

/** Opened by a link of the owner; the script redeems what is after its `#`. */
export function linkPage(): string {
  return page(
    'Sign in',
    `<section class="card"><h1>Sign in</h1><p class="dim" id="used" hidden>This link was used already, or has expired.
Run <code>radscore console</code> on this machine for another one.</p></section>`,
    { page: 'link' },
  );
}

/** Keeps the session in the browser, or ends its sign-in, and goes on. */
export function passingPage(
  data:
    | { readonly page: 'approved'; readonly session: string; readonly location: string }
    | { readonly page: 'signedOut'; readonly location: string },
): string {
  return page('Sign in', '', data);
}

export function faultPage(fault: string): string {
  const title = 'This sign-in cannot be';
  return page(
    title,
    `<section class="card"><h1>${title}</h1><p class="fault" role="alert">${escaped(fault)}</p></section>`,
    {},
  );
}

/**
 * One script and one style of the issuer's own, no frame around it, nothing from elsewhere. `redirectUri` is where the form
 * may lead: browsers hold a redirect after a form to `form-action` as well.
 */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  const actions = ["'self'", ...(redirectUri ? [new URL(redirectUri).origin] : [])].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action ${actions}; frame-ancestors 'none'; base-uri 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: with that, browsers send a form of the page itself with `Origin: null`, like one of another site.
    'referrer-policy': 'same-origin',
  };
}

const MARK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M7 15.5c1.5-5 3-7 5-7s2.5 2 5 3.5"/></svg>';

function page(title: string, body: string, data: Readonly<Record<string, string>>): string {
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Radscore</title><link rel="stylesheet" href="/sign-in.css">
<script src="/sign-in.js" defer></script></head>
<body><aside class="strip" aria-label="Notice"><b>Research use only.</b> Not a medical device.</aside>
<main${attributes.join('')}><div class="brand">${MARK}Radscore</div>
${body}</main></body></html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
