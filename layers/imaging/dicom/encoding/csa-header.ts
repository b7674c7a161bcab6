/** Siemens' private header, from which the b-value of older scanners is read. */
/** A tag of the header: name, multiplicity, representation, data type, number of items, and a mark. */
const TAG_BYTES = 84;
const NAME_BYTES = 64;
/** An item begins with four numbers: its length where it is `[length, length, mark, length]`. */
const ITEM_BYTES = 16;
/** What stands in place of a mark in every header; it separates a place that was found from one that was missed. */
const MARKS: ReadonlySet<number> = new Set([77, 205]);
/** Headers of scanners have about a hundred tags, of six items at the most: more is damage. */
const MOST_TAGS = 1000;
const MOST_ITEMS = 1000;

/**
 * The first value of a tag in a CSA header, as Siemens' scanners write it into private elements of group 0029. There is no
 * public definition; the layout is that which GDCM, SPM and nibabel read: `SV10` and four bytes in the newer form, nothing in
 * the older, then the number of tags, then the tags with their items, each item at a multiple of four bytes. Numbers are
 * little endian in every transfer syntax. In the older form lengths are what they say (GDCM), or that less the number of
 * items of the first tag (SPM): whichever leads from tag to tag.
 *
 * @returns undefined where there is no such tag, where it has no value, or where the header is damaged before it
 */
export function csaValue(header: Uint8Array, tag: string): string | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const isNewer = textOf(header.subarray(0, 4)) === 'SV10';
  const start = isNewer ? 8 : 0;
  if (start + 8 + TAG_BYTES > header.length) return undefined;
  const ofFirst = view.getUint32(start + 8 + 76, true);
  return valueAfter(view, start, tag, 0) ?? (isNewer ? undefined : valueAfter(view, start, tag, ofFirst));
}

/** @param added what lengths count beyond the length */
function valueAfter(view: DataView, start: number, wanted: string, added: number): string | undefined {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const tags = view.getUint32(start, true);
  if (tags > MOST_TAGS) return undefined;
  let at = start + 8;
  for (let index = 0; index < tags; index++) {
    if (at + TAG_BYTES > bytes.length || !MARKS.has(view.getUint32(at + 80, true))) return undefined;
    const isWanted = textOf(bytes.subarray(at, at + NAME_BYTES)) === wanted;
    const items = view.getUint32(at + 76, true);
    if (items > MOST_ITEMS) return undefined;
    at += TAG_BYTES;
    for (let item = 0; item < items; item++) {
      if (at + ITEM_BYTES > bytes.length || !MARKS.has(view.getUint32(at + 8, true))) return undefined;
      const length = view.getInt32(at, true) - added;
      at += ITEM_BYTES;
      if (length < 0 || at + length > bytes.length) return undefined;
      const value = isWanted ? textOf(bytes.subarray(at, at + length)) : '';
      if (value !== '') return value;
      at += (length + 3) & ~3;
    }
    if (isWanted) return undefined;
  }
  return undefined;
}

/** What stands before the first zero; no more of it than any name or number has. */
function textOf(bytes: Uint8Array): string {
  const text = LATIN_1.decode(bytes.subarray(0, LONGEST_TEXT));
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim();
}

const LATIN_1 = new TextDecoder('latin1');
const LONGEST_TEXT = 256;
