/** Reads a sheet of an Excel workbook (.xlsx): which sheet is meant, and its cells as text. */
import { TextDecoder } from 'node:util';
import { InvalidTable } from '@radscore/statistics/table';
import { strFromU8, unzipSync } from 'fflate';
import { readSharedStrings, readStyles } from './workbook-parts.ts';
import { readSheet, type Sheet } from './workbook-sheet.ts';
import { elementsOf } from './xml-elements.ts';

/** A sheet, and how it was chosen. */
export interface WorkbookSheet extends Sheet {
  readonly name: string;
}

/** What a workbook may hold; Excel's own largest sheet has more cells, and no table of patients does. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_PARTS = 10_000;
const EXCEL = 'Save the table as CSV in UTF-8, or as .xlsx with Excel or LibreOffice.';

/**
 * The cells of one sheet. Formulas count with the values that were saved with them. The archive's declared sizes bound
 * what is unpacked, before it is.
 *
 * @param asked name of the sheet, or its number from 1; needed if several have cells
 * @throws InvalidTable for what is no workbook, is too large, or has cells without a value to take, naming each cell
 */
export function readWorkbook(bytes: Uint8Array, asked?: string): WorkbookSheet {
  const parts = unpacked(bytes);
  const text = (path: string): string => {
    const part = parts.get(path.toLowerCase());
    if (part === undefined) throw new InvalidTable(`a workbook without its part ${path}`, 'a whole workbook', EXCEL);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(part);
    } catch {
      throw new InvalidTable(`a part ${path} of a workbook that is not UTF-8`, 'a workbook', EXCEL);
    }
  };
  const main = targetsOf(parts, '').find(({ type }) => type.endsWith('/officeDocument'))?.path ?? 'xl/workbook.xml';
  const targets = targetsOf(parts, main);
  const partOf = (type: string) => targets.find((target) => target.type.endsWith(`/${type}`))?.path;
  const { sheets, is1904 } = bookOf(text(main));
  const placed = sheets.flatMap(({ name, id, isHidden }) => {
    const target = targets.find((one) => one.id === id && one.type.endsWith('/worksheet'));
    return target ? [{ name, isHidden, path: target.path }] : [];
  });
  const { name, path } = chosen(placed, asked, (one) => /<(?:\w+:)?c[\s>]/.test(text(one.path)));
  const strings = partOf('sharedStrings');
  const styles = partOf('styles');
  const context = {
    strings: strings === undefined ? [] : readSharedStrings(text(strings)),
    isDate: styles === undefined ? [] : readStyles(text(styles)),
    is1904,
  };
  return { name, ...readSheet(text(path), context) };
}

/** The parts that hold cells, by their paths in small letters. */
function unpacked(bytes: Uint8Array): Map<string, Uint8Array> {
  let total = 0;
  let count = 0;
  const sizes = new Map<string, number>();
  const names: string[] = [];
  const isNeeded = (name: string) =>
    /\.(?:xml|rels)$/i.test(name) && !/\/(?:drawings|charts|theme|printerSettings)\//i.test(name);
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        if (++count > MOST_PARTS) throw new InvalidTable(`a workbook of over ${MOST_PARTS} parts`, 'fewer', EXCEL);
        if (!isNeeded(name)) return false;
        total += originalSize;
        sizes.set(name, originalSize);
        if (total <= MOST_BYTES) return true;
        const got = `a workbook whose cells unpack to over ${MOST_BYTES / 2 ** 20} MB`;
        throw new InvalidTable(got, 'at most that', 'Save the table as CSV.');
      },
    });
  } catch (cause) {
    if (cause instanceof InvalidTable) throw cause;
    throw new InvalidTable(
      `a ZIP archive (an Excel workbook?) that cannot be unpacked: ${(cause as Error).message}`,
      'a workbook (.xlsx)',
      EXCEL,
    );
  }
  for (const [name, part] of Object.entries(parts)) {
    if (part.length !== sizes.get(name)) throw new InvalidTable('a workbook that is cut short', 'a whole one', EXCEL);
  }
  requireXlsx(names, parts);
  return new Map(Object.entries(parts).map(([name, part]) => [name.replaceAll('\\', '/').toLowerCase(), part]));
}

/** Other archives of spreadsheets, by what they hold. */
function requireXlsx(names: readonly string[], parts: Readonly<Record<string, Uint8Array>>): void {
  const has = (form: RegExp) => names.some((name) => form.test(name));
  if (has(/^xl\/workbook\.bin$/i)) throw new InvalidTable('a binary workbook (.xlsb)', 'a workbook (.xlsx)', EXCEL);
  if (has(/^content\.xml$/) && has(/^mimetype$/)) {
    throw new InvalidTable('an OpenDocument table (.ods)', 'a workbook (.xlsx)', EXCEL);
  }
  const [types] = Object.entries(parts).filter(([name]) => name === '[Content_Types].xml');
  if (types && /spreadsheetml|ms-excel/.test(strFromU8(types[1]))) return;
  throw new InvalidTable('a ZIP archive that is no Excel workbook', 'a workbook (.xlsx)', EXCEL);
}

interface Target {
  readonly id: string;
  readonly type: string;
  readonly path: string;
}

/** Where the parts are that a part names; the archive's own start is the empty path. */
function targetsOf(parts: ReadonlyMap<string, Uint8Array>, of: string): Target[] {
  const slash = of.lastIndexOf('/') + 1;
  const folder = of.slice(0, slash);
  const rels = parts.get(`${folder}_rels/${of.slice(slash)}.rels`.toLowerCase());
  if (!rels) return [];
  const targets: Target[] = [];
  elementsOf(new TextDecoder().decode(rels), {
    open: (name, attributes) => {
      if (name !== 'Relationship') return;
      const { Id = '', Type = '', Target = '' } = attributes();
      const path = Target.startsWith('/') ? Target.slice(1) : resolved(`${folder}${Target}`);
      targets.push({ id: Id, type: Type, path });
    },
  });
  return targets;
}

function resolved(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return kept.join('/');
}

function bookOf(text: string): { sheets: { name: string; id: string; isHidden: boolean }[]; is1904: boolean } {
  const sheets: { name: string; id: string; isHidden: boolean }[] = [];
  let is1904 = false;
  elementsOf(text, {
    open: (element, attributes) => {
      if (element === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributes().date1904 ?? '');
      if (element !== 'sheet') return;
      const { name = '', state = 'visible', ...others } = attributes();
      const id = Object.entries(others).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1] ?? '';
      sheets.push({ name, id, isHidden: state !== 'visible' });
    },
  });
  return { sheets, is1904 };
}

interface Placed {
  readonly name: string;
  readonly isHidden: boolean;
  readonly path: string;
}

/** The sheet that is asked for; else the only one that can be seen and has cells. @throws InvalidTable listing the sheets */
function chosen(sheets: readonly Placed[], asked: string | undefined, hasCells: (sheet: Placed) => boolean): Placed {
  const list = (some: readonly Placed[]) =>
    some
      .slice(0, 20)
      .map(({ name }) => `"${name}"`)
      .join(', ');
  if (asked !== undefined) {
    const folded = asked.trim().toLowerCase();
    const named =
      sheets.find(({ name }) => name === asked) ?? sheets.find(({ name }) => name.trim().toLowerCase() === folded);
    const found = named ?? (/^\d{1,4}$/.test(asked) ? sheets[Number(asked) - 1] : undefined);
    if (found) return found;
    throw new InvalidTable(`no sheet "${asked.slice(0, 64)}"`, `one of ${list(sheets)}`, 'Name another with --sheet.');
  }
  const filled = sheets.filter((sheet) => !sheet.isHidden && hasCells(sheet));
  if (filled.length === 1) return filled[0];
  if (filled.length === 0)
    throw new InvalidTable('a workbook without cells', 'a table', 'Name a hidden sheet with --sheet.');
  throw new InvalidTable(
    `a workbook of ${filled.length} sheets (${list(filled)})`,
    'one table',
    'Name a sheet with --sheet.',
  );
}
