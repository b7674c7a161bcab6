/** The demonstration's cohort and model for one seed, without the cloud: its files, engine and protocol. */
import { type CohortTable, imageFiles, protocolById, SEQUENCES } from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash, settingsOf } from '@radscore/pipeline/extraction';
import { readSequence } from '@radscore/pipeline/inspection';
import { fitCohort } from '@radscore/pipeline/modelling';
import { extract } from '@radscore/radiomics';
import { CENTRES, drawCohort, type Patient } from '../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';

const PROTOCOL = 'her2-pcr@1';

/** Patients of a seed, and the model that `npm start` trains on them. */
export async function fitSeed(seed: number) {
  const { patients } = drawCohort(seed);
  const first = extractStudy(patients[0], seed);
  const values = new Float64Array(patients.length * first.names.length);
  patients.forEach((patient, i) => {
    values.set(i === 0 ? first.values : extractStudy(patient, seed).values, i * first.names.length);
  });
  const table: CohortTable = {
    protocol: PROTOCOL,
    settingsHash: protocolSettingsHash(protocolById(PROTOCOL)),
    engineVersion: ENGINE_VERSION,
    dataOrigin: 'synthetic',
    columns: first.names,
    rows: patients.map(({ institution, studyId, pcr, clinical }) => ({
      institution,
      studyId,
      pcr,
      clinical,
      split: institution === CENTRES[0] ? 'train' : 'test',
    })),
    left: [],
    noted: [],
  };
  return { patients, ...(await fitCohort({ table, values }, seed)) };
}

/** The features of a study from its files, as the workflow computes them. */
function extractStudy(patient: Patient, seed: number): { names: string[]; values: number[] } {
  const { files, manifest } = makeStudy(patient, seed);
  const protocol = protocolById(PROTOCOL);
  const names: string[] = [];
  const values: number[] = [];
  for (const sequence of SEQUENCES) {
    const source = manifest.sequences[sequence];
    if (!source) throw new Error(`got no ${sequence} in ${patient.studyId}; wanted every sequence`);
    const read = (path: string) =>
      imageFiles(manifest, path).map(({ path: name }) => ({ name, bytes: files.get(name) ?? new Uint8Array() }));
    const found = readSequence(sequence, source, { image: read(source.image), roi: read(source.roi.file) });
    for (const block of extract(found.volume, found.mask, settingsOf(protocol.sequences[sequence])).blocks) {
      for (const name of block.names) names.push(`${sequence}_${name}`);
      for (const value of block.values) values.push(value);
    }
  }
  return { names, values };
}
