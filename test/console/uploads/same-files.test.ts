/** A folder that was chosen again: whether it holds the files of the upload, as they were. */
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../console/uploads/same-files.ts';

const kept = [
  { path: 't2fs/1.dcm', bytes: 10, modified: 5 },
  { path: 't2fs/2.dcm', bytes: 20, modified: 6 },
];
const file = (name: string, size: number, lastModified: number) => ({ name, file: { size, lastModified } });

describe('a folder that was chosen again', () => {
  it('is that of the upload if all its files are there, whatever else lies in it', () => {
    const found = [file('t2fs/2.dcm', 20, 6), file('more.txt', 1, 1), file('t2fs/1.dcm', 10, 5)];
    expect(differenceOf(kept, found)).toEqual({ missing: [], changed: [] });
  });

  it('names the files that are gone, and those that changed in length or time', () => {
    expect(differenceOf(kept, [file('t2fs/1.dcm', 11, 5)])).toEqual({
      missing: ['t2fs/2.dcm'],
      changed: ['t2fs/1.dcm'],
    });
    expect(differenceOf(kept, [file('t2fs/1.dcm', 10, 5), file('t2fs/2.dcm', 20, 7)]).changed).toEqual(['t2fs/2.dcm']);
  });
});
