/** DICOM files whose pixel data are encapsulated (PS3.5 annex A.4). */
const latin1 = (value: string): Buffer => Buffer.from(value, 'latin1');

/** A file that has no pixel data yet, with code streams as its frames, in the transfer syntax that is theirs. */
export function encapsulated(file: Uint8Array, syntax: string, ...streams: readonly Uint8Array[]): Uint8Array {
  const item = (value: Uint8Array): Buffer => {
    const padding = value.length % 2;
    const header = latin1('\xfe\xff\x00\xe0\0\0\0\0');
    header.writeUInt32LE(value.length + padding, 4);
    return Buffer.concat([header, value, Buffer.alloc(padding)]);
  };
  const pixels = latin1('\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff');
  const end = latin1('\xfe\xff\xdd\xe0\0\0\0\0');
  const table = new Uint8Array(0);
  return new Uint8Array(Buffer.concat([withSyntax(file, syntax), pixels, ...[table, ...streams].map(item), end]));
}

/** A file of another transfer syntax: its element is replaced, and the length of the meta group with it. */
export function withSyntax(bytes: Uint8Array, uid: string): Uint8Array {
  const whole = Buffer.from(bytes);
  const at = whole.indexOf(latin1('\x02\0\x10\0UI'));
  const value = latin1(uid.length % 2 === 0 ? uid : `${uid}\0`);
  const element = Buffer.concat([whole.subarray(at, at + 8), value]);
  const before = whole.readUInt16LE(at + 6);
  element.writeUInt16LE(value.length, 6);
  const changed = Buffer.concat([whole.subarray(0, at), element, whole.subarray(at + 8 + before)]);
  changed.writeUInt32LE(whole.readUInt32LE(140) + value.length - before, 140);
  return changed;
}
