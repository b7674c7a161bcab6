/** The stack: it composes the constructs and holds nothing else. */
import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { AnalyseStudy } from './analyse-study.ts';
import { AnalysisQueue } from './analysis-queue.ts';
import { ConsoleSite } from './console.ts';
import { EraseStudy } from './erase-study.ts';
import { FunctionHouse } from './function-house.ts';
import { Api } from './http-api.ts';
import { Identity } from './identity.ts';
import { ExportFeatures } from './jobs/export-features.ts';
import { PredictTable } from './jobs/predict-table.ts';
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
    super(scope, id, {
      description: 'Radscore: predicts pathological complete response from MRI radiomics. Research use only.',
      // The CLI checks the bootstrap version itself; the rule would only add a parameter that asks SSM.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const chosen = readSettings(this.node);
    const site = chosen.console ? new ConsoleSite(this, 'Console', { settings: chosen, codeFolder }) : undefined;
    const settings = site ? withOrigin(chosen, site.origin) : chosen;
    const store = new StudyStore(this, 'StudyStore', { settings });
    const { table } = new StudyTable(this, 'StudyTable');
    const house = new FunctionHouse(this, 'Code', {
      settings,
      codeFolder,
      environment: {
        STUDY_BUCKET: store.studies.bucketName,
        ARTEFACT_BUCKET: store.artefacts.bucketName,
        TABLE_NAME: table.tableName,
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
    const eraseStudy = erasure.stateMachine;
    const reviews = new ReviewStudies(this, 'ReviewStudies', { ...parts, analyseStudy, eraseStudy, trainModel });
    const retraining = new RetrainingSchedule(this, 'RetrainLines', { ...parts, trainModel });
    const tokens = settings.oidc ?? new Identity(this, 'Identity', { settings, house, console: site?.origin });
    const api = new Api(this, 'Api', { ...parts, tokens, trainModel, eraseStudy, exportFeatures });
    site?.deploy(api.url, tokens);
    new Alarms(this, 'Alarms', {
      settings,
      analyseStudy,
      trainModel,
      eraseStudy,
      reviewStudies: reviews.stateMachine,
      retrainLines: retraining.retrainLines,
      quarantineStudy,
      undelivered: [uploads.undelivered, retraining.undelivered, reviews.undelivered, predictTable.undelivered],
      http: api.http,
    });

    new CfnOutput(this, 'ApiUrl', { value: api.url });
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
