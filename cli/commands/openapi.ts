import { openApiDocument } from '@radscore/pipeline';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';

/** `radscore openapi`: the description of the API, made from its schemas; no cloud is asked. */
export function openapi(terminal: Terminal): ExitCode {
  terminal.out(jsonText(openApiDocument()));
  return EXIT.ok;
}
