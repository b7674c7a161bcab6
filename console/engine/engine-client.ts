/** The engine as pages use it: jobs for workers, with progress, abort and as many at once as the machine has processors. */
import type { Manifest, SequenceFeatures, SequenceName } from '@radscore/pipeline/browser';
import type {
  ComingFile,
  EngineAnswer,
  EngineJob,
  EngineProgress,
  EngineRefusal,
  EngineResults,
  ExtractJob,
  InspectedStudy,
  ReadSequence,
  SequencesOfStudy,
  StudySource,
} from './messages.ts';

/** What was given cannot be read or measured: fields as those of a finding. */
export class StudyNotReadable extends Error {
  override readonly name = 'StudyNotReadable';
  readonly refusal: EngineRefusal;

  constructor(refusal: EngineRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The engine itself could not go on: a worker that ended, memory, or a file that has changed since it was chosen. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
}

export interface EngineOptions {
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Ends the computation at once: its worker is terminated. */
  readonly signal?: AbortSignal;
}

export interface InspectOptions extends EngineOptions {
  /** Whether a PNG of each region is wanted. */
  readonly pictures?: boolean;
  /** Checked as admission will; without one a manifest is proposed. */
  readonly manifest?: Manifest;
}

export interface ReadOptions extends EngineOptions {
  /** Another phase of a dynamic series than the one that is measured. */
  readonly phase?: number;
  /** Memory of the files that is given to the worker in place of a copy. */
  readonly transfer?: readonly Transferable[];
}

export interface ExtractOptions {
  readonly onProgress?: (sequence: SequenceName, progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** What became of a sequence. */
export type ExtractedSequence = { readonly features: SequenceFeatures } | { readonly refusal: EngineRefusal };

/** The part of a `Worker` that is used. */
export type EngineWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export interface EngineParts {
  /** Workers at once: as many as the machine has processors without it. */
  readonly most?: number;
  /** Workers that stay when they have nothing to do. A kept one needs no request for its script, and keeps its memory. */
  readonly keep?: number;
}

/** Jobs of the engine, a worker for each. */
export class EngineClient {
  readonly #open: () => EngineWorker;
  readonly #most: number;
  readonly #keep: number;
  readonly #waiting: (() => void)[] = [];
  readonly #idle: OpenWorker[] = [];
  #running = 0;
  #requests = 0;

  /** @param open opens a worker of the engine */
  constructor(open: () => EngineWorker, { most, keep = 0 }: EngineParts = {}) {
    this.#open = open;
    this.#most = Math.max(1, most ?? globalThis.navigator?.hardwareConcurrency ?? 1);
    this.#keep = Math.min(keep, this.#most);
  }

  /** Requests that workers made while they worked: none, unless something is wrong. */
  get requests(): number {
    return this.#requests;
  }

  /** Opens workers ahead, so that no job has to wait for its script, or to ask for it. */
  warm(): void {
    while (this.#idle.length + this.#running < this.#keep) this.#idle.push(new OpenWorker(this.#open()));
  }

  /** Lets go of workers that have nothing to do. */
  rest(): void {
    for (const idle of this.#idle.splice(0)) idle.end();
  }

  /** Whether a computation runs or waits: leaving the page then asks. */
  get isBusy(): boolean {
    return this.#running + this.#waiting.length > 0;
  }

  /** Inspects the files of a study, as admission will. @throws EngineFailed; AbortError */
  inspect(files: readonly StudySource[], options: InspectOptions = {}): Promise<InspectedStudy> {
    const { pictures = false, manifest } = options;
    return this.#run<'inspect'>({ kind: 'inspect', files, pictures, manifest }, options);
  }

  /** Reads one sequence as it will be measured. @throws StudyNotReadable, EngineFailed; AbortError */
  readSequence(
    files: readonly StudySource[],
    manifest: SequencesOfStudy,
    sequence: SequenceName,
    options: ReadOptions = {},
  ): Promise<ReadSequence> {
    const { phase } = options;
    return this.#run<'read'>({ kind: 'read', files, manifest: bare(manifest), sequence, phase }, options);
  }

  /**
   * The same of files that come while they are read: what can be shown of them before comes through the port.
   *
   * @throws StudyNotReadable, EngineFailed; AbortError
   */
  readComing(
    files: readonly ComingFile[],
    manifest: SequencesOfStudy,
    sequence: SequenceName,
    port: MessagePort,
    options: Pick<ReadOptions, 'phase' | 'onProgress' | 'signal'> = {},
  ): Promise<ReadSequence> {
    const { phase } = options;
    const job = { kind: 'read-coming', files, manifest: bare(manifest), sequence, phase, port } as const;
    return this.#run<'read-coming'>(job, { ...options, transfer: [port] });
  }

  /**
   * Measures all sequences that the manifest has, side by side. A sequence that cannot be read is a refusal of its own.
   *
   * @param protocol id of the protocol whose settings are used
   * @throws EngineFailed; AbortError
   */
  async extract(
    files: readonly StudySource[],
    manifest: SequencesOfStudy,
    protocol: string,
    { onProgress, signal }: ExtractOptions = {},
  ): Promise<Partial<Record<SequenceName, ExtractedSequence>>> {
    const own = new AbortController();
    const stop = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
    const names = Object.keys(manifest.sequences) as SequenceName[];
    const jobs = names.map(async (sequence): Promise<[SequenceName, ExtractedSequence]> => {
      const job: ExtractJob = { kind: 'extract', files, manifest: bare(manifest), sequence, protocol };
      const hear = (progress: EngineProgress): void => onProgress?.(sequence, progress);
      try {
        return [sequence, { features: await this.#run<'extract'>(job, { signal: stop, onProgress: hear }) }];
      } catch (error) {
        if (error instanceof StudyNotReadable) return [sequence, { refusal: error.refusal }];
        throw error;
      }
    });
    try {
      return Object.fromEntries(await Promise.all(jobs));
    } finally {
      // If one failed, nobody waits for the others.
      own.abort();
    }
  }

  async #run<Kind extends EngineJob['kind']>(
    job: Extract<EngineJob, { readonly kind: Kind }>,
    options: EngineOptions & Pick<ReadOptions, 'transfer'>,
  ): Promise<EngineResults[Kind]> {
    const { signal } = options;
    await this.#turn(signal);
    try {
      signal?.throwIfAborted();
      return await this.#inWorker(job, options);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running >= this.#most) {
      await new Promise<void>((go, fail) => {
        const turn = (): void => {
          signal?.removeEventListener('abort', leave);
          go();
        };
        const leave = (): void => {
          this.#waiting.splice(this.#waiting.indexOf(turn), 1);
          fail(signal?.reason);
        };
        this.#waiting.push(turn);
        signal?.addEventListener('abort', leave, { once: true });
      });
    }
    this.#running++;
  }

  async #inWorker<Kind extends EngineJob['kind']>(
    job: Extract<EngineJob, { readonly kind: Kind }>,
    { onProgress, signal, transfer }: EngineOptions & Pick<ReadOptions, 'transfer'>,
  ): Promise<EngineResults[Kind]> {
    const worker = this.#idle.pop() ?? new OpenWorker(this.#open());
    let leave = (): void => {};
    const given = new Promise<never>((_, fail) => {
      leave = () => fail(signal?.reason);
      signal?.addEventListener('abort', leave, { once: true });
    });
    try {
      const answer = await Promise.race([worker.answer(job, onProgress, transfer), given]);
      if ('result' in answer) this.#requests += answer.requests;
      // What a worker refused it has survived.
      if (this.#idle.length < this.#keep) this.#idle.push(worker);
      else worker.end();
      if ('refusal' in answer) throw new StudyNotReadable(answer.refusal);
      return answer.result as EngineResults[Kind];
    } catch (error) {
      if (!(error instanceof StudyNotReadable)) worker.end();
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }
}

type LastAnswer = Extract<EngineAnswer, { readonly result: unknown } | { readonly refusal: unknown }>;

/** A worker, whose script may turn out not to load before or after it has a job. */
class OpenWorker {
  readonly #worker: EngineWorker;
  readonly #fault: Promise<never>;
  #hear: (answer: EngineAnswer) => void = () => {};
  /** How many requests it had made before its present job. */
  #before = 0;

  constructor(worker: EngineWorker) {
    this.#worker = worker;
    this.#fault = new Promise((_, fail) => {
      worker.addEventListener('error', ({ message }) => fail(new EngineFailed(message || 'The engine ended early.')));
      worker.addEventListener('messageerror', () => fail(new EngineFailed('The engine sent what cannot be received.')));
    });
    // Heard with the next job.
    this.#fault.catch(() => {});
    worker.addEventListener('message', ({ data }: MessageEvent<EngineAnswer>) => this.#hear(data));
  }

  /** @throws EngineFailed */
  answer(
    job: EngineJob,
    onProgress: (progress: EngineProgress) => void = () => {},
    transfer: readonly Transferable[] = [],
  ): Promise<LastAnswer> {
    const answered = new Promise<LastAnswer>((done, fail) => {
      this.#hear = (answer) => {
        if ('progress' in answer) onProgress(answer.progress);
        else if ('failure' in answer) fail(new EngineFailed(answer.failure));
        else if ('refusal' in answer) done(answer);
        else {
          const { requests } = answer;
          done({ ...answer, requests: requests - this.#before });
          this.#before = requests;
        }
      };
    });
    this.#worker.postMessage(job, [...transfer]);
    return Promise.race([answered, this.#fault]);
  }

  end(): void {
    this.#hear = () => {};
    this.#worker.terminate();
  }
}

/** What the worker needs of a manifest, and nothing else of it: a view may keep more in its object than can be sent. */
function bare({ sequences }: SequencesOfStudy): SequencesOfStudy {
  return { sequences: structuredClone(sequences) };
}
