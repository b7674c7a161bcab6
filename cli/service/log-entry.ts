/** One entry of the local cloud's log, and the line that a person reads. */

import type { LogEntry } from '@radscore/local-cloud';

export type { LogEntry };

/**
 * The entry of a line; `undefined` if it is none. The local cloud names the study of a message between states; of a request
 * to the API the function itself names it, once it has checked the id.
 */
export function readEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<LogEntry> | null;
    const isEntry =
      typeof entry?.time === 'string' && typeof entry.functionName === 'string' && typeof entry.message === 'string';
    if (!isEntry) return undefined;
    const { studyId = fieldsOf(String(entry.message))?.['studyId'] } = entry;
    return { ...(entry as LogEntry), ...(typeof studyId === 'string' && { studyId }) };
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
  // Where they are known, the line has them in columns of their own.
  ...['studyId', 'institution', 'executionId', 'requestId'],
]);

/** What a function logged as JSON: level, message, and its other fields. */
function structured(text: string): string | undefined {
  const fields = fieldsOf(text);
  if (typeof fields?.['message'] !== 'string') return undefined;
  const others = Object.entries(fields)
    .filter(([name, value]) => !USUAL.has(name) && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [fields['level'], fields['message'], ...others].filter((part) => part !== undefined).join(' ');
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
