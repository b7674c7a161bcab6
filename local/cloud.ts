/** Starts the services of a template in the order in which they need each other, and stops them in reverse. */
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { VirtualClock } from './clock.ts';
import { serveSite } from './cloudfront/server.ts';
import type { Caller, EventSink } from './contracts.ts';
import { JournaledDisk } from './disk/journaled-disk.ts';
import type { StableStorage } from './disk/stable-storage.ts';
import { startDynamoDb } from './dynamodb/server.ts';
import { EventBus } from './events/bus.ts';
import { DeadLetterQueues } from './events/dead-letters.ts';
import { Deliveries, type DeliveryTargets } from './events/deliveries.ts';
import { Scheduler } from './events/scheduler.ts';
import { withFaults } from './faults/events.ts';
import { Faults } from './faults/faults.ts';
import type { FaultPlan } from './faults/plan.ts';
import { startHttpApi } from './http-api/server.ts';
import { type AuthorizationServer, createAuthorizationServer } from './identity/authorization-server.ts';
import { startIssuer } from './identity/issuer.ts';
import { createTokenMint, type UserRequest } from './identity/token-mint.ts';
import { KeyRing } from './keys.ts';
import type { Log } from './lambda/functions.ts';
import { createLambda } from './lambda/lambda.ts';
import { lockFolder } from './lock.ts';
import { serveOperator } from './operator-endpoint.ts';
import { explainListening, keptPorts, type Ports } from './ports.ts';
import { startS3 } from './s3/server.ts';
import { SourceQueues } from './sqs/queues.ts';
import { serveStatesApi } from './states/api.ts';
import { StateMachines } from './states/runner.ts';
import { loadTemplate } from './template/load.ts';

export interface CloudOptions {
  /** Everything that is kept lies below it. */
  readonly directory: string;
  /** The cloud assembly, `cdk.out`. */
  readonly assembly: string;
  /** The first of seven ports in a row; 0 takes free ones. Whichever they are, the folder keeps them. */
  readonly port?: number;
  /** Folder in which V8's compiled code of the functions is kept; only this user may be able to write there. */
  readonly compileCache?: string;
  /** Functions that run at the same time; the number of processors unless given. */
  readonly concurrency?: number;
  /** Where a power cut is waited for; a test may forget what was not synced. */
  readonly storage?: StableStorage;
  /** Receives what the functions print; without it that goes to `log.jsonl` in the folder. */
  readonly log?: Log;
  /** Receives a line for each execution that ends and each fault of the local cloud itself. */
  readonly onMessage?: (message: string) => void;
  /** Faults of AWS that are to be produced; none without it. */
  readonly faults?: FaultPlan;
}

/** Where clients find the services. */
export interface Endpoints {
  readonly api: string;
  readonly s3: string;
  readonly dynamodb: string;
  readonly states: string;
  /** Signs the tokens. */
  readonly issuer: string;
  /** Serves the template's distribution; nothing listens there if it has none. */
  readonly console: string;
  /** The operator's own: `/_local/…`. */
  readonly operator: string;
}

export interface Cloud {
  readonly endpoints: Endpoints;
  /** Keys with which SDK clients may do everything. */
  readonly credentials: Pick<Caller, 'accessKeyId' | 'secretAccessKey'>;
  /** For `authorization: Bearer …` at the operator's endpoint. */
  readonly operatorToken: string;
  /** The outputs of the stack. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly clock: VirtualClock;
  readonly machines: StateMachines;
  readonly deadLetters: DeadLetterQueues;
  readonly queues: SourceQueues;
  /** The plan while it is carried out, and what has struck. */
  readonly faults: Faults | undefined;
  mintToken(user: UserRequest): Promise<string>;
  /** A link that signs a browser in to the console, good for one use. Throws `TokenRefused` without a console. */
  consoleLink: AuthorizationServer['consoleLink'];
  /** What runs is left to the next start. */
  stop(): Promise<void>;
}

/** `cloud.json` in the folder: how other processes of the same user find the running cloud. */
export type RunningCloud = Pick<Cloud, 'endpoints' | 'credentials' | 'operatorToken' | 'outputs'>;

/** Sandboxes reserved for each function of the API, which has to answer while studies are computed. */
const API_SANDBOXES = 2;

type Closer = () => unknown;

/**
 * Starts the synthesized template on this machine. Throws `FolderInUse`, `PortTaken`, `TemplateRefused` or what a part
 * throws for what it cannot honour; then nothing is left running.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const closers: Closer[] = [lockFolder(directory)];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start({ ...options, directory }, closers)), stop };
  } catch (error) {
    await stop();
    throw explainListening(error);
  }
}

/** Everything that is opened adds to `closers` how it is closed: the last first. */
async function start(options: CloudOptions, closers: Closer[]): Promise<Omit<Cloud, 'stop'>> {
  const { directory, onMessage = () => {}, concurrency = availableParallelism() } = options;
  const inFolder = (name: string) => join(directory, name);
  const onFault = (error: unknown) => onMessage(`fault: ${error instanceof Error ? error.stack : String(error)}`);
  const closable = <Part extends { close(): unknown }>(part: Part): Part => {
    closers.push(() => part.close());
    return part;
  };
  // Left by a cloud that was killed; until this one is up no client may take it for running.
  rmSync(inFolder('cloud.json'), { force: true });
  const disk = closable(await JournaledDisk.open({ home: directory, storage: options.storage, onNote: onMessage }));
  const keys = new KeyRing(inFolder('secret'), disk.isNew);
  const ports = await keptPorts(directory, options.port ?? 0);
  const endpoints = endpointsOf(ports);
  const faults = options.faults && new Faults(options.faults);
  const clock = new VirtualClock(inFolder('clock.json'), faults && (() => faults.machineTime()));
  closers.push(() => clock.stop());
  const credentials = keys.accessKey('operator');
  const defined = loadTemplate({
    assembly: resolve(options.assembly),
    addresses: endpoints,
    keys: (role) => keys.accessKey(`role ${role}`),
  });

  const answering = new Set(defined.api.routes.map(({ functionName }) => functionName));
  // What decides which studies run must not wait for those that do.
  const fed = new Set(defined.eventSources.map(({ functionName }) => functionName));
  const invoker = createLambda({
    functions: defined.functions.map((definition) => ({
      ...definition,
      ownSandboxes: answering.has(definition.name) ? API_SANDBOXES : fed.has(definition.name) ? 1 : undefined,
    })),
    endpoints: {
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_SFN: endpoints.states,
    },
    concurrency,
    compileCache: options.compileCache,
    log: options.log ?? closable(fileLog(inFolder('log.jsonl'), onFault)).write,
    faults,
  });
  closers.push(() => invoker.close());
  const deadLetters = closable(new DeadLetterQueues({ directory: inFolder('queues'), clock, queues: defined.queues }));
  const machines = closable(
    new StateMachines({
      directory: inFolder('states'),
      machines: defined.stateMachines,
      store: endpoints.s3,
      clock,
      invoker,
      events: { publish: (event) => events.publish(event) },
      log: onMessage,
      faults,
    }),
  );
  const queues = closable(
    new SourceQueues({
      directory: inFolder('queues'),
      clock,
      invoker,
      deadLetters,
      queues: defined.sourceQueues,
      sources: defined.eventSources,
      faults,
    }),
  );
  const targets: DeliveryTargets = {
    start: (arn, input, name) => (queues.has(arn) ? queues.send(arn, input, name) : machines.start(arn, input, name)),
  };
  const deliveries = closable(
    new Deliveries({ file: inFolder('deliveries.jsonl'), clock, targets, deadLetters, faults }),
  );
  const bus = new EventBus({ rules: defined.rules, deliveries });
  const events: EventSink = faults ? withFaults(bus, faults, clock) : bus;
  const scheduler = new Scheduler({
    file: inFolder('schedules.json'),
    clock,
    deliveries,
    schedules: defined.schedules,
  });

  const roles = defined.stateMachines.flatMap(({ keys: own, policies }) => (own ? [{ ...own, policies }] : []));
  const callers = [credentials, ...defined.functions.map(({ caller }) => caller), ...roles];
  const service = { directory, callers, onFault };
  closable(
    await startDynamoDb({
      ...service,
      port: ports.dynamodb,
      tables: defined.tables,
      faults: faults && { plan: faults, clock },
    }),
  );
  closable(
    await startS3({
      ...service,
      port: ports.s3,
      events,
      clock,
      faults,
      buckets: defined.buckets,
      kmsKeys: (key) => keys.kmsKey(key),
    }),
  );
  closable(await serveStatesApi({ machines, port: ports.states, callers, faults }));
  const issuer = closable(await startIssuer({ directory: inFolder('identity'), port: ports.issuer }));
  const mint = createTokenMint({
    definition: defined.tokens,
    issuer,
    invoker,
    attributesFile: join(inFolder('identity'), 'attributes.json'),
  });
  const signIn = createAuthorizationServer({
    directory: inFolder('identity'),
    definition: defined.tokens,
    issuer,
    mint,
    keys,
    console: defined.site && endpoints.console,
  });
  issuer.serve(signIn.endpoints);
  const { machineClients, signInCodes, consoleLink } = signIn;
  closable(
    await startHttpApi({
      port: ports.api,
      ...defined.api,
      invoker,
      keys: issuer.keys,
      furtherAudience: () => machineClients.registeredIds(),
      onFault,
      faults,
    }),
  );
  const mintToken = (user: UserRequest) => mint.ofUser(user);
  const operatorToken = keys.operatorToken();
  closable(
    await serveOperator({
      port: ports.operator,
      token: operatorToken,
      clock,
      machines,
      deadLetters,
      mintToken,
      signInCodes,
      machineClients,
      consoleLink,
    }),
  );
  if (defined.site) closable(await serveSite(defined.site, { port: ports.console }));
  const resumed = machines.resume() + deliveries.resume() + queues.resume();
  if (resumed > 0) onMessage(`${resumed} executions, deliveries and messages of the last run go on`);
  scheduler.start();
  await disk.flush();
  // What the last run left in the log is in the stores by now.
  disk.checkpoint().catch(onFault);
  // The first to be closed: what functions answer to executions while all else is being closed must not count.
  closers.push(
    () => invoker.close(),
    () => machines.close(),
    () => queues.close(),
  );

  const running: RunningCloud = { endpoints, credentials, operatorToken, outputs: defined.outputs };
  closers.push(announce(inFolder('cloud.json'), running));
  return { ...running, clock, machines, deadLetters, queues, faults, mintToken, consoleLink };
}

/** Readable by its owner only: it holds the operator's keys. */
function announce(file: string, running: RunningCloud): Closer {
  writeFileSync(`${file}.new`, JSON.stringify(running, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return () => rmSync(file, { force: true });
}

/** Processes that are ended have last words; those after the end are dropped. */
function fileLog(file: string, onFault: (error: unknown) => void): { write: Log; close(): Promise<void> } {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 }).on('error', onFault);
  // The machine may have stopped in the middle of a line; the next one must not be glued to it.
  if (!endsLine(file)) stream.write('\n');
  return {
    write(entry) {
      if (!stream.writableEnded) stream.write(`${JSON.stringify(entry)}\n`);
    },
    close: () => new Promise((closed) => stream.end(closed)),
  };
}

function endsLine(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, last, 0, 1, size - 1);
  closeSync(descriptor);
  return last[0] === 0x0a;
}

function endpointsOf({ api, s3, dynamodb, states, issuer, operator, console }: Ports): Endpoints {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    api: at(api),
    s3: at(s3),
    dynamodb: at(dynamodb),
    states: at(states),
    issuer: at(issuer),
    operator: at(operator),
    console: at(console),
  };
}
