/** Refuses to write one format under the name of another: a Parquet file with JSON in it is found out much later. */
import { UsageProblem } from '../terminal/failure.ts';

/** Formats that are never written here: whatever text is put under such a name, nothing can open it. */
const OTHERS = new Set(
  (
    'parquet pq feather arrow ipc orc avro xlsx xls xlsm xlsb ods numbers h5 hdf5 hdf nc zarr pkl pickle joblib rds rda ' +
    'rdata sav dta sas7bdat xpt mat npy npz db sqlite zip gz bz2 xz zst 7z tar pdf png svg docx'
  ).split(' '),
);
/** Texts that are written here in no command, and that a user who names no format may expect. */
const OTHER_TEXTS = new Set('tsv tab psv yaml yml toml xml html md arff jsonl ndjson'.split(' '));

/**
 * @param formats that the command writes, as their endings
 * @param isNamed whether the user named the format of a text as well
 * @throws UsageProblem for an ending that stands for another format
 */
export function requireEnding(output: string | undefined, formats: readonly string[], isNamed: boolean): void {
  const ending = /\.([a-z0-9]+)$/i.exec(output ?? '')?.[1].toLowerCase();
  if (ending === undefined || formats.includes(ending)) return;
  if (!OTHERS.has(ending) && (isNamed || !OTHER_TEXTS.has(ending))) return;
  const wanted = formats.map((format) => `.${format}`).join(' or ');
  throw new UsageProblem(`got -o ${output}; .${ending} is not written. Wanted a name that ends in ${wanted}.`);
}
