/** The stack: it composes the constructs and holds nothing else. */
import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AnalyseStudy } from './analyse-study.ts';
import { AnalysisQueue } from './analysis-queue.ts';
import { ConsoleSite } from './console.ts';
import { EraseStudy } from './erase-study.ts';
import { FunctionHouse } from './function-house.ts';
import { Api } from './http-api.ts';
import { Identity } from './identity.ts';
import { ExportFeatures } from './jobs/export-features.ts';
import { PredictTable } from './jobs/predict-table.ts';
import { ReExtractCohort } from './jobs/re-extract-cohort.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { Alarms } from './operations/alarms.ts';
import { Budget } from './operations/budget.ts';
import { Dashboard } from './operations/dashboard.ts';
import { RetrainingSchedule } from './retraining-schedule.ts';
import { ReviewStudies } from './review-studies.ts';
import { readSettings, type Settings } from './settings.ts';
import { StudyStore } from './study-store.ts';
import { StudyTable } from './study-table.ts';
import { TrainModel } from './train-model.ts';

export interface RadscoreStackProps {
  /** What `scripts/build.ts` wrote. */
  readonly codeFolder: string;
}

/** The whole service: composes the constructs, decides nothing. */
export class RadscoreStack extends Stack {
  constructor(scope: Construct, id: string, { codeFolder }: RadscoreStackProps) {
    const chosen = readSettings(scope.node);
    super(scope, id, {
      description: 'Radscore: predicts pathological complete response from MRI radiomics. Research use only.',
      // The CLI checks the bootstrap version itself; the rule would only add a parameter that asks SSM.
      terminationProtection: chosen.terminationProtection,
      tags: { ...chosen.tags },
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const site = chosen.console ? new ConsoleSite(this, 'Console', { settings: chosen, codeFolder }) : undefined;
    const settings = site ? withOrigin(chosen, site.origin) : chosen;
    const store = new StudyStore(this, 'StudyStore', { settings });
    const { table } = new StudyTable(this, 'StudyTable', { settings });
    const house = new FunctionHouse(this, 'Code', {
      settings,
      codeFolder,
      environment: {
        STUDY_BUCKET: store.studies.bucketName,
        ARTEFACT_BUCKET: store.artefacts.bucketName,
        TABLE_NAME: table.tableName,
        STACK_NAME: this.stackName,
        CONSORTIUM_CLAIM_DAYS: String(settings.consortiumClaimDays),
        LINES_PER_OWNER: String(settings.linesPerOwner),
        RUNS_PER_DAY: String(settings.runsPerDay),
      },
    });

    const parts = { settings, house, store, table };
    const erasure = new EraseStudy(this, 'EraseStudy', parts);
    const { stateMachine: analyseStudy, quarantineStudy } = new AnalyseStudy(this, 'AnalyseStudy', {
      ...parts,
      eraseStudy: erasure.eraseStudy,
    });
    const trainModel = new TrainModel(this, 'TrainModel', parts).stateMachine;
    const predictTable = new PredictTable(this, 'PredictTable', parts);
    const exportFeatures = new ExportFeatures(this, 'ExportFeatures', parts).stateMachine;
    const uploads = new AnalysisQueue(this, 'Analyses', { ...parts, studies: store.studies, analyseStudy });
    const reExtractCohort = new ReExtractCohort(this, 'ReExtractCohort', { ...parts, analyseStudy }).stateMachine;
    const eraseStudy = erasure.stateMachine;
    const reviews = new ReviewStudies(this, 'ReviewStudies', { ...parts, analyseStudy, eraseStudy, trainModel });
    const retraining = new RetrainingSchedule(this, 'RetrainLines', { ...parts, trainModel });
    const tokens = settings.oidc ?? new Identity(this, 'Identity', { settings, house, console: site?.origin });
    const api = new Api(this, 'Api', { ...parts, tokens, trainModel, eraseStudy, exportFeatures });
    site?.deploy(api.url, tokens);
    const operated = {
      machines: {
        AnalyseStudy: analyseStudy,
        TrainModel: trainModel,
        EraseStudy: eraseStudy,
        ReviewStudies: reviews.stateMachine,
        RetrainLines: retraining.retrainLines,
        PredictTable: predictTable.stateMachine,
        ExportFeatures: exportFeatures,
        ReExtractCohort: reExtractCohort,
      },
      functions: house.functions,
      table,
      http: api.http,
      accessLogs: api.accessLogs,
      waiting: uploads.queue,
      undelivered: [uploads.undelivered, retraining.undelivered, reviews.undelivered, predictTable.undelivered],
    };
    const { topic } = new AlarmTopic(this, 'Operators', settings);
    const { throttledRequests } = new Alarms(this, 'Alarms', { ...operated, topic, quarantineStudy });
    new Dashboard(this, 'Dashboard', { ...operated, throttledRequests });
    if (settings.budget) {
      new Budget(this, 'Budget', { budget: settings.budget, topic, uploader: api.role, studies: store.studies });
    }

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'ReExtractCohortArn', { value: reExtractCohort.stateMachineArn });
    new CfnOutput(this, 'StudyBucket', { value: store.studies.bucketName });
    new CfnOutput(this, 'QuarantineBucket', { value: store.quarantine.bucketName });
    new CfnOutput(this, 'TokenIssuer', { value: tokens.issuer });
    new CfnOutput(this, 'TokenAudience', { value: tokens.audience.join(',') });
    if (tokens.clientId) new CfnOutput(this, 'SignInClient', { value: tokens.clientId });
  }
}

/** The console's pages may call the API and upload, whichever other origins may. */
function withOrigin(settings: Settings, origin: string): Settings {
  const { browserOrigins } = settings;
  return browserOrigins.includes('*') ? settings : { ...settings, browserOrigins: [...browserOrigins, origin] };
}
