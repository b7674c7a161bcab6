/** Sends studies to a local cloud of its own and collects what their analyses used. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
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
  /** Largest resident memory of a sandbox by function, MB. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly stateTransitions: number;
  /** Requests to the API for the upload, and what their function took. */
  readonly api: { readonly requests: number; readonly milliseconds: number; readonly memoryMb: number };
  /** Characters that its functions logged, without the local cloud's own frame. */
  readonly logged: number;
  /** Bytes of canonical volumes, which are kept for some days. */
  readonly prepared: number;
}

/** Functions of the analysis whose memory may be set. */
export type MemoryOf = (functionName: string) => number | undefined;

/** Runs studies one after another on one cloud: the first finds every function cold. A run that fails is `undefined`. */
export async function measureRuns(
  requests: readonly RunRequest[],
  { memory, onRun = () => {} }: { memory?: MemoryOf; onRun?: (run: MeasuredRun | { error: string }) => void } = {},
): Promise<(MeasuredRun | undefined)[]> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-costs-'));
  const assembly = assemblyWith(await synthesizeIfStale(processTerminal), join(directory, 'assembly'), memory);
  const reports: Report[] = [];
  const cloud = await startCloud({
    directory: join(directory, 'state'),
    assembly,
    log: (entry) => {
      const { functionName, executionArn, studyId, message, report } = entry;
      reports.push({ functionName, executionArn, studyId, length: message.length, report });
    },
  });
  try {
    const runs: (MeasuredRun | undefined)[] = [];
    for (const request of requests) {
      const run = await measureRun(cloud, join(directory, 'state'), request, reports);
      onRun(run);
      runs.push('error' in run ? undefined : run);
    }
    return runs;
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Report {
  readonly functionName: string;
  readonly executionArn?: string;
  readonly studyId?: string;
  readonly length: number;
  readonly report?: { readonly durationMs: number; readonly memorySizeMb: number; readonly maxMemoryUsedMb?: number };
}

async function measureRun(
  cloud: Cloud,
  home: string,
  request: RunRequest,
  reports: Report[],
): Promise<MeasuredRun | { error: string }> {
  const studyId = `${request.kind}-${request.sent}-${request.seed}`.toUpperCase();
  const study = studyOfKind(request.kind, studyId, request.seed);
  const { manifest, files } = request.sent === 'plain' ? asPlain(study) : await asArchives(study);
  const client = connect({ home, institution: INSTITUTION, patienceSeconds: 120 });
  const preparedBefore = await bytesBelow(cloud, 'prepared/');
  const begun = reports.length;
  await uploadStudy(client, { studyId, files, manifest });
  const upload = reports.slice(begun).filter(({ functionName, report }) => report && isApi(functionName));
  const row = await endOf(client, studyId);
  if (row.status !== 'complete')
    return { error: `${studyId}: ${row.status} ${row.reason?.code ?? ''} ${JSON.stringify(row.gaps ?? {})}` };
  const executionArn = await executionOf(cloud, studyId);
  const tasks = await tasksOf(cloud, executionArn);
  const mine = reports.filter((one) => one.executionArn === executionArn);
  const peaks: Record<string, number> = {};
  for (const { functionName, report } of mine) {
    const name = shortName(functionName, tasks);
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
    api: {
      requests: upload.length,
      milliseconds: Math.round(upload.reduce((sum, { report }) => sum + Math.ceil(report?.durationMs ?? 0), 0)),
      memoryMb: upload[0]?.report?.memorySizeMb ?? 0,
    },
    logged: mine.reduce((sum, { length }) => sum + length, 0),
    prepared: (await bytesBelow(cloud, 'prepared/')) - preparedBefore,
  };
}

function isApi(functionName: string): boolean {
  return /api/i.test(functionName);
}

/** The folder of a function whose name the stack made: `RadscoreAnalyseStudyAdmitStudy1A2B` is `admit-study`. */
function shortName(functionName: string, tasks: readonly TaskUsage[]): string {
  const squeezed = functionName.toLowerCase();
  const names = [...new Set(tasks.map(({ lambda }) => lambda.function))].sort((a, b) => b.length - a.length);
  return names.find((name) => squeezed.includes(name.replaceAll('-', ''))) ?? functionName;
}

async function endOf(client: ReturnType<typeof connect>, studyId: string) {
  for (;;) {
    const row = await client.study(studyId);
    if (row.status !== 'analysing' && row.status !== 'awaiting-upload') return row;
    await delay(1000);
  }
}

const clientOf = (cloud: Cloud) =>
  new SFNClient({ endpoint: cloud.endpoints.states, region: 'us-east-1', credentials: cloud.credentials });

async function executionOf(cloud: Cloud, studyId: string): Promise<string> {
  const client = clientOf(cloud);
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => /analyse-?study/i.test(name ?? ''))?.stateMachineArn;
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  for (const { executionArn } of executions) {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    if (events[0]?.executionStartedEventDetails?.input?.includes(`/${studyId}/manifest.json`))
      return executionArn as string;
  }
  throw new Error(`got no execution of ${studyId}; wanted the one that analysed it`);
}

/** The usage that each task put into its result, by the history of the execution. */
async function tasksOf(cloud: Cloud, executionArn: string): Promise<TaskUsage[]> {
  const client = clientOf(cloud);
  const tasks: TaskUsage[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
    for (const { taskSucceededEventDetails } of page.events ?? []) {
      const { Payload } = JSON.parse(taskSucceededEventDetails?.output ?? '{}') as { Payload?: { usage?: TaskUsage } };
      if (Payload?.usage?.lambda) tasks.push(Payload.usage);
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return tasks;
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

/** The assembly with other memory sizes: links to everything but the template. */
function assemblyWith(assembly: string, folder: string, memory: MemoryOf | undefined): string {
  if (!memory) return assembly;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(assembly)) {
    if (!name.endsWith('.template.json')) {
      if (name.startsWith('asset.')) symlinkSync(join(assembly, name), join(folder, name));
      else cpSync(join(assembly, name), join(folder, name), { recursive: true });
      continue;
    }
    const template = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
      Resources: Record<string, { Type: string; Properties?: { Description?: string; MemorySize?: number } }>;
    };
    for (const { Type, Properties } of Object.values(template.Resources)) {
      const folderName = /^lambdas\/([\w-]+)$/.exec(Properties?.Description ?? '')?.[1];
      if (Type !== 'AWS::Lambda::Function' || !Properties || folderName === undefined) continue;
      Properties.MemorySize = memory(folderName) ?? Properties.MemorySize;
    }
    writeFileSync(join(folder, name), JSON.stringify(template));
  }
  return folder;
}
