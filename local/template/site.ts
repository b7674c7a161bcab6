/** The site of a template: the files that it deploys to the bucket of its distribution, with the distribution's headers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { SiteDefinition, SiteFile } from '../cloudfront/site.ts';
import { TemplateRefused } from './errors.ts';
import type { Addresses } from './identities.ts';
import type { Resource, Stack } from './stack.ts';

interface DistributionConfig {
  readonly CustomErrorResponses?: readonly {
    readonly ErrorCode: number;
    readonly ResponseCode?: number;
    readonly ResponsePagePath?: string;
  }[];
  readonly DefaultCacheBehavior: {
    readonly Compress?: boolean;
    readonly ResponseHeadersPolicyId?: string;
    readonly TargetOriginId: string;
  };
  readonly DefaultRootObject?: string;
  readonly Origins: readonly { readonly Id: string; readonly DomainName: string }[];
}

interface HeadersConfig {
  readonly CustomHeadersConfig?: { readonly Items: readonly { readonly Header: string; readonly Value: string }[] };
  readonly SecurityHeadersConfig?: {
    readonly ContentSecurityPolicy?: { readonly ContentSecurityPolicy: string };
    readonly ContentTypeOptions?: object;
    readonly FrameOptions?: { readonly FrameOption: string };
    readonly ReferrerPolicy?: { readonly ReferrerPolicy: string };
  };
}

interface DeploymentProperties {
  readonly DestinationBucketName: string;
  readonly DestinationBucketKeyPrefix?: string;
  readonly SourceObjectKeys: readonly string[];
  readonly SourceMarkers?: readonly Readonly<Record<string, string>>[];
  readonly SourceMarkersConfig?: readonly { readonly jsonEscape?: boolean | string }[];
  readonly SystemMetadata?: { readonly 'cache-control'?: string };
}

/** What the template's distribution serves; `undefined` if it has none. Throws `TemplateRefused`. */
export function siteOf(stack: Stack, addresses: Addresses): SiteDefinition | undefined {
  const [distribution, ...more] = stack.ofType('AWS::CloudFront::Distribution');
  if (!distribution) return undefined;
  if (more.length > 0)
    throw new TemplateRefused(['the template has several distributions; the local cloud serves one']);
  const config = distribution.properties.DistributionConfig as DistributionConfig;
  const { Compress = false, ResponseHeadersPolicyId, TargetOriginId } = config.DefaultCacheBehavior;
  const origin = config.Origins.find(({ Id }) => Id === TargetOriginId);
  const bucket = stack
    .ofType('AWS::S3::Bucket')
    .find(({ attributes }) => attributes.RegionalDomainName === origin?.DomainName);
  if (!bucket) {
    throw new TemplateRefused([
      `${distribution.logicalId}: its origin ${origin?.DomainName} is no bucket of the template`,
    ]);
  }
  const policy =
    ResponseHeadersPolicyId === undefined
      ? undefined
      : stack.find('AWS::CloudFront::ResponseHeadersPolicy', ResponseHeadersPolicyId);
  return {
    files: filesOf(stack, bucket),
    root: `/${config.DefaultRootObject ?? ''}`,
    headers: policy ? headersOf(policy.properties.ResponseHeadersPolicyConfig as HeadersConfig, addresses) : {},
    errorPages: new Map(
      (config.CustomErrorResponses ?? []).flatMap(({ ErrorCode, ResponseCode, ResponsePagePath }) =>
        ResponsePagePath === undefined
          ? []
          : [[ErrorCode, { status: ResponseCode ?? ErrorCode, path: ResponsePagePath }] as const],
      ),
    ),
    compress: Compress,
  };
}

/** Files of all deployments to the bucket, with what the template knows only now put into them. */
function filesOf(stack: Stack, bucket: Resource): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const { properties } of stack.ofType('Custom::CDKBucketDeployment')) {
    const deployment = properties as unknown as DeploymentProperties;
    if (deployment.DestinationBucketName !== bucket.ref) {
      throw new TemplateRefused([
        `files are deployed to ${deployment.DestinationBucketName}, which no distribution serves`,
      ]);
    }
    const prefix = (deployment.DestinationBucketKeyPrefix ?? '').replace(/^\/|\/$/g, '');
    const cacheControl = deployment.SystemMetadata?.['cache-control'];
    deployment.SourceObjectKeys.forEach((key, index) => {
      const folder = stack.asset(key);
      const markers = deployment.SourceMarkers?.[index] ?? {};
      const isJson = String(deployment.SourceMarkersConfig?.[index]?.jsonEscape) === 'true';
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        const path = ['', ...(prefix ? [prefix] : []), ...relative(folder, file).split(sep)].join('/');
        files.set(path, { contents: marked(readFileSync(file), markers, isJson), cacheControl });
      }
    });
  }
  return files;
}

/** The file with each marker replaced; within a JSON text as a part of a string. */
function marked(contents: Buffer, markers: Readonly<Record<string, string>>, isJson: boolean): Uint8Array {
  if (Object.keys(markers).length === 0) return contents;
  let text = contents.toString('utf8');
  for (const [marker, value] of Object.entries(markers)) {
    text = text.replaceAll(marker, () => (isJson ? JSON.stringify(String(value)).slice(1, -1) : String(value)));
  }
  return Buffer.from(text);
}

function headersOf(
  { CustomHeadersConfig, SecurityHeadersConfig = {} }: HeadersConfig,
  addresses: Addresses,
): Record<string, string> {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy } = SecurityHeadersConfig;
  return {
    ...(ContentSecurityPolicy && {
      'content-security-policy': policyHere(ContentSecurityPolicy.ContentSecurityPolicy, addresses),
    }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(FrameOptions && { 'x-frame-options': FrameOptions.FrameOption }),
    ...(ReferrerPolicy && { 'referrer-policy': ReferrerPolicy.ReferrerPolicy }),
    ...Object.fromEntries((CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value])),
  };
}

/**
 * The policy for this machine: hosts of AWS in `connect-src` are not where the services are, so that their place is taken
 * by the three that a page asks here, and by nothing else.
 */
function policyHere(policy: string, { api, s3, issuer }: Addresses): string {
  return policy
    .split(';')
    .map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      if (name !== 'connect-src' || !sources.some((source) => source.startsWith('https:'))) return directive.trim();
      return [name, ...sources.filter((source) => !source.startsWith('https:')), api, s3, issuer].join(' ');
    })
    .join('; ');
}
