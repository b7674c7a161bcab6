/** A case's results as the PyRadiomics command holds them: names in its order, values of its types. */
import type { PythonConfiguration } from './configuration.ts';
import { PythonFloat, PythonTuple, type PythonValue } from './python-value.ts';

/** A case by name: the columns of the batch table, Image and Mask among them, then diagnostics, then features. */
export type PyradiomicsRow = Map<string, PythonValue>;

type DiagnosticValue = string | number | readonly (string | number)[];

/** What was computed for a case, by name. */
export interface NamedResults {
  readonly features: Readonly<Record<string, number>>;
  readonly diagnostics: Readonly<Record<string, DiagnosticValue>>;
}

/**
 * The row of a case.
 *
 * @param own what the case is called: ID, Image, Mask …; a case that failed has nothing else
 */
export function pyradiomicsRow(
  own: Readonly<Record<string, string>>,
  result: NamedResults | undefined,
  { settings, imageTypes }: PythonConfiguration,
): PyradiomicsRow {
  const row: PyradiomicsRow = new Map(Object.entries(own));
  if (!result) return row;
  for (const [name, value] of Object.entries(result.diagnostics)) {
    if (isOwnDiagnostic(name)) continue;
    if (name.endsWith('Configuration_Settings')) row.set(name, settings);
    else if (name.endsWith('Configuration_EnabledImageTypes')) row.set(name, imageTypes);
    else row.set(name, diagnosticValue(name, value));
  }
  for (const [name, value] of Object.entries(result.features)) row.set(name, new PythonFloat(value));
  return row;
}

/** Diagnostics that PyRadiomics does not have. */
export function isOwnDiagnostic(name: string): boolean {
  return /^diagnostics_(Versions_(Engine|Kernels)|Configuration_Canonical|Warnings)$/.test(name);
}

/** The same without features that are not defined for the ROI. */
export function withoutNaN(row: PyradiomicsRow): PyradiomicsRow {
  return new Map([...row].filter(([, value]) => !(value instanceof PythonFloat && Number.isNaN(value.value))));
}

function diagnosticValue(name: string, value: DiagnosticValue): PythonValue {
  const isWhole = /_(Size|BoundingBox|VoxelNum|VolumeNum)$/.test(name);
  const number = (item: number): PythonValue => (isWhole ? item : new PythonFloat(item));
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return number(value);
  return new PythonTuple(value.map((item) => (typeof item === 'number' ? number(item) : item)));
}
