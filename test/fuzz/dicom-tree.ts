import { joined, latin1, latin1Of } from './format.ts';

/** One element of a data set as it is stored. What is written may lie about itself: `length` replaces the true one. */
export interface Element {
  readonly tag: number;
  readonly vr: string;
  readonly value: Uint8Array;
  readonly items?: readonly (readonly Element[])[];
  readonly length?: number;
}

export interface DicomTree {
  /** Preamble and meta group, as they are. */
  readonly meta: Uint8Array;
  readonly elements: readonly Element[];
}

const LONG = new Set(['OB', 'OW', 'SQ', 'UN', 'UT', 'OF', 'OD', 'UC']);
const UNDEFINED_LENGTH = 0xffffffff;

/** Takes apart a file of explicit VR little endian with sequences of known length, as this project writes them. */
export function parseTree(bytes: Uint8Array): DicomTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = 144 + view.getUint32(140, true);
  return { meta: bytes.slice(0, end), elements: elementsOf(bytes, end, bytes.length) };
}

function elementsOf(bytes: Uint8Array, from: number, to: number): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const elements: Element[] = [];
  for (let at = from; at < to; ) {
    const tag = view.getUint16(at, true) * 65536 + view.getUint16(at + 2, true);
    const vr = latin1Of(bytes.subarray(at + 4, at + 6));
    const isLong = LONG.has(vr);
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const start = at + (isLong ? 12 : 8);
    // Fragments are the last element of a file, and stay as they are.
    const stop = length === UNDEFINED_LENGTH ? to : start + length;
    const value = bytes.slice(start, stop);
    const items = vr === 'SQ' ? itemsOf(bytes, start, stop) : undefined;
    elements.push({ tag, vr, value, items, ...(length === UNDEFINED_LENGTH && { length }) });
    at = stop;
  }
  return elements;
}

function itemsOf(bytes: Uint8Array, from: number, to: number): Element[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const items: Element[][] = [];
  for (let at = from; at < to; ) {
    const length = view.getUint32(at + 4, true);
    items.push(elementsOf(bytes, at + 8, at + 8 + length));
    at += 8 + length;
  }
  return items;
}

export function encodeTree({ meta, elements }: DicomTree, isImplicit = false): Uint8Array {
  return joined(isImplicit ? implicitMeta(meta) : meta, encodeElements(elements, isImplicit));
}

function encodeElements(elements: readonly Element[], isImplicit: boolean): Uint8Array {
  return joined(...elements.flatMap((element) => encodeElement(element, isImplicit)));
}

function encodeElement({ tag, vr, value, items, length }: Element, isImplicit: boolean): Uint8Array[] {
  const own = items ? joined(...items.flatMap((item) => encodeItem(item, isImplicit))) : value;
  const isLong = !isImplicit && LONG.has(vr);
  const header = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  if (!isImplicit) header.set(latin1(vr.padEnd(2).slice(0, 2)), 4);
  if (isLong) view.setUint32(8, length ?? own.length, true);
  else if (isImplicit) view.setUint32(4, length ?? own.length, true);
  else view.setUint16(6, length ?? own.length, true);
  return [header, own];
}

function encodeItem(item: readonly Element[], isImplicit: boolean): Uint8Array[] {
  const own = encodeElements(item, isImplicit);
  const header = latin1('\xfe\xff\x00\xe0\0\0\0\0');
  new DataView(header.buffer).setUint32(4, own.length, true);
  return [header, own];
}

/** The meta group of the same file in implicit VR: two characters less of its transfer syntax. */
function implicitMeta(meta: Uint8Array): Uint8Array {
  const changed = latin1Of(meta).replace(
    '\x02\0\x10\0UI\x14\x001.2.840.10008.1.2.1\0',
    '\x02\0\x10\0UI\x12\x001.2.840.10008.1.2\0',
  );
  const bytes = latin1(changed);
  const view = new DataView(bytes.buffer);
  view.setUint32(140, view.getUint32(140, true) - (meta.length - bytes.length), true);
  return bytes;
}
