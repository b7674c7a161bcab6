/** Writes docs/dicom-support.md from the tables of the DICOM readers. usage: node scripts/dicom/support-doc.ts */
import { writeFileSync } from 'node:fs';
import {
  REFUSED_TRANSFER_SYNTAXES,
  refusalRemedy,
  TRANSFER_SYNTAXES,
} from '../../layers/imaging/dicom/encoding/transfer-syntax.ts';
import { REGIONS, ROOT, WITH_SLICES, WITHOUT_SLICES } from '../../layers/imaging/dicom/frames/sop-class-table.ts';

/** What decodes each coding, and what is to be known of it. */
const CODINGS = {
  native: 'read',
  rle: 'read',
  jpeg: 'read, grey values of 8 or 12 bits, with the note `lossy-compression`',
  'jpeg-lossless': 'read',
  'jpeg-ls': 'read; a stream that is near-lossless with the note `lossy-compression`',
  'jpeg-2000': 'read; a stream with the irreversible wavelet with the note `lossy-compression`',
} as const;

/** The page on what DICOM files are read, left out and refused. */
export function dicomDocument(): string {
  const rows = (cells: readonly (readonly string[])[]): string =>
    cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
  const uid = (key: string): string => `\`${ROOT}${key}\``;
  const byUid = (a: readonly string[], b: readonly string[]): number =>
    a[0].localeCompare(b[0], 'en', { numeric: true });
  const syntaxes = [
    ...Object.entries(TRANSFER_SYNTAXES).map(([key, { name, coding }]) => [`\`${key}\``, name, CODINGS[coding]]),
    ...Object.entries(REFUSED_TRANSFER_SYNTAXES).map(([key, { name, why }]) => [
      uid(key),
      name,
      `refused by name: ${why}. ${refusalRemedy(why)}`,
    ]),
  ].sort(byUid);
  const classes = [
    [uid('1.3.10'), 'Media Storage Directory Storage', 'examined for identities; no image'],
    ...[...WITH_SLICES].map(([key, name]) => [uid(key), name, 'read']),
    ...[...REGIONS].map(([key, name]) => [uid(key), name, 'read as a region of interest']),
    ...[...WITHOUT_SLICES].map(([key, name]) => [uid(key), name, 'left out, with the note `objects-passed-over`']),
  ].sort(byUid);
  return `# What DICOM files are read

Generated from the readers' own tables by \`npm run docs\`; do not edit.

## Files

| file | treatment |
| --- | --- |
| with the prefix and meta information of PS3.10 | read |
| without the prefix, or without meta information, in explicit VR (little or big endian) or implicit VR little endian | read, with the note \`file-irregular\`: its first elements show the encoding, up to the SOP class and instance |
| meta information in implicit VR | read, with the note \`file-irregular\` |
| implicit VR where explicit VR little endian is declared | read, with the note \`file-irregular\` |
| every other encoding than the one declared | refused by name: GDCM and pydicom differ, or read neither |
| nothing but zeros, or \`(FFFC,FFFC)\`, behind the data set | read |
| one to three other bytes behind it | read, with the note \`file-irregular\` |
| more of them | refused as damaged |

Which of 200 such files GDCM and pydicom read is kept in \`test/fixtures/dicom-encodings\`.

## Transfer syntaxes

Those of PS3.6 table A-1, with the retired ones. A UID that is not listed is refused with that UID.

| UID | name | treatment |
| --- | --- | --- |
${rows(syntaxes)}

Of compressed pixels a frame must have the rows and columns that the header declares, before memory is taken for it. Colours
are refused in every syntax.

## SOP classes

Storage classes of PS3.6 table A-1. An object of a class that is not listed is read if it has slices: of a private class, the
modality decides, and one without rows and pixels is left out. Nothing is left out that may be a damaged slice.

| UID | name | treatment |
| --- | --- | --- |
${rows(classes)}
`;
}

if (import.meta.main) writeFileSync(new URL('../../docs/dicom-support.md', import.meta.url), dicomDocument());
