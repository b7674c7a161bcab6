/**
 * The workflow's tests on Amazon's DynamoDB Local instead of the local cloud's. It needs Java 17 and Maven, and says so if
 * one is missing. usage: node test/peers/dynamodb-local.ts [TEST_FILE…]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const VERSION = '2.6.1';
const TESTS = ['analyse-study', 'train-model', 'quarantine', 'repair'].map((name) => `test/workflow/${name}.test.ts`);

const root = join(import.meta.dirname, '..', '..');
const folder = join(homedir(), '.cache', 'radscore', `dynamodb-local-${VERSION}`);
const libraries = join(folder, 'lib');

const lacking = javaLacks() ?? fetchLacks();
if (lacking !== undefined) {
  console.log(`skipped: ${lacking}`);
} else {
  const port = await freePort();
  const server = spawn(
    'java',
    [
      `-Djava.library.path=${libraries}`,
      '-cp',
      `${libraries}/*`,
      'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
      '-inMemory',
      // Without it each access key has tables of its own.
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { stdio: 'ignore' },
  );
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await untilAnswering(endpoint, () => server.exitCode);
    console.log(`DynamoDB Local ${VERSION} at ${endpoint}`);
    const files = process.argv.length > 2 ? process.argv.slice(2) : TESTS;
    // One file at a time: they share the server, and each makes the table of the same name.
    const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--no-file-parallelism', ...files];
    const { status } = spawnSync(process.execPath, vitest, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, RADSCORE_DYNAMODB_PEER: endpoint },
    });
    process.exitCode = status ?? 1;
  } finally {
    server.kill();
  }
}

function javaLacks(): string | undefined {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1]);
  return error || !(version >= 17) ? `DynamoDB Local ${VERSION} needs Java 17 or later, and there is none` : undefined;
}

/** Brings the libraries from Maven's repository, once. */
function fetchLacks(): string | undefined {
  if (existsSync(join(libraries, `DynamoDBLocal-${VERSION}.jar`))) return undefined;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>radscore</groupId><artifactId>peer</artifactId><version>1</version><dependencies><dependency>
<groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${VERSION}</version>
</dependency></dependencies></project>`,
  );
  const { status, error } = spawnSync(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`],
    { cwd: folder, stdio: 'inherit' },
  );
  if (error)
    return `there is no Maven (mvn in one of ${(process.env.PATH ?? '').split(delimiter).length} folders of PATH)`;
  return status === 0 ? undefined : `Maven could not bring com.amazonaws:DynamoDBLocal:${VERSION}`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function untilAnswering(endpoint: string, exitCode: () => number | null): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (exitCode() !== null) throw new Error(`DynamoDB Local ended with ${exitCode()} before it answered`);
    try {
      await fetch(endpoint);
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error(`DynamoDB Local did not answer at ${endpoint} within a minute`);
}
