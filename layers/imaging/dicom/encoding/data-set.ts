/** A DICOM data set: its elements, and their values as text and numbers. */
import { BINARY_VR } from './tags.ts';

/** One data element. A sequence has items, encapsulated pixel data have fragments, everything else has its bytes. */
export interface Element {
  readonly tag: number;
  /** Value representation; empty where the file does not say and it is not known. */
  readonly vr: string;
  readonly value: Uint8Array;
  readonly items?: readonly DataSet[];
  /** Of encapsulated pixel data: the basic offset table, then the fragments. */
  readonly fragments?: readonly Uint8Array[];
}

/** What reading needs of texts is ASCII in every character set. */
const LATIN_1 = new TextDecoder('latin1');

/** Numbers as DS and IS write them; JavaScript would also take hexadecimal ones and infinity. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const NUMBER_BYTES: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, UV: 8, SV: 8 };

/** A value without the spaces and zeros at its end, which make its length even. */
export function withoutPadding(value: Uint8Array): Uint8Array {
  let end = value.length;
  while (end > 0 && (value[end - 1] === 0 || value[end - 1] === 0x20)) end--;
  return value.subarray(0, end);
}

/** The elements of a file or of a sequence item, in file order. */
export class DataSet {
  readonly elements: ReadonlyMap<number, Element>;
  readonly #littleEndian: boolean;

  constructor(elements: ReadonlyMap<number, Element>, littleEndian: boolean) {
    this.elements = elements;
    this.#littleEndian = littleEndian;
  }

  get littleEndian(): boolean {
    return this.#littleEndian;
  }

  /** Items of a sequence; none where it is absent or empty. */
  items(tag: number): readonly DataSet[] {
    return this.elements.get(tag)?.items ?? [];
  }

  /** Values of a text element, trimmed; none where it is absent or empty. */
  texts(tag: number): readonly string[] {
    const element = this.elements.get(tag);
    if (!element || element.value.length === 0) return [];
    const text = LATIN_1.decode(withoutPadding(element.value));
    return text === '' ? [] : text.split('\\').map((value) => value.trim());
  }

  /** First value of a text element. */
  text(tag: number): string | undefined {
    return this.texts(tag)[0] || undefined;
  }

  /**
   * Numbers of a text (DS, IS) or binary element. Decimal strings may be longer than the standard's 16 characters:
   * some writers give all digits.
   */
  numbers(tag: number, binaryVr: string | undefined = BINARY_VR.get(tag)): readonly number[] {
    const element = this.elements.get(tag);
    if (!element) return [];
    const says = element.vr !== '' && element.vr !== 'UN';
    const vr = says ? element.vr : (binaryVr ?? '');
    const bytes = NUMBER_BYTES[vr];
    if (!bytes) return this.texts(tag).map((text) => (DECIMAL.test(text) ? Number(text) : Number.NaN));
    const { buffer, byteOffset, length } = element.value;
    const view = new DataView(buffer, byteOffset, length);
    return Array.from({ length: Math.floor(length / bytes) }, (_, i) => this.#number(view, i * bytes, vr));
  }

  /** First number; undefined where there is none. */
  number(tag: number, binaryVr?: string): number | undefined {
    const [value] = this.numbers(tag, binaryVr ?? BINARY_VR.get(tag));
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** Tag of a private element, found through its creator (PS3.5 section 7.8.1); undefined where the block is absent. */
  privateTag(group: number, creator: string, element: number): number | undefined {
    for (let block = 0x10; block <= 0xff; block++) {
      if (this.text(group * 0x10000 + block) === creator) return group * 0x10000 + block * 0x100 + element;
    }
    return undefined;
  }

  #number(view: DataView, at: number, vr: string): number {
    const little = this.#littleEndian;
    switch (vr) {
      case 'US':
        return view.getUint16(at, little);
      case 'SS':
        return view.getInt16(at, little);
      case 'UL':
        return view.getUint32(at, little);
      case 'SL':
        return view.getInt32(at, little);
      case 'FL':
        return view.getFloat32(at, little);
      case 'FD':
        return view.getFloat64(at, little);
      case 'UV':
        return Number(view.getBigUint64(at, little));
      default:
        return Number(view.getBigInt64(at, little));
    }
  }
}
