/** Data of the service in a view: asked for, kept up to date, and kept when the service is gone for a while. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiProblem } from '../api/problem.ts';

/** What a view knows of its data. An older answer stays when a later question fails. */
export interface Answer<Data> {
  readonly data?: Data;
  readonly problem?: ApiProblem;
  /** When the data came, milliseconds since 1970. */
  readonly at?: number;
}

export interface Asked<Data> {
  readonly answer: Signal<Answer<Data>>;
  /** Asks again now. */
  again(): Promise<void>;
}

/** How long to wait before the next question. Polled every 4 s while something runs, every 60 s else. */
export const WHILE_RUNNING = 4_000;
export const ELSE = 60_000;

/**
 * Asks when the view appears and whenever `key` changes, then again as `every` says of the data; never in a hidden tab,
 * and at once when it is seen again. Other problems than an absent service end the polling.
 *
 * @param every milliseconds until the next question, or undefined for none
 */
export function useAnswer<Data>(
  key: string,
  ask: () => Promise<Data>,
  every: (data: Data | undefined) => number | undefined = () => undefined,
): Asked<Data> {
  const answer = useMemo(() => signal<Answer<Data>>({}), [key]);
  const asking = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const again = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const data = await ask();
        if (!isOver) answer.value = { data, at: Date.now() };
      } catch (error) {
        const problem = error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) });
        if (!isOver) answer.value = { ...answer.value, problem };
      }
      const { data, problem } = answer.value;
      const wait = problem?.isOffline ? WHILE_RUNNING : problem ? undefined : every(data);
      if (!isOver && wait !== undefined && !document.hidden) timer = setTimeout(again, wait);
    };
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
    };
    return { again, end };
  }, [key]);
  useEffect(() => {
    void asking.again();
    const onSeen = (): void => {
      if (!document.hidden) void asking.again();
    };
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      document.removeEventListener('visibilitychange', onSeen);
      asking.end();
    };
  }, [asking]);
  return { answer, again: asking.again };
}
