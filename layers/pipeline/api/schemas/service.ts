/** Bodies about the service itself, and the problems of all routes. */
import { z } from 'zod';
import { modellingField } from '../../contracts/modelling-fields.ts';
import { reason } from '../../contracts/workflow.ts';
import { gateResult } from '../../models/version-status.ts';
import { protocolSchema } from '../../protocols/index.ts';
import { studyStatus } from '../../studies/study-row.ts';
import { notice } from './notice.ts';

export const conformance = z
  .object({
    standard: z.literal('IBSI-1 digital phantom'),
    engineVersion: z.string(),
    passed: z.number().int(),
    failed: z.number().int(),
    values: z.array(
      z.object({ tag: z.string(), got: z.number(), wanted: z.number(), tolerance: z.number(), passed: z.boolean() }),
    ),
    notice,
  })
  .meta({ id: 'Conformance', description: 'What the deployed engine gives now, against the consensus values' });

export const protocolAnswer = protocolSchema
  .extend({
    modelling: z.array(modellingField).meta({
      description: 'Every choice of the modelling, in the order of its steps; a line may differ, as its recipe says',
    }),
    notice,
  })
  .meta({ id: 'ProtocolAnswer' });

export const health = z
  .object({
    status: z.literal('ok'),
    engineVersion: z.string().meta({ description: 'Of the engine with which new manifests are analysed' }),
    notice,
  })
  .meta({ id: 'Health' });

export const protectedResource = z
  .object({
    resource: z.string().meta({ description: 'Address of this API' }),
    authorization_servers: z.array(z.string()).meta({ description: 'Issuers whose tokens this API accepts' }),
    scopes_supported: z.array(z.string()),
    bearer_methods_supported: z.array(z.literal('header')),
    radscore_client_id: z.string().optional().meta({
      description:
        'The public client with which people sign in (authorization code with PKCE), if the deployment names one',
    }),
    radscore_redirect_uris: z.array(z.string()).meta({ description: 'Addresses to which a sign-in may return' }),
    notice,
  })
  .meta({ id: 'ProtectedResource', description: 'OAuth 2.0 protected resource metadata (RFC 9728)' });

/** RFC 9457. `type` is stable, `issues` name the places of a body that is refused. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    reason: reason.optional().meta({ description: 'Of a study that has nothing to serve: why' }),
    gates: z.array(gateResult).optional().meta({ description: 'Of a promotion that is refused: every gate' }),
    studyStatus: studyStatus.optional(),
    manifestHash: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** What API Gateway answers itself: no token, no scope, too many requests, a function that took too long. */
export const gatewayMessage = z.object({ message: z.string() }).meta({ id: 'GatewayMessage' });

/** A body that is refused, no matter by whom. */
export const refusal = z.union([problem, gatewayMessage]).meta({
  id: 'Refusal',
  description: 'Why there is no answer: a problem of the API, or the message of API Gateway in front of it',
});
