/** `radscore openapi`: the description of the API, made from its schemas; no cloud is asked. */
import { EXIT } from '../terminal/failure.ts';
import { jsonText } from '../terminal/terminal.ts';
import type { Declaration } from './shell.ts';

export const declareOpenapi: Declaration = (program, { terminal, end }) => {
  program
    .command('openapi')
    .description('print the description of the API (OpenAPI 3.1)')
    .addHelpText('after', '\nExample:\n  radscore openapi > openapi.json\n')
    .action(async () => {
      const { openApiDocument } = await import('@radscore/pipeline');
      terminal.out(jsonText(openApiDocument()));
      end(EXIT.ok);
    });
};
