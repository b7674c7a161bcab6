/** Makes access tokens as the template's user pool would, with the claims that its function adds. */
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { type FunctionInvoker, REGION } from '../contracts.ts';
import { diskOf } from '../disk/disk.ts';
import type { MachineClientDefinition, TokenDefinition } from '../template/user-pool.ts';
import type { Issuer } from './issuer.ts';

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

/** What caused a token, in the words of Cognito's trigger. */
export type Trigger =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials';

/** Makes access tokens as the template's user pool would, its pre-token-generation function included. */
export interface TokenMint {
  /** Of a person, with the public client. Throws `TokenRefused`. */
  ofUser(user: UserRequest, trigger?: Trigger): Promise<string>;
  /** Of a program; without an institution among its scopes the token names none, as on AWS. */
  ofMachine(client: MachineClientDefinition, scopes: readonly string[]): Promise<string>;
  /** Keeps the consortium of an institution's users for their later tokens. */
  keepConsortium(institution: string, consortium: readonly string[]): void;
}

interface Stamped {
  readonly institution?: string;
  readonly consortium?: readonly string[];
}

interface StampRequest {
  readonly trigger: Trigger;
  readonly clientId: string;
  readonly subject: string;
  readonly userAttributes: Record<string, string>;
  readonly scopes: readonly string[];
}

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
}): TokenMint {
  const kept = readAttributes(attributesFile);
  return {
    keepConsortium,

    async ofUser(user, trigger = 'TokenGeneration_Authentication') {
      const scopes = user.scopes ?? definition.scopes;
      const unknown = scopes.filter((scope) => !definition.scopes.includes(scope));
      if (unknown.length > 0) {
        throw new TokenRefused(
          `the client may not ask for ${unknown.join(', ')}; it may for ${definition.scopes.join(', ')}`,
        );
      }
      const { subject, institution, expiresInSeconds = definition.lifetimeSeconds } = user;
      const { clientId } = definition;
      if (user.consortium) keepConsortium(institution, user.consortium);
      const consortium = kept[institution]?.length > 0 ? kept[institution] : undefined;
      const userAttributes = {
        sub: subject,
        'custom:institution': institution,
        ...(consortium && { 'custom:consortium': consortium.join(' ') }),
      };
      const stamped = definition.preTokenGeneration
        ? await stamp(definition.preTokenGeneration, { trigger, clientId, subject, userAttributes, scopes })
        : { institution, consortium };
      if (stamped.institution === undefined) {
        throw new TokenRefused(`${definition.preTokenGeneration} gave the token of ${subject} no institution`);
      }
      return issuer.mintToken({ subject, ...stamped, scopes, audience: clientId, expiresInSeconds });
    },

    async ofMachine({ clientId, lifetimeSeconds }, scopes) {
      const trigger = 'TokenGeneration_ClientCredentials';
      const stamped =
        definition.preTokenGeneration && definition.triggerVersion === '3'
          ? await stamp(definition.preTokenGeneration, {
              trigger,
              clientId,
              subject: clientId,
              userAttributes: {},
              scopes,
            })
          : {};
      return issuer.mintToken({
        subject: clientId,
        ...stamped,
        scopes,
        audience: clientId,
        expiresInSeconds: lifetimeSeconds,
      });
    },
  };

  function keepConsortium(institution: string, consortium: readonly string[]): void {
    if (JSON.stringify(kept[institution] ?? []) === JSON.stringify(consortium)) return;
    kept[institution] = [...consortium];
    diskOf(attributesFile).replace(attributesFile, JSON.stringify(kept));
  }

  /** The claims that the pool's trigger adds. */
  async function stamp(functionName: string, request: StampRequest): Promise<Stamped> {
    const { trigger, clientId, subject, userAttributes, scopes } = request;
    const event = {
      version: definition.triggerVersion,
      triggerSource: trigger,
      region: REGION,
      userPoolId: definition.userPoolId,
      userName: subject,
      callerContext: { awsSdkVersion: 'local', clientId },
      request: {
        userAttributes,
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: undefined },
        scopes: [...scopes],
      },
      response: { claimsAndScopeOverrideDetails: {} },
    };
    const answer = (await invoker.invoke(functionName, event)) as PreTokenGenerationV2TriggerEvent;
    const claims = answer.response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride;
    return {
      ...(typeof claims?.institution === 'string' && { institution: claims.institution }),
      ...(typeof claims?.consortium === 'string' && { consortium: claims.consortium.split(' ') }),
    };
  }
}

/** The attribute `custom:consortium` of each institution's users. A damaged file is named: guessing would pool, or not. */
function readAttributes(file: string): Record<string, string[]> {
  const bytes = diskOf(file).read(file);
  if (!bytes) return {};
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new Error(
      `got ${file}, which is damaged (${(error as Error).message}); wanted JSON. Remove it: claims are given again with the next token.`,
    );
  }
}
