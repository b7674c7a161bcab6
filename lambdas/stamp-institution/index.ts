/** Trigger of the Cognito user pool: claims of institution and consortium in each access token. */
import middy from '@middy/core';
import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';

type Event = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

/** How the scope begins that names a machine client's institution: `institutionScope` of infra/routes.ts. */
const INSTITUTION_SCOPE = 'radscore/institution:';

/**
 * Cognito, before it signs an access token. Of a user: the institution, and the consortium with which it pools; only an
 * administrator can set these attributes. Of a machine client: the institution that is among its scopes, which the pool lets
 * only this client ask for. `clientMetadata` comes from the request and is never read.
 */
export const handler = middy<Event>().handler(async (event) => {
  const claims = event.triggerSource === 'TokenGeneration_ClientCredentials' ? ofMachine(event) : ofUser(event);
  if (claims) {
    event.response = {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } },
    };
  }
  return event;
});

type Claims = { readonly institution: string; readonly consortium?: string };

function ofUser({ request }: Event): Claims | undefined {
  const { 'custom:institution': institution, 'custom:consortium': consortium } = request.userAttributes;
  return institution ? { institution, ...(consortium && { consortium }) } : undefined;
}

/** Without a claim the API answers 403; a client that could act for several institutions acts for none. */
function ofMachine({ request }: Event): Claims | undefined {
  const named = (request.scopes ?? []).filter((scope) => scope.startsWith(INSTITUTION_SCOPE));
  return named.length === 1 ? { institution: named[0].slice(INSTITUTION_SCOPE.length) } : undefined;
}
