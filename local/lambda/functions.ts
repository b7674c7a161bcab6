/** What is known about a function, what it logs, and how large its payload may be. */
import type { Caller } from '../contracts.ts';

/** A function as the template defines it, its code unpacked. */
export interface FunctionDefinition {
  readonly name: string;
  readonly codeDirectory: string;
  /** `file.export`, below the code directory. */
  readonly handler: string;
  /** Folders that would be unpacked to /opt; of two that hold the same package the later one counts. */
  readonly layers: readonly string[];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The function's role. */
  readonly caller: Caller;
  /** As the template has it. Here: sandboxes that no other function may take, beyond those that all share. */
  readonly reservedConcurrency?: number;
  /** The same, of this machine's own accord: an API must answer while studies are computed. No account counts them. */
  readonly ownSandboxes?: number;
}

/** A line of a function's log. */
export interface LogEntry {
  readonly time: string;
  readonly functionName: string;
  /** `function`: what it printed. `platform`: START, END, REPORT and what happened to the sandbox. */
  readonly origin: 'function' | 'platform';
  readonly requestId?: string;
  /** What the invocation is about, if it is about one study, and the execution that made it. */
  readonly studyId?: string;
  readonly executionArn?: string;
  readonly message: string;
  /** With the REPORT line. */
  readonly report?: InvocationReport;
}

export interface InvocationReport {
  readonly durationMs: number;
  readonly memorySizeMb: number;
  /** Of the sandbox so far; absent if the system has no /proc. */
  readonly maxMemoryUsedMb?: number;
  /** Only of a sandbox's first invocation. */
  readonly initDurationMs?: number;
  readonly errorType?: string;
}

export type Log = (entry: LogEntry) => void;

/** Lambda's limit on the payload of a synchronous invocation, either way. */
export const LARGEST_PAYLOAD = 6 * 1024 ** 2 + 100;
