/** Where an institution's study is still found: in items, objects and their bytes. */
import { gunzipSync } from 'node:zlib';
import { QUARANTINE_BUCKET, STUDY_BUCKET, type Workflows } from './in-process.ts';

/** What may show a study: texts (its id, its pseudonym), and values as they are stored. */
export interface Traces {
  readonly texts: readonly string[];
  readonly values?: readonly Float64Array[];
}

/** Every item and object in which one of the traces is found, as `table PK/SK: trace` and `bucket key: trace`. */
export async function findTraces(workflows: Workflows, { texts, values = [] }: Traces): Promise<string[]> {
  const found: string[] = [];
  const patterns = [
    ...texts.map((text) => ({ name: text, bytes: Buffer.from(text) })),
    // Eight values in a row: no other study has them by chance.
    ...values.map((some, i) => ({ name: `values ${i}`, bytes: Buffer.from(some.slice(0, 8).buffer) })),
  ];
  const look = (place: string, bytes: Buffer): void => {
    for (const pattern of patterns) if (bytes.includes(pattern.bytes)) found.push(`${place}: ${pattern.name}`);
  };
  for (const item of await workflows.items()) {
    const { PK, SK } = item as { PK: { S: string }; SK: { S: string } };
    look(`table ${PK.S}/${SK.S}`, bytesOf(item));
  }
  for (const bucket of [STUDY_BUCKET, 'artefacts', QUARANTINE_BUCKET]) {
    for (const [key, content] of await workflows.objects(bucket)) {
      look(`${bucket} ${key}`, Buffer.concat([Buffer.from(`${key}\n`), plain(content)]));
    }
  }
  return found.sort();
}

/** The texts and the binary attributes of an item. */
function bytesOf(item: Record<string, unknown>): Buffer {
  const binary: Uint8Array[] = [];
  const text = JSON.stringify(item, (_, value) => {
    if (!(value instanceof Uint8Array)) return value;
    binary.push(value);
    return '';
  });
  return Buffer.concat([Buffer.from(text), ...binary]);
}

function plain(content: Uint8Array): Buffer {
  return content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : Buffer.from(content);
}
