/** Opens a table of a bundle, which is bytes under the name that it had. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@radscore/pipeline/evidence';
import { openTable, type TableFile, type TableOptions } from '../files/table-file.ts';

/** How a table is read: as it is found, or, if another form is found than before, as it was. */
export async function formatOf({ table: { found } }: RunRecord, file: string): Promise<TableOptions> {
  const again = await openTable(file, 'the table of the fit').catch(() => undefined);
  if (again && JSON.stringify(again.found) === JSON.stringify(found)) return {};
  const text = (name: string) => (typeof found[name] === 'string' ? found[name] : undefined);
  if (found.format === 'parquet') return {};
  const decimal = text('decimal') as TableOptions['decimal'];
  if (found.format === 'xlsx') return { sheet: text('sheet'), decimal };
  return { encoding: text('encoding'), separator: text('separator'), decimal };
}

/** @throws InputRefused for what is no table */
export async function openTableBytes(bytes: Uint8Array, run: RunRecord): Promise<TableFile> {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-table-'));
  try {
    const file = join(folder, 'table');
    writeFileSync(file, bytes);
    return await openTable(file, run.table.name, await formatOf(run, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
