/** The console's part of the stack: who may read the bucket, what pages may do, and where a sign-in returns to. */
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../infra/console-policy.ts';
import { type Synthesis, statementsOf, synthesize } from './synthesis.ts';

let synthesis: Synthesis;
beforeAll(async () => {
  synthesis = await synthesize();
});

/** Text of a value with intrinsic functions: each of them as `*`. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const joined = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return joined ? joined[1].map(textOf).join(joined[0]) : '*';
}

function headers(): Record<string, never> {
  const [[, properties]] = synthesis.resources('AWS::CloudFront::ResponseHeadersPolicy');
  return properties.ResponseHeadersPolicyConfig as Record<string, never>;
}

describe('the policy of the pages', () => {
  const directives = (policy: string) =>
    new Map(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)] as const));

  it('allows nothing unsafe, and starts from nothing', () => {
    for (const policy of [
      contentSecurityPolicy(['https://api.example']),
      textOf((headers().SecurityHeadersConfig as never)['ContentSecurityPolicy']['ContentSecurityPolicy']),
    ]) {
      expect(policy.match(/'[\w-]*unsafe[\w-]*'/g)).toEqual(["'wasm-unsafe-eval'"]);
      const found = directives(policy);
      expect(found.get('default-src')).toEqual(["'none'"]);
      expect(found.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
      expect(found.get('style-src')).toEqual(["'self'"]);
      expect(found.get('worker-src')).toEqual(["'self'"]);
      for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(found.get(name)).toEqual(["'none'"]);
      // No scheme alone, and no star alone: a page may not send anywhere.
      expect(policy).not.toMatch(/ (https?:|\*)( |;|$)/);
    }
  });

  it('lets pages ask the API, the buckets and the issuer of the region, and nobody else', () => {
    const policy = textOf((headers().SecurityHeadersConfig as never)['ContentSecurityPolicy']['ContentSecurityPolicy']);
    expect(directives(policy).get('connect-src')).toEqual([
      "'self'",
      'https://*.execute-api.*.*',
      'https://*.s3.*.*',
      'https://cognito-idp.*.*',
      'https://radscore-*.auth.*.amazoncognito.com',
    ]);
  });

  it('comes with the other headers of a page that holds tokens', () => {
    expect(headers().SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
    });
    const { Items } = headers().CustomHeadersConfig as {
      Items: { Header: string; Value: string; Override: boolean }[];
    };
    expect(Items.map(({ Header, Value }) => [Header, Value])).toEqual([
      ['Cross-Origin-Opener-Policy', 'same-origin'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
      ['Permissions-Policy', expect.stringContaining('camera=()')],
    ]);
    expect(Items.every(({ Override }) => Override)).toBe(true);
  });
});

describe('the site', () => {
  it('is read by its distribution only, over TLS', () => {
    const [[id, bucket]] = synthesis.resources('AWS::S3::Bucket').filter(([one]) => one.startsWith('Console'));
    expect(bucket).not.toHaveProperty('WebsiteConfiguration');
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    synthesis.template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ],
      },
    });
    synthesis.template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
  });

  it('answers every address with the page, compressed, by HTTP/2 and 3', () => {
    synthesis.template.resourceCountIs('AWS::CloudFront::Distribution', 1);
    synthesis.template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CustomErrorResponses: [403, 404].map((ErrorCode) => ({
          ErrorCode,
          ErrorCachingMinTTL: 0,
          ResponseCode: 200,
          ResponsePagePath: '/index.html',
        })),
        DefaultCacheBehavior: Match.objectLike({ Compress: true, ViewerProtocolPolicy: 'redirect-to-https' }),
        DefaultRootObject: 'index.html',
        HttpVersion: 'http2and3',
      },
    });
  });

  it('keeps assets for a year and asks for pages each time; pages come after the assets that they name', () => {
    const deployments = Object.entries(synthesis.template.findResources('Custom::CDKBucketDeployment'));
    expect(deployments.map(([, { Properties }]) => [Properties.SystemMetadata, Properties.Prune])).toEqual([
      [{ 'cache-control': 'max-age=31536000, public, immutable' }, false],
      [{ 'cache-control': 'no-cache' }, false],
    ]);
    expect(deployments[1][1].DependsOn).toContain(deployments[0][0]);
  });

  it('is put there by a function that may do nothing else', () => {
    const [{ statements }] = statementsOf(synthesis).filter(({ policy }) => policy.startsWith('ConsoleDeployRole'));
    expect(statements.map(({ Action }) => [Action].flat().join())).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents',
      's3:ListBucket',
      's3:AbortMultipartUpload,s3:PutObject',
      's3:GetObject',
    ]);
    const objects = [statements[3].Resource].flat().map(textOf);
    expect(objects).toHaveLength(3);
    for (const object of objects) expect(object).toMatch(/\/[0-9a-f]{64}\.zip$/);
  });

  it('is where sign-ins and sign-outs return to', () => {
    const address = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [Match.anyValue(), 'DomainName'] }, '/sign-in']] };
    synthesis.template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: ['http://localhost:8400/callback', address],
      LogoutURLs: [address],
    });
    expect(Object.keys(synthesis.template.findOutputs('ConsoleUrl'))).toEqual(['ConsoleUrl']);
  });
});

describe('the context', () => {
  it.each([
    { console: 'none' },
    { oidcIssuer: 'https://issuer.example', oidcAudience: 'radscore' },
  ])('leaves the console out with %o', async (context) => {
    const { template } = await synthesize(context);
    for (const type of ['AWS::CloudFront::Distribution', 'Custom::CDKBucketDeployment']) {
      template.resourceCountIs(type, 0);
    }
    template.resourceCountIs('AWS::S3::Bucket', 3);
    expect(template.findOutputs('ConsoleUrl')).toEqual({});
  });

  it('gives the console a domain of its own', async () => {
    const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/aaaa-bbbb';
    const { template } = await synthesize({ consoleDomain: 'radscore.hospital.example', consoleCertificate: arn });
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['radscore.hospital.example'],
        ViewerCertificate: { AcmCertificateArn: arn, MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      LogoutURLs: ['https://radscore.hospital.example/sign-in'],
    });
  });

  it.each([
    [{ console: 'yes' }, 'cloudfront or none'],
    [{ consoleDomain: 'radscore.hospital.example' }, 'together, or neither'],
    [{ consoleDomain: 'a.example', consoleCertificate: 'arn:aws:acm:eu-central-1:1:certificate/x' }, 'us-east-1'],
    [{ console: 'cloudfront', oidcIssuer: 'https://issuer.example', oidcAudience: 'x' }, 'public client'],
  ])('refuses %o', async (context, wanted) => {
    await expect(synthesize(context)).rejects.toThrow(wanted);
  });

  it('lets the pages ask any host for tokens of another provider, whose hosts nobody knows', async () => {
    const { template } = await synthesize({
      oidcIssuer: 'https://issuer.example',
      oidcAudience: 'radscore',
      oidcClientId: 'console',
    });
    const [policy] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    expect(JSON.stringify(policy)).toContain("connect-src 'self' https:;");
  });
});
