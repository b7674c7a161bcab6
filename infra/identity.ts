/** Who signs the API's tokens: an OIDC issuer of the context, or a Cognito user pool of the stack. */
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { SIGN_IN_PATH } from './console-policy.ts';
import type { FunctionHouse } from './function-house.ts';
import { addMachineClients, institutionScopes } from './machine-clients.ts';
import { RESOURCE_SERVER, scopes } from './routes.ts';
import type { Settings } from './settings.ts';

/** Of the domain at which people sign in to the stack's user pool: one for each stage of an account. */
export function signInPrefix({ stage }: Pick<Settings, 'stage'>): string {
  return ['radscore', ...(stage === undefined ? [] : [stage]), Aws.ACCOUNT_ID].join('-');
}

/** Who signs the tokens that the API accepts. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The public client with which people sign in. */
  readonly clientId?: string;
}

/** The stack's own users: created by an administrator, one institution each, second factor required. */
export class Identity extends Construct implements TokenIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly clientId: string;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly settings: Settings;
      readonly house: FunctionHouse;
      /** Origin of the console, to which sign-ins return as well. */
      readonly console?: string;
    },
  ) {
    super(scope, id);
    const { settings, house, console } = props;
    const ofConsole = console === undefined ? [] : [`${console}${SIGN_IN_PATH}`];
    const users = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // The administrator gives it once; nobody moves to another institution by editing a profile.
      customAttributes: {
        institution: new StringAttribute({ minLen: 1, maxLen: 64, mutable: false }),
        // Institutions that agreed to pool, separated by spaces; an administrator may widen it later.
        consortium: new StringAttribute({ minLen: 0, maxLen: 2048, mutable: true }),
      },
      passwordPolicy: {
        minLength: 12,
        requireUppercase: true,
        requireLowercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(users).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus plan adds risk scoring of sign-ins; users are created by an administrator and need an OTP.',
    });
    const stamp = house.zip(this, 'stamp-institution', { memoryMb: 256, timeout: Duration.seconds(5) });
    // Version 3 of the trigger is the first that may write claims into access tokens of machine clients.
    users.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, stamp, LambdaVersion.V3_0);

    const resourceScopes = Object.entries(scopes).map(
      ([scopeName, scopeDescription]) => new ResourceServerScope({ scopeName, scopeDescription }),
    );
    const ofInstitutions = institutionScopes(settings.machineClients);
    const server = users.addResourceServer('Scopes', {
      identifier: RESOURCE_SERVER,
      scopes: [...resourceScopes, ...ofInstitutions],
    });
    const client = users.addClient('Client', {
      authFlows: {},
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, ...resourceScopes.map((one) => OAuthScope.resourceServer(server, one))],
        callbackUrls: [...settings.callbackUrls, ...ofConsole],
        logoutUrls: ofConsole,
      },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      // A refresh token of a public client is good for one use, and for a minute more if its answer was lost.
      refreshTokenRotationGracePeriod: Duration.minutes(1),
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
    });
    const signIn = users.addDomain('SignIn', { cognitoDomain: { domainPrefix: signInPrefix(settings) } });
    new CfnOutput(Stack.of(this), 'UserPoolId', { value: users.userPoolId });
    new CfnOutput(Stack.of(this), 'SignInUrl', { value: signIn.baseUrl() });
    this.issuer = users.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    const machines = addMachineClients(
      this,
      { users, server },
      [...resourceScopes, ...ofInstitutions],
      settings.machineClients,
    );
    this.audience = [this.clientId, ...machines];
  }
}
