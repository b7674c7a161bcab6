/** Study protocols are Radscore's own: the `pyradiomics` command of the Python wheel has none. */
import type { ExtractionSettings } from '@radscore/radiomics';
import { UsageProblem } from '../../cli/terminal/failure.ts';

/** @throws UsageProblem */
export function settingsOfProtocol(id: string): ExtractionSettings {
  throw new UsageProblem(`got --protocol ${id}; wanted --params: protocols need the command radscore.`);
}
