/** Settings of the CDK context. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { repository, synthesize } from './synthesis.ts';

describe('context', () => {
  it.each([
    ['architecture', 'sparc', 'context architecture: got sparc, wanted x86_64 or arm64'],
    ['engineMemoryMb', 'plenty', 'context engineMemoryMb: got plenty, wanted an integer from 1024 to 10240'],
    ['engineMemoryMb', '20000', 'context engineMemoryMb: got 20000, wanted an integer from 1024 to 10240'],
    ['quarantineRetentionDays', '0', 'context quarantineRetentionDays: got 0, wanted an integer from 1 to 3650'],
    ['logRetentionDays', '91', 'context logRetentionDays: got 91, wanted a retention that CloudWatch Logs knows'],
    ['oidcIssuer', 'https://issuer.example', 'wanted oidcIssuer and oidcAudience together, or neither'],
    ['oidcClientId', 'radscore-cli', 'got radscore-cli, wanted oidcIssuer and oidcAudience with it'],
    ['machineClients', 'Hospital', 'context machineClients: got Hospital, wanted institutions, each once'],
    ['machineClients', 'a,b,a', 'context machineClients: got a, wanted institutions, each once'],
    ['machineClients', 'consortium-a', 'context machineClients: got consortium-a'],
    ['machineClients', Array.from({ length: 96 }, (_, at) => `h-${at}`).join(), 'got 96 of them, wanted at most 95'],
  ])('%s=%s is refused by name', async (name, value, message) => {
    await expect(synthesize({ [name]: value })).rejects.toThrow(message);
  });

  it('runs every function, layer and image on arm64', async () => {
    const { resources } = await synthesize({ architecture: 'arm64', engineMemoryMb: '2048' });
    for (const [, { Architectures }] of resources('AWS::Lambda::Function')) expect(Architectures).toEqual(['arm64']);
    const layers = resources('AWS::Lambda::LayerVersion').filter(([id]) => !id.includes('AwsCliLayer'));
    for (const [, { CompatibleArchitectures }] of layers) {
      expect(CompatibleArchitectures).toEqual(['arm64']);
    }
    const memory = resources('AWS::Lambda::Function').map(([, { MemorySize }]) => Number(MemorySize));
    expect(Math.max(...memory)).toBe(2048);
  });

  it('trusts another identity provider instead of a user pool', async () => {
    const { template, resources } = await synthesize({
      oidcIssuer: 'https://issuer.example/realm',
      oidcAudience: 'radscore,radscore-console',
      oidcClientId: 'radscore-cli',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ TOKEN_ISSUER: 'https://issuer.example/realm', SIGN_IN_CLIENT: 'radscore-cli' }),
      },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: 'https://issuer.example/realm', Audience: ['radscore', 'radscore-console'] },
    });
    expect(resources('AWS::Cognito::UserPool')).toEqual([]);
    expect(resources('AWS::Lambda::Function').filter(([id]) => id.includes('StampInstitution'))).toEqual([]);
  });

  it('gives each institution that is named a client with a secret, for its own institution only', async () => {
    const { resources, template } = await synthesize({ machineClients: 'hospital-a,hospital-b' });
    const clients = resources('AWS::Cognito::UserPoolClient').filter(([, client]) => client.GenerateSecret);
    expect(clients).toHaveLength(2);
    for (const [id, client] of clients) {
      expect(client).toMatchObject({
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthFlowsUserPoolClient: true,
      });
      expect(client).not.toHaveProperty('CallbackURLs');
      const scopes = (client.AllowedOAuthScopes as { 'Fn::Join': [string, [unknown, string]] }[]).map(
        ({ 'Fn::Join': [, [, name]] }) => name,
      );
      const own = id.includes('hospitala') ? 'hospital-a' : 'hospital-b';
      expect(scopes).toEqual(['/studies:read', '/studies:write', `/institution:${own}`]);
    }
    expect(Object.keys(template.findOutputs('MachineClients'))).toEqual(['MachineClients']);
    expect(JSON.stringify(template.toJSON())).not.toContain('ClientSecret');
    await expect(
      synthesize({ machineClients: 'a', oidcIssuer: 'https://issuer.example', oidcAudience: 'x' }),
    ).rejects.toThrow('none with oidcIssuer');
  });

  it('sends alarms where they are wanted', async () => {
    const { template, resources } = await synthesize({ alarmEmail: 'ops@example.org' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.org' });
    for (const [, { AlarmActions }] of resources('AWS::CloudWatch::Alarm')) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlarmsTopic/) }]);
    }
  });

  it('limits pages to the origins that are named, and the console', async () => {
    const { template } = await synthesize({ browserOrigins: 'https://a.example, https://b.example' });
    const console = {
      'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [Match.stringLikeRegexp('^Console'), 'DomainName'] }]],
    };
    const origins = ['https://a.example', 'https://b.example', console];
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({ AllowOrigins: origins }),
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [Match.objectLike({ AllowedOrigins: origins, AllowedMethods: ['PUT', 'GET', 'HEAD'] })],
      },
    });
  });
});

it('is documented value by value', () => {
  const source = readFileSync(join(repository, 'infra', 'settings.ts'), 'utf8');
  const names = new Set(Array.from(source.matchAll(/\b(?:text|list|integer)\('(\w+)'/g), ([, name]) => name));
  const documented = readFileSync(join(repository, 'docs', 'deploy.md'), 'utf8').matchAll(/^\| `(\w+)` /gm);
  expect(Array.from(documented, ([, name]) => name).sort()).toEqual([...names].sort());
});
