/** The page's worker: reads the chosen files and inspects them, so that the page goes on answering. */
import { inspectionInWords, type NamedBytes } from '@radscore/imaging';
import { readers } from '../codecs.ts';
import type { InspectionAnswer, InspectionRequest } from './messages.ts';

async function answer({ files }: InspectionRequest): Promise<InspectionAnswer> {
  const read: NamedBytes[] = [];
  for (const { name, file } of files) {
    const bytes = await file.arrayBuffer().catch((cause: unknown) => {
      throw new Error(`${name} could not be read (${cause}): choose the folder again.`, { cause });
    });
    read.push({ name, bytes: new Uint8Array(bytes) });
  }
  const inspection = readers.inspectStudy(read);
  return { words: inspectionInWords(inspection), json: `${JSON.stringify(inspection, null, 2)}\n` };
}

addEventListener('message', ({ data }: MessageEvent<InspectionRequest>) => {
  answer(data)
    .catch((error: unknown): InspectionAnswer => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((message) => postMessage(message));
});
