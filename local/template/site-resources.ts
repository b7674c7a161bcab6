/** The treatments of a site's resources: distribution, its access to the bucket, its headers, its files. */
import { honoured, neutral, only, type Parts, parts, when } from './support.ts';

const description = neutral('A text for people.');
const noEdge = neutral('There is no edge: every answer is made on this machine, from the files of the assembly.');
const noTls = neutral(
  'The site is served on the loopback interface, without TLS; a port of one machine has one address.',
);
const accessControl = neutral('The distribution is the only reader of the files.');
const override = neutral('The files have no headers of their own that these could meet.');

export const SITE_RESOURCES: Readonly<Record<string, Parts>> = {
  'AWS::CloudFront::Distribution': {
    DistributionConfig: parts({
      Comment: description,
      CustomErrorResponses: parts({
        ErrorCachingMinTTL: noEdge,
        ErrorCode: honoured,
        ResponseCode: honoured,
        ResponsePagePath: honoured,
      }),
      DefaultCacheBehavior: parts({
        AllowedMethods: when('only GET and HEAD', (value) =>
          [value].flat().every((one) => one === 'GET' || one === 'HEAD'),
        ),
        CachePolicyId: noEdge,
        Compress: honoured,
        ResponseHeadersPolicyId: honoured,
        TargetOriginId: honoured,
        ViewerProtocolPolicy: noTls,
      }),
      DefaultRootObject: honoured,
      Enabled: only(true),
      HttpVersion: neutral('Browsers speak HTTP/2 and HTTP/3 over TLS only.'),
      IPV6Enabled: noTls,
      Origins: parts({
        DomainName: honoured,
        Id: honoured,
        OriginAccessControlId: accessControl,
        S3OriginConfig: accessControl,
      }),
      PriceClass: noEdge,
    }),
    Tags: neutral('Tags have no effect on what runs.'),
  },
  'AWS::CloudFront::OriginAccessControl': {
    OriginAccessControlConfig: parts({
      Description: description,
      Name: description,
      OriginAccessControlOriginType: only('s3'),
      SigningBehavior: only('always'),
      SigningProtocol: only('sigv4'),
    }),
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    ResponseHeadersPolicyConfig: parts({
      Comment: description,
      CustomHeadersConfig: parts({ Items: parts({ Header: honoured, Override: override, Value: honoured }) }),
      Name: description,
      SecurityHeadersConfig: parts({
        ContentSecurityPolicy: parts({ ContentSecurityPolicy: honoured, Override: override }),
        ContentTypeOptions: parts({ Override: override }),
        FrameOptions: parts({ FrameOption: honoured, Override: override }),
        ReferrerPolicy: parts({ Override: override, ReferrerPolicy: honoured }),
        StrictTransportSecurity: neutral('The header counts over TLS only (RFC 6797, 7.2).'),
      }),
    }),
  },
  'Custom::CDKBucketDeployment': {
    DestinationBucketKeyPrefix: honoured,
    DestinationBucketName: honoured,
    OutputObjectKeys: noEdge,
    Prune: neutral('Files are those of the assembly that was started; there are none of an earlier one.'),
    ServiceToken: neutral(
      'The function that copies files on AWS is not run: they are read where the assembly has them.',
    ),
    SourceBucketNames: neutral('Files are found by their hash in the cloud assembly.'),
    SourceMarkers: honoured,
    SourceMarkersConfig: honoured,
    SourceObjectKeys: honoured,
    SystemMetadata: parts({ 'cache-control': honoured }),
    WaitForDistributionInvalidation: noEdge,
  },
};
