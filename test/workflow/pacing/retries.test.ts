/** What passes is repeated for minutes, in every Lambda task of every state machine; what does not is tried once. */
import { readdirSync, readFileSync } from 'node:fs';
import { asTransient, RETRIERS, TRANSIENT_ERRORS } from '@radscore/pipeline';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { task } from '../../../lambdas/task.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
}

const folder = new URL('../../../state-machines/', import.meta.url);
const machines = readdirSync(folder).filter((name) => name.endsWith('.asl.json'));

function tasksOf(states: Readonly<Record<string, State>>): [name: string, state: State][] {
  return Object.entries(states).flatMap(([name, state]): [string, State][] => [
    ...(state.Resource === 'arn:aws:states:::lambda:invoke' ? [[name, state] as [string, State]] : []),
    ...(state.ItemProcessor ? tasksOf(state.ItemProcessor.States) : []),
  ]);
}

const tasks = machines.flatMap((file) =>
  tasksOf(JSON.parse(readFileSync(new URL(file, folder), 'utf8')).States).map(
    ([name, state]) => [`${file.replace('.asl.json', '')} ${name}`, state] as const,
  ),
);

/** Tasks that repeat more, each for a reason of its own. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'analyse-study AdmitStudy': ['StudyIncomplete'],
  'train-model RegisterModel': ['Conflict'],
  // What they have done is not done again: an attempt that ran out of time has done part of the work.
  ...Object.fromEntries(
    [
      'analyse-study QuarantineStudy',
      'analyse-study EraseStudy',
      'erase-study EraseStudy',
      'erase-study EraseRows',
      'review-studies ReviewStudies',
      'review-studies MarkVersions',
    ].map((name) => [name, ['Sandbox.Timedout']]),
  ),
};

describe('the Lambda tasks of all state machines', () => {
  it('are found, in Map states too', () => {
    expect(machines.length).toBeGreaterThan(5);
    expect(tasks.map(([name]) => name)).toContain('analyse-study ExtractFeatures');
  });

  it.each(tasks)('%s repeats what passes, as it is defined once', (name, { Retry = [] }) => {
    expect(Retry.slice(-RETRIERS.length)).toEqual(RETRIERS);
    const own = Retry.slice(0, -RETRIERS.length).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(own).toEqual(MORE[name] ?? []);
  });

  it('repeat for minutes, and give up before a quarter of an hour', () => {
    const [{ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }] = RETRIERS;
    const waits = Array.from({ length: MaxAttempts }, (_, k) =>
      Math.min(IntervalSeconds * BackoffRate ** k, MaxDelaySeconds),
    );
    const total = waits.reduce((sum, wait) => sum + wait);
    expect(total).toBeGreaterThan(7 * 60);
    expect(total).toBeLessThan(15 * 60);
  });

  it('of analyse-study catch refusals and limits by name, so that a fault fails the execution', () => {
    const caught = tasks
      .filter(([name]) => name.startsWith('analyse-study '))
      .flatMap(([, { Catch = [] }]) => Catch.flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(caught.length).toBeGreaterThan(0);
    for (const error of ['States.ALL', 'States.TaskFailed', ...TRANSIENT_ERRORS]) expect(caught).not.toContain(error);
  });
});

describe('an error of an AWS client', () => {
  const error = (fields: object, message = 'm') => Object.assign(new Error(message), fields);

  it.each([
    ['a reset connection', error({ code: 'ECONNRESET' })],
    ['a body that breaks off', error({}, 'aborted')],
    ['a connection that is closed', error({ code: 'EPIPE' })],
    ['a name that is not resolved', error({ code: 'EAI_AGAIN' })],
    ['a socket that takes too long', error({ name: 'TimeoutError' })],
    ['an answer with 500 of another name', error({ name: 'KMSInternalException', $metadata: { httpStatusCode: 500 } })],
    ['an answer with 429', error({ name: 'Whatever', $metadata: { httpStatusCode: 429 } })],
  ])('%s is repeated under one name', (_, thrown) => {
    const got = asTransient(thrown) as Error;
    expect(got.name).toBe('ServiceUnreachable');
    expect(TRANSIENT_ERRORS).toContain(got.name);
    // The cause may name an object, and with it a study.
    expect(got.message).not.toContain('institutions/');
  });

  it.each([
    'SlowDown',
    'ThrottlingException',
    'InternalError',
  ])('%s keeps its name, by which it is repeated', (name) => {
    const thrown = error({ name, $metadata: { httpStatusCode: 503 } });
    expect(asTransient(thrown)).toBe(thrown);
  });

  it.each([
    ['a key that is not there', error({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })],
    ['what may not be done', error({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })],
    ['a bug', new TypeError('x is not a function')],
    ['a refusal', error({ name: 'StudyRefused' })],
  ])('%s stays as it is', (_, thrown) => {
    expect(asTransient(thrown)).toBe(thrown);
  });
});

it('a function gives no answer of its own before its time is over: the work would go on after it', async () => {
  let isDone = false;
  const handler = task(z.object({}), async () => {
    await new Promise((resolve) => setTimeout(resolve, 120));
    isDone = true;
    return { ended: true };
  });
  const deadline = Date.now() + 60;
  const context = { functionName: 'f', getRemainingTimeInMillis: () => deadline - Date.now() } as unknown as Context;
  await expect(handler({}, context)).resolves.toMatchObject({ ended: true });
  expect(isDone).toBe(true);
});
