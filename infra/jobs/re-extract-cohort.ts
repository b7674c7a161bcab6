/** The construct of re-extract-cohort: stored studies are analysed again when engine or settings have changed. */
import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from '../analyse-study.ts';
import { grantIndex, grantItems, grantObjects } from '../grants.ts';
import { STUDIES_BY_STATUS } from '../study-table.ts';
import { Workflow } from '../workflow.ts';

export interface ReExtractCohortProps extends WorkflowParts {
  readonly analyseStudy: StateMachine;
}

/** A distributed Map over every study that is not up to date. */
export class ReExtractCohort extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { settings, house, store, table, analyseStudy }: ReExtractCohortProps) {
    super(scope, id);
    const listOutdatedStudies = house.zip(this, 'list-outdated-studies', {
      memoryMb: 1024,
      timeout: Duration.minutes(15),
      // Next to new uploads, which have slots of their own.
      environment: { RE_EXTRACTIONS_AT_ONCE: String(Math.max(1, Math.floor(settings.analysesAtOnce / 2))) },
    });
    grantItems(listOutdatedStudies, table, 'find');
    grantIndex(listOutdatedStudies, table, STUDIES_BY_STATUS);
    grantObjects(listOutdatedStudies, 'write', store.artefacts, 're-extractions');

    const workflow = new Workflow(this, 'Workflow', {
      settings,
      name: 're-extract-cohort',
      functions: [listOutdatedStudies],
      machines: { AnalyseStudy: analyseStudy },
    });
    this.stateMachine = workflow.stateMachine;
    workflow.startAndAwait(analyseStudy);
    workflow.mapOverObjects(store.artefacts, 're-extractions');
  }
}
