/** The local cloud as a user has it: a process of its own, started from the synthesized template, reached by HTTP alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { RadscoreClient } from '../../cli/service/client.ts';
import { connect, PROJECT_ROOT, requireLocalCloud } from '../../cli/service/connection.ts';
import type { RunningCloud } from '../../local/cloud.ts';
import { keepFolder } from '../planted/search.ts';

export interface LocalService {
  readonly home: string;
  /** A client with a token of an institution. */
  client(institution: string, consortium?: readonly string[]): RadscoreClient;
  /** Addresses and operator's keys of the running cloud. */
  cloud(): RunningCloud;
  /** ARN of the state machine whose name holds a construct's id. */
  stateMachine(id: string): Promise<string>;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalService(): Promise<LocalService> {
  const home = mkdtempSync(join(tmpdir(), 'radscore-service-'));
  let cloud = await up(home);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (cloud.exitCode !== null || cloud.signalCode !== null) return;
    cloud.kill(signal);
    await once(cloud, 'exit');
  };
  return {
    home,
    // A cloud that is killed again as soon as it is back may be met down many times, on a busy machine for long.
    client: (institution, consortium) => connect({ home, institution, consortium, patienceSeconds: 240 }),
    cloud: () => runningCloud(home),
    stateMachine: (id) => stateMachineArn(runningCloud(home), id),
    kill: () => end('SIGKILL'),
    async restart() {
      cloud = await up(home);
    },
    async stop() {
      await end('SIGTERM');
      keepFolder('service', home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function runningCloud(home: string): RunningCloud {
  return JSON.parse(readFileSync(join(home, 'cloud.json'), 'utf8'));
}

async function stateMachineArn({ endpoints, credentials }: RunningCloud, id: string): Promise<string> {
  const client = new SFNClient({ endpoint: endpoints.states, region: 'us-east-1', credentials });
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  client.destroy();
  const found = stateMachines.find(({ name }) => name?.includes(id))?.stateMachineArn;
  if (!found)
    throw new Error(`got no state machine ${id}; wanted one of ${stateMachines.map(({ name }) => name).join(', ')}`);
  return found;
}

async function up(home: string): Promise<ChildProcess> {
  const cloud = spawn(process.execPath, [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), 'up', '--home', home], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  cloud.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const limit = Date.now() + 60_000;
  for (;;) {
    if (cloud.exitCode !== null) throw new Error(`the local cloud ended with ${cloud.exitCode}: ${said}`);
    if (Date.now() > limit) throw new Error(`the local cloud did not come up within a minute: ${said}`);
    try {
      if (requireLocalCloud(home).pid === cloud.pid) {
        await connect({ home }).health();
        return cloud;
      }
    } catch {
      // Not up yet.
    }
    await delay(50);
  }
}
