/** `radscore signature import`: the signature as a version of a model line of the service. */
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { assumptions, readSignatureFile } from './signature-file.ts';

export interface ImportOptions extends ConnectionOptions {
  readonly line?: string;
  readonly assume?: readonly string[];
  readonly json?: boolean;
}

/** Sends the file. @throws SignatureRefused, InputRefused, UsageProblem, ApiProblem, ApiUnreachable */
export async function importSignature(file: string, options: ImportOptions, terminal: Terminal): Promise<ExitCode> {
  const { signature, text } = readSignatureFile(file, options.assume);
  const assume = assumptions(options.assume ?? []);
  const line = options.line ?? signature.name;
  const answer = await connect(options).importSignature(line, { file: text, assume });
  if (options.json) terminal.out(jsonText(answer));
  else {
    const { owner, name, version, promoted } = answer;
    terminal.out(`${name}@${version} of ${owner}, imported${promoted ? ', answers' : '; it waits to be promoted'}\n`);
    terminal.note(
      `Predict: POST /v1/models/${name}/versions/${version}/predictions with the features of the signature.`,
    );
  }
  terminal.note(answer.notice);
  return EXIT.ok;
}
