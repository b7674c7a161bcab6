/** Reads a table of clinical values: which columns are which variables, and what each row has. */
import {
  type ClinicalVariable,
  nearestName,
  type Protocol,
  readValue,
  variableOfHeading,
  wantedOf,
} from '@radscore/pipeline';
import { isMissingCell, levelOf, numberOf } from '@radscore/statistics';

/** A column of the table that a protocol declares. */
export interface ClinicalColumn {
  readonly heading: string;
  readonly at: number;
}

/** What a row says of a study by one protocol. */
export interface ClinicalRow {
  readonly values: Record<string, number | string>;
  /** `morphology "round": wanted one of …` */
  readonly problems: readonly string[];
}

/** The variable of each column by a protocol; two columns of one variable are a problem of the table. */
export function variablesOf(
  protocol: Protocol,
  columns: readonly ClinicalColumn[],
): { readonly column: ClinicalColumn; readonly variable: ClinicalVariable }[] {
  return columns.flatMap((column) => {
    const variable = variableOfHeading(protocol, column.heading);
    return variable ? [{ column, variable }] : [];
  });
}

/** Headings of one variable that stand in two columns. */
export function doubledVariable(found: ReturnType<typeof variablesOf>): string | undefined {
  const [first, second] = found.flatMap(({ variable, column }) => {
    const same = found.filter((other) => other.variable.name === variable.name);
    return same.length > 1 ? [column.heading] : [];
  });
  return first === undefined ? undefined : `"${first}" and "${second}"`;
}

/** The name that a heading nearly is. */
export function meantBy(heading: string, { clinical }: Protocol): string | undefined {
  return nearestName(
    heading,
    clinical.flatMap(({ name, label, also = [] }) => [name, label, ...also]),
  );
}

/** Letters of a cell that a report repeats. */
const SHOWN = 40;

/** The values of a row; an empty cell says nothing, and changes nothing. */
export function readClinicalRow(cells: readonly string[], found: ReturnType<typeof variablesOf>): ClinicalRow {
  const values: Record<string, number | string> = {};
  const problems: string[] = [];
  for (const { column, variable } of found) {
    const cell = (cells[column.at] ?? '').trim();
    const isNumber = variable.kind === 'continuous';
    if (isMissingCell(cell, isNumber ? 'numbers' : 'words')) continue;
    const value = readValue(variable, isNumber ? numberIn(cell, variable) : levelOf(cell));
    if (value === undefined) problems.push(`${column.heading} "${cell.slice(0, SHOWN)}": wanted ${wantedOf(variable)}`);
    else values[variable.name] = value;
  }
  return { values, problems };
}

/** A number with or without the unit that the protocol declares. */
function numberIn(cell: string, variable: Extract<ClinicalVariable, { kind: 'continuous' }>): number | null {
  const unit = [variable.unit, variable.symbol].find((one) => one !== undefined && cell.endsWith(one));
  return numberOf(unit === undefined ? cell : cell.slice(0, -unit.length));
}
