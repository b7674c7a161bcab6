/** The list of studies: loaded page by page, and kept up to date with few questions. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../../../console/api/problem.ts';
import type { Study } from '../../../../console/api/state-of-study.ts';
import { type Asking, isChanging, StudyList, type StudyPage } from '../../../../console/pages/studies/study-list.ts';
import { syntheticStudy } from './synthetic-studies.ts';

const NOW = Date.parse('2026-11-27T09:00:00Z');
beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** A service in memory that counts what it was asked. */
class Service implements Asking {
  readonly studies = new Map<string, Study>();
  readonly asked: string[] = [];
  fails: (question: string) => ApiProblem | undefined = () => undefined;
  readonly limit: number;

  constructor(studies: readonly Study[], limit = 500) {
    for (const study of studies) this.studies.set(study.studyId, study);
    this.limit = limit;
  }

  async page({ cursor, status }: { cursor?: string; status?: string }): Promise<StudyPage> {
    this.#note(`page ${status ?? 'all'} ${cursor ?? 0}`);
    const all = [...this.studies.values()].filter((study) => status === undefined || study.status === status);
    const start = Number(cursor ?? 0);
    const end = start + this.limit;
    const studies = all.slice(start, end).map((study) => ({ ...study }));
    return { studies, ...(end < all.length && { cursor: String(end) }) };
  }

  async one(studyId: string): Promise<Study | undefined> {
    this.#note(`one ${studyId}`);
    return this.studies.get(studyId);
  }

  #note(question: string): void {
    this.asked.push(question);
    const problem = this.fails(question);
    if (problem) throw problem;
  }

  takeAsked(): string[] {
    return this.asked.splice(0);
  }
}

const complete = (count: number): Study[] =>
  Array.from({ length: count }, (_, k) => syntheticStudy(16 * k + 8, NOW)).map((study, k) => ({
    ...study,
    studyId: `SYN-${k}`,
  }));
const running = (studyId: string): Study => ({ ...syntheticStudy(0, NOW), studyId, status: 'analysing' });
const idsOf = ({ known }: StudyList): string[] => known.value.studies.map(({ studyId }) => studyId);

describe('loading', () => {
  it('shows each page as it comes, and says when it has all', async () => {
    const service = new Service(complete(7), 3);
    const list = new StudyList(service);
    const seen: [number, boolean][] = [];
    const stop = list.known.subscribe(({ studies, isWhole }) => void seen.push([studies.length, isWhole]));
    await list.again();
    stop();
    expect(service.takeAsked()).toEqual(['page all 0', 'page all 3', 'page all 6']);
    expect(seen.map(([count]) => count).filter((count, k, all) => count !== all[k - 1])).toEqual([0, 3, 6, 7]);
    expect(seen.find(([, isWhole]) => isWhole)?.[0]).toBe(7);
  });

  it('keeps the pages that came when a later one fails, and does not take the list for whole', async () => {
    const service = new Service(complete(7), 3);
    service.fails = (question) => (question.endsWith('6') ? new ApiProblem(503) : undefined);
    const list = new StudyList(service);
    await list.again();
    expect(list.known.value).toMatchObject({ isWhole: false, problem: { status: 503 } });
    expect(idsOf(list)).toHaveLength(6);
    service.fails = () => undefined;
    await list.again();
    expect(list.known.value).toMatchObject({ isWhole: true, problem: undefined });
    expect(idsOf(list)).toHaveLength(7);
  });

  it('asks once although it is asked to ask twice', async () => {
    const service = new Service(complete(1));
    const list = new StudyList(service);
    await Promise.all([list.again(), list.again()]);
    expect(service.asked).toHaveLength(1);
  });
});

describe('keeping up to date', () => {
  it('asks every 4 s for what runs while something runs, and finds how it ended', async () => {
    const service = new Service([...complete(3), running('SYN-R')]);
    const list = new StudyList(service);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    service.takeAsked();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(service.takeAsked()).toEqual(['page analysing 0', 'page awaiting-upload 0']);
    service.studies.set('SYN-R', { ...running('SYN-R'), status: 'partial' });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(service.takeAsked()).toEqual(['page analysing 0', 'page awaiting-upload 0', 'one SYN-R']);
    expect(list.known.value.studies.find(({ studyId }) => studyId === 'SYN-R')?.status).toBe('partial');
    // Nothing runs any more.
    await vi.advanceTimersByTimeAsync(50_000);
    expect(service.takeAsked()).toEqual([]);
    list.stop();
  });

  it('reads all pages again after a minute, and drops what is gone', async () => {
    const service = new Service(complete(3));
    const list = new StudyList(service);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    service.takeAsked();
    service.studies.delete('SYN-1');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.takeAsked()).toEqual(['page all 0']);
    expect(idsOf(list)).toEqual(['SYN-0', 'SYN-2']);
    list.stop();
  });

  it('reads a long list whole every five minutes only', async () => {
    const service = new Service(complete(1001));
    const list = new StudyList(service);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    service.takeAsked();
    await vi.advanceTimersByTimeAsync(240_000);
    expect(service.takeAsked().filter((question) => question.startsWith('page all'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.takeAsked()).toContain('page all 500');
    list.stop();
  });

  it('keeps the object of a study that did not change, and the list if none did', async () => {
    const service = new Service([...complete(3), running('SYN-R')]);
    const list = new StudyList(service);
    await list.again();
    const before = list.known.value.studies;
    await list.again();
    expect(list.known.value.studies).toBe(before);
    service.studies.set('SYN-R', { ...running('SYN-R'), sequences: { dce: { state: 'running' } } });
    await list.again();
    const after = list.known.value.studies;
    expect(after.map((study, k) => study === before[k])).toEqual([true, true, true, false]);
  });

  it('asks again every 4 s while the service is away, and keeps what it knows with its age', async () => {
    const service = new Service(complete(2));
    const list = new StudyList(service);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    service.fails = () => new ApiProblem(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(list.known.value).toMatchObject({ at: NOW, problem: { status: 0 } });
    expect(idsOf(list)).toHaveLength(2);
    service.fails = () => undefined;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(list.known.value).toMatchObject({ at: NOW + 64_000, problem: undefined });
    list.stop();
  });

  it.each([401, 403])('asks no more after a %i: that is for the visitor', async (status) => {
    const service = new Service(complete(2));
    const list = new StudyList(service);
    service.fails = () => new ApiProblem(status);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    service.takeAsked();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(service.takeAsked()).toEqual([]);
    list.stop();
  });

  it('asks nothing after it was stopped, and goes on when it is started again', async () => {
    const service = new Service([running('SYN-R')]);
    const list = new StudyList(service);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    list.stop();
    service.takeAsked();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(service.takeAsked()).toEqual([]);
    list.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(service.takeAsked().length).toBeGreaterThan(0);
    list.stop();
  });

  it('does not go on by itself when it was stopped while it was asking', async () => {
    const service = new Service([running('SYN-R')]);
    const list = new StudyList(service);
    list.start();
    list.stop();
    await vi.advanceTimersByTimeAsync(0);
    service.takeAsked();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.takeAsked()).toEqual([]);
  });
});

it('a study that waits for its files for long does not keep the list asking', () => {
  const waiting: Study = { ...running('SYN-W'), status: 'awaiting-upload', updatedAt: new Date(NOW).toISOString() };
  expect(isChanging(waiting, NOW + 14 * 60_000)).toBe(true);
  expect(isChanging(waiting, NOW + 16 * 60_000)).toBe(false);
  expect(isChanging(running('SYN-R'), NOW + 1e9)).toBe(true);
});
