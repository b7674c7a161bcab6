/** All studies of the institution, page by page, and kept up to date with few questions. */
import { type Signal, signal } from '@preact/signals';
import { ApiProblem } from '../../api/problem.ts';
import type { Study } from '../../api/state-of-study.ts';
import { ELSE, WHILE_RUNNING } from '../../service/asking.ts';

/** What the list asks the service. */
export interface Asking {
  /** A page of studies, by status and id. */
  page(of: { readonly cursor?: string; readonly status?: Study['status'] }): Promise<StudyPage>;
  /** One study; undefined if there is none any more. */
  one(studyId: string): Promise<Study | undefined>;
}
export interface StudyPage {
  readonly studies: readonly Study[];
  readonly cursor?: string;
}

/** What the view knows. */
export interface KnownStudies {
  readonly studies: readonly Study[];
  /** Whether all pages came at least once. */
  readonly isWhole: boolean;
  /** When the last answer came, milliseconds since 1970. */
  readonly at?: number;
  readonly problem?: ApiProblem;
}

/** The service orders by status and id, not by time: changes are found by asking for the statuses that change by themselves. */
const CHANGING = ['analysing', 'awaiting-upload'] as const;
/** A study that waits longer than this for its files does not keep the list asking. */
const UPLOAD_PATIENCE = 15 * 60_000;
/** Lists of more studies than this are read whole less often. */
const LONG = 1000;
const LONG_ELSE = 5 * ELSE;
/** Studies that ended are asked for one by one, this many at a time; more than `MOST_SINGLE` are found by reading all. */
const AT_ONCE = 4;
const MOST_SINGLE = 40;

/** Whether the list is worth asking again soon. */
export function isChanging({ status, updatedAt }: Study, now: number): boolean {
  return status === 'analysing' || (status === 'awaiting-upload' && now - Date.parse(updatedAt) < UPLOAD_PATIENCE);
}

/**
 * The list. `start` reads all pages, each shown as it comes; then, every 4 s while something runs and every 60 s else,
 * it asks for what runs and for what has stopped running. All pages are read again every minute, of long lists every
 * five. A study that did not change keeps its object, so that its row is not drawn again.
 */
export class StudyList {
  readonly known: Signal<KnownStudies> = signal<KnownStudies>({ studies: [], isWhole: false });
  readonly #ask: Asking;
  readonly #now: () => number;
  readonly #studies = new Map<string, Study>();
  #wholeAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStarted = false;
  #round: Promise<void> | undefined;

  constructor(ask: Asking, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Begins or goes on. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.again();
  }

  /** Asks no more until it is started again; what is known stays. */
  stop(): void {
    this.#isStarted = false;
    clearTimeout(this.#timer);
  }

  /** Asks now. A question under way is not asked twice. */
  again(): Promise<void> {
    this.#round ??= this.#askNow().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Puts a study as the service just gave it into the list. */
  put(study: Study): void {
    this.#merge([study]);
    this.#show({});
  }

  /** Takes a study out: it was withdrawn. */
  remove(studyId: string): void {
    this.#studies.delete(studyId);
    this.#show({});
  }

  async #askNow(): Promise<void> {
    clearTimeout(this.#timer);
    let problem: ApiProblem | undefined;
    try {
      await (this.#isWholeDue() ? this.#readAll() : this.#readChanging());
      this.#show({ problem: undefined, at: this.#now() });
    } catch (error) {
      problem = error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) });
      this.#show({ problem });
    }
    const wait = this.#wait(problem);
    if (this.#isStarted && wait !== undefined) this.#timer = setTimeout(() => void this.again(), wait);
  }

  #isWholeDue(): boolean {
    const every = this.#studies.size > LONG ? LONG_ELSE : ELSE;
    return !this.known.peek().isWhole || this.#now() - this.#wholeAt >= every;
  }

  /** A session that ended or lacks a scope is a matter of the visitor: no question until then. */
  #wait(problem: ApiProblem | undefined): number | undefined {
    if (problem?.isExpired || problem?.isMissingScope) return undefined;
    if (problem) return problem.isOffline ? WHILE_RUNNING : ELSE;
    const now = this.#now();
    for (const study of this.#studies.values()) if (isChanging(study, now)) return WHILE_RUNNING;
    return ELSE;
  }

  async #readAll(): Promise<void> {
    const startedAt = this.#now();
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.#ask.page({ cursor });
      for (const { studyId } of page.studies) seen.add(studyId);
      this.#merge(page.studies);
      cursor = page.cursor;
      // While it is read for the first time, each page is shown as it comes.
      if (!this.known.peek().isWhole) this.#show({ at: this.#now() });
    } while (cursor !== undefined);
    for (const studyId of [...this.#studies.keys()]) if (!seen.has(studyId)) this.#studies.delete(studyId);
    this.#wholeAt = startedAt;
    this.#show({ isWhole: true });
  }

  async #readChanging(): Promise<void> {
    const before = [...this.#studies.values()].filter(({ status }) => isOneOf(CHANGING, status));
    const seen = new Set<string>();
    for (const status of CHANGING) {
      let cursor: string | undefined;
      do {
        const page = await this.#ask.page({ status, cursor });
        for (const { studyId } of page.studies) seen.add(studyId);
        this.#merge(page.studies);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    const ended = before.filter(({ studyId }) => !seen.has(studyId));
    if (ended.length > MOST_SINGLE) return this.#readAll();
    for (let k = 0; k < ended.length; k += AT_ONCE) {
      const some = ended.slice(k, k + AT_ONCE);
      const found = await Promise.all(some.map(({ studyId }) => this.#ask.one(studyId)));
      found.forEach((study, j) => {
        if (study) this.#merge([study]);
        else this.#studies.delete(some[j].studyId);
      });
    }
  }

  #merge(studies: readonly Study[]): void {
    for (const study of studies) {
      const old = this.#studies.get(study.studyId);
      if (!old || JSON.stringify(old) !== JSON.stringify(study)) this.#studies.set(study.studyId, study);
    }
  }

  #show(changes: Partial<KnownStudies>): void {
    const before = this.known.peek();
    const now = [...this.#studies.values()];
    const isSame = now.length === before.studies.length && now.every((study, k) => study === before.studies[k]);
    this.known.value = { ...before, ...changes, studies: isSame ? before.studies : now };
  }
}

function isOneOf<Value extends string>(values: readonly Value[], value: string): value is Value {
  return (values as readonly string[]).includes(value);
}
