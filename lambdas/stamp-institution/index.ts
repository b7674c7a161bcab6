import middy from '@middy/core';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** Cognito, before it signs an access token: the user's institution, which only an administrator can set, becomes a claim. */
export const handler = middy<PreTokenGenerationV2TriggerEvent>().handler(async (event) => {
  const institution = event.request.userAttributes['custom:institution'];
  if (institution) {
    event.response = {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { institution } } },
    };
  }
  return event;
});
