/** `radscore openapi`: the description of the API, made from its schemas; no cloud is asked. */
import { EXIT } from '../terminal/failure.ts';
import type { Declaration } from './shell.ts';

export const declareOpenapi: Declaration = (program, { terminal, end }) => {
  program
    .command('openapi')
    .description('print the description of the API (OpenAPI 3.1)')
    .addHelpText('after', '\nExample:\n  radscore openapi > openapi.json\n')
    .action(async () => {
      const { openApiText } = await import('../service/api-description.ts');
      terminal.out(openApiText());
      end(EXIT.ok);
    });
};
