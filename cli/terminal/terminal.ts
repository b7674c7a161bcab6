/** The terminal that commands write to, and how values are laid out there. */

/** Where a command writes: results to `out`, everything about them to `note`. Tests hand in their own. */
export interface Terminal {
  out(text: string): void;
  /** One line for the person at the terminal; never part of the result. */
  note(line: string): void;
  /** What is going on, overwritten by the next line; prints nothing if lines cannot be overwritten. */
  status(line: string): void;
  /** The answer of the person at the terminal; absent, or `undefined`, if there is nobody to ask. */
  ask?(question: string): Promise<string | undefined>;
  /** Whether lines can be overwritten. */
  readonly interactive: boolean;
}

const interactive = process.stderr.isTTY === true;
/** Moves to the first column and clears the line. */
const ERASE = interactive ? '\r\u001B[2K' : '';

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  note: (line) => void process.stderr.write(`${ERASE}${line}\n`),
  status: (line) => void (interactive && process.stderr.write(`${ERASE}${line}`)),
  async ask(question) {
    if (!interactive || process.stdin.isTTY !== true) return undefined;
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  interactive,
};

/** Columns aligned with spaces; the header, if any, is the first row. Numbers are the caller's to format. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd()).join('\n');
}

/** 1234567 bytes as `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** A value as indented JSON. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A number in at most four digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
