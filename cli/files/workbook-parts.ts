/** Parts of a workbook that its cells refer to: texts, and which styles show a number as a date. */
import { elementsOf } from './xml-elements.ts';

/** The texts that cells share; runs of one text are joined, readings of East Asian texts left out. */
export function readSharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let phonetic = 0;
  elementsOf(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') inText = phonetic === 0;
    },
    close: (name) => {
      if (name === 'si') strings.push(unescaped(text));
      else if (name === 'rPh') phonetic--;
      else if (name === 't') inText = false;
    },
    text: (part) => {
      if (inText) text += part;
    },
  });
  return strings;
}

/** Characters that XML cannot hold are written as their code: `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Whether the cells of each style show dates or times. */
export function readStyles(xml: string): boolean[] {
  const formats = new Map<string, string>();
  const isDate: boolean[] = [];
  let inCells = false;
  elementsOf(xml, {
    open: (name, attributes) => {
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt') {
        const { numFmtId = '', formatCode = '' } = attributes();
        formats.set(numFmtId, formatCode);
      } else if (name === 'xf' && inCells) {
        const { numFmtId = '0' } = attributes();
        isDate.push(isDateFormat(Number(numFmtId), formats.get(numFmtId)));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return isDate;
}

/** Formats that every Excel has, by number, and whatever shows a day, month, year, hour, minute or second. */
function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  }
  // Letters in quotes, after a backslash, a fill or a width, and colours and conditions in brackets mean themselves.
  const [first] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';');
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return true;
  return /[dmyhs]/i.test(first.replace(/\[[^\]]*\]/g, '').replace(/general|red|e[+-]/gi, ''));
}
