/** A withdrawn study does not come back by what paces analyses: the end of one, a request that waits, an announcement. */
import {
  announceStudy,
  eraseStudy,
  findStudy,
  type StudyKey,
  waitingRequests,
  withdrawStudy,
} from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveBackSlot, takeSlot } from '../../../layers/pipeline/pacing/slots.ts';
import { interruptStudy } from '../../../layers/pipeline/studies/interruption.ts';
import { leaseStudy } from '../../../layers/pipeline/studies/study-lease.ts';
import { withdrawnRow } from '../../../layers/pipeline/studies/withdrawal.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { callApi } from '../service/api-caller.ts';
import { injectFault } from '../service/faults.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';
import { Institution } from '../service/institution.ts';
import { smallStudy } from '../service/small-study.ts';
import { findTraces } from '../service/traces.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows({ analysesAtOnce: 1 });
});
afterAll(() => workflows.stop());

const HOUR = 3600 * 1000;
const NOW = new Date();
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const execution = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:analyse-study:${name}`;
const reason = { code: 'service-unreachable', message: 'got no answer; wanted one.' };

/** The study's row, as an execution has it. */
async function lease(study: StudyKey, sequencer = '01', name = 'one'): Promise<void> {
  const of = { manifestHash: sequencer.repeat(32), engineVersion: '1', now: NOW };
  await leaseStudy(study, { ...of, sequencer, executionArn: execution(name) });
}

/** Withdraws a study and erases it for good before the command at a place; returns whether there was one. */
async function erasedBefore(place: number, study: StudyKey, work: () => Promise<unknown>): Promise<boolean> {
  let isErased = false;
  const remove = injectFault({
    error: 'none',
    strikes: async ({ n }) => {
      if (n !== place || isErased) return undefined;
      isErased = true;
      await withdrawStudy(study, NOW);
      await eraseStudy(study, later(6 * HOUR));
      return undefined;
    },
  });
  try {
    await work();
  } finally {
    remove();
  }
  return isErased;
}

async function expectNothingOf({ institution, studyId }: StudyKey): Promise<void> {
  // What was made in the moment of the erasure is, until the review, a withdrawn study.
  expect(await findStudy({ institution, studyId })).toBeUndefined();
  expect(await workflows.review()).toBe('SUCCEEDED');
  await workflows.erased();
  expect(await findTraces(workflows, { texts: [studyId] })).toEqual([]);
}

describe('a study whose erasure goes through', () => {
  it.each([
    ['its own analysis', '01', 'one'],
    ['the analysis of a newer manifest', '02', 'two'],
  ])(
    'before any step of noting that a fault interrupted %s is not made again',
    async (_, sequencer, name) => {
      let places = 0;
      for (let hasErased = true; hasErased; places++) {
        const study = { institution: 'pace-gone', studyId: `AT-${name}-${places}` };
        await lease(study);
        const interrupt = () =>
          interruptStudy(
            { ...study, executionArn: execution(name), sequencer },
            { reason, faultsBefore: 0, isRetried: true },
            NOW,
          );
        let isInterrupted: boolean | undefined;
        hasErased = await erasedBefore(places, study, async () => {
          isInterrupted = await interrupt();
        });
        if (!hasErased) expect(isInterrupted).toBe(true);
        else {
          // Events of ends are delivered at least once.
          expect(await interrupt()).toBe(false);
          await expectNothingOf(study);
        }
      }
      expect(places).toBeGreaterThan(4);
    },
    60_000,
  );

  it('before any step of its announcement is not made again', async () => {
    let places = 0;
    for (let hasErased = true; hasErased; places++) {
      const study = { institution: 'pace-gone', studyId: `ANNOUNCED-${places}` };
      await announceStudy(study, NOW);
      const refused: unknown[] = [];
      hasErased = await erasedBefore(places, study, () =>
        announceStudy(study, NOW).catch((error: Error) => void refused.push(error.name)),
      );
      expect(refused).toEqual(hasErased ? ['Conflict'] : []);
      if (hasErased) await expectNothingOf(study);
    }
    expect(places).toBeGreaterThan(3);
  }, 60_000);
});

it('a study that is withdrawn soon after a fault is erased once more when no function of its analysis can write', async () => {
  const [soon, late] = ['SOON', 'LATE'].map((studyId) => ({ institution: 'pace-silent', studyId }));
  for (const study of [soon, late]) {
    await lease(study);
    const of = { ...study, executionArn: execution('one'), sequencer: '01' };
    expect(await interruptStudy(of, { reason, faultsBefore: 0, isRetried: true }, NOW)).toBe(true);
  }
  await withdrawStudy(soon, later(60_000));
  // A function that was at work on another sequence runs a quarter of an hour at most.
  expect(Date.parse((await withdrawnRow(soon))?.busyUntil ?? '')).toBeGreaterThanOrEqual(NOW.getTime() + HOUR / 4);
  await withdrawStudy(late, later(HOUR));
  expect((await withdrawnRow(late))?.busyUntil).toBeUndefined();
});

it('a withdrawn study that waits for its analysis is on no list, whatever its message does, and what arrived of it goes', async () => {
  const centre = new Institution(workflows, 'pace-waits');
  const traces = () => findTraces(workflows, { texts: ['WAITS-1'] });
  expect(await takeSlot('another', 1, new Date())).toBe(true);
  await announceStudy({ institution: centre.name, studyId: 'WAITS-1' }, new Date());
  await centre.upload('WAITS-1', smallStudy({ studyId: 'WAITS-1', seed: 62 }));
  await expect.poll(async () => (await waitingRequests()).length).toBe(1);

  expect((await callApi(centre.name, 'DELETE', '/v1/studies/WAITS-1')).status).toBe(202);
  for (const { executionArn } of workflows.machines.list(stateMachineArn('erase-study'))) {
    await workflows.machines.ended(executionArn);
  }
  expect(await traces()).toEqual([]);
  await workflows.clock.advance(121_000);
  while (!workflows.queues.areIdle) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(await waitingRequests()).toEqual([]);
  expect(await traces()).toEqual([]);

  await giveBackSlot('another');
  await workflows.clock.advance(121_000);
  await workflows.settled();
  expect(workflows.queues.lengths()).toEqual({ analyses: 0 });
  expect(await traces()).toEqual([]);
});
