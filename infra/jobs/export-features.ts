/** The construct of export-features: an institution's feature table, made in steps. */
import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from '../analyse-study.ts';
import { grantIndex, grantItems, grantKnowingWhatIsMissing, grantObjects } from '../grants.ts';
import { STUDIES_BY_STATUS } from '../study-table.ts';
import { Workflow } from '../workflow.ts';

/** From the question of a feature export to its table. */
export class ExportFeatures extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { settings, house, store, table }: WorkflowParts) {
    super(scope, id);
    // One processor: a step is bound by the text of its numbers, and holds one part of the table.
    const exportFeatures = house.zip(this, 'export-features', { memoryMb: 1769, timeout: Duration.minutes(15) });
    grantItems(exportFeatures, table, 'read', 'readMany', 'note');
    grantIndex(exportFeatures, table, STUDIES_BY_STATUS);
    for (const access of ['read', 'write', 'parts', 'remove'] as const) {
      grantObjects(exportFeatures, access, store.artefacts, 'exports');
    }
    // An erasure deletes what an earlier step wrote: that is found to be gone.
    grantKnowingWhatIsMissing(exportFeatures, store.artefacts);

    const recordExportFailure = house.zip(this, 'record-export-failure', {
      memoryMb: 512,
      timeout: Duration.seconds(30),
    });
    grantItems(recordExportFailure, table, 'note');

    this.stateMachine = new Workflow(this, 'Workflow', {
      settings,
      name: 'export-features',
      functions: [exportFeatures, recordExportFailure],
    }).stateMachine;
  }
}
