/** Base64 (RFC 4648) to bytes on every host: not all that run JavaScript have `atob`. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes of base64 text without white space; padding at its end may be left out. @throws Error for any other character */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const digits = new Int8Array(128).fill(-1);
  for (let value = 0; value < DIGITS.length; value++) digits[DIGITS.charCodeAt(value)] = value;
  const length = text.replace(/={1,2}$/, '').length;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const value = digits[text.charCodeAt(i)] ?? -1;
    if (value < 0) throw new Error(`got "${text[i]}" in base64 text; wanted one of its 64 digits`);
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  return bytes;
}
