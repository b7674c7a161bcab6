/** Names of members as the writers of archives encode them. */
import { crc32 } from '../numbers/checksums.ts';

/** Bytes 128 to 255 of code page 437, the encoding of names without the UTF-8 flag (APPNOTE, appendix D). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Extra field of Info-ZIP with the name in UTF-8. */
export const UNICODE_PATH = 0x7075;

/**
 * The name of a member: UTF-8 if its flag says so, if Info-ZIP's field gives it, or if it can be nothing else (macOS writes
 * UTF-8 without the flag); else code page 437. `undefined` for bytes that the flag calls UTF-8 and that are not.
 *
 * @param unicodePath content of the extra field `UNICODE_PATH`
 */
export function decodeName(bytes: Uint8Array, isUtf8: boolean, unicodePath?: Uint8Array): string | undefined {
  if (unicodePath && unicodePath.length > 5 && unicodePath[0] === 1) {
    const view = new DataView(unicodePath.buffer, unicodePath.byteOffset, unicodePath.length);
    // It counts only for the name that it was written with.
    if (view.getUint32(1, true) === crc32(bytes)) return utf8(unicodePath.subarray(5));
  }
  const text = utf8(bytes);
  if (text !== undefined || isUtf8) return text;
  return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128])).join('');
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A key of S3 has at most 1,024 bytes, and members are named like files. */
const LONGEST_NAME = 874;

/** What is wrong with the path of a member; `undefined` for one that may be read. */
export function wrongWith(path: string): string | undefined {
  if (path === '') return 'no name';
  if (path.includes('\0') || /\p{Surrogate}/u.test(path)) return 'a name that is no text';
  if (path.includes('\\')) return 'a name with backslashes';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'an absolute path';
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'a path that leads out of the archive (..)';
  if (parts.some((part) => part === '' || part === '.')) return 'a path with an empty part or a dot alone';
  if (new TextEncoder().encode(path).length > LONGEST_NAME) return `a name of more than ${LONGEST_NAME} bytes`;
  return undefined;
}

/** Two paths with the same key are the same file for some system. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
