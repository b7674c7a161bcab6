import { openApiDocument } from '@radscore/pipeline';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** `radscore openapi`: the description of the API, made from its schemas; no cloud is asked. */
export function openapi(terminal: Terminal): ExitCode {
  terminal.out(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
  return EXIT.ok;
}
