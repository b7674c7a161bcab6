/** Keeps of a file that streams by what the identity check needs: its header, or all of a small file. */
import { isDicom, pixelDataIn } from '../dicom/encoding/parse.ts';
import { InputRefused } from '../errors.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { HEADER_BYTES, TEXT_BYTES } from './identity-check.ts';

/** What is held of one file at a time; every header and side-car fits. */
export const HELD_BYTES = 2 ** 25;

/** The header of an item or delimiter: tag and length. */
const ITEM_HEADER = 8;
const ITEM = 0xfffee000;

/**
 * What can hold an identity of a file that arrives in pieces. A file of at most `HELD_BYTES` stays whole. Of a longer
 * one the voxels are passed over as they come: DICOM pixel data become empty, everything before and after them is as it
 * was, byte for byte; of other formats the header stays.
 */
export class IdentifyingBytes {
  readonly #name: string;
  readonly #held: Uint8Array[] = [];
  #length = 0;
  /** Voxels of other formats, of which no more is needed. */
  #isHeaderOnly = false;
  #pixels: PixelsPassed | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws InputRefused `too-large` where what is no pixel data is longer than `HELD_BYTES`, `unreadable` */
  push(piece: Uint8Array): void {
    if (this.#isHeaderOnly) return;
    const rest = this.#pixels ? this.#pixels.pass(piece) : piece;
    this.#hold(rest);
    if (this.#length <= HELD_BYTES) return;
    const held = joined(this.#held);
    this.#held.length = 0;
    this.#length = 0;
    if (!isDicom(held)) {
      this.#isHeaderOnly = true;
      // Of a text that is longer than any that is read, so much that the check can say so.
      this.#hold(held.slice(0, Math.max(HEADER_BYTES, TEXT_BYTES + 1)));
      return;
    }
    const place = this.#pixels ? undefined : pixelDataIn(held, this.#name);
    if (!place) throw tooLong(this.#name);
    const head = held.slice(0, place.start);
    // The length is the four bytes before the value in every transfer syntax.
    if (place.length !== undefined) head.fill(0, place.start - 4);
    this.#pixels = new PixelsPassed(place.length, place.isLittle, this.#name);
    this.#hold(head);
    this.#hold(this.#pixels.pass(held.subarray(place.start)));
  }

  /** @throws InputRefused `truncated` where pixel data broke off */
  end(): NamedBytes {
    this.#pixels?.end();
    return { name: this.#name, bytes: joined(this.#held) };
  }

  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#held.push(piece);
    this.#length += piece.length;
  }
}

/** Passes over the value of an element that arrives in pieces: of a length, or in items up to their delimiter. */
class PixelsPassed {
  readonly #file: string;
  readonly #isLittle: boolean;
  readonly #isEncapsulated: boolean;
  #left: number;
  #header = new Uint8Array(0);
  #isDone = false;

  constructor(length: number | undefined, isLittle: boolean, file: string) {
    this.#isEncapsulated = length === undefined;
    this.#left = length ?? 0;
    this.#isLittle = isLittle;
    this.#file = file;
  }

  /** What of a piece lies behind the pixel data; the delimiter of items is part of it. */
  pass(piece: Uint8Array): Uint8Array {
    let at = 0;
    while (!this.#isDone) {
      const skipped = Math.min(this.#left, piece.length - at);
      this.#left -= skipped;
      at += skipped;
      if (this.#left > 0) return piece.subarray(piece.length);
      if (!this.#isEncapsulated) {
        this.#isDone = true;
        break;
      }
      const wanted = ITEM_HEADER - this.#header.length;
      this.#header = joined([this.#header, piece.subarray(at, at + wanted)]);
      at = Math.min(at + wanted, piece.length);
      if (this.#header.length < ITEM_HEADER) return piece.subarray(piece.length);
      const view = new DataView(this.#header.buffer);
      const tag = view.getUint16(0, this.#isLittle) * 0x10000 + view.getUint16(2, this.#isLittle);
      if (tag !== ITEM) {
        this.#isDone = true;
        return joined([this.#header, piece.subarray(at)]);
      }
      this.#left = view.getUint32(4, this.#isLittle);
      this.#header = new Uint8Array(0);
    }
    return piece.subarray(at);
  }

  end(): void {
    if (this.#isDone || (!this.#isEncapsulated && this.#left === 0)) return;
    throw new InputRefused({
      code: 'truncated',
      file: this.#file,
      got: 'pixel data that break off',
      wanted: 'as many bytes as the file declares',
      remedy: 'The file was cut off: export or upload it again.',
    });
  }
}

function tooLong(file: string): InputRefused {
  return new InputRefused({
    code: 'too-large',
    file,
    got: `more than ${HELD_BYTES} bytes that are no pixel data`,
    wanted: `at most ${HELD_BYTES}, and not deflated where the file is longer`,
    remedy: 'Export the image without data that do not belong to it.',
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
