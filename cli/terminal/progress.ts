/** Shows how far a long piece of work is. */
import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

/** How far a long piece of work is: a bar on a terminal, elsewhere a line now and then. */
export interface Progress {
  /** `done` of the total, and what is being done. */
  show(done: number, what?: string): void;
  end(): void;
}

const QUIET_MS = 10_000;

export function startProgress(terminal: Terminal, title: string, total: number): Progress {
  return terminal.interactive ? bar(title, total) : lines(terminal, title, total);
}

function bar(title: string, total: number): Progress {
  const single = new SingleBar({
    format: `${title} {bar} {percentage} % · {what}`,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    barsize: 24,
    stream: process.stderr,
    clearOnComplete: true,
  });
  single.start(total, 0, { what: '' });
  return {
    show: (done, what = '') => single.update(done, { what }),
    end: () => single.stop(),
  };
}

function lines(terminal: Terminal, title: string, total: number): Progress {
  let last = Date.now();
  return {
    show(done, what) {
      if (Date.now() - last < QUIET_MS) return;
      last = Date.now();
      const share = total > 0 ? Math.floor((100 * done) / total) : 100;
      terminal.note(`${title} ${share} %${what ? ` · ${what}` : ''}`);
    },
    end() {},
  };
}
