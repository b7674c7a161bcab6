/** `radscore logs`: one line for each entry, filtered, followed, and as JSON. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineOf, nameOf } from '../../../cli/service/log-entry.ts';
import { showLogs } from '../../../cli/service/logs.ts';
import { radscore } from '../terminal.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:Radscore-AnalyseStudy:e-1';
const ADMIT = { functionName: 'Radscore-AnalyseStudyAdmitStudyB3693465', studyId: 'BB-1', executionArn: ARN };
const entry = (more: object, ago = 0) => ({
  time: new Date(Date.now() - ago).toISOString(),
  origin: 'platform',
  requestId: 'r',
  message: 'END RequestId: r',
  ...more,
});

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'radscore-logs-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(...entries: unknown[]): void {
  const text = entries.map((one) => (typeof one === 'string' ? one : `${JSON.stringify(one)}\n`)).join('');
  appendFileSync(join(home, 'log.jsonl'), text);
}

const logs = (...args: string[]) => radscore('logs', '--home', home, ...args);

const REPORT = { durationMs: 411.6, memorySizeMb: 1024, maxMemoryUsedMb: 120, initDurationMs: 300 };

describe('radscore logs', () => {
  it('writes an invocation as one line with its function, study and execution', async () => {
    const [start, end] = ['START RequestId: r Version: $LATEST', 'END RequestId: r'];
    write(entry({ ...ADMIT, message: start }), entry({ ...ADMIT, message: end }));
    write({ ...entry({ ...ADMIT, message: 'REPORT …', report: REPORT }), time: '2026-11-27T10:00:00.000Z' });
    expect((await logs()).out).toBe(
      '2026-11-27T10:00:00.000Z  analyse-study-admit-study  BB-1  e-1  done: 412 ms, 300 ms to start, 120 of 1024 MB\n',
    );
  });

  it('writes what a function logged as level, message and its own fields', () => {
    const message = JSON.stringify({
      level: 'WARN',
      message: 'task failed',
      service: 'radscore',
      timestamp: 'x',
      function_name: 'f',
      error: 'StudyRefused',
      code: 'label-missing',
    });
    expect(lineOf({ time: 't', functionName: 'Radscore-Api1234ABCD', origin: 'function', message })).toBe(
      't  api  WARN task failed error=StudyRefused code=label-missing',
    );
  });

  it('finds a study also by the lines that the API logged of it', async () => {
    const said = {
      level: 'ERROR',
      message: 'request failed',
      studyId: 'BB-1',
      requestId: 'q',
      route: 'GET /v1/studies/{id}',
    };
    write(entry({ functionName: 'Radscore-ApiApi00000000', origin: 'function', message: JSON.stringify(said) }));
    const { out } = await logs('--study', 'BB-1');
    expect(out).toMatch(/ {2}api-api {2}BB-1 {2}ERROR request failed route=GET \/v1\/studies\/\{id\}\n$/);
    expect((await logs('--study', 'BB-2')).out).toBe('');
  });

  it('keeps a line one line, and lets no text command the terminal', () => {
    const line = lineOf({ time: 't', functionName: 'f', origin: 'function', message: 'a\u001B[2J\r\nb\u009Bc' });
    expect(line).toBe('t  f  a [2J b c');
  });

  it('shows those of a study, an execution, a function or the last while', async () => {
    const failed = { report: { ...REPORT, errorType: 'StudyRefused' }, message: 'REPORT' };
    write(entry({ ...ADMIT, ...failed }, 3_600_000));
    write(entry({ functionName: 'Radscore-AnalyseStudyExtractFeatures00000000', studyId: 'BB-2', report: REPORT }));
    const names = async (...args: string[]) => (await logs(...args)).out.split('\n').map((line) => line.split('  ')[2]);
    expect(await names()).toEqual(['BB-1', 'BB-2', undefined]);
    expect(await names('--study', 'BB-1')).toEqual(['BB-1', undefined]);
    expect(await names('--study', 'BB')).toEqual([undefined]);
    expect(await names('--execution', 'e-1')).toEqual(['BB-1', undefined]);
    expect(await names('--execution', ARN)).toEqual(['BB-1', undefined]);
    expect(await names('--function', 'admit-study')).toEqual(['BB-1', undefined]);
    expect(await names('--function', 'ExtractFeatures')).toEqual(['BB-2', undefined]);
    expect(await names('--since', '10m')).toEqual(['BB-2', undefined]);
    expect((await logs('--study', 'BB-1')).out).toContain('failed with StudyRefused: 412 ms');
  });

  it('shows states of a study that carry no study, by its execution', async () => {
    write(entry({ ...ADMIT, report: REPORT }, 3_600_000));
    write(entry({ functionName: 'Radscore-Extract00000000', executionArn: ARN, report: REPORT }));
    write(entry({ functionName: 'Radscore-Other00000000', executionArn: `${ARN}2`, report: REPORT }));
    expect((await logs('--study', 'BB-1', '--since', '1m')).out).toMatch(/^\S+ {2}extract {2}e-1 {2}done: .*\n$/);
  });

  it('prints entries as they are kept, and passes over a line that is no entry', async () => {
    const kept = entry({ ...ADMIT, report: REPORT });
    write('{"time":', '\n', 'null\n', kept, '{"time":"half');
    expect((await logs('--json')).out).toBe(`${JSON.stringify(kept)}\n`);
  });

  it('follows what is written from then on, a line as soon as it is whole', async () => {
    write(entry({ ...ADMIT, report: REPORT }));
    const shown: string[] = [];
    const terminal = { out: (text: string) => void shown.push(text), note() {}, status() {}, interactive: false };
    const controller = new AbortController();
    const ended = showLogs({ home, follow: true, json: true }, terminal, controller.signal);
    const untilShown = async (count: number): Promise<void> => {
      while (shown.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await untilShown(1);
    const text = `${JSON.stringify(entry({ ...ADMIT, studyId: 'BB-3' }))}\n`;
    write(text.slice(0, 30));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(shown).toHaveLength(1);
    write(text.slice(30));
    await untilShown(2);
    expect(shown[1]).toBe(text);
    controller.abort();
    expect(await ended).toBe(0);
  });

  it('says where it looked if there is no log', async () => {
    const { exitCode, notes } = await logs();
    expect([exitCode, notes.at(-1)]).toEqual([2, expect.stringContaining(join(home, 'log.jsonl'))]);
    writeFileSync(join(home, 'log.jsonl'), '');
    expect((await logs()).out).toBe('');
  });
});

it.each([
  ['Radscore-TrainModelFitModel0A1B2C3D', 'train-model-fit-model'],
  ['Radscore-ApiCD79AAA0', 'api'],
  ['*', '*'],
])('names %s %s', (functionName, name) => {
  expect(nameOf({ functionName })).toBe(name);
});
