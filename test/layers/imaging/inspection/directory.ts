/** The list of contents of a disc, for tests. */
import type { NamedBytes } from '@radscore/imaging';
import { encodeDicomFile, type NewDataSet, sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';

/** A DICOMDIR of files, with the dates and the id that the standard requires of its records (PS3.3 F.5). */
export function directory(patientId: string, files: readonly NamedBytes[], name = patientId): NamedBytes {
  const record = (type: string, ...elements: NewDataSet): NewDataSet => [text(0x00041430, 'CS', type), ...elements];
  const bytes = encodeDicomFile('1.2.840.10008.1.3.10', '2.25.9', [
    text(0x00041130, 'CS', 'SYNTHETIC'),
    sequence(
      0x00041220,
      record('PATIENT', text(0x00100010, 'PN', name), text(0x00100020, 'LO', patientId)),
      record(
        'STUDY',
        text(0x00080020, 'DA', '20200115'),
        text(0x00080030, 'TM', '101500'),
        text(0x00200010, 'SH', '1'),
      ),
      ...files.map((file) => record('IMAGE', text(0x00041500, 'CS', ...file.name.split('/')))),
    ),
  ]);
  return { name: 'DICOMDIR', bytes };
}
