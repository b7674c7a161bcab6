/** App clients of the user pool for programs that sign in without a person: one for each institution of the context. */
import { CfnOutput, Duration, Fn, Stack } from 'aws-cdk-lib';
import { OAuthScope, ResourceServerScope, type UserPool, type UserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { institutionScope, MACHINE_SCOPES, type ScopeName } from './routes.ts';

/** Scopes that name an institution: each may be asked for by the machine client of that institution only. */
export function institutionScopes(institutions: readonly string[]): ResourceServerScope[] {
  return institutions.map(
    (institution) =>
      new ResourceServerScope({
        scopeName: institutionScope(institution),
        scopeDescription: `Act for the institution ${institution} (machine clients)`,
      }),
  );
}

/**
 * A confidential client for each institution (OAuth 2.0 client credentials), to upload studies and read what became of
 * them. The institution is among the scopes that the pool lets the client ask for, so that no request can name another; the
 * pool's trigger makes it a claim. Gives the client ids.
 */
export function addMachineClients(
  scope: Construct,
  { users, server }: { readonly users: UserPool; readonly server: UserPoolResourceServer },
  scopes: readonly ResourceServerScope[],
  institutions: readonly string[],
): string[] {
  const clients = institutions.map((institution) => {
    const allowed = new Set<string>([...MACHINE_SCOPES, institutionScope(institution)] satisfies (
      | ScopeName
      | string
    )[]);
    const ofClient = scopes.filter(({ scopeName }) => allowed.has(scopeName));
    return users.addClient(`Machine-${institution}`, {
      authFlows: {},
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: ofClient.map((one) => OAuthScope.resourceServer(server, one)),
      },
      accessTokenValidity: Duration.hours(1),
    });
  });
  if (clients.length > 0) {
    new CfnOutput(Stack.of(scope), 'MachineClients', {
      value: Fn.join(
        ',',
        clients.map(({ userPoolClientId }, index) => `${institutions[index]}=${userPoolClientId}`),
      ),
    });
  }
  return clients.map(({ userPoolClientId }) => userPoolClientId);
}
