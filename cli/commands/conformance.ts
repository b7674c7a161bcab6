import { conformanceReport } from '@radscore/pipeline/conformance';
import { kernelsInWords } from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { EXIT, type ExitCode } from '../failure.ts';
import { alignColumns, type Terminal } from '../terminal.ts';

/** `radscore conformance`: this engine on the IBSI-1 digital phantom, every value against the consensus. */
export async function conformance({ json = false }: { json?: boolean }, terminal: Terminal): Promise<ExitCode> {
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
    terminal.note(`kernels of filters and textures: ${kernelsInWords(nodeEngine)}`);
  }
  return report.failed === 0 ? EXIT.ok : EXIT.unexpected;
}
