/** The page on which the owner of this machine signs in, and the page that says why it cannot be. */

export interface SignInForm {
  /** Names the request that is approved. */
  readonly request: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly institution: string;
  readonly consortium: string;
  /** Why the form is shown again. */
  readonly fault?: string;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b}
label{display:block;margin-top:1rem;font-weight:600}input{font:inherit;width:100%;padding:.4rem;box-sizing:border-box}
small{color:#555}button{font:inherit;padding:.4rem 1rem;margin:1.5rem .5rem 0 0}.fault{color:#a40000}`;

export function signInPage(form: SignInForm): string {
  const { request, scopes, redirectUri, institution, consortium, fault } = form;
  return page(
    'Sign in to Radscore on this machine',
    `<p>The local cloud stands in for an identity provider: you choose what an administrator would have given you.</p>
${fault ? `<p class="fault" role="alert">${escaped(fault)}</p>` : ''}
<form method="post" action="/oauth2/authorize" autocomplete="off">
<input type="hidden" name="request" value="${escaped(request)}">
<label for="institution">Institution</label>
<input id="institution" name="institution" required maxlength="63" value="${escaped(institution)}">
<small>Whose studies you read and write: lower-case letters, digits and hyphens.</small>
<label for="consortium">Consortium</label>
<input id="consortium" name="consortium" maxlength="2048" value="${escaped(consortium)}">
<small>Institutions to pool with, with commas; NAME:A,B if it has a name. Empty: as it was; none: taken away.</small>
<label for="code">Code</label>
<input id="code" name="code" required maxlength="32" spellcheck="false" autofocus>
<small>The one that <code>radscore login</code> printed. It shows that you started this sign-in.</small>
<p><small>Asked for: ${escaped(scopes.join(', '))}. You return to ${escaped(redirectUri)}.</small></p>
<button name="decision" value="allow">Sign in</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
</form>`,
  );
}

export function faultPage(fault: string): string {
  return page('This sign-in cannot be', `<p class="fault" role="alert">${escaped(fault)}</p>`);
}

/**
 * No script, no frame around it, nothing from elsewhere. `redirectUri` is where the form may lead: browsers hold a redirect
 * after a form to `form-action` as well.
 */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  const actions = ["'self'", ...(redirectUri ? [new URL(redirectUri).origin] : [])].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action ${actions}; frame-ancestors 'none'; base-uri 'none'`,
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLE}</style><main><h1>${title}</h1>
${body}
<p><small>Research use only. Not a medical device.</small></p></main></html>
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
