/** Runs an upload to its end, whatever happens on the way: a lost line, an ended session, a pause. */
import type { Manifest } from '@radscore/pipeline/upload';
import type { UploadProblem } from './upload.ts';
import type { UploadEvent } from './upload-state.ts';

/** The manifest that is sent, and its SHA-256. */
export interface Prepared {
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly total: number;
}

/** What a failure means for the upload. */
export type FailureKind =
  | { readonly kind: 'aborted' | 'offline' | 'expired' | 'busy' }
  | { readonly kind: 'fatal'; readonly problem: UploadProblem };

/** What an upload needs of the page around it. */
export interface UploadPorts {
  /** Reads the files and makes the archives. */
  prepare(signal: AbortSignal, read: (bytes: number, all: number) => void): Promise<Prepared>;
  /** Whether the service has this manifest already: an earlier attempt ended behind its last byte. */
  hasManifest(manifestHash: string, signal: AbortSignal): Promise<boolean>;
  /** Sends what has not arrived, the manifest last. */
  send(prepared: Prepared, signal: AbortSignal, sent: (bytes: number, total: number) => void): Promise<void>;
  kindOf(error: unknown): FailureKind;
  /** Until the service may be asked again. `attempt` counts failures in a row, from 1. */
  whenOnline(attempt: number, signal: AbortSignal): Promise<void>;
  whenSignedIn(signal: AbortSignal): Promise<void>;
}

/** Pause, resume and stop of one upload. */
export class UploadControl {
  #abort = new AbortController();
  #isPaused = false;
  #isStopped = false;
  #waiting: (() => void)[] = [];

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Of what runs now; another one after a pause. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#abort.abort();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#abort = new AbortController();
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#abort.abort();
    this.#wake();
  }

  /** Resolves when it is neither paused nor was it; at once if it is stopped. */
  async whenMoving(): Promise<void> {
    while (this.#isPaused && !this.#isStopped) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/**
 * Sends the study; whatever can pass is waited for. What has arrived is not sent again.
 *
 * @param before bytes that an earlier page had sent: what was shown does not go back while the service confirms it
 */
export async function runUpload(
  ports: UploadPorts,
  control: UploadControl,
  hear: (event: UploadEvent) => void,
  before = 0,
): Promise<'sent' | 'failed' | 'stopped'> {
  let prepared: Prepared | undefined;
  let most = before;
  for (let failures = 0; ; ) {
    await control.whenMoving();
    if (control.isStopped) return 'stopped';
    const { signal } = control;
    try {
      prepared ??= await ports.prepare(signal, (read, toRead) => {
        if (!signal.aborted) hear({ kind: 'reading', read, toRead });
      });
      const { total, manifestHash } = prepared;
      const isThere = await ports.hasManifest(manifestHash, signal);
      hear({ kind: 'sending', sent: isThere ? total : most, total });
      if (!isThere) {
        await ports.send(prepared, signal, (sent, all) => {
          failures = 0;
          most = Math.max(most, sent);
          if (!signal.aborted) hear({ kind: 'sending', sent: most, total: all });
        });
      }
      hear({ kind: 'sent' });
      return 'sent';
    } catch (error) {
      if (control.isStopped) return 'stopped';
      if (control.isPaused || signal.aborted) continue;
      const failure = ports.kindOf(error);
      if (failure.kind === 'fatal') {
        hear({ kind: 'failed', problem: failure.problem });
        return 'failed';
      }
      // Waiting is ended by a pause or a stop: the loop finds out which.
      if (failure.kind === 'expired') {
        hear({ kind: 'ended' });
        await ports.whenSignedIn(signal).catch(() => {});
      } else if (failure.kind !== 'aborted') {
        if (failure.kind === 'offline') hear({ kind: 'lost' });
        await ports.whenOnline(++failures, signal).catch(() => {});
      }
    }
  }
}
