/** `radscore signature page`: the signature as one HTML file that scores without a network. */
import { requireStated } from '@radscore/pipeline/signatures';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readSignatureFile } from './signature-file.ts';

export interface PageOptions {
  readonly output: string;
  readonly assume?: readonly string[];
  readonly radScoreOnly?: boolean;
}

/** Writes the page. @throws SignatureRefused, SignatureOpen, InputRefused, UsageProblem */
export async function pageOfSignature(file: string, options: PageOptions, terminal: Terminal): Promise<ExitCode> {
  const { signature, open, sha256 } = readSignatureFile(file, options.assume);
  const part = options.radScoreOnly ? 'rad-score' : 'all';
  requireStated(signature, open, part);
  const { buildSignaturePage, withSignature } = await import('@radscore/console/signature-page');
  await withResult(options.output, terminal, async (write) =>
    write(withSignature(await buildSignaturePage(), { signature, open, sha256, part })),
  );
  const withoutSettings = open.filter(({ path }) => /^images\.[a-z0-9]+\.(settings|region)$/.test(path));
  if (withoutSettings.length > 0) {
    terminal.note(
      `It scores typed values only of images whose settings are open: ${withoutSettings.map(({ path }) => path).join(', ')}.`,
    );
  }
  terminal.note(`→ ${options.output}: open it in a browser; type the values, or choose an image and its region.`);
  return EXIT.ok;
}
