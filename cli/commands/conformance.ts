/** `radscore conformance`: this engine on the IBSI-1 digital phantom, every value next to the consensus. */
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { alignColumns, type Terminal } from '../terminal/terminal.ts';
import { AS_API } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareConformance: Declaration = (program, { terminal, end }) => {
  program
    .command('conformance')
    .description('run this engine on the IBSI-1 digital phantom and compare each value with the consensus')
    .option('--json', AS_API)
    .action(async (options) => end(await conformance(options, terminal)));
};

async function conformance({ json = false }: { readonly json?: boolean }, terminal: Terminal): Promise<ExitCode> {
  const [{ conformanceReport }, { kernelsOfThisHost }] = await Promise.all([
    import('@radscore/pipeline/conformance'),
    import('../features/kernels-of-this-host.ts'),
  ]);
  const report = conformanceReport();
  if (json) {
    terminal.out(`${JSON.stringify(report)}\n`);
  } else {
    const rows = report.values.map(({ tag, got, wanted, tolerance, passed }) => [
      tag,
      got.toPrecision(6),
      String(wanted),
      String(tolerance),
      passed ? 'yes' : 'NO',
    ]);
    terminal.out(`${alignColumns([['feature', 'got', 'wanted', 'tolerance', 'agrees'], ...rows])}\n`);
    terminal.note(
      `${report.standard}, engine ${report.engineVersion}: ${report.passed} agree, ${report.failed} do not.`,
    );
    terminal.note(`kernels of filters and textures: ${kernelsOfThisHost()}`);
  }
  return report.failed === 0 ? EXIT.ok : EXIT.unexpected;
}
