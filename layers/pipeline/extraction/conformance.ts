/** The engine's own check against IBSI and PyRadiomics, as the API reports it. */
import { type ConformanceRow, conformance, ENGINE_VERSION } from '@radscore/radiomics';

/** The engine at hand checks itself: part of every release, and of every deployment that is asked. */
export function conformanceReport(): {
  standard: 'IBSI-1 digital phantom';
  engineVersion: string;
  passed: number;
  failed: number;
  values: ConformanceRow[];
} {
  const values = conformance();
  const passed = values.filter((value) => value.passed).length;
  return {
    standard: 'IBSI-1 digital phantom',
    engineVersion: ENGINE_VERSION,
    passed,
    failed: values.length - passed,
    values,
  };
}
