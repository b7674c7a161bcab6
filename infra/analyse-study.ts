/** The construct of analyse-study: a study from its manifest to its prediction. */
import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionHouse } from './function-house.ts';
import { grantItems, grantKnowingWhatIsMissing, grantListing, grantObjects } from './grants.ts';
import type { Settings } from './settings.ts';
import type { StudyStore } from './study-store.ts';
import { Workflow } from './workflow.ts';

export interface WorkflowParts {
  readonly settings: Settings;
  readonly house: FunctionHouse;
  readonly store: StudyStore;
  readonly table: TableV2;
}

export interface AnalyseStudyProps extends WorkflowParts {
  /** Of erase-study: what arrives under the id of a withdrawn study goes. */
  readonly eraseStudy: LambdaFunction;
}

/** A study from its manifest to its prediction. */
export class AnalyseStudy extends Construct {
  readonly stateMachine: StateMachine;
  /** Its errors mean that files stay where they must not. */
  readonly quarantineStudy: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, house, store, table, eraseStudy }: AnalyseStudyProps) {
    super(scope, id);
    const engine = { memoryMb: settings.engineMemoryMb, timeout: Duration.minutes(15) };
    const extraction = { ...engine, memoryMb: settings.extractionMemoryMb };

    // It reads every file once: a study of gigabytes takes minutes, and one file at a time of its larger ones.
    const admitStudy = house.zip(this, 'admit-study', { memoryMb: 1769, timeout: Duration.minutes(15) });
    grantObjects(admitStudy, 'read', store.studies, 'institutions');
    grantKnowingWhatIsMissing(admitStudy, store.studies);
    grantItems(admitStudy, table, 'read', 'write');

    this.quarantineStudy = house.zip(this, 'quarantine-study', {
      memoryMb: 512,
      timeout: Duration.minutes(15),
      environment: {
        QUARANTINE_BUCKET: store.quarantine.bucketName,
        QUARANTINE_RETENTION_DAYS: String(settings.quarantineRetentionDays),
      },
    });
    // A copy reads its source; nothing may read what has arrived.
    grantObjects(this.quarantineStudy, 'read', store.studies, 'institutions');
    grantObjects(this.quarantineStudy, 'remove', store.studies, 'institutions');
    grantKnowingWhatIsMissing(this.quarantineStudy, store.studies);
    grantObjects(this.quarantineStudy, 'write', store.quarantine, 'institutions');
    grantItems(this.quarantineStudy, table, 'get', 'write');

    const prepareSequence = house.zip(this, 'prepare-sequence', engine);
    grantObjects(prepareSequence, 'read', store.studies, 'institutions');
    // A manifest that was moved or withdrawn meanwhile is missing, not forbidden.
    grantKnowingWhatIsMissing(prepareSequence, store.studies);
    // Volumes have the hash of their content as key: what is there already is not written again.
    grantObjects(prepareSequence, 'read', store.artefacts, 'prepared');
    grantKnowingWhatIsMissing(prepareSequence, store.artefacts);
    grantObjects(prepareSequence, 'write', store.artefacts, 'prepared');
    // The references of the study to its blocks.
    grantItems(prepareSequence, table, 'write');

    const extractFeatures = house.zip(this, 'extract-features', extraction);
    const extractFilteredFeatures = house.container(this, 'extract-filtered-features', extraction);
    for (const extractor of [extractFeatures, extractFilteredFeatures]) {
      grantObjects(extractor, 'read', store.artefacts, 'prepared');
      // What the lifecycle removed between two states is missing, not forbidden.
      grantListing(extractor, store.artefacts, 'prepared');
      grantItems(extractor, table, 'find', 'write', 'writeMany');
    }

    const assembleFeatures = house.zip(this, 'assemble-features', { memoryMb: 1024, timeout: Duration.minutes(1) });
    grantItems(assembleFeatures, table, 'find', 'write');

    const predictResponse = house.zip(this, 'predict-response', { memoryMb: 1024, timeout: Duration.minutes(1) });
    grantObjects(predictResponse, 'read', store.artefacts, 'models');
    grantItems(predictResponse, table, 'read', 'readMany', 'write');

    const recordFailure = house.zip(this, 'record-failure', { memoryMb: 512, timeout: Duration.seconds(30) });
    grantItems(recordFailure, table, 'get', 'write');

    const workflow = new Workflow(this, 'Workflow', {
      settings,
      name: 'analyse-study',
      functions: [
        admitStudy,
        this.quarantineStudy,
        prepareSequence,
        extractFeatures,
        extractFilteredFeatures,
        assembleFeatures,
        predictResponse,
        recordFailure,
        eraseStudy,
      ],
    });
    workflow.publishEvents();
    this.stateMachine = workflow.stateMachine;
  }
}
