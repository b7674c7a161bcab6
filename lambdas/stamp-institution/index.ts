/** Trigger of the Cognito user pool: claims of institution and consortium in each access token. */
import middy from '@middy/core';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/**
 * Cognito, before it signs an access token: the user's institution, and the consortium with which it pools, become
 * claims. Only an administrator can set these attributes.
 */
export const handler = middy<PreTokenGenerationV2TriggerEvent>().handler(async (event) => {
  const { 'custom:institution': institution, 'custom:consortium': consortium } = event.request.userAttributes;
  if (institution) {
    const claims = { institution, ...(consortium && { consortium }) };
    event.response = {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } },
    };
  }
  return event;
});
