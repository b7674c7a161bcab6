/** A cloud of a few calls for bundles under test: objects and items in memory. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A feature block as the pipeline stores it. */
export interface StoredItem {
  readonly SK: { readonly S: string };
  readonly names?: { readonly S: string };
  readonly values?: { readonly B: string };
}

export interface BareCloud {
  readonly url: string;
  readonly items: StoredItem[];
  close(): void;
}

/**
 * As much of S3 and DynamoDB as an extractor meets: objects to read, a table that is empty at first and keeps what is
 * put. Signatures are not checked: the subject is the code in the container.
 */
export async function startBareCloud(objects: ReadonlyMap<string, Uint8Array>): Promise<BareCloud> {
  const items: StoredItem[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (operation === undefined) {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const object = objects.get(decodeURIComponent(path).slice(1));
      response.writeHead(object ? 200 : 404).end(object);
      return;
    }
    items.push(...(await itemsPut(operation, request)));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, items, close: () => server.close() };
}

async function itemsPut(operation: string, request: IncomingMessage): Promise<StoredItem[]> {
  const body = JSON.parse((await buffer(request)).toString());
  if (operation === 'PutItem') return [body.Item];
  if (operation !== 'BatchWriteItem') return [];
  const [requests] = Object.values(body.RequestItems as Record<string, { PutRequest: { Item: StoredItem } }[]>);
  return requests.map(({ PutRequest }) => PutRequest.Item);
}
