import '../../../layers/imaging/node.ts';
import { describe, expect, it } from 'vitest';
import { examineIdentity, IdentityCheck } from '../../../layers/imaging/index.ts';
import { cases, filesOf, hasCases } from './dicom/cases.ts';
import { text } from './volumes.ts';

const damaged = /^G(01|08|14|41)-/;

describe.skipIf(!hasCases)('checking file by file', () => {
  it.each(cases.filter(({ id }) => !damaged.test(id)))('$id: finds what the whole study shows', (study) => {
    const files = filesOf(study, 'files');
    const check = new IdentityCheck();
    for (const file of files) check.add(file);
    expect(check.refusals).toEqual([]);
    expect(check.receipt()).toEqual(examineIdentity(files));
  });

  it.each(cases.filter(({ id }) => damaged.test(id)))('$id: names the file that cannot be checked', (study) => {
    const check = new IdentityCheck();
    for (const file of filesOf(study, 'files')) check.add(file);
    expect(check.refusals).toHaveLength(1);
    expect(check.refusals[0].message).toMatch(/^files\/.*: got .*; wanted .*\. [A-Z]/);
    for (const secret of study.must_not_echo ?? []) expect(check.refusals[0].message).not.toContain(secret);
  });
});

describe('files that are no images', () => {
  it.each([
    ['notes.txt', 'Jane Doe', 1],
    ['report.pdf', '%PDF-1.7', 1],
    ['dwi.bval', '0 50 800', 0],
    ['dwi.bval', '0 50 Jane', 1],
    ['image.raw', '\u0000\u0001', 0],
    ['clinical.csv', 'id,ki67\n1,20\n', 0],
  ])('%s, %j: %i refused', (name, content, count) => {
    const check = new IdentityCheck();
    check.add({ name, bytes: text(content) });
    expect(check.refusals).toHaveLength(count);
    expect(check.receipt().findings).toEqual([]);
  });
});
