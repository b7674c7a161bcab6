/** The variables of `radscore env` in each shell: what a shell makes of the lines is what was meant. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { radscore } from '../terminal.ts';

let home: string;
const AWKWARD = 'it\'s $HOME `ls` \\ "x" & ; ü';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'radscore-env-'));
  mkdirSync(home, { recursive: true });
  // A cloud that runs, as its folder shows it: this process holds the lock.
  writeFileSync(join(home, 'lock'), JSON.stringify({ processId: process.pid }));
  const endpoints = {
    api: 'http://127.0.0.1:1',
    s3: 'http://127.0.0.1:2',
    dynamodb: 'http://127.0.0.1:3',
    states: 'http://127.0.0.1:4',
  };
  const credentials = { accessKeyId: 'LOCALKEY', secretAccessKey: AWKWARD };
  writeFileSync(join(home, 'cloud.json'), JSON.stringify({ endpoints, credentials, operatorToken: 't', outputs: {} }));
});
afterEach(() => rmSync(home, { recursive: true }));

const WANTED = {
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:3',
  AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:4',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'LOCALKEY',
  AWS_SECRET_ACCESS_KEY: AWKWARD,
};

describe('radscore env', () => {
  it('gives a shell the addresses and keys of the local cloud, and takes those of AWS away', async () => {
    const { exitCode, out } = await radscore('env', '--home', home);
    expect(exitCode).toBe(0);
    const { stdout } = spawnSync('sh', ['-c', `${out}\nenv`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, AWS_SESSION_TOKEN: 'of-aws', AWS_PROFILE: 'work' },
    });
    const got = Object.fromEntries(
      stdout.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
    );
    expect(got).toMatchObject(WANTED);
    expect(Object.keys(got).filter((name) => /SESSION_TOKEN|PROFILE/.test(name))).toEqual([]);
  });

  it('gives programs the same as JSON', async () => {
    const { out } = await radscore('env', '--home', home, '--shell', 'json');
    expect(JSON.parse(out)).toEqual(WANTED);
  });

  it.each([
    ['fish', "set -gx AWS_SECRET_ACCESS_KEY 'it\\'s $HOME `ls` \\\\ \"x\" & ; ü'", 'set -e AWS_PROFILE'],
    [
      'powershell',
      "$env:AWS_SECRET_ACCESS_KEY = 'it''s $HOME `ls` \\ \"x\" & ; ü'",
      'Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue',
    ],
  ])('quotes as %s does', async (shell, secret, profile) => {
    const { out } = await radscore('env', '--home', home, '--shell', shell);
    expect(out.split('\n')).toEqual(expect.arrayContaining([secret, profile]));
  });

  it('is of the local cloud only', async () => {
    const { exitCode, notes } = await radscore('env', '--home', join(home, 'none'));
    expect([exitCode, notes.at(-1)]).toEqual([2, expect.stringContaining('found no running local cloud')]);
  });
});
