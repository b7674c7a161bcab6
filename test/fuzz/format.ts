import type { Mask, NamedBytes, Volume } from '@radscore/imaging';
import type { Draw } from './random.ts';

/** What a reader is given: the file that it opens first, and others that lie next to it. */
export type Input = readonly NamedBytes[];

/** What a reader made of an input. Two readings of the same `digest` say the same. */
export interface Read {
  readonly digest: string;
  /** For the comparison with other programs. */
  readonly volume?: Volume;
  readonly mask?: Mask;
}

/** One kind of input: where its seeds come from, how it is damaged, and who reads it. */
export interface Format {
  readonly name: string;
  /** Whole inputs, each of another variant of the format, written by this project. */
  readonly inputs: readonly Input[];
  /** Edits that know the structure: fields, lengths, elements, trees. */
  readonly edits: readonly Edit[];
  /** @throws a refusal; anything else is a finding */
  readonly read: (input: Input) => Read;
  /** Which readers of `read-by-peers.py` know the format. */
  readonly peers?: string;
  /** Of contours, which other programs too rasterise on the grid of the image. */
  readonly isOnGrid?: boolean;
}

/** A changed input; the one that it was given stays as it is. */
export type Edit = (input: Input, draw: Draw) => Input;

/** An input whose first file, or any, has other bytes. */
export function withBytes(input: Input, at: number, bytes: Uint8Array): Input {
  return input.map((file, i) => (i === at ? { name: file.name, bytes } : file));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);
export const latin1Of = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
