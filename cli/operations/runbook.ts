/** What to do when the service does not do what it should: a line for each kind of failure, as docs/deploy.md has it. */
import { REASONS } from '@radscore/pipeline';

/** What went wrong, as a command sees it. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'not-started' }
  | { readonly kind: 'not-ended' }
  | { readonly kind: 'reason'; readonly code: string };

/** One line: what to do next. */
export function runbookLine(failure: Failure): string {
  switch (failure.kind) {
    case 'unreachable':
      return 'Check the address (the stack output ApiUrl), and that this machine reaches it: radscore doctor --api URL.';
    case 'refused':
      return refusedLine(failure.status);
    case 'not-started':
      return (
        'The upload started nothing: look into the dead-letter queue of the upload rule and at the rule itself, then upload ' +
        `the manifest again. ${SECTION}`
      );
    case 'not-ended':
      return (
        'Look at the execution of analyse-study in Step Functions, or with `radscore logs --study ID`; redrive it if it has ' +
        `failed, since another start of the same event ends as AlreadyRunning. ${SECTION}`
      );
    case 'reason':
      return reasonLine(failure.code);
  }
}

const SECTION = 'docs/deploy.md, "When something fails".';

function refusedLine(status: number): string {
  if (status === 401) return 'Sign in again (radscore login --api URL), or hand over a token that is valid: --token.';
  if (status === 403)
    return 'Ask for a token with the scopes studies:read and studies:write, and an institution claim.';
  if (status === 429) return 'The throttle of the API was reached: wait, or deploy with a larger requestsPerSecond.';
  return `Look into the log of the function of the API. ${SECTION}`;
}

/** Whether a code is one that the service gives of a study. */
export function isReason(code: string): boolean {
  return REASONS.some((one) => one.code === code);
}

function reasonLine(code: string): string {
  const entry = REASONS.find((one) => one.code === code);
  if (!entry) return `docs/reasons.md has no ${code}: is the service of another version than this command?`;
  const log = entry.kind === 'fault' ? ` ${SECTION}` : '';
  return `${entry.meaning} ${entry.remedy} (docs/reasons.md)${log}`;
}
