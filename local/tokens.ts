/** Makes access tokens as the template's user pool would, with the claims that its function adds. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { type FunctionInvoker, REGION } from './contracts.ts';
import type { Issuer } from './identity/issuer.ts';
import type { TokenDefinition } from './template/front-door.ts';

/** Whose token it is; what is left out is as the user pool client allows. */
export interface UserRequest {
  readonly subject: string;
  readonly institution: string;
  /**
   * Institutions to pool with, as words of the claim. It is kept for the later tokens of the institution, as the user pool
   * keeps the attribute; an empty list takes it away.
   */
  readonly consortium?: readonly string[];
  readonly scopes?: readonly string[];
  readonly expiresInSeconds?: number;
}

/** A token that cannot be made as it was asked for. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Makes access tokens as the template's user pool would for its user, its pre-token-generation function included. */
export function createTokenMint({
  definition,
  issuer,
  invoker,
  attributesFile,
}: {
  definition: TokenDefinition;
  issuer: Issuer;
  invoker: FunctionInvoker;
  /** Where the consortium of each institution is kept. */
  attributesFile: string;
}) {
  const kept = readAttributes(attributesFile);
  return async (user: UserRequest): Promise<string> => {
    const scopes = user.scopes ?? definition.scopes;
    const unknown = scopes.filter((scope) => !definition.scopes.includes(scope));
    if (unknown.length > 0) {
      throw new TokenRefused(
        `the client may not ask for ${unknown.join(', ')}; it may for ${definition.scopes.join(', ')}`,
      );
    }
    return issuer.mintToken({
      subject: user.subject,
      ...(await stampedClaims({ ...user, consortium: consortiumOf(user) }, scopes)),
      scopes,
      audience: definition.clientId,
      expiresInSeconds: user.expiresInSeconds ?? definition.lifetimeSeconds,
    });
  };

  function consortiumOf({ institution, consortium }: UserRequest): readonly string[] | undefined {
    if (consortium !== undefined && JSON.stringify(kept[institution] ?? []) !== JSON.stringify(consortium)) {
      kept[institution] = [...consortium];
      writeFileSync(attributesFile, JSON.stringify(kept), { mode: 0o600 });
    }
    const words = kept[institution] ?? [];
    return words.length > 0 ? words : undefined;
  }

  /** What the pool's trigger makes of the user's attributes. */
  async function stampedClaims(
    { subject, institution, consortium }: UserRequest,
    scopes: readonly string[],
  ): Promise<Pick<UserRequest, 'institution' | 'consortium'>> {
    if (definition.preTokenGeneration === undefined) return { institution, consortium };
    const event = {
      version: '2',
      triggerSource: 'TokenGeneration_Authentication',
      region: REGION,
      userPoolId: definition.userPoolId,
      userName: subject,
      callerContext: { awsSdkVersion: 'local', clientId: definition.clientId },
      request: {
        userAttributes: {
          sub: subject,
          'custom:institution': institution,
          ...(consortium && { 'custom:consortium': consortium.join(' ') }),
        },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: undefined },
        scopes: [...scopes],
      },
      response: { claimsAndScopeOverrideDetails: {} },
    } satisfies PreTokenGenerationV2TriggerEvent;
    const answer = (await invoker.invoke(definition.preTokenGeneration, event)) as PreTokenGenerationV2TriggerEvent;
    const claims = answer.response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride;
    if (typeof claims?.institution !== 'string') {
      throw new TokenRefused(`${definition.preTokenGeneration} gave the token of ${subject} no institution`);
    }
    const stamped = typeof claims.consortium === 'string' ? claims.consortium.split(' ') : undefined;
    return { institution: claims.institution, consortium: stamped };
  }
}

/** The attribute `custom:consortium` of each institution's users. A damaged file is named: guessing would pool, or not. */
function readAttributes(file: string): Record<string, string[]> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `got ${file}, which is damaged (${(error as Error).message}); wanted JSON. Remove it: claims are given again with the next token.`,
    );
  }
}
