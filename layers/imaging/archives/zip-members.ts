/** The members of a ZIP archive, from its bytes as they come. */
import { type RawStream, rawStreams } from '../compression/inflate.ts';
import { crc32 as portableCrc32 } from '../numbers/checksums.ts';
import { readExtra } from './central-entry.ts';
import type { ZipMember } from './zip-directory.ts';
import {
  DATA_DESCRIPTOR,
  DEFLATED,
  ENCRYPTED,
  HAS_DESCRIPTOR,
  IN_ZIP64_32,
  isZip,
  LOCAL_BYTES,
  LOCAL_HEADER,
  refusedArchive,
  STORED,
} from './zip-format.ts';

/** Takes the bytes of one member, piece by piece; they are its own. */
export interface MemberSink {
  push(piece: Uint8Array): void;
  /** The member is whole, and its CRC-32 is that of its entry. */
  end(): void;
}

export interface ZipMembersOptions {
  /** Where the bytes of each member go; a member without a sink is passed over, unseen. */
  readonly open: (member: ZipMember, dataStart: number) => MemberSink | undefined;
  /** Called with places of text in local headers that no reader of images needs. */
  readonly remark?: (remark: string) => void;
  /** A checksum that the host computes faster. */
  readonly crc32?: (bytes: Uint8Array, before: number) => number;
  /** Where the streams come from; a caller with many readers of few members keeps one kernel for all. */
  readonly newStream?: () => RawStream;
}

/**
 * Takes the bytes of an archive in order and hands those of its members on, inflated: one member at a time, each piece as it
 * comes. Nothing may lie between the members that their directory does not know of.
 */
export class ZipMembers {
  readonly #entries: readonly ZipMember[];
  readonly #options: ZipMembersOptions;
  readonly #crc32: NonNullable<ZipMembersOptions['crc32']>;
  readonly #newStream: () => RawStream;
  #next = 0;
  /** Where in the archive the next byte lies. */
  #at: number;
  #current: Around | InData | undefined;
  #held: Uint8Array = new Uint8Array(0);

  /** @param entries of one archive, one behind the other; the first byte that is pushed is the first of the first */
  constructor(entries: readonly ZipMember[], options: ZipMembersOptions) {
    this.#entries = entries;
    this.#options = options;
    this.#crc32 = options.crc32 ?? portableCrc32;
    this.#newStream = options.newStream ?? rawStreams();
    this.#at = entries[0]?.start ?? 0;
  }

  /** @throws InputRefused `unreadable`, `archive-unsupported` */
  push(piece: Uint8Array): void {
    let from = 0;
    while (from < piece.length && this.#next < this.#entries.length) {
      const entry = this.#entries[this.#next];
      this.#current ??= { entry, phase: 'header' };
      from += this.#current.phase === 'data' ? this.#data(piece, from) : this.#gather(piece, from);
    }
  }

  /** @throws InputRefused `truncated` if members are missing */
  end(): void {
    const missing = this.#entries[this.#next];
    if (missing) throw refusedArchive('truncated', missing.place, 'a member that breaks off', 'a whole archive');
  }

  /** Headers and what follows the data are looked at when they are whole. */
  #gather(piece: Uint8Array, from: number): number {
    const current = this.#current as Around;
    const wanted = current.phase === 'header' ? this.#headerLength() : current.entry.end - this.#at + this.#held.length;
    const taken = Math.min(wanted - this.#held.length, piece.length - from);
    const held = new Uint8Array(this.#held.length + taken);
    held.set(this.#held);
    held.set(piece.subarray(from, from + taken), this.#held.length);
    this.#held = held;
    this.#at += taken;
    if (held.length < (current.phase === 'header' ? this.#headerLength() : wanted)) return taken;
    this.#held = new Uint8Array(0);
    if (current.phase === 'header') this.#open(held);
    else this.#close(held);
    return taken;
  }

  #headerLength(): number {
    if (this.#held.length < LOCAL_BYTES) return LOCAL_BYTES;
    const view = viewOf(this.#held);
    return LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  }

  #open(header: Uint8Array): void {
    const { entry } = this.#current as Around;
    this.#checkHeader(header, entry);
    // Fields of the header may be longer than those of its entry.
    if (this.#at + entry.compressedBytes > entry.end) throw damaged(entry, 'data that reach into the next member');
    const sink = entry.isFolder ? undefined : this.#options.open(entry, this.#at);
    const stream = sink && entry.isDeflated && entry.compressedBytes > 0 ? this.#newStream() : undefined;
    const data: InData = {
      entry,
      phase: 'data',
      sink,
      stream,
      left: entry.compressedBytes,
      crc: 0,
      length: 0,
      head: [],
    };
    this.#current = data;
    if (data.left === 0) this.#endData(data);
  }

  #checkHeader(header: Uint8Array, entry: ZipMember): void {
    const view = viewOf(header);
    const name = header.subarray(LOCAL_BYTES, LOCAL_BYTES + view.getUint16(26, true));
    const [flags, method] = [view.getUint16(6, true), view.getUint16(8, true)];
    const stated = [view.getUint32(14, true), view.getUint32(18, true), view.getUint32(22, true)];
    const wanted = [entry.crc32, entry.compressedBytes, entry.bytes];
    const isSame =
      view.getUint32(0, true) === LOCAL_HEADER &&
      name.length === entry.rawName.length &&
      name.every((byte, i) => byte === entry.rawName[i]) &&
      method === (entry.isDeflated ? DEFLATED : STORED) &&
      ((flags ^ entry.flags) & (ENCRYPTED | HAS_DESCRIPTOR)) === 0 &&
      // Behind the data stands what was not known when the header was written.
      (flags & HAS_DESCRIPTOR || stated.every((value, i) => value === wanted[i] || (i > 0 && value === IN_ZIP64_32)));
    if (!isSame) {
      throw refusedArchive(
        'unreadable',
        entry.place,
        'a member whose header is not that of its entry',
        'the same in both',
      );
    }
    const { remarks } = readExtra(header.subarray(LOCAL_BYTES + name.length));
    for (const remark of remarks) this.#options.remark?.(remark);
  }

  #data(piece: Uint8Array, from: number): number {
    const data = this.#current as InData;
    const taken = Math.min(data.left, piece.length - from);
    data.left -= taken;
    this.#at += taken;
    const bytes = piece.subarray(from, from + taken);
    if (data.sink) {
      if (data.stream) this.#inflate(data, bytes);
      else this.#take(data, bytes);
    }
    if (data.left === 0) this.#endData(data);
    return taken;
  }

  #inflate(data: InData, bytes: Uint8Array): void {
    const { entry } = data;
    let end: ReturnType<RawStream['push']>;
    try {
      end = (data.stream as RawStream).push(bytes, data.left === 0, (piece) => {
        if (data.length + piece.length > entry.bytes) return false;
        // The next piece takes the same place.
        this.#take(data, piece.slice());
        return true;
      });
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'InputRefused') throw cause;
      throw damaged(entry, 'damaged compressed data', { cause });
    }
    if (end === 'stopped') {
      throw refusedArchive(
        'too-large',
        entry.place,
        `a member that goes on beyond the ${entry.bytes} bytes that its entry declares`,
        'as many bytes as it declares',
      );
    }
    if (end === 'broken-off') throw damaged(entry, 'compressed data that break off');
    const used = (data.stream as RawStream).used;
    const isEarly = end === 'complete' && data.left > 0;
    const isSurplus = end === 'complete' && used !== undefined && used !== entry.compressedBytes;
    if (isEarly || isSurplus) throw damaged(entry, 'bytes behind its compressed data');
  }

  #take(data: InData, piece: Uint8Array): void {
    const { entry } = data;
    data.crc = this.#crc32(piece, data.crc);
    data.length += piece.length;
    if (data.head.length < 4) {
      data.head.push(...piece.subarray(0, 4 - data.head.length));
      if (isZip(Uint8Array.from(data.head))) {
        throw refusedArchive('archive-unsupported', entry.place, 'an archive in the archive', 'files of images');
      }
    }
    data.sink?.push(piece);
  }

  #endData(data: InData): void {
    const { entry, sink } = data;
    if (sink) {
      if (data.length !== entry.bytes) throw damaged(entry, `${data.length} bytes of ${entry.bytes}`);
      if (data.crc !== entry.crc32) throw damaged(entry, 'a CRC-32 that is not that of its entry');
      sink.end();
    }
    const behind = entry.end - this.#at;
    if (behind > LONGEST_DESCRIPTOR) throw damaged(entry, `${behind} bytes behind its data that belong to no member`);
    this.#current = { entry, phase: 'trailer' };
    if (behind === 0) this.#close(new Uint8Array(0));
  }

  /** What follows the data: nothing, or their descriptor. */
  #close(trailer: Uint8Array): void {
    const { entry } = this.#current as Around;
    if (!isTrailer(trailer, entry)) {
      throw damaged(entry, `${trailer.length} bytes behind its data that belong to no member`);
    }
    this.#current = undefined;
    this.#next++;
  }
}

interface Around {
  readonly entry: ZipMember;
  readonly phase: 'header' | 'trailer';
}

interface InData {
  readonly entry: ZipMember;
  readonly phase: 'data';
  readonly sink?: MemberSink;
  readonly stream?: RawStream;
  left: number;
  crc: number;
  length: number;
  readonly head: number[];
}

const LONGEST_DESCRIPTOR = 24;

/** A data descriptor, with or without its signature, of 32- or 64-bit lengths. */
function isTrailer(bytes: Uint8Array, { flags, crc32, compressedBytes, bytes: length }: ZipMember): boolean {
  if (!(flags & HAS_DESCRIPTOR)) return bytes.length === 0;
  const view = viewOf(bytes);
  const isSigned = bytes.length % 8 === 0;
  if (![12, 16, 20, 24].includes(bytes.length)) return false;
  if (isSigned && view.getUint32(0, true) !== DATA_DESCRIPTOR) return false;
  const at = isSigned ? 4 : 0;
  const isWide = bytes.length >= 20;
  const numberAt = (i: number): number =>
    isWide ? Number(view.getBigUint64(at + 4 + 8 * i, true)) : view.getUint32(at + 4 + 4 * i, true);
  return view.getUint32(at, true) === crc32 && numberAt(0) === compressedBytes && numberAt(1) === length;
}

function damaged(entry: ZipMember, got: string, options?: ErrorOptions): Error {
  return refusedArchive('unreadable', entry.place, got, 'the member as its entry declares it', options);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
