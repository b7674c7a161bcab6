/** `radscore features export`: opens an export, waits for its table, and writes it as it comes. */
import { CommandFailed, EXIT, type ExitCode, exitCodeOfReason } from '../terminal/failure.ts';
import { withResult } from '../terminal/result.ts';
import { formatBytes, jsonText, type Terminal } from '../terminal/terminal.ts';
import { waitFor } from '../terminal/waiting.ts';
import { ApiProblem, type FeatureExport, type RadscoreClient } from './client.ts';
import { type ConnectionOptions, connect } from './connection.ts';

export interface FeatureExportOptions extends ConnectionOptions {
  readonly protocol?: string;
  readonly cohort?: FeatureExport['cohort'];
  readonly origin?: FeatureExport['origin'];
  readonly output?: string;
  readonly json?: boolean;
}

/** Writes the table of an institution to a file or to standard output, of any size, in little memory. */
export async function exportFeatures(options: FeatureExportOptions, terminal: Terminal): Promise<ExitCode> {
  const client = connect(options);
  if (options.json) {
    terminal.out(jsonText(await madeBy(client, options, terminal)));
    return EXIT.ok;
  }
  const done = await withResult(options.output, terminal, async (write) => {
    for (let attempt = 1; ; attempt++) {
      const made = await madeBy(client, options, terminal);
      let written = 0;
      try {
        const decoder = new TextDecoder();
        for await (const piece of client.downloadPieces(made.table ?? '')) {
          written += piece.length;
          write(decoder.decode(piece, { stream: true }));
        }
        return made;
      } catch (error) {
        // A study that was withdrawn a moment ago took the table with it: the next has no row of it.
        const isGone = error instanceof ApiProblem && [403, 404].includes(error.status) && written === 0;
        if (!isGone || attempt === ATTEMPTS) throw error;
      }
    }
  });
  terminal.note(describe(done, options.output));
  return EXIT.ok;
}

const ATTEMPTS = 3;

/** An export that is complete. @throws CommandFailed if it fails */
async function madeBy(
  client: RadscoreClient,
  { protocol, cohort, origin }: FeatureExportOptions,
  terminal: Terminal,
): Promise<FeatureExport> {
  const { jobId } = await client.createFeatureExport({ protocol, cohort, origin });
  const made = await waitFor<FeatureExport>(terminal, async () => {
    const now = await client.featureExport(jobId);
    return now.status === 'waiting' || now.status === 'running' ? { going: goingOn(now) } : { done: now };
  });
  if (made.status === 'complete') return made;
  const { code, message } = made.reason ?? { code: 'internal-error', message: `the export is ${made.status}` };
  throw new CommandFailed(`${code}: ${message}`, exitCodeOfReason(code));
}

function goingOn({ jobId, progress }: FeatureExport): string {
  if (!progress) return `export ${jobId} waits`;
  const { seen, of, bytes } = progress;
  return `export ${jobId}: ${seen} of ${of} studies, ${formatBytes(bytes)}`;
}

function describe({ progress }: FeatureExport, output: string | undefined): string {
  const { rows = 0, bytes = 0, left = {} } = progress ?? {};
  const leftOut = Object.entries(left).map(([code, count]) => `${code}=${count}`);
  const size = `${rows} ${rows === 1 ? 'row' : 'rows'}, ${formatBytes(bytes)}`;
  return `${size}${output === undefined ? '' : ` → ${output}`}${leftOut.length > 0 ? `; left out: ${leftOut.sort().join(', ')}` : ''}`;
}
