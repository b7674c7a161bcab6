/** The construct of the console: a private bucket, CloudFront in front of it, the headers of its pages, its files. */
import { join } from 'node:path';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { contentSecurityPolicy, PERMISSIONS_POLICY } from './console-policy.ts';
import { signInPrefix, type TokenIssuer } from './identity.ts';
import { RESOURCE_SERVER, scopes } from './routes.ts';
import type { Settings } from './settings.ts';

export interface ConsoleSiteProps {
  readonly settings: Settings;
  /** What `scripts/build.ts` wrote; the site is in its folder `console`. */
  readonly codeFolder: string;
}

/**
 * The console's site. The distribution comes first and knows nothing of the rest of the stack, so that the user pool can
 * return to it and the API can let its pages in; `deploy` puts the files there, with the addresses of both.
 */
export class ConsoleSite extends Construct {
  /** `https://…`, without a slash at its end. */
  readonly origin: string;
  private readonly bucket: Bucket;
  private readonly props: ConsoleSiteProps;

  constructor(scope: Construct, id: string, props: ConsoleSiteProps) {
    super(scope, id);
    this.props = props;
    const { settings } = props;
    this.bucket = siteBucket(this);
    const { consoleDomain: domain } = settings;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Radscore console',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Europe and North America: hospitals elsewhere are served from there.
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: headersPolicy(this, settings),
      },
      // The page knows its views by their address; S3 answers 403 for what is not there, as nobody may list the bucket.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 200,
        responsePagePath: '/index.html',
        ttl: Duration.seconds(0),
      })),
      ...(domain && {
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    Validations.of(distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'The site is public code without data; who may read a study is decided by the API for each request.',
      },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'Static files are served, and nothing that a request holds is evaluated; the API throttles by itself.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'Addresses of views hold pseudonyms of studies: they are written into no log.',
      },
    );
    if (!domain) {
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason: 'The certificate of *.cloudfront.net allows no other minimum; with consoleDomain it is TLS 1.2.',
      });
    }
    this.origin = `https://${domain?.name ?? distribution.distributionDomainName}`;
    new CfnOutput(Stack.of(this), 'ConsoleUrl', { value: this.origin });
  }

  /** Puts the built site and `config.json`, the addresses that it asks, into the bucket. */
  deploy(api: string, { issuer, clientId }: TokenIssuer): void {
    const folder = join(this.props.codeFolder, 'console');
    const configuration = {
      api,
      issuer,
      clientId,
      scopes: Object.keys(scopes).map((scope) => `${RESOURCE_SERVER}/${scope}`),
    };
    const { role, logGroup } = deployer(this, this.bucket, this.props.settings);
    const common = {
      destinationBucket: this.bucket,
      // Pages that are open ask for the chunks of the build that they came with.
      prune: false,
      // Its rights are those that the copying needs, in exact words: what the construct would add is wider.
      role: role.withoutPolicyUpdates(),
      logGroup,
      memoryLimit: 512,
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [readable(Source.asset(folder, { exclude: ['index.html'] }), role)],
      // Their names hold a hash of their content.
      cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.setPublic(), CacheControl.immutable()],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [Source.asset(folder, { exclude: ['assets'] }), Source.jsonData('config.json', configuration)].map(
        (source) => readable(source, role),
      ),
      cacheControl: [CacheControl.noCache()],
    });
    // A page names assets that are there already.
    pages.node.addDependency(assets);
    const copying = Stack.of(this).node.children.filter(({ node }) =>
      node.id.startsWith('Custom::CDKBucketDeployment'),
    );
    for (const construct of copying) {
      Validations.of(construct).acknowledge({
        id: 'AwsSolutions-L1',
        reason:
          "The function is aws-cdk-lib's own, in the version of Python that it is tested with; it runs while a stack is deployed.",
      });
    }
  }
}

/** Read by the distribution only. It outlives the stack: to empty it would take one more function that may delete. */
function siteBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Site', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It holds the site, which is public; CloudTrail names who changes it.',
  });
  return bucket;
}

function headersPolicy(scope: Construct, settings: Settings): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'Headers', {
    comment: 'Radscore console: nothing of other servers, nothing inline',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(connections(settings)), override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
        { header: 'Permissions-Policy', value: PERMISSIONS_POLICY, override: true },
      ],
    },
  });
}

/**
 * Where the pages send requests: API, buckets and issuer of this region. The API's own address is not known yet, as it
 * lets the pages of this distribution in. Another identity provider may give its tokens at any host.
 */
function connections(settings: Settings): string[] {
  const hosts = [
    `https://*.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://*.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://${signInPrefix(settings)}.auth.${Aws.REGION}.amazoncognito.com`,
  ];
  return settings.oidc ? ['https:'] : hosts;
}

/** The role and the log of the function that copies files on AWS: its own, not AWSLambdaBasicExecutionRole. */
function deployer(scope: ConsoleSite, bucket: Bucket, { logRetentionDays }: Settings) {
  const logGroup = new LogGroup(scope, 'DeployLogs', {
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'DeployRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  // What is there already is not sent again: the function compares with the listing.
  role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [bucket.arnForObjects('*')],
    }),
  );
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
    reason:
      'The bucket holds the site alone, and the names of its files come with each build; the function may put them.',
  });
  return { role, logGroup };
}

/** The source, which the role may read: this one object of the assets that were uploaded with the template. */
function readable(source: ISource, role: Role): ISource {
  return {
    bind(scope, context) {
      const bound = source.bind(scope, context);
      const resources = [bound.bucket.arnForObjects(bound.zipObjectKey)];
      role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
      return bound;
    },
  };
}
