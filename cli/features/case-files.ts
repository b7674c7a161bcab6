/** `--out-dir`: the results of each case in a file of its own, from which a run that was broken off goes on. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@radscore/statistics/csv';
import { UsageProblem } from '../terminal/failure.ts';
import type { CaseDiagnostics, CaseFeatures, FeatureCase } from './case.ts';

/** A case's results as the cells of a table of one row, by name. */
export type CaseCells = ReadonlyMap<string, string>;

/** The files `features_1.csv`, `features_2.csv`, … of a folder. */
export class CaseFiles {
  readonly #folder: string;
  readonly #force: boolean;

  /** @throws UsageProblem for a folder that cannot be made */
  constructor(folder: string, force: boolean) {
    this.#folder = folder;
    this.#force = force;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new UsageProblem(`got --out-dir ${folder} (${code}); wanted a folder that is there or can be made.`);
    }
  }

  /**
   * The results of a case that an earlier run computed; undefined if there are none, or if the image or the mask has changed
   * since.
   *
   * @param own cells that name the case: ID, Image, Mask …
   * @param settings cells of the settings; `engine` is the version of the engine
   * @throws UsageProblem for a file of another case or of other settings: it is not written over
   */
  earlier(number: number, work: FeatureCase, own: CaseCells, settings: CaseCells): CaseFeatures | undefined {
    const path = this.pathOf(number);
    if (this.#force || !existsSync(path)) return undefined;
    const { header, rows } = tableIn(path);
    const cells = new Map(header.map((name, i) => [name, rows[0]?.[i] ?? '']));
    const isOfCase = rows.length === 1 && [...own].every(([name, cell]) => cells.get(name) === cell);
    const engine =
      cells.get('diagnostics_Versions_Engine') ?? cells.get('diagnostics_Versions_PyRadiomics')?.split(' ').at(-1);
    if (engine !== undefined) cells.set('engine', engine);
    const known = [...settings.keys()].filter((name) => cells.has(name));
    if (!isOfCase || known.some((name) => cells.get(name) !== settings.get(name))) {
      throw new UsageProblem(
        `got ${path}, which holds ${isOfCase ? 'this case with other settings or of another engine' : 'another case'}; wanted the results of case ${number}. Name another --out-dir, or write it new with --force.`,
      );
    }
    // Without diagnostics nothing says with which settings it was computed.
    if (known.length === 0 || isOlder(path, work.image) || isOlder(path, work.mask)) return undefined;
    return featuresFrom(cells, own);
  }

  /** Writes the results of a case: a file that is there is whole. */
  write(number: number, text: string): void {
    const path = this.pathOf(number);
    writeFileSync(`${path}.partial`, text, { flush: true });
    renameSync(`${path}.partial`, path);
  }

  pathOf(number: number): string {
    return join(this.#folder, `features_${number}.csv`);
  }
}

function tableIn(path: string): ReturnType<typeof parseCsv> {
  try {
    return parseCsv(readFileSync(path, 'utf8'));
  } catch {
    return { header: [], rows: [] };
  }
}

/** A folder of slices is as new as the folder. */
function isOlder(path: string, source: string): boolean {
  return (statSync(source, { throwIfNoEntry: false })?.mtimeMs ?? 0) > statSync(path).mtimeMs;
}

function featuresFrom(cells: CaseCells, own: CaseCells): CaseFeatures {
  const features: Record<string, number> = {};
  const diagnostics: Record<string, CaseDiagnostics[`diagnostics_`]> = {};
  for (const [name, cell] of cells) {
    if (own.has(name) || name === 'engine') continue;
    if (name.startsWith('diagnostics_')) diagnostics[name] = diagnosticFrom(name, cell);
    else features[name] = numberFrom(cell);
  }
  const warnings = diagnostics.diagnostics_Warnings as readonly string[] | undefined;
  return {
    features,
    diagnostics: diagnostics as CaseDiagnostics,
    warnings: (warnings ?? []).map((line) => {
      const colon = line.indexOf(': ');
      return { code: line.slice(0, colon), message: line.slice(colon + 2) };
    }),
  };
}

/** Python's and this command's words for what is no finite number. */
function numberFrom(cell: string): number {
  if (/^-?inf/.test(cell)) return cell.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return cell === '' ? Number.NaN : Number(cell);
}

function diagnosticFrom(name: string, cell: string): CaseDiagnostics[`diagnostics_`] {
  const [, inner] = /^\((.*)\)$/s.exec(cell) ?? [];
  // A warning opens with its code.
  if (name === 'diagnostics_Warnings') return inner ? inner.split(/, (?=[a-z]+(?:-[a-z]+)*: )/) : [];
  if (inner !== undefined && /^[-+.\d, einfa]+$/.test(inner)) return inner.split(', ').map(numberFrom);
  return /^-?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/.test(cell) && !/(Hash|Versions)/.test(name) ? Number(cell) : cell;
}
