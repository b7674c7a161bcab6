/** The local cloud as a user has it: a process of its own, started from the synthesized template, reached by HTTP alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RadscoreClient } from '../../cli/client.ts';
import { connect, PROJECT_ROOT, requireLocalCloud } from '../../cli/connection.ts';

export interface LocalService {
  readonly home: string;
  /** A client with a token of an institution. */
  client(institution: string, consortium?: readonly string[]): RadscoreClient;
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
    client: (institution, consortium) => connect({ home, institution, consortium }),
    kill: () => end('SIGKILL'),
    async restart() {
      cloud = await up(home);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
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
