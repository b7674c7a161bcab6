import { runDemonstration } from '../demonstration/demonstration.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DemoOptions extends Pick<ConnectionOptions, 'home'> {
  readonly seed: number;
  readonly patients?: number;
}

/** `radscore demo`: the synthetic cohort through the local cloud's front door; one JSON object on standard output. */
export async function demo({ home, seed, patients }: DemoOptions, terminal: Terminal): Promise<ExitCode> {
  const result = await runDemonstration({
    clients: (institution, consortium) => connect({ home, institution, consortium }),
    seed,
    patients,
    progress: (line) => terminal.note(line),
  });
  terminal.out(`${JSON.stringify(result)}\n`);
  return EXIT.ok;
}
