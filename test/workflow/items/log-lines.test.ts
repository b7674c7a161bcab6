/** Log lines of functions: whose invocation it is by ids, and nothing of a patient. */
import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { subjectOf, subjectOfStudy } from '../../../lambdas/log-subject.ts';
import { logger } from '../../../lambdas/logger.ts';
import { task } from '../../../lambdas/task.ts';
import { otherCarriers } from '../../planted/carriers.ts';
import { IDENTITIES, PLANTED_TEXTS } from '../../planted/identities.ts';
import { callApi } from '../service/api-caller.ts';
import { startWorkflows } from '../service/in-process.ts';
import { listed, smallStudy } from '../service/small-study.ts';

const ARN = 'arn:aws:states:eu-central-1:123456789012:execution:Radscore-analyse-study:e-1';
const STUDY = { institution: 'centre-1', studyId: 'BB-1' };
const context = { functionName: 'admit', awsRequestId: 'request-7', memoryLimitInMB: '512' } as Context;

describe('the subject of an invocation', () => {
  it.each([
    ['a message with a study', { study: { ...STUDY, executionArn: ARN } }, { ...STUDY, executionId: 'e-1' }],
    [
      'the event of a manifest',
      { key: 'institutions/centre-1/studies/BB-1/manifest.json', executionArn: ARN },
      { ...STUDY, executionId: 'e-1' },
    ],
    [
      'a lease deep in the work of a sequence',
      { work: { lease: { ...STUDY, executionArn: ARN } } },
      { ...STUDY, executionId: 'e-1' },
    ],
    ['a training run', { run: { owner: 'centre-1', name: 'her2-pcr', runId: '01JD' } }, { executionId: '01JD' }],
    [
      'an export',
      { job: { institution: 'centre-1', jobId: 'a' }, executionArn: ARN },
      { institution: 'centre-1', executionId: 'e-1' },
    ],
    ['nothing', null, {}],
  ])('is found in %s', (_, event, subject) => {
    expect(subjectOf(event)).toEqual(subject);
  });

  it('is nothing that does not look like an id', () => {
    for (const { dicomName, given, family, email, address } of IDENTITIES) {
      for (const text of [dicomName, `${given} ${family}`, email, address]) {
        expect(subjectOf({ studyId: text, institution: text, executionArn: text, runId: text })).toEqual({});
        expect(subjectOf({ key: `institutions/${text}/studies/${text}/manifest.json` })).toEqual({});
        expect(subjectOfStudy(text, text)).toEqual({});
      }
    }
  });
});

/** Lines as CloudWatch would have them; tests keep the logger silent otherwise. */
async function linesDuring(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const silent = logger.getLevelName();
  logger.setLogLevel('INFO');
  const { console: ofLogger } = logger as unknown as { console: Console };
  for (const name of ['info', 'warn', 'error'] as const) {
    for (const one of [console, ofLogger])
      vi.spyOn(one, name).mockImplementation((line) => void lines.push(String(line)));
  }
  await work();
  logger.setLogLevel(silent);
  vi.restoreAllMocks();
  return lines;
}

describe('a log line of a task', () => {
  async function linesOf(event: unknown, work: () => Promise<object>): Promise<Record<string, unknown>[]> {
    const lines = await linesDuring(() => task(z.unknown(), work)(event, context).catch(() => {}));
    return lines.map((line) => JSON.parse(line));
  }

  it('bears study, execution and request', async () => {
    const event = { study: { ...STUDY, executionArn: ARN } };
    const [said] = await linesOf(event, async () => {
      logger.info('something was done');
      return {};
    });
    expect(said).toMatchObject({ ...STUDY, executionId: 'e-1', function_request_id: 'request-7' });
  });

  it('bears them also if the task failed, and says the name of the error only', async () => {
    const { family } = IDENTITIES[0];
    const event = { study: { ...STUDY, executionArn: ARN }, file: family };
    const lines = await linesOf(event, async () => {
      throw Object.assign(new Error(`got ${family} in ${family}.dcm`), { code: 'unreadable' });
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ ...STUDY, executionId: 'e-1', error: 'Error', code: 'unreadable' });
    expect(JSON.stringify(lines)).not.toContain(family);
  });

  it('has no id of the invocation before', async () => {
    await linesOf({ study: { ...STUDY, executionArn: ARN } }, async () => ({}));
    const [said] = await linesOf({ now: '2026-11-27' }, async () => {
      logger.info('studies were reviewed');
      return {};
    });
    expect(said).toMatchObject({ message: 'studies were reviewed' });
    for (const name of ['studyId', 'institution', 'executionId']) expect(said).not.toHaveProperty(name);
  });
});

describe('the log of a whole analysis', () => {
  it('names study and execution in each invocation, and holds no name that a file or a path does', async () => {
    const workflows = await startWorkflows();
    const subjects: [name: string, subject: ReturnType<typeof subjectOf>][] = [];
    for (const [name, handler] of workflows.handlers) {
      workflows.handlers.set(name, (event, context) => {
        subjects.push([name, subjectOf(event)]);
        return handler(event, context);
      });
    }
    const put = async (studyId: string, more: ReadonlyMap<string, Uint8Array>) => {
      const { files, manifest } = smallStudy({ studyId, seed: 3 });
      for (const [path, bytes] of more) files.set(path, bytes);
      const prefix = `institutions/centre-1/studies/${studyId}/`;
      for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
      await workflows.put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, files: listed(files) }));
    };
    // A fifth of them: the workflow reads each, and each is tested on its own elsewhere.
    const carriers = otherCarriers().filter((_, i) => i % 5 === 0);
    const planted = carriers.map(({ file }, i) => [`dwi/more/${i}-${file.name}`, file.bytes] as const);
    const lines = await linesDuring(async () => {
      await put('L-1', new Map());
      await put('L-2', new Map(planted));
      await workflows.settled();
      await callApi('centre-1', 'DELETE', '/v1/studies/L-1');
      await workflows.erased();
      // A client that writes a name in place of an id.
      await callApi('centre-1', 'GET', `/v1/studies/${encodeURIComponent(IDENTITIES[1].dicomName)}`);
    });
    await workflows.stop();
    expect(subjects.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'admit-study',
        'prepare-sequence',
        'assemble-features',
        'quarantine-study',
        'erase-study',
      ]),
    );
    // The queue hands over several uploads at once: its function is about no single study.
    for (const [name, subject] of subjects.filter(([name]) => name !== 'pace-analyses')) {
      expect(subject, name).toMatchObject({ institution: 'centre-1', studyId: expect.stringMatching(/^L-[12]$/) });
      expect(subject.executionId, name).toBeTypeOf('string');
    }
    expect(lines.length).toBeGreaterThan(0);
    const said = lines.join('\n').toLowerCase();
    expect(PLANTED_TEXTS.filter((text) => said.includes(text.toLowerCase()))).toEqual([]);
  }, 120_000);
});
