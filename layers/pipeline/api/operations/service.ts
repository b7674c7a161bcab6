/** Operations about the service itself. */
import { z } from 'zod';
import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';

export const serviceOperations = {
  'GET /v1/protocols/{id}': {
    id: 'getProtocol',
    tag: 'service',
    summary: 'A protocol with every choice it makes',
    description:
      'Settings of each sequence, clinical variables, outcome, every choice that the paper leaves open, and every choice of the modelling.',
    scope: 'models:read',
    path: z.object({ id: z.string().max(64).meta({ description: 'Name of a protocol', example: 'her2-pcr@1' }) }),
    success: { 200: { description: 'The protocol', schema: api.protocolAnswer } },
  },
  'GET /v1/conformance': {
    id: 'getConformance',
    tag: 'service',
    summary: 'The deployed engine on the IBSI-1 digital phantom, value by value',
    description: 'The deployed engine computes it for each request.',
    scope: 'models:read',
    success: { 200: { description: 'Each value against the consensus', schema: api.conformance } },
  },
  'GET /v1/health': {
    id: 'getHealth',
    tag: 'service',
    summary: 'Whether the API answers',
    description: 'Needs no token.',
    success: { 200: { description: 'It does', schema: api.health } },
  },
  'GET /v1/openapi.json': {
    id: 'getOpenApiDocument',
    tag: 'service',
    summary: 'This document',
    description: 'Needs no token. OpenAPI 3.1.',
    success: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
  },
  'GET /.well-known/oauth-protected-resource': {
    id: 'getProtectedResource',
    tag: 'service',
    summary: 'Where to sign in',
    description:
      'Needs no token. OAuth 2.0 protected resource metadata (RFC 9728): the issuer of tokens, the scopes, and the client with which `radscore login` signs in.',
    success: { 200: { description: 'Issuer, scopes and client', schema: api.protectedResource } },
  },
} satisfies Readonly<Record<string, Operation>>;
