/** The site of a template: files with what is known when it starts, the policy of this machine, and what is refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RawResource } from '../../../local/template/assembly.ts';
import { siteOf } from '../../../local/template/site.ts';
import { Stack } from '../../../local/template/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'site', 'assets'), { recursive: true });
writeFileSync(join(folder, 'site', 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'site', 'assets', 'app.js'), 'start();');
mkdirSync(join(folder, 'configuration'));
writeFileSync(join(folder, 'configuration', 'config.json'), '{"api":"<<marker:0>>","note":"<<marker:1>>"}');
const [SITE, CONFIGURATION] = ['a'.repeat(64), 'b'.repeat(64)];

const ADDRESSES = {
  api: 'http://127.0.0.1:1',
  s3: 'http://127.0.0.1:2',
  issuer: 'http://127.0.0.1:3',
  console: 'http://127.0.0.1:4',
};

const POLICY =
  "default-src 'none'; connect-src 'self' https://*.s3.eu-central-1.amazonaws.com https:; worker-src 'self'";

const RESOURCES: Readonly<Record<string, RawResource>> = {
  Site: { Type: 'AWS::S3::Bucket' },
  Access: { Type: 'AWS::CloudFront::OriginAccessControl' },
  Headers: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: {
          Items: [{ Header: 'Cross-Origin-Opener-Policy', Override: true, Value: 'same-origin' }],
        },
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: POLICY, Override: true },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 1, Override: true },
        },
      },
    },
  },
  Distribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }],
        DefaultCacheBehavior: { TargetOriginId: 'site', Compress: true, ResponseHeadersPolicyId: { Ref: 'Headers' } },
        DefaultRootObject: 'index.html',
        Origins: [{ Id: 'site', DomainName: { 'Fn::GetAtt': ['Site', 'RegionalDomainName'] } }],
      },
    },
  },
  Copy: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13' } },
  Files: {
    Type: 'Custom::CDKBucketDeployment',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['Copy', 'Arn'] },
      DestinationBucketName: { Ref: 'Site' },
      SourceObjectKeys: [`${SITE}.zip`, `${CONFIGURATION}.zip`],
      SourceMarkers: [{}, { '<<marker:0>>': 'http://127.0.0.1:1', '<<marker:1>>': 'a "quoted" \\ word $&' }],
      SourceMarkersConfig: [{}, { jsonEscape: true }],
      SystemMetadata: { 'cache-control': 'no-cache' },
    },
  },
};

function stack(changes: Readonly<Record<string, RawResource>> = {}): Stack {
  const assets = new Map([
    [SITE, join(folder, 'site')],
    [CONFIGURATION, join(folder, 'configuration')],
  ]);
  return new Stack({ stackName: 'Test', template: { Resources: { ...RESOURCES, ...changes } }, assets }, ADDRESSES);
}

/** A resource with one property more, in its innermost object. */
function withProperty(name: string, path: readonly string[], value: unknown): Record<string, RawResource> {
  const copy = structuredClone(RESOURCES[name]) as { Properties: Record<string, unknown> };
  const holder = path
    .slice(0, -1)
    .reduce((inner, key) => inner[key] as Record<string, unknown>, copy.Properties as Record<string, unknown>);
  holder[path[path.length - 1]] = value;
  return { [name]: copy as unknown as RawResource };
}

describe('the site of a template', () => {
  it('has the files of its deployments, with what is known now put in as text of JSON', () => {
    const site = siteOf(stack(), ADDRESSES);
    expect([...(site?.files.keys() ?? [])].sort()).toEqual(['/assets/app.js', '/config.json', '/index.html']);
    const written = new TextDecoder().decode(site?.files.get('/config.json')?.contents);
    expect(JSON.parse(written)).toEqual({ api: 'http://127.0.0.1:1', note: 'a "quoted" \\ word $&' });
    expect(site?.files.get('/index.html')?.cacheControl).toBe('no-cache');
    expect(site).toMatchObject({ root: '/index.html', compress: true });
    expect(site?.errorPages.get(403)).toEqual({ status: 200, path: '/index.html' });
  });

  it('lets pages ask the services of this machine in place of those of AWS, and sends no header that wants TLS', () => {
    expect(siteOf(stack(), ADDRESSES)?.headers).toEqual({
      'content-security-policy': `default-src 'none'; connect-src 'self' ${ADDRESSES.api} ${ADDRESSES.s3} ${ADDRESSES.issuer}; worker-src 'self'`,
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it('keeps a policy as it is that names no host of AWS', () => {
    const path = ['ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'ContentSecurityPolicy'];
    const closed = withProperty('Headers', path, { ContentSecurityPolicy: "connect-src 'none'", Override: true });
    expect(siteOf(stack(closed), ADDRESSES)?.headers['content-security-policy']).toBe("connect-src 'none'");
  });

  it('is none in a template without a distribution', () => {
    const { Site } = RESOURCES;
    const plain = new Stack({ stackName: 'T', template: { Resources: { Site } }, assets: new Map() }, ADDRESSES);
    expect(siteOf(plain, ADDRESSES)).toBeUndefined();
  });

  it('does not run the function that copies files on AWS, and refuses any other of its kind', () => {
    expect(stack().ofType('AWS::Lambda::Function')).toEqual([]);
    expect(() => stack({ Other: RESOURCES.Copy })).toThrow('AWS::Lambda::Function Other: property Runtime');
  });

  it.each([
    ['several distributions', { Second: RESOURCES.Distribution }, 'several distributions'],
    [
      'an origin that is no bucket',
      withProperty('Distribution', ['DistributionConfig', 'Origins'], [{ Id: 'site', DomainName: 'example.org' }]),
      'no bucket',
    ],
    [
      'files for another bucket',
      withProperty('Files', ['DestinationBucketName'], 'elsewhere'),
      'no distribution serves',
    ],
    [
      'files that the assembly lacks',
      withProperty('Files', ['SourceObjectKeys'], [`${'c'.repeat(64)}.zip`]),
      'no asset',
    ],
  ])('refuses %s', (_, changes, words) => {
    expect(() => siteOf(stack(changes), ADDRESSES)).toThrow(words);
  });

  it.each([
    ['Aliases', withProperty('Distribution', ['DistributionConfig', 'Aliases'], ['a.example'])],
    ['CacheBehaviors', withProperty('Distribution', ['DistributionConfig', 'CacheBehaviors'], [])],
    [
      'FunctionAssociations',
      withProperty('Distribution', ['DistributionConfig', 'DefaultCacheBehavior', 'FunctionAssociations'], []),
    ],
    ['Enabled', withProperty('Distribution', ['DistributionConfig', 'Enabled'], false)],
    ['Exclude', withProperty('Files', ['Exclude'], ['*.map'])],
    ['SystemMetadata.content-type', withProperty('Files', ['SystemMetadata'], { 'content-type': 'text/plain' })],
    ['RemoveHeadersConfig', withProperty('Headers', ['ResponseHeadersPolicyConfig', 'RemoveHeadersConfig'], {})],
  ])('refuses %s by name', (name, changes) => {
    expect(() => stack(changes)).toThrow(name);
  });
});
