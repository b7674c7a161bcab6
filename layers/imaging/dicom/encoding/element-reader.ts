/** Reads the elements of a DICOM data set, in any of its encodings, within bounds. */
import { InputRefused } from '../../errors.ts';
import { DataSet, type Element } from './data-set.ts';
import type { Encoding } from './recognise.ts';
import { REQUIRED_VR, SEQUENCES_OF_PIXELS_AND_PLACES, Tag, tagName } from './tags.ts';
import { LONG_VR, SHORT_VR, UNKNOWN_VR } from './value-representations.ts';

/** Sequences within sequences; the deepest in the standard are about six. */
const DEEPEST = 32;
/** An enhanced series of thousands of frames has some hundred thousand elements; each takes memory of its own. */
const MOST_ELEMENTS = 500_000;
const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const TAG_BYTES = 4;
/** How a sequence of unknown representation is coded, wherever it stands. */
const IMPLICIT_LITTLE: Encoding = { isImplicit: true, isLittle: true };

/** Where the value of the pixel data begins, and its length; undefined for fragments. */
export interface PixelDataPlace {
  readonly start: number;
  readonly length: number | undefined;
  readonly isLittle: boolean;
}

export function cutOff(file: string, got: number, wanted: string): InputRefused {
  return new InputRefused({
    code: 'truncated',
    file,
    got: `${got} bytes`,
    wanted,
    remedy: 'The file was cut off: export or upload it again.',
  });
}

/** Reads elements from a place on; `at` is where it has come to. */
export class ElementReader {
  at: number;
  /** Elements met so far, also by readers of sequences within. */
  readonly #count: { elements: number };
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #implicit: boolean;
  readonly #little: boolean;
  #surplus = 0;

  constructor(bytes: Uint8Array, at: number, file: string, encoding: Encoding, count = { elements: 0 }) {
    this.#count = count;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.#file = file;
    this.#implicit = encoding.isImplicit;
    this.#little = encoding.isLittle;
  }

  /** Bytes behind the last element that are fewer than a tag, and not all of them 0. */
  get surplus(): number {
    return this.#surplus;
  }

  /** Elements of one group, up to the first of another. */
  group(group: number): DataSet {
    const elements = new Map<number, Element>();
    while (this.at + 8 <= this.#bytes.length && this.#view.getUint16(this.at, this.#little) === group) {
      const element = this.#element(this.#bytes.length, 0);
      elements.set(element.tag, element);
    }
    return new DataSet(elements, this.#little);
  }

  /** Passes over elements up to the pixel data. */
  pixelData(): PixelDataPlace | undefined {
    while (this.at + 12 <= this.#bytes.length) {
      if (this.#peekTag(this.#bytes.length) !== Tag.PixelData) {
        this.#element(this.#bytes.length, 0);
        continue;
      }
      const vr = String.fromCharCode(this.#bytes[this.at + 4], this.#bytes[this.at + 5]);
      const header = this.#implicit || !LONG_VR.has(vr) ? 8 : 12;
      const length = this.#view.getUint32(this.at + header - 4, this.#little);
      const start = this.at + header;
      return { start, length: length === UNDEFINED_LENGTH ? undefined : length, isLittle: this.#little };
    }
    return undefined;
  }

  /** Elements up to a position, or up to the end of an item of undefined length. */
  dataSet(end: number, depth: number, ends: 'there' | 'at a delimiter' = 'there'): DataSet {
    if (depth > DEEPEST) throw this.#damaged('sequences nested without end', `at most ${DEEPEST} levels`);
    const elements = new Map<number, Element>();
    let isDelimited = false;
    while (this.at < end) {
      // Files are padded to full blocks: nothing but zeros behind the last element is no element.
      if (depth === 0 && this.#isPadding(end)) break;
      if (depth === 0 && end - this.at < TAG_BYTES) {
        this.#surplus = end - this.at;
        break;
      }
      if (this.#peekTag(end) === ITEM_END) {
        this.#skipHeader();
        isDelimited = true;
        break;
      }
      const element = this.#element(end, depth);
      // Of two elements with one tag some readers take the first, others the last.
      if (elements.has(element.tag)) throw this.#damaged(`${tagName(element.tag)} twice`, 'every element once');
      elements.set(element.tag, element);
    }
    if (ends === 'at a delimiter' ? !isDelimited : isDelimited && this.at !== end) throw this.#endsElsewhere('an item');
    return new DataSet(elements, this.#little);
  }

  #isPadding(end: number): boolean {
    if (end - this.at >= 8 && this.#peekTag(end) !== 0) return false;
    for (let at = this.at; at < end; at++) if (this.#bytes[at] !== 0) return false;
    return true;
  }

  #element(end: number, depth: number): Element {
    if (++this.#count.elements > MOST_ELEMENTS) throw tooManyElements(this.#file);
    const tag = this.#peekTag(end);
    const start = this.at;
    this.at += 4;
    let vr = '';
    let length: number;
    if (this.#implicit) {
      length = this.#view.getUint32(this.at, this.#little);
      this.at += 4;
    } else {
      vr = String.fromCharCode(this.#bytes[this.at], this.#bytes[this.at + 1]);
      if (!/^[A-Z]{2}$/.test(vr)) throw this.#damaged(`no value representation at byte ${start}`, 'an explicit one');
      // Of a representation that the standard does not know, nobody can say how many bytes its length takes.
      if (!LONG_VR.has(vr) && !SHORT_VR.has(vr)) {
        throw this.#damaged(`${tagName(tag)} with the value representation ${vr}`, 'one of PS3.5');
      }
      const required = REQUIRED_VR.get(tag);
      if (required && vr !== UNKNOWN_VR && !required.includes(vr)) {
        throw this.#damaged(`${tagName(tag)} with the value representation ${vr}`, required.join(' or '));
      }
      if (LONG_VR.has(vr)) {
        this.#need(8, end, tag);
        length = this.#view.getUint32(this.at + 4, this.#little);
        this.at += 8;
      } else {
        length = this.#view.getUint16(this.at + 2, this.#little);
        this.at += 4;
      }
    }

    if (vr === UNKNOWN_VR && length !== UNDEFINED_LENGTH && REQUIRED_VR.get(tag)?.includes('SQ')) {
      // Readers differ in whether they look for items in it, and passing over it would lose a rescale or a place.
      if (SEQUENCES_OF_PIXELS_AND_PLACES.has(tag)) {
        throw this.#damaged(`${tagName(tag)} with the value representation UN and a length`, 'SQ');
      }
      return this.#sequence(tag, vr, length, end, depth);
    }
    if (tag === Tag.PixelData && length === UNDEFINED_LENGTH) return this.#encapsulated(tag, vr, end);
    if (vr === 'SQ' || length === UNDEFINED_LENGTH || (vr === '' && this.#looksLikeItems(length, end))) {
      return this.#sequence(tag, vr, length, end, depth);
    }
    this.#need(length, end, tag);
    const value = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return { tag, vr, value };
  }

  #sequence(tag: number, vr: string, length: number, end: number, depth: number): Element {
    if (length !== UNDEFINED_LENGTH) this.#need(length, end, tag);
    // A sequence of unknown representation is always coded as implicit VR little endian (PS3.5 section 6.2.2).
    if (vr === UNKNOWN_VR) {
      const inner = new ElementReader(this.#bytes, this.at, this.#file, IMPLICIT_LITTLE, this.#count);
      const element = inner.#sequence(tag, '', length, end, depth);
      this.at = inner.at;
      return { ...element, vr: 'SQ' };
    }
    const last = length === UNDEFINED_LENGTH ? end : this.at + length;
    const items: DataSet[] = [];
    let isDelimited = false;
    while (this.at < last) {
      const next = this.#peekTag(last);
      const itemLength = this.#skipHeader();
      if (next === SEQUENCE_END) {
        isDelimited = true;
        break;
      }
      if (next !== ITEM) throw this.#damaged(`${tagName(next)} among the items of ${tagName(tag)}`, 'an item');
      if (itemLength !== UNDEFINED_LENGTH) this.#need(itemLength, last, tag);
      const isOpen = itemLength === UNDEFINED_LENGTH;
      items.push(this.dataSet(isOpen ? last : this.at + itemLength, depth + 1, isOpen ? 'at a delimiter' : 'there'));
    }
    if (length === UNDEFINED_LENGTH ? !isDelimited : this.at !== last) {
      throw this.#endsElsewhere(`the sequence ${tagName(tag)}`);
    }
    return { tag, vr: 'SQ', value: NO_BYTES, items };
  }

  #encapsulated(tag: number, vr: string, end: number): Element {
    const fragments: Uint8Array[] = [];
    while (this.at < end) {
      const next = this.#peekTag(end);
      const length = this.#skipHeader();
      if (next === SEQUENCE_END) return { tag, vr, value: NO_BYTES, fragments };
      if (next !== ITEM) throw this.#damaged(`${tagName(next)} among the fragments of the pixel data`, 'a fragment');
      this.#need(length, end, tag);
      fragments.push(this.#bytes.subarray(this.at, this.at + length));
      this.at += length;
    }
    throw cutOff(this.#file, this.#bytes.length, 'pixel data with an end');
  }

  /** Of elements whose representation is not said, sequences are recognised by the item that they begin with. */
  #looksLikeItems(length: number, end: number): boolean {
    return length >= 8 && this.at + 8 <= end && this.#peekTag(end) === ITEM;
  }

  #peekTag(end: number): number {
    this.#need(8, end, 0);
    return this.#view.getUint16(this.at, this.#little) * 0x10000 + this.#view.getUint16(this.at + 2, this.#little);
  }

  /** Passes over the tag and length of an item or delimiter; gives the length. */
  #skipHeader(): number {
    const length = this.#view.getUint32(this.at + 4, this.#little);
    this.at += 8;
    return length;
  }

  #need(length: number, end: number, tag: number): void {
    const left = end - this.at;
    if (length <= left) return;
    throw cutOff(
      this.#file,
      Math.max(left, 0),
      `${length} bytes${tag ? ` of ${tagName(tag)}` : ''}, as the file declares`,
    );
  }

  #endsElsewhere(what: string): InputRefused {
    return this.#damaged(`${what} without its end`, 'a delimiter, or the declared length');
  }

  #damaged(got: string, wanted: string): InputRefused {
    return new InputRefused({
      code: 'unreadable',
      file: this.#file,
      got,
      wanted,
      remedy: 'The file is damaged: export or upload it again.',
    });
  }
}

function tooManyElements(file: string): InputRefused {
  return new InputRefused({
    code: 'too-large',
    file,
    got: `more than ${MOST_ELEMENTS} data elements`,
    wanted: `at most ${MOST_ELEMENTS} in one file`,
    remedy: 'Export the image again, as one file for each slice.',
  });
}

const NO_BYTES = new Uint8Array(0);
