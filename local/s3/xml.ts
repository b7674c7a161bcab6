/** The XML of S3's requests and answers. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: () => true,
});

/** An element of a parsed document: the texts and elements below it by name, each a list. */
export class XmlElement {
  private readonly node: unknown;

  constructor(node: unknown) {
    this.node = node;
  }

  all(name: string): XmlElement[] {
    const children = typeof this.node === 'object' && this.node !== null ? (this.node as Record<string, unknown>) : {};
    return ((children[name] ?? []) as unknown[]).map((child) => new XmlElement(child));
  }

  first(name: string): XmlElement | undefined {
    return this.all(name)[0];
  }

  /** Text of the first child of this name. */
  text(name: string): string | undefined {
    return this.first(name)?.value;
  }

  get value(): string {
    return typeof this.node === 'string' ? this.node : '';
  }

  /** Names of the child elements. */
  get names(): string[] {
    if (typeof this.node !== 'object' || this.node === null) return [];
    return Object.keys(this.node).filter((name) => name !== '#text');
  }
}

/** The document's root, which has to be called `root`. */
export function parseXml(text: string, root: string): XmlElement {
  if (XMLValidator.validate(text) === true) {
    const found = new XmlElement(parser.parse(text)).first(root);
    if (found) return found;
  }
  throw new S3Error(400, 'MalformedXML', `The XML you provided was not well-formed or its root is not ${root}.`);
}

/** `{ Key: 'a', Tag: [{…}, {…}] }` as elements; lists repeat theirs, `undefined` leaves its own out. */
export type XmlContent =
  | string
  | number
  | boolean
  | Date
  | { readonly [name: string]: XmlContent | XmlContent[] | undefined };

export function toXml(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content, ` xmlns="${NAMESPACE}"`)}`;
}

function element(name: string, content: XmlContent, attributes = ''): string {
  return `<${name}${attributes}>${inner(content)}</${name}>`;
}

function inner(content: XmlContent): string {
  if (content instanceof Date) return content.toISOString();
  if (typeof content !== 'object') return escapeText(String(content));
  return Object.entries(content)
    .flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => element(name, one))))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ENTITIES[c]).replace(/\r/g, '&#13;');
}
