/** ZIP archives for tests, each field of which may be wrong. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A member as it is written; what is left out is right. */
export interface ZippedFile {
  readonly path: string | Uint8Array;
  readonly content: Uint8Array | string;
  readonly method?: number;
  readonly flags?: number;
  readonly crc32?: number;
  /** Length that both headers declare. */
  readonly bytes?: number;
  readonly compressed?: Uint8Array;
  readonly extra?: Uint8Array;
  readonly comment?: string;
  readonly unixMode?: number;
  /** Other name in the local header. */
  readonly localPath?: string;
  /** Bytes behind the data. */
  readonly behind?: Uint8Array;
  /** Where the directory says that it lies. */
  readonly start?: number;
}

export interface ZipOptions {
  readonly comment?: string;
  readonly before?: Uint8Array;
  /** Number of members in the end record. */
  readonly count?: number;
}

const UTF8 = 1 << 11;
const HAS_DESCRIPTOR = 1 << 3;

/** An archive of these members, in their order. */
export function zip(files: readonly ZippedFile[], { comment = '', before, count }: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = before ? [before] : [];
  const directory: Uint8Array[] = [];
  let at = before?.length ?? 0;
  for (const file of files) {
    const { local, central } = headersOf(file, at);
    parts.push(...local);
    directory.push(central);
    at += local.reduce((sum, { length }) => sum + length, 0);
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count ?? files.length, 8);
  end.writeUInt16LE(count ?? files.length, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]));
}

function headersOf(file: ZippedFile, at: number): { local: Uint8Array[]; central: Uint8Array } {
  const content = Buffer.from(file.content as Uint8Array);
  const {
    method = 8,
    flags = UTF8,
    extra = Buffer.alloc(0),
    comment = '',
    unixMode = 0,
    behind = Buffer.alloc(0),
  } = file;
  const compressed = file.compressed ?? (method === 8 ? deflateRawSync(content) : content);
  const name = Buffer.from(file.path as string);
  const localName = file.localPath === undefined ? name : Buffer.from(file.localPath);
  const numbers = [file.crc32 ?? crc32(content), compressed.length, file.bytes ?? content.length];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  if (!(flags & HAS_DESCRIPTOR)) {
    for (const [i, number] of numbers.entries()) local.writeUInt32LE(number, 14 + 4 * i);
  }
  local.writeUInt16LE(localName.length, 26);
  local.writeUInt16LE(extra.length, 28);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt8(unixMode ? 3 : 0, 5);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  for (const [i, number] of numbers.entries()) central.writeUInt32LE(number, 16 + 4 * i);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt16LE(comment.length, 32);
  central.writeUInt32LE((unixMode << 16) >>> 0, 38);
  central.writeUInt32LE(file.start ?? at, 42);
  return {
    local: [local, localName, extra, compressed, behind],
    central: Buffer.concat([central, name, extra, Buffer.from(comment)]),
  };
}

/** A data descriptor of a member, with its signature. */
export function descriptorOf(content: Uint8Array, compressed: Uint8Array): Uint8Array {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc32(content), 4);
  descriptor.writeUInt32LE(compressed.length, 8);
  descriptor.writeUInt32LE(content.length, 12);
  return descriptor;
}
