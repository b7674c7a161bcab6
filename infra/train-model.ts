/** The construct of train-model: labelled studies to a model version. */
import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import { grantIndex, grantItems, grantKnowingWhatIsMissing, grantNamedObjects, grantObjects } from './grants.ts';
import { LABELLED_STUDIES } from './study-table.ts';
import { Workflow } from './workflow.ts';

/** From the labelled studies to an immutable model version. */
export class TrainModel extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { settings, house, store, table }: WorkflowParts) {
    super(scope, id);
    const brief = { memoryMb: 1024, timeout: Duration.minutes(1) };

    const gatherCohort = house.zip(this, 'gather-cohort', { memoryMb: 2048, timeout: Duration.minutes(15) });
    grantItems(gatherCohort, table, 'read', 'readMany', 'write', 'remove');
    grantIndex(gatherCohort, table, LABELLED_STUDIES);
    // It counts outcomes against the cohort of the last version.
    grantObjects(gatherCohort, 'read', store.artefacts, 'cohorts');
    grantObjects(gatherCohort, 'write', store.artefacts, 'cohorts');
    // Values of a large cohort are a multipart upload of several steps, between which the plan is kept.
    grantObjects(gatherCohort, 'parts', store.artefacts, 'cohorts');
    for (const access of ['read', 'write', 'remove'] as const) {
      grantObjects(gatherCohort, access, store.artefacts, 'gathering');
    }
    // Rows that were withdrawn while they were gathered.
    grantObjects(gatherCohort, 'remove', store.artefacts, 'cohorts');
    grantKnowingWhatIsMissing(gatherCohort, store.artefacts);

    const fitModel = house.zip(this, 'fit-model', {
      memoryMb: settings.engineMemoryMb,
      timeout: Duration.minutes(15),
    });
    const fitSubmodel = house.zip(this, 'fit-submodel', {
      memoryMb: settings.engineMemoryMb,
      timeout: Duration.minutes(15),
    });
    for (const fit of [fitModel, fitSubmodel]) {
      grantObjects(fit, 'read', store.artefacts, 'cohorts');
      grantObjects(fit, 'write', store.artefacts, 'models');
    }

    // That the submodels come next, in the row of its run.
    grantItems(fitModel, table, 'note');

    const registerModel = house.zip(this, 'register-model', brief);
    grantItems(registerModel, table, 'read', 'write');
    grantObjects(registerModel, 'read', store.artefacts, 'models');
    grantObjects(registerModel, 'read', store.artefacts, 'cohorts');
    grantNamedObjects(registerModel, 'write', store.artefacts, 'models', 'evaluation.json');

    const challengeChampion = house.zip(this, 'challenge-champion', { memoryMb: 2048, timeout: Duration.minutes(5) });
    grantItems(challengeChampion, table, 'read', 'write');
    // It scores the champion on the test rows of the new version.
    grantObjects(challengeChampion, 'read', store.artefacts, 'cohorts');
    grantObjects(challengeChampion, 'read', store.artefacts, 'models');

    const recordTrainingFailure = house.zip(this, 'record-training-failure', brief);
    grantItems(recordTrainingFailure, table, 'note');

    this.stateMachine = new Workflow(this, 'Workflow', {
      settings,
      name: 'train-model',
      functions: [gatherCohort, fitModel, fitSubmodel, registerModel, challengeChampion, recordTrainingFailure],
    }).stateMachine;
  }
}
