/** One entry of the local cloud's log, and the line that a person reads. */

import type { LogEntry } from '@radscore/local-cloud';

export type { LogEntry };

/** The entry of a line; `undefined` if it is none. */
export function readEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<LogEntry> | null;
    const isEntry =
      typeof entry?.time === 'string' && typeof entry.functionName === 'string' && typeof entry.message === 'string';
    return isEntry ? (entry as LogEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** `Radscore-AnalyseStudyAdmitStudyB3693465` as `analyse-study-admit-study`: CloudFormation's hash says nothing. */
export function nameOf({ functionName }: Pick<LogEntry, 'functionName'>): string {
  return functionName
    .replace(/^[^-]*-/, '')
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/(?<!^)[A-Z]/g, '-$&')
    .toLowerCase();
}

/** `time  function  study  execution  what`; the start and the end of an invocation have no line, its report has. */
export function lineOf(entry: LogEntry): string | undefined {
  const what = wordsOf(entry);
  if (what === undefined) return undefined;
  const { time, studyId, executionArn } = entry;
  const execution = executionArn?.split(':').at(-1);
  return [time, nameOf(entry), ...(studyId ? [studyId] : []), ...(execution ? [execution] : []), what]
    .join('  ')
    .replace(CONTROL, ' ');
}

/** A line stays one line, and commands no terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u001F\u007F-\u009F]+/g;

function wordsOf({ origin, message, report }: LogEntry): string | undefined {
  if (report) {
    const { durationMs, maxMemoryUsedMb, memorySizeMb, initDurationMs, errorType } = report;
    const parts = [
      `${Math.round(durationMs)} ms`,
      ...(initDurationMs === undefined ? [] : [`${Math.round(initDurationMs)} ms to start`]),
      ...(maxMemoryUsedMb === undefined ? [] : [`${maxMemoryUsedMb} of ${memorySizeMb} MB`]),
    ];
    return `${errorType ? `failed with ${errorType}: ` : 'done: '}${parts.join(', ')}`;
  }
  if (origin === 'platform') return /^(START|END) RequestId: /.test(message) ? undefined : message;
  return structured(message) ?? message;
}

/** Fields that every line of the functions' logger has, and that say nothing about what happened. */
const USUAL: ReadonlySet<string> = new Set([
  ...['timestamp', 'service', 'sampling_rate', 'cold_start', 'function_arn', 'function_memory_size'],
  ...['function_name', 'function_request_id', 'xray_trace_id', 'level', 'message'],
]);

/** What a function logged as JSON: level, message, and its other fields. */
function structured(text: string): string | undefined {
  try {
    const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof fields?.['message'] !== 'string') return undefined;
    const others = Object.entries(fields)
      .filter(([name, value]) => !USUAL.has(name) && value !== undefined)
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return [fields['level'], fields['message'], ...others].filter((part) => part !== undefined).join(' ');
  } catch {
    return undefined;
  }
}
