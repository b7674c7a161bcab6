/** Sends studies to a local cloud of its own and collects what their analyses used. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type Cloud, startCloud } from '@radscore/local-cloud';
import type { TaskUsage } from '@radscore/pipeline/costs';
import { connect } from '../../cli/service/connection.ts';
import { synthesizeIfStale } from '../../cli/service/synthesis.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';
import { asArchives, asPlain, type StudyKind, studyOfKind } from './study-kinds.ts';

const INSTITUTION = 'demo-centre-1';

export interface RunRequest {
  readonly kind: StudyKind;
  readonly sent: 'plain' | 'archives';
  readonly seed: number;
}

/** What one study used. */
export interface MeasuredRun extends RunRequest {
  /** Files of the manifest as it was sent, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Slices and regions before they were packed. */
  readonly unpacked: number;
  readonly features: number;
  readonly tasks: readonly TaskUsage[];
  /** The function that lets studies in, for the manifest and for the end. */
  readonly pacing: readonly TaskUsage[];
  /** Largest resident memory of a sandbox by function, MB. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly stateTransitions: number;
  /** The API's requests for the upload, one an invocation. */
  readonly api: readonly TaskUsage[];
  /** Characters that its functions logged, without the local cloud's own frame. */
  readonly logged: number;
  /** Bytes of canonical volumes, which are kept for some days. */
  readonly prepared: number;
}

/** Sends a study to a cloud that was started for it. @throws Error if it does not become complete */
export async function measureRun(request: RunRequest): Promise<MeasuredRun> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-costs-'));
  const assembly = assemblyThatLogs(await synthesizeIfStale(processTerminal), join(directory, 'assembly'));
  const home = join(directory, 'state');
  const reports: Report[] = [];
  const cloud = await startCloud({
    directory: home,
    assembly,
    log: ({ functionName, message, report }) => {
      const usage = usageIn(message);
      reports.push({ functionName, length: usage ? 0 : message.length, report, usage });
    },
  });
  try {
    return await collected(cloud, home, request, reports);
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Report {
  readonly functionName: string;
  readonly length: number;
  readonly report?: { readonly maxMemoryUsedMb?: number };
  readonly usage?: TaskUsage;
}

/** What an invocation used, if a line of its log says so. */
function usageIn(message: string): TaskUsage | undefined {
  if (!message.includes('"usage"')) return undefined;
  return (JSON.parse(message) as { usage?: TaskUsage }).usage;
}

async function collected(
  cloud: Cloud,
  home: string,
  request: RunRequest,
  reports: readonly Report[],
): Promise<MeasuredRun> {
  const studyId = `${request.kind}-${request.sent}-${request.seed}`.toUpperCase();
  const study = studyOfKind(request.kind, studyId, request.seed);
  const { manifest, files } = request.sent === 'plain' ? asPlain(study) : await asArchives(study);
  const client = connect({ home, institution: INSTITUTION, patienceSeconds: 120 });
  const preparedBefore = await bytesBelow(cloud, 'prepared/');
  const begun = reports.length;
  const ofFunction = (name: string) =>
    reports.slice(begun).flatMap(({ usage }) => (usage?.lambda.function === name ? [usage] : []));
  await uploadStudy(client, { studyId, files, manifest });
  const api = ofFunction('api');
  const row = await endOf(client, studyId);
  if (row.status !== 'complete')
    throw new Error(`got ${studyId} ${row.status} ${JSON.stringify(row.gaps ?? row.reason)}; wanted complete`);
  // The slot is given back when the end of the execution has gone through the queue.
  await delay(5000);
  // Schedules start other machines meanwhile.
  const mine = reports.slice(begun).filter(({ functionName }) => isOfAnalysis(functionName));
  const tasks = mine.flatMap(({ usage }) => usage ?? []);
  const peaks: Record<string, number> = {};
  for (const { functionName, report } of mine) {
    const name = folderOf(functionName) ?? functionName;
    peaks[name] = Math.max(peaks[name] ?? 0, report?.maxMemoryUsedMb ?? 0);
  }
  return {
    ...request,
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    unpacked: study.files.size,
    features: row.features ?? 0,
    tasks,
    peaks,
    stateTransitions: row.usage?.stateTransitions ?? 0,
    pacing: ofFunction('pace-analyses'),
    api,
    logged: mine.reduce((sum, { length }) => sum + length, 0),
    prepared: (await bytesBelow(cloud, 'prepared/')) - preparedBefore,
  };
}

/** Functions that every study passes. */
const ANALYSIS = [
  'admit-study',
  'prepare-sequence',
  'extract-filtered-features',
  'extract-features',
  'assemble-features',
  'predict-response',
] as const;

/** The folder of a function whose name the stack made: `RadscoreAnalyseStudyAdmitStudy1A2B` is `admit-study`. */
function folderOf(functionName: string): string | undefined {
  const squeezed = functionName.toLowerCase();
  return ANALYSIS.find((name) => squeezed.includes(name.replaceAll('-', '')));
}

function isOfAnalysis(functionName: string): boolean {
  return folderOf(functionName) !== undefined;
}

async function endOf(client: ReturnType<typeof connect>, studyId: string) {
  for (;;) {
    const row = await client.study(studyId);
    if (row.status !== 'analysing' && row.status !== 'awaiting-upload') return row;
    await delay(1000);
  }
}

async function bytesBelow(cloud: Cloud, prefix: string): Promise<number> {
  const client = new S3Client({
    endpoint: cloud.endpoints.s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: cloud.credentials,
  });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const Bucket = Buckets.map(({ Name = '' }) => Name).find((name) => /artefacts/i.test(name));
  let sum = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }));
    for (const { Size = 0 } of page.Contents ?? []) sum += Size;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  client.destroy();
  return sum;
}

interface FunctionProperties {
  readonly Environment?: { readonly Variables: Record<string, unknown> };
}

/** The assembly with functions that log what they use: links to everything but the template. */
function assemblyThatLogs(assembly: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(assembly)) {
    if (name.startsWith('asset.')) symlinkSync(join(assembly, name), join(folder, name));
    else if (!name.endsWith('.template.json')) cpSync(join(assembly, name), join(folder, name), { recursive: true });
    else {
      const template = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
        Resources: Record<string, { Type: string; Properties?: FunctionProperties }>;
      };
      for (const { Type, Properties } of Object.values(template.Resources)) {
        if (Type !== 'AWS::Lambda::Function' || !Properties?.Environment) continue;
        Properties.Environment.Variables.LOG_LEVEL = 'DEBUG';
      }
      writeFileSync(join(folder, name), JSON.stringify(template));
    }
  }
  return folder;
}
