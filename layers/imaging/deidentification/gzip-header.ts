/** Texts that gzip keeps of the file it compressed: its name, a comment. */
import { isImagingText } from './vocabulary.ts';

const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const FIXED = 10;
/** A name or comment is looked for in at most this many bytes. */
const LONGEST = 65536;

/**
 * The fields of a gzip header (RFC 1952) that could identify a patient: gzip keeps the name under which a file was
 * compressed. A name that is the file's own, or made of words of imaging, says nothing.
 */
export function gzipTexts(bytes: Uint8Array, file: string): string[] {
  const flags = bytes[3] ?? 0;
  let at = FIXED;
  const found: string[] = [];
  if (flags & HAS_EXTRA) {
    found.push('extra field');
    at += 2 + (bytes[FIXED] ?? 0) + 256 * (bytes[FIXED + 1] ?? 0);
  }
  const next = (): string => {
    const end = bytes.subarray(at, at + LONGEST).indexOf(0);
    const text = new TextDecoder('latin1').decode(bytes.subarray(at, end < 0 ? at + LONGEST : at + end));
    at += text.length + 1;
    return text;
  };
  if (flags & HAS_NAME) {
    const name = next();
    const own = file.slice(file.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
    const isOwn = [own, `${own}.gz`].includes(name.slice(name.lastIndexOf('/') + 1)) && !name.includes('/');
    if (!isOwn && !isImagingText(name.replace(/(\.(nii|nrrd|hdr|img|raw))?(\.gz)?$/i, ''))) found.push('file name');
  }
  if (flags & HAS_COMMENT && next().trim() !== '') found.push('comment');
  return found;
}
