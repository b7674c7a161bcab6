/** Walks through an XML text: elements by their local names, text as it means. */
import { InvalidTable } from '@radscore/statistics/table';
import { Parser } from 'saxen';

export interface ElementHandlers {
  /** @param attributes of the element, read only if they are asked for */
  open?(name: string, attributes: () => Record<string, string | undefined>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Calls the handlers in the order of the text. Only the entities of XML itself are known, so that none expands. @throws InvalidTable */
export function elementsOf(xml: string, handlers: ElementHandlers): void {
  const parser = new Parser();
  let fault: Error | undefined;
  parser.on('error', (error) => {
    fault ??= error;
  });
  parser.on('openTag', (name, attributes) => {
    handlers.open?.(localName(name), () => {
      const found = attributes();
      if (typeof found !== 'object' || found === null) return {};
      return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, decoded(String(value))]));
    });
  });
  parser.on('closeTag', (name) => handlers.close?.(localName(name)));
  if (handlers.text) {
    parser.on('text', (value) => handlers.text?.(decoded(value)));
    parser.on('cdata', (value) => handlers.text?.(value));
  }
  parser.parse(xml);
  if (fault) {
    throw new InvalidTable(
      `a workbook with XML that cannot be read (${fault.message})`,
      'a workbook',
      'Save it again.',
    );
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The parser's own decoder cuts characters beyond U+FFFF. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
