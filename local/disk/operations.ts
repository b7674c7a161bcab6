/** What is done to the files of a state folder, and how a group of it is written to the write-ahead log. */
import { crc32 } from 'node:zlib';

/** Paths are relative to the state folder, with `/`. */
export type Operation =
  | readonly ['append', path: string, offset: number, text: string]
  | readonly ['replace', path: string, text: string]
  | readonly ['move', from: string, to: string]
  /** A file, or a folder with all that is in it. */
  | readonly ['remove', path: string]
  /** A record for a store that keeps files of its own: it is handed back after a crash. */
  | readonly ['record', channel: string, value: unknown];

const HEAD = 8;

/** Length and CRC-32 of the group, then the group as JSON: it is there as a whole, or it is not there. */
export function encodeFrame(operations: readonly Operation[]): Buffer {
  const payload = Buffer.from(JSON.stringify(operations));
  const frame = Buffer.allocUnsafe(HEAD + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  payload.copy(frame, HEAD);
  return frame;
}

/** The groups that are whole from the beginning on, and how many bytes these take. */
export function decodeFrames(bytes: Buffer): { operations: Operation[]; whole: number } {
  const operations: Operation[] = [];
  let at = 0;
  for (let payload = payloadAt(bytes, at); payload; payload = payloadAt(bytes, at)) {
    // Not spread into `push`: a group may hold more operations than a call takes arguments.
    for (const operation of JSON.parse(payload.toString('utf8')) as Operation[]) operations.push(operation);
    at += HEAD + payload.length;
  }
  return { operations, whole: at };
}

/** Whether a whole group follows after `from`: then what is not whole before it was damaged later, not cut. */
export function hasFrameAfter(bytes: Buffer, from: number): boolean {
  for (let at = from + 1; at + HEAD < bytes.length; at++) if (payloadAt(bytes, at)) return true;
  return false;
}

function payloadAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + HEAD > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  // A group is never empty: eight zero bytes are what a torn write leaves.
  if (length < 2 || at + HEAD + length > bytes.length) return undefined;
  const payload = bytes.subarray(at + HEAD, at + HEAD + length);
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? payload : undefined;
}
