/** The construct of the HTTP API: routes, authorizer, scopes, throttling and access log. */
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import { grantFindingUploads, grantIndex, grantItems, grantListing, grantObjects, grantStudyFiles } from './grants.ts';
import type { TokenIssuer } from './identity.ts';
import { RESOURCE_SERVER, routes } from './routes.ts';
import { STUDIES_BY_STATUS } from './study-table.ts';

export interface ApiProps extends WorkflowParts {
  readonly tokens: TokenIssuer;
  readonly trainModel: StateMachine;
  readonly eraseStudy: StateMachine;
  readonly exportFeatures: StateMachine;
}

/** Who asked for what, how it ended and where the time went. Route keys, not paths: paths name studies. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  institution: '$context.authorizer.claims.institution',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTP API: one function behind every route of `routes.ts`. */
export class Api extends Construct {
  readonly http: HttpApi;
  readonly accessLogs: LogGroup;
  /** Signs the URLs of uploads and downloads. */
  readonly role: IRole;
  /** Without a slash at its end, so that `/v1/…` follows. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { settings, house, store, table, tokens, trainModel, eraseStudy, exportFeatures } = props;
    const handler = house.zip(this, 'api', {
      memoryMb: 1024,
      // HTTP APIs give up after 30 s: the function ends first and says why.
      timeout: Duration.seconds(29),
      reservedConcurrency: settings.reservedApiConcurrency,
      environment: {
        TRAIN_MODEL_ARN: trainModel.stateMachineArn,
        ERASE_STUDY_ARN: eraseStudy.stateMachineArn,
        EXPORT_FEATURES_ARN: exportFeatures.stateMachineArn,
        TOKEN_ISSUER: tokens.issuer,
        ...(tokens.clientId && { SIGN_IN_CLIENT: tokens.clientId }),
        SIGN_IN_CALLBACKS: settings.callbackUrls.join(' '),
      },
    });
    this.role = handler.role as IRole;
    grantItems(handler, table, 'read', 'readMany', 'write');
    grantIndex(handler, table, STUDIES_BY_STATUS);
    // A presigned URL can do what its signer may do: put files of studies, get exported tables.
    grantObjects(handler, 'write', store.studies, 'institutions');
    // For GET …/files: a URL that it signs can get what it may get itself. It opens manifest.json, and no other file; which
    // files it signs for, of whose study, and that their examination found nothing, is decided in studies/study-files.ts.
    grantStudyFiles(handler, store.studies);
    // What of a broken upload has arrived: lengths and tags of files, and of parts.
    grantListing(handler, store.studies, 'institutions');
    // S3 has no condition on the prefix for this action.
    grantFindingUploads(handler, store.studies);
    grantObjects(handler, 'parts', store.studies, 'institutions');
    grantObjects(handler, 'write', store.artefacts, 'exports');
    grantObjects(handler, 'read', store.artefacts, 'exports');
    // A table that was made while one of its studies was withdrawn.
    grantObjects(handler, 'remove', store.artefacts, 'exports');
    grantObjects(handler, 'read', store.artefacts, 'models');
    // Presigned as well: a job's table is put, its answers are got.
    grantObjects(handler, 'write', store.artefacts, 'jobs');
    grantObjects(handler, 'read', store.artefacts, 'jobs');
    // A promotion by a person is judged as one by a run is.
    grantObjects(handler, 'read', store.artefacts, 'cohorts');
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [trainModel, eraseStudy, exportFeatures].map(({ stateMachineArn }) => stateMachineArn),
      }),
    );

    this.http = new HttpApi(this, 'Http', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...settings.browserOrigins],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        exposeHeaders: ['location', 'etag'],
        maxAge: Duration.hours(1),
      },
    });
    this.url = this.http.apiEndpoint;
    const authorizer = new HttpJwtAuthorizer('Tokens', tokens.issuer, { jwtAudience: [...tokens.audience] });
    // One permission for all routes: sixteen would say the same sixteen times.
    const integration = new HttpLambdaIntegration('Handler', handler, { scopePermissionToRoute: false });
    for (const [method, path, scopeName] of routes) {
      const open = scopeName === 'public';
      const added = this.http.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        ...(open ? {} : { authorizer, authorizationScopes: [`${RESOURCE_SERVER}/${scopeName}`] }),
      });
      if (open) {
        for (const route of added) {
          Validations.of(route).acknowledge({
            id: 'AwsSolutions-APIG4',
            reason: 'Health, the API description and where to sign in answer everybody; none reads a study.',
          });
        }
      }
    }
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apis/${Stack.of(this).stackName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.requestsPerSecond, burstLimit: 2 * settings.requestsPerSecond },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
  }
}
