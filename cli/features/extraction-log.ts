/** What an extraction reports besides its results: on the terminal, and in a file in the layout of Python's logging. */
import { appendFileSync } from 'node:fs';
import { UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Levels of Python's logging, by name. */
const LEVELS = { NOTSET: 0, DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;
export type LogLevel = keyof typeof LEVELS;
export const LOG_LEVELS = Object.keys(LEVELS) as LogLevel[];

/** What is shown without --verbosity: warnings and errors as PyRadiomics does, and how the run ended. */
const SUMMARY = 25;

export interface LogOptions {
  /** Least level of the file; default: WARNING. */
  readonly loggingLevel?: LogLevel;
  /** A file to which lines are added. */
  readonly logFile?: string;
  /** What the terminal shows: 1 critical … 3 warnings, 4 information, 5 everything. */
  readonly verbosity?: number;
}

export interface ExtractionLog {
  debug(message: string): void;
  info(message: string): void;
  /** How the run ended: information that is shown by default. */
  summary(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** For the file alone: what the command prints anyway when it ends. */
  failed(message: string): void;
  /** The terminal, of which progress is information. */
  readonly terminal: Terminal;
}

/** Opens the log. @throws UsageProblem for a file that cannot be written */
export function openLog(
  { loggingLevel = 'WARNING', logFile, verbosity }: LogOptions,
  terminal: Terminal,
): ExtractionLog {
  const shown = verbosity === undefined ? SUMMARY : (6 - verbosity) * 10;
  if (logFile !== undefined) append(logFile, '');
  const note = (level: number, line: string): void => {
    if (level >= shown) terminal.note(line);
  };
  const keep = (level: number, message: string): void => {
    if (logFile === undefined || level < LEVELS[loggingLevel]) return;
    append(logFile, `[${localTime()}] ${letterOf(level)}: radscore.extract: ${message.replaceAll('\n', ' ')}\n`);
  };
  const at = (level: number, before = '') => {
    return (message: string): void => {
      note(level, before + message);
      keep(level, message);
    };
  };
  return {
    debug: at(LEVELS.DEBUG),
    info: at(LEVELS.INFO),
    summary: at(SUMMARY),
    warning: at(LEVELS.WARNING, 'warning: '),
    error: at(LEVELS.ERROR),
    failed: (message) => keep(LEVELS.ERROR, message),
    terminal: { ...terminal, note: (line) => note(SUMMARY, line) },
  };
}

function letterOf(level: number): string {
  const name = LOG_LEVELS.findLast((found) => LEVELS[found] <= level) ?? 'INFO';
  return name[0];
}

function append(file: string, text: string): void {
  try {
    // One write to the end of the file: lines of commands that run at the same time do not mix.
    appendFileSync(file, text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageProblem(
      `got --log-file ${file} (${code}); wanted a file in a folder that is there and can be written.`,
    );
  }
}

/** As Python's `%Y-%m-%d %H:%M:%S`, in local time. */
function localTime(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}
