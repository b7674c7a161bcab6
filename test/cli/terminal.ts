/** Runs `radscore` in the process of a test, and collects what it writes. */
import { main } from '../../cli/main.ts';
import { keepText } from '../planted/search.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  /** Lines that were written beside the result. */
  readonly notes: readonly string[];
}

/** Runs `radscore` in this process. */
export async function radscore(...args: string[]): Promise<CommandResult> {
  let out = '';
  const notes: string[] = [];
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    note: (line: string) => void notes.push(line),
    status: () => {},
    interactive: false,
  };
  const exitCode = await main(args, terminal);
  keepText('command-line', [out, ...notes].join('\n'));
  return { exitCode, out, notes };
}
