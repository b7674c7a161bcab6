/** The construct of erase-study: everything that is stored of a withdrawn study. */
import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import {
  grantFindingUploads,
  grantIndex,
  grantItems,
  grantKnowingWhatIsMissing,
  grantNamedObjects,
  grantObjects,
} from './grants.ts';
import { STUDIES_BY_STATUS } from './study-table.ts';
import { Workflow } from './workflow.ts';

/** From the withdrawal of a study to nothing that is left of it. */
export class EraseStudy extends Construct {
  readonly stateMachine: StateMachine;
  /** Analyses use it too: what arrives under the id of a withdrawn study goes. */
  readonly eraseStudy: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, house, store, table }: WorkflowParts) {
    super(scope, id);
    const brief = { memoryMb: 1024, timeout: Duration.minutes(15) };

    this.eraseStudy = house.zip(this, 'erase-study', {
      ...brief,
      environment: { QUARANTINE_BUCKET: store.quarantine.bucketName },
    });
    grantItems(this.eraseStudy, table, 'read', 'write', 'remove', 'scan');
    // Other studies of the same patient keep its side.
    grantIndex(this.eraseStudy, table, STUDIES_BY_STATUS);
    for (const bucket of [store.studies, store.quarantine, store.artefacts]) {
      grantKnowingWhatIsMissing(this.eraseStudy, bucket);
    }
    grantObjects(this.eraseStudy, 'remove', store.studies, 'institutions');
    grantObjects(this.eraseStudy, 'abort', store.studies, 'institutions');
    grantFindingUploads(this.eraseStudy, store.studies);
    grantObjects(this.eraseStudy, 'remove', store.quarantine, 'institutions');
    grantObjects(this.eraseStudy, 'remove', store.artefacts, 'prepared');
    grantObjects(this.eraseStudy, 'remove', store.artefacts, 'exports');
    grantObjects(this.eraseStudy, 'remove', store.artefacts, 'gathering');
    // Tables that are being made are multipart uploads.
    grantObjects(this.eraseStudy, 'abort', store.artefacts, 'exports');
    grantFindingUploads(this.eraseStudy, store.artefacts);
    grantObjects(this.eraseStudy, 'write', store.artefacts, 'withdrawn');

    const eraseRows = house.zip(this, 'erase-rows', brief);
    grantItems(eraseRows, table, 'read', 'write', 'remove');
    grantKnowingWhatIsMissing(eraseRows, store.artefacts);
    for (const access of ['read', 'write', 'remove'] as const) {
      grantObjects(eraseRows, access, store.artefacts, 'cohorts');
    }
    // Of a model, its evaluation only: the model itself is never written again.
    grantNamedObjects(eraseRows, 'read', store.artefacts, 'models', 'evaluation.json');
    grantNamedObjects(eraseRows, 'write', store.artefacts, 'models', 'evaluation.json');

    this.stateMachine = new Workflow(this, 'Workflow', {
      settings,
      name: 'erase-study',
      functions: [this.eraseStudy, eraseRows],
    }).stateMachine;
  }
}
