/** Permissions of every role in the synthesized template. */
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesis, statementsOf, synthesize } from './synthesis.ts';

let synthesis: Synthesis;
beforeAll(async () => {
  synthesis = await synthesize();
});

/** Actions of a role, with the part of the resource that can be read: `s3:GetObject StudyStoreStudies/institutions/*`. */
function allowed(construct: string): string[] {
  const found = statementsOf(synthesis).filter(({ policy }) => policy.startsWith(`${construct}RoleDefaultPolicy`));
  expect(found).toHaveLength(1);
  return found[0].statements
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${readable(resource)}`)),
    )
    .filter((line) => !line.startsWith('logs:'))
    .sort();
}

function readable(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const [[kind, value]] = Object.entries(resource as Record<string, unknown>);
  if (kind === 'Ref') return logicalName(value as string);
  if (kind === 'Fn::GetAtt') return logicalName((value as string[])[0]);
  return ((value as [string, unknown[]])[1] ?? []).map(readable).join('');
}

/** A logical id without its hash. */
const logicalName = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

const read = ['dynamodb:GetItem', 'dynamodb:Query'];
const getAndWrite = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const findAndWrite = ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];
const readAndWrite = [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const onTable = (actions: readonly string[]) => actions.map((action) => `${action} StudyTable`);
const write = ['s3:AbortMultipartUpload', 's3:PutObject'];
const on = (resource: string, ...actions: string[]) => actions.map((action) => `${action} ${resource}`);
const extractor = [
  ...onTable([...findAndWrite, 'dynamodb:BatchWriteItem']),
  ...on('StudyStoreArtefacts/prepared/*', 's3:GetObject'),
  ...on('StudyStoreArtefacts', 's3:ListBucket'),
];
const pacing = [
  ...onTable([...readAndWrite, 'dynamodb:DeleteItem']),
  'states:StartExecution AnalyseStudyWorkflowStateMachine',
  'states:DescribeExecution arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:AnalyseStudyWorkflowStateMachine:*',
];

/** The whole of what each function may do. */
const expected: Record<string, string[]> = {
  AnalysesPaceAnalyses: [
    ...pacing,
    ...on(
      'AnalysesQueue',
      'sqs:ReceiveMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueUrl',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ),
  ],
  AnalyseStudyAdmitStudy: [
    ...onTable(readAndWrite),
    ...on('StudyStoreStudies/institutions/*', 's3:GetObject'),
    ...on('StudyStoreStudies', 's3:ListBucket'),
  ],
  AnalyseStudyQuarantineStudy: [
    ...onTable(getAndWrite),
    ...on('StudyStoreStudies/institutions/*', 's3:GetObject', 's3:DeleteObject'),
    ...on('StudyStoreStudies', 's3:ListBucket'),
    ...on('StudyStoreQuarantine/institutions/*', ...write),
    ...on('StudyStoreQuarantineKey', 'kms:GenerateDataKey'),
  ],
  AnalyseStudyPrepareSequence: [
    ...onTable(['dynamodb:PutItem', 'dynamodb:UpdateItem']),
    ...on('StudyStoreStudies', 's3:ListBucket'),
    ...on('StudyStoreStudies/institutions/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts', 's3:ListBucket'),
    ...on('StudyStoreArtefacts/prepared/*', 's3:GetObject', ...write),
  ],
  AnalyseStudyExtractFeatures: extractor,
  AnalyseStudyExtractFilteredFeatures: extractor,
  AnalyseStudyAssembleFeatures: onTable(findAndWrite),
  AnalyseStudyPredictResponse: [
    ...onTable(['dynamodb:BatchGetItem', ...readAndWrite]),
    ...on('StudyStoreArtefacts/models/*', 's3:GetObject'),
  ],
  AnalyseStudyRecordFailure: onTable(getAndWrite),
  TrainModelGatherCohort: [
    ...onTable(['dynamodb:BatchGetItem', ...readAndWrite, 'dynamodb:DeleteItem']),
    'dynamodb:Query StudyTable/index/GSI2',
    ...on(
      'StudyStoreArtefacts/cohorts/*',
      ...['s3:GetObject', ...write, 's3:ListMultipartUploadParts', 's3:DeleteObject'],
    ),
    ...on('StudyStoreArtefacts/gathering/*', 's3:GetObject', ...write, 's3:DeleteObject'),
    ...on('StudyStoreArtefacts', 's3:ListBucket'),
  ],
  TrainModelFitModel: [
    ...onTable(['dynamodb:UpdateItem']),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*', ...write),
  ],
  TrainModelFitSubmodel: [
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*', ...write),
  ],
  TrainModelRegisterModel: [
    ...onTable(readAndWrite),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*/evaluation.json', ...write),
  ],
  TrainModelChallengeChampion: [
    ...onTable(readAndWrite),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*', 's3:GetObject'),
  ],
  RetrainLinesStartRuns: [...onTable(read), 'states:StartExecution TrainModelWorkflowStateMachine'],
  TrainModelRecordTrainingFailure: onTable(['dynamodb:UpdateItem']),
  EraseStudyEraseStudy: [
    ...onTable([...readAndWrite, 'dynamodb:DeleteItem', 'dynamodb:Scan']),
    'dynamodb:Query StudyTable/index/GSI1',
    ...on('StudyStoreStudies', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    ...on('StudyStoreStudies/institutions/*', 's3:AbortMultipartUpload', 's3:DeleteObject'),
    ...on('StudyStoreQuarantine', 's3:ListBucket'),
    ...on('StudyStoreQuarantine/institutions/*', 's3:DeleteObject'),
    ...on('StudyStoreArtefacts', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    ...on('StudyStoreArtefacts/exports/*', 's3:AbortMultipartUpload', 's3:DeleteObject'),
    ...on('StudyStoreArtefacts/gathering/*', 's3:DeleteObject'),
    ...on('StudyStoreArtefacts/prepared/*', 's3:DeleteObject'),
    ...on('StudyStoreArtefacts/withdrawn/*', ...write),
  ],
  EraseStudyEraseRows: [
    ...onTable([...readAndWrite, 'dynamodb:DeleteItem']),
    ...on('StudyStoreArtefacts', 's3:ListBucket'),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject', ...write, 's3:DeleteObject'),
    ...on('StudyStoreArtefacts/models/*/evaluation.json', 's3:GetObject', ...write),
  ],
  ReviewStudiesReviewStudies: [
    ...pacing,
    'dynamodb:Query StudyTable/index/GSI1',
    ...on('StudyStoreStudies', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    ...on('StudyStoreStudies/institutions/*', 's3:AbortMultipartUpload', 's3:DeleteObject'),
    ...on('StudyStoreArtefacts', 's3:ListBucket'),
    ...on('StudyStoreArtefacts/withdrawn/*', 's3:GetObject'),
    'states:StartExecution EraseStudyWorkflowStateMachine',
  ],
  ReviewStudiesMarkVersions: [
    ...onTable([...readAndWrite, 'dynamodb:DeleteItem']),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    'states:StartExecution TrainModelWorkflowStateMachine',
  ],
  PredictTablePredictTable: [
    ...onTable(['dynamodb:GetItem', 'dynamodb:UpdateItem']),
    ...on('StudyStoreArtefacts/models/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/jobs/*', 's3:GetObject', ...write),
  ],
  PredictTableRecordTableFailure: onTable(['dynamodb:UpdateItem']),
  ExportFeaturesExportFeatures: [
    ...onTable(['dynamodb:BatchGetItem', ...read, 'dynamodb:UpdateItem']),
    'dynamodb:Query StudyTable/index/GSI1',
    ...on('StudyStoreArtefacts', 's3:ListBucket'),
    ...on(
      'StudyStoreArtefacts/exports/*',
      ...['s3:GetObject', ...write, 's3:ListMultipartUploadParts', 's3:DeleteObject'],
    ),
  ],
  ExportFeaturesRecordExportFailure: onTable(['dynamodb:UpdateItem']),
  IdentityStampInstitution: [],
  ApiApi: [
    ...onTable(['dynamodb:BatchGetItem', ...readAndWrite]),
    'dynamodb:Query StudyTable/index/GSI1',
    ...on('StudyStoreStudies/institutions/*', ...write, 's3:ListMultipartUploadParts'),
    ...on('StudyStoreStudies', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    ...on('StudyStoreStudies/institutions/*/studies/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/models/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/cohorts/*', 's3:GetObject'),
    ...on('StudyStoreArtefacts/exports/*', 's3:GetObject', ...write, 's3:DeleteObject'),
    ...on('StudyStoreArtefacts/jobs/*', 's3:GetObject', ...write),
    'states:StartExecution EraseStudyWorkflowStateMachine',
    'states:StartExecution ExportFeaturesWorkflowStateMachine',
    'states:StartExecution TrainModelWorkflowStateMachine',
  ],
};

describe('roles', () => {
  it.each(Object.keys(expected))('%s may do what its code does and nothing else', (construct) => {
    expect(allowed(construct)).toEqual(expected[construct].sort());
  });

  it('let the API list keys of institutions only', () => {
    const [{ statements }] = statementsOf(synthesis).filter(({ policy }) =>
      policy.startsWith('ApiApiRoleDefaultPolicy'),
    );
    const listing = statements.filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));
    expect(listing).toMatchObject([{ Condition: { StringLike: { 's3:prefix': 'institutions/*' } } }]);
  });

  it('never allow a wildcard action, and a bare * only for the delivery of logs', () => {
    for (const { policy, statements } of statementsOf(synthesis)) {
      for (const { Action, Resource } of statements) {
        const actions = [Action].flat();
        expect(actions.filter((action) => action.includes('*'))).toEqual([]);
        if ([Resource].flat().includes('*')) {
          expect(policy).toMatch(/WorkflowRoleDefaultPolicy/);
          expect(actions.filter((action) => !action.startsWith('logs:'))).toEqual([]);
        }
      }
    }
  });
});

describe('cdk-nag, AwsSolutions', () => {
  it.each([
    {},
    { oidcIssuer: 'https://issuer.example', oidcAudience: 'radscore' },
    { alarmEmail: 'ops@example.org' },
  ])('has no finding with context %o', async (context) => {
    const { app } = await synthesize(context);
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations.map(({ ruleName, violatingResources }) => ({ ruleName, violatingResources }))).toEqual([]);
  });

  it('is silenced only with a reason, and every reason silences something', () => {
    const acknowledged = synthesis.app.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) =>
            Object.entries(data as Record<string, string>).map(([id, reason]) => ({ path: node.path, id, reason })),
          ),
      );
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(40);

    for (const construct of synthesis.app.node.findAll()) {
      const { metadata } = construct.node as unknown as { metadata: { type: string }[]; _metadata: { type: string }[] };
      const kept = metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
      Object.defineProperty(construct.node, 'metadata', { value: kept });
    }
    const { violations } = new AwsSolutionsChecks(synthesis.app).validateScope(synthesis.app);
    const found = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ ruleName, path: constructPath ?? '' })),
    );
    const idle = acknowledged.filter(
      ({ id, path }) => !found.some((one) => id.endsWith(one.ruleName) && one.path.startsWith(path)),
    );
    expect(idle).toEqual([]);
  });
});
