/** Changes elements of a DICOM file, for tests. */
import type { NamedBytes } from '@radscore/imaging';
import type { DataSet } from '../../../../layers/imaging/dicom/encoding/data-set.ts';
import { encodeDicomFile, type NewDataSet, type NewElement } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { parseDicom } from '../../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';

/** The same file with elements replaced, added, or (by tag) taken away: what another writer would have made of it. */
export function rewritten(
  { name, bytes }: NamedBytes,
  changes: readonly NewElement[],
  without: readonly number[] = [],
): NamedBytes {
  const { dataSet } = parseDicom(bytes, name);
  const gone = new Set([...changes.map(({ tag }) => tag), ...without]);
  const kept = elementsOf(dataSet).filter(({ tag }) => !gone.has(tag));
  const uid = (tag: number): string => {
    const changed = changes.find((change) => change.tag === tag)?.value;
    return changed ? String(changed) : (dataSet.text(tag) ?? '');
  };
  return { name, bytes: encodeDicomFile(uid(Tag.SOPClassUID), uid(Tag.SOPInstanceUID), [...kept, ...changes]) };
}

function elementsOf(dataSet: DataSet): NewDataSet {
  return [...dataSet.elements.values()].map(({ tag, vr, value, items }) => ({
    tag,
    vr,
    value: items ? items.map(elementsOf) : value,
  }));
}
