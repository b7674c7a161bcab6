/** A study that is read and measured in this page, from the folder to its features. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { SEQUENCES, type SequenceName } from '@radscore/pipeline/browser';
import type { ChosenFile } from '../engine/chosen-files.ts';
import { MANIFEST_FILE } from '../engine/chosen-files.ts';
import type { EngineClient, ExtractedSequence } from '../engine/engine-client.ts';
import type { EngineProgress, InspectedStudy } from '../engine/messages.ts';
import { type Choices, chosenManifest, proposedChoices, type SequenceChoice } from './choices.ts';
import type { Measured } from './scored-model.ts';

export type Step = 'empty' | 'inspecting' | 'inspected' | 'measuring' | 'measured';

/** What of a study is known so far; everything is forgotten with it. */
export class StudyHere {
  readonly #engine: Pick<EngineClient, 'inspect' | 'extract'>;
  readonly #now: () => number;
  readonly #step = signal<Step>('empty');
  readonly #files = signal<readonly ChosenFile[]>([]);
  readonly #name = signal('');
  readonly #found = signal<InspectedStudy | undefined>(undefined);
  readonly #choices = signal<Choices>({});
  readonly #progress = signal<Readonly<Partial<Record<SequenceName | 'study', EngineProgress>>>>({});
  readonly #results = signal<Readonly<Partial<Record<SequenceName, ExtractedSequence>>>>({});
  readonly #seconds = signal<{ readonly inspecting?: number; readonly measuring?: number }>({});
  readonly #problem = signal<string | undefined>(undefined);
  #own = new AbortController();

  constructor(engine: Pick<EngineClient, 'inspect' | 'extract'>, now: () => number = () => performance.now()) {
    this.#engine = engine;
    this.#now = now;
  }

  get step(): ReadonlySignal<Step> {
    return this.#step;
  }
  get files(): ReadonlySignal<readonly ChosenFile[]> {
    return this.#files;
  }
  /** Of the folder; shown on this computer only. */
  get name(): ReadonlySignal<string> {
    return this.#name;
  }
  get found(): ReadonlySignal<InspectedStudy | undefined> {
    return this.#found;
  }
  get choices(): ReadonlySignal<Choices> {
    return this.#choices;
  }
  get progress(): ReadonlySignal<Readonly<Partial<Record<SequenceName | 'study', EngineProgress>>>> {
    return this.#progress;
  }
  get results(): ReadonlySignal<Readonly<Partial<Record<SequenceName, ExtractedSequence>>>> {
    return this.#results;
  }
  get seconds(): ReadonlySignal<{ readonly inspecting?: number; readonly measuring?: number }> {
    return this.#seconds;
  }
  /** Why the last job gave nothing; the files can be chosen again. */
  get problem(): ReadonlySignal<string | undefined> {
    return this.#problem;
  }

  /** Features of the sequences that could be measured. */
  readonly measured: ReadonlySignal<Measured> = computed(() =>
    Object.fromEntries(
      SEQUENCES.flatMap((name) => {
        const result = this.#results.value[name];
        return result && 'features' in result ? [[name, result.features] as const] : [];
      }),
    ),
  );

  /** Share of the image types that are measured, of the sequences that are used. */
  readonly share: ReadonlySignal<number> = computed(() => {
    const used = SEQUENCES.filter((name) => this.#choices.value[name]?.isUsed);
    const shares = used.map((name) => {
      if (this.#results.value[name]) return 1;
      const progress = this.#progress.value[name];
      return progress?.step === 'measuring' ? progress.done / progress.all : 0;
    });
    return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  });

  /** Inspects what was chosen; whatever was there before is given up. */
  async choose(chosen: readonly ChosenFile[], name: string): Promise<void> {
    const own = this.#begin();
    const files = chosen.filter((file) => file.name !== MANIFEST_FILE);
    this.#files.value = files;
    this.#name.value = name;
    this.#found.value = undefined;
    this.#choices.value = {};
    this.#results.value = {};
    this.#seconds.value = {};
    this.#step.value = 'inspecting';
    const start = this.#now();
    await this.#attempt(own, 'empty', async () => {
      const found = await this.#engine.inspect(files, {
        pictures: true,
        signal: own.signal,
        onProgress: (progress) => this.#heard('study', progress),
      });
      this.#found.value = found;
      this.#choices.value = proposedChoices(found);
      this.#seconds.value = { inspecting: (this.#now() - start) / 1000 };
      this.#step.value = 'inspected';
    });
  }

  /** Corrects one sequence; what was measured of another choice is not kept. */
  correct(sequence: SequenceName, change: Partial<SequenceChoice>): void {
    const before = this.#choices.value[sequence];
    if (!before || this.#step.value === 'measuring') return;
    this.#choices.value = { ...this.#choices.value, [sequence]: { ...before, ...change } };
    this.#results.value = {};
    this.#step.value = 'inspected';
  }

  /** Measures the chosen sequences by a protocol. */
  async measure(protocol: string): Promise<void> {
    const found = this.#found.value;
    if (!found || this.#step.value === 'measuring') return;
    const own = this.#begin();
    const manifest = chosenManifest(found, this.#choices.value);
    this.#results.value = {};
    this.#step.value = 'measuring';
    const start = this.#now();
    await this.#attempt(own, 'inspected', async () => {
      const results = await this.#engine.extract(this.#files.value, manifest, protocol, {
        signal: own.signal,
        onProgress: (sequence, progress) => this.#heard(sequence, progress),
      });
      this.#results.value = results;
      this.#seconds.value = { ...this.#seconds.value, measuring: (this.#now() - start) / 1000 };
      this.#step.value = 'measured';
    });
  }

  /** Gives the present job up; what was found before it stays. */
  stop(): void {
    this.#own.abort();
    if (this.#step.value === 'measuring') this.#step.value = 'inspected';
    if (this.#step.value === 'inspecting') this.forget();
  }

  /** Forgets what was measured: it is to be measured by other settings. */
  discard(): void {
    if (this.#step.value !== 'measured') return;
    this.#results.value = {};
    this.#step.value = 'inspected';
  }

  /** Gives everything up. */
  forget(): void {
    this.#begin();
    this.#step.value = 'empty';
    this.#files.value = [];
    this.#found.value = undefined;
    this.#choices.value = {};
    this.#results.value = {};
  }

  #begin(): AbortController {
    this.#own.abort();
    this.#own = new AbortController();
    this.#problem.value = undefined;
    this.#progress.value = {};
    return this.#own;
  }

  async #attempt(own: AbortController, otherwise: Step, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (own.signal.aborted) return;
      this.#problem.value = error instanceof Error ? error.message : String(error);
      this.#step.value = otherwise;
    }
  }

  #heard(who: SequenceName | 'study', progress: EngineProgress): void {
    this.#progress.value = { ...this.#progress.value, [who]: progress };
  }
}
