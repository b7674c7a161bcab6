/** Has synthetic studies drawn on another thread while earlier ones are sent. */
import { Worker } from 'node:worker_threads';
import type { Patient } from './cohort.ts';
import type { StudyFiles } from './study-files.ts';

export interface StudyOrder {
  readonly patient: Patient;
  readonly seed: number;
  readonly withOutcome: boolean;
  /** Whether each sequence goes up as one archive. */
  readonly archived: boolean;
}

/** Makes studies on a thread of its own, so that drawing voxels and sending them overlap. */
export class Studio {
  readonly #worker = new Worker(new URL('./phantom-worker.ts', import.meta.url));
  readonly #waiting: { resolve(study: StudyFiles): void; reject(reason: unknown): void }[] = [];

  constructor() {
    this.#worker.on('message', (study: StudyFiles) => this.#waiting.shift()?.resolve(study));
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** The files of a study; orders are answered in the order in which they come. */
  make(order: StudyOrder): Promise<StudyFiles> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
