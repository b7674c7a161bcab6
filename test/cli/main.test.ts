/** Help, exit codes and error messages of the command as a whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { ProtocolNotFound, StudyRefused } from '@radscore/pipeline';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiProblem } from '../../cli/service/client.ts';
import { PROJECT_ROOT } from '../../cli/service/installation.ts';
import { CommandFailed, EXIT, exitCodeOf, exitCodeOfReason, explain } from '../../cli/terminal/failure.ts';
import { radscore } from './terminal.ts';

/** What users and scripts rely on. */
const COMMANDS = [
  're-extract',
  'nomogram',

  [
    'extract',
    'inspect',
    'manifest',
    'evidence',
    'verify',
    'openapi',
    'plan',
    'up',
    'console',
    'token',
    'env',
    'logs',
    'clock',
    'demo',
    'login',
    'logout',
  ],
  ['submit', 'status', 'features', 'outcome', 'withdraw', 'train', 'models', 'predict'],
  ['signature'],
].flat();

describe('help', () => {
  it('lists every command with the exit codes, and says what the software is for', async () => {
    const { exitCode, out } = await radscore('--help');
    expect(exitCode).toBe(0);
    const listed = [...out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
    expect(listed).toEqual(expect.arrayContaining(COMMANDS));
    expect(out).toContain('Exit codes: 0 ok, 1 unexpected, 2 usage');
    expect(out).toContain('Research use only. Not a medical device.');
  });

  it('lists every command that is declared', async () => {
    const declared = readdirSync(join(PROJECT_ROOT, 'cli', 'commands'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(PROJECT_ROOT, 'cli', 'commands', file), 'utf8'))
      .flatMap((code) => code.match(/^export const declare\w+: Declaration/gm) ?? []);
    const { out } = await radscore('--help');
    // commander adds `help`.
    expect(out.match(/^ {2}[a-z-]+ (?=.*\S)/gm)?.length).toBe(declared.length + 1);
  });

  it.each(COMMANDS)('of %s has an example', async (command) => {
    const { exitCode, out } = await radscore('help', command);
    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`\\nExamples?:\\n.*radscore ${command}`, 's'));
    expect(await radscore(command, '--help')).toEqual({ exitCode: 0, out, notes: [] });
  });
});

describe('a command line that cannot be meant', () => {
  it.each([
    ['nonsense'],
    ['extract'],
    ['status', '--josn'],
    ['outcome', 'BB-1', 'maybe'],
    ['predict', '--study', 'BB-1'],
    [],
  ])('%j', async (...args) => {
    expect(await radscore(...args)).toMatchObject({ exitCode: 2, out: '' });
  });

  it('asks the demonstration for fewer patients than a model needs, and is refused before any work', async () => {
    const { exitCode, notes } = await radscore('demo', '--patients', '9');
    expect([exitCode, notes.join('\n')]).toEqual([
      EXIT.usage,
      expect.stringContaining('got --patients 9; wanted at least 24'),
    ]);
  });

  it('gets the name that was meant', async () => {
    const { notes } = await radscore('statsu');
    expect(notes[0]).toMatch(/^radscore: unknown command 'statsu'\n\(Did you mean status\?\)/);
  });
});

it('prints the API description without a cloud', async () => {
  const { exitCode, out } = await radscore('openapi');
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ openapi: '3.1.0', paths: { '/v1/studies': {} } });
});

/** Outside a clone, `npx radscore` would fetch and run whatever has that name in the registry. */
it('is never recommended through npx without --no-install', () => {
  const below = (folder: string): string[] =>
    readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const texts = ['docs', 'cli', 'packaging', 'console', 'scripts', '.'].flatMap((folder) =>
    (folder === '.' ? readdirSync(PROJECT_ROOT) : below(folder)).filter((path) => /\.(md|ts|mjs)$/.test(path)),
  );
  expect(texts).toContain('README.md');
  const reckless = texts.filter((path) =>
    /npx (-y |--yes )?radscore/.test(readFileSync(join(PROJECT_ROOT, path), 'utf8')),
  );
  expect(reckless).toEqual([]);
});

describe('errors', () => {
  afterEach(() => {
    delete process.env.RADSCORE_DEBUG;
  });
  const refused = new InputRefused({
    code: 'truncated',
    file: 'a.nii',
    got: 'half',
    wanted: 'all',
    remedy: 'Send it again.',
  });
  const problem = (status: number, code: string) =>
    new ApiProblem({ type: `urn:radscore:problem:${code}`, title: 'T', status, detail: 'D' });

  it('end a command with the code of the contract', () => {
    expect(exitCodeOf(refused)).toBe(EXIT.refused);
    expect(exitCodeOf(new StudyRefused({ code: 'geometry-mismatch', message: 'm' }))).toBe(EXIT.refused);
    expect(exitCodeOf(new ProtocolNotFound('x', []))).toBe(EXIT.refused);
    expect(exitCodeOf(new CommandFailed('m', EXIT.notEnoughData))).toBe(EXIT.notEnoughData);
    expect(exitCodeOf(problem(404, 'study-not-found'))).toBe(EXIT.refused);
    expect(exitCodeOf(problem(403, 'institution-forbidden'))).toBe(EXIT.unexpected);
    expect(exitCodeOf(problem(500, 'internal-error'))).toBe(EXIT.unexpected);
    expect(exitCodeOf(new TypeError('x'))).toBe(EXIT.unexpected);
    for (const code of ['cohort-too-small', 'single-class', 'no-feature-selected'])
      expect(exitCodeOfReason(code)).toBe(5);
    for (const code of ['out-of-time', 'internal-error']) expect(exitCodeOfReason(code)).toBe(1);
  });

  it('are one paragraph that opens with the code, and bring a stack only where it is asked for', () => {
    expect(explain(refused)).toBe('radscore: truncated: a.nii: got half; wanted all. Send it again.');
    expect(explain(new StudyRefused({ code: 'slice-gap', message: 'got a gap.' }))).toBe(
      'radscore: slice-gap: got a gap.',
    );
    expect(explain(new TypeError('x is undefined'))).toBe('radscore: x is undefined (RADSCORE_DEBUG=1 shows where)');
    process.env.RADSCORE_DEBUG = '1';
    expect(explain(new TypeError('x is undefined'))).toMatch(/TypeError: x is undefined\n {4}at /);
  });
});
