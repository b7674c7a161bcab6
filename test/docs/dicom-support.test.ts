/** The page on what DICOM files are read is current, and has every transfer syntax and storage class of the standard. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REFUSED_TRANSFER_SYNTAXES, TRANSFER_SYNTAXES } from '../../layers/imaging/dicom/encoding/transfer-syntax.ts';
import { REGIONS, ROOT, WITH_SLICES, WITHOUT_SLICES } from '../../layers/imaging/dicom/frames/sop-class-table.ts';
import { dicomDocument } from '../../scripts/dicom/support-doc.ts';

const standard: {
  readonly sopClasses: Readonly<Record<string, string>>;
  readonly transferSyntaxes: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(new URL('../fixtures/dicom-uids/uids.json', import.meta.url), 'utf8'));
const page = readFileSync(new URL('../../docs/dicom-support.md', import.meta.url), 'utf8');
const TABLES = { WITH_SLICES, REGIONS, WITHOUT_SLICES };

describe('docs/dicom-support.md', () => {
  it('is the one that `npm run docs` writes', () => {
    expect(page).toBe(dicomDocument());
  });

  it('has every storage class of the standard, by its name', () => {
    const missing = Object.entries(standard.sopClasses).filter(
      ([uid, name]) => !page.includes(`| \`${uid}\` | ${name} |`),
    );
    expect(missing).toEqual([]);
  });

  it('has every transfer syntax of the standard', () => {
    const missing = Object.keys(standard.transferSyntaxes).filter((uid) => !page.includes(`| \`${uid}\` |`));
    expect(missing).toEqual([]);
    const refused = Object.keys(REFUSED_TRANSFER_SYNTAXES).map((key) => ROOT + key);
    expect(refused.filter((uid) => uid in TRANSFER_SYNTAXES)).toEqual([]);
  });

  it('gives each class one treatment', () => {
    const keys = Object.values(TABLES).flatMap((table) => [...table.keys()]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
