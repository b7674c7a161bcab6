/** A table of any number of studies that no machine has to hold: answers of DynamoDB and S3 are made when they are asked for. */
import { dynamoDb, s3 } from '../layers/pipeline/storage/clients.ts';
import type { Item } from '../layers/pipeline/storage/dynamodb-table.ts';
import { cloneOf } from './cloned-studies.ts';

/** One study of which all others are copies, and its feature blocks by the hash of their content. */
export interface Template {
  readonly institution: string;
  readonly studyId: string;
  readonly meta: Item;
  readonly vector: Item;
  readonly blocks: ReadonlyMap<string, readonly Item[]>;
}

/** What was written: bytes by key, and how many requests of each kind were made. */
export interface FakeStore {
  readonly objects: Map<string, number>;
  readonly requests: Map<string, number>;
}

/** Items in a page of an index: some of them fill the megabyte that DynamoDB gives at once. */
const PAGE = 2000;

interface Command {
  readonly name: string;
  readonly input: Readonly<Record<string, never>>;
}

/** Puts the fake in front of the clients of this process, for good. */
export function fakeStore(template: Template, studies: number): FakeStore {
  const objects = new Map<string, number>();
  const texts = new Map<string, Uint8Array>();
  const parts = new Map<string, Map<number, number>>();
  const requests = new Map<string, number>();
  const idOf = (i: number): string => `S-${String(i).padStart(7, '0')}`;
  const placeOf = (id: string): number => Number(id.slice(2));

  const answer = ({ name, input }: Command): object => {
    requests.set(name, (requests.get(name) ?? 0) + 1);
    const given = input as Record<string, unknown>;
    switch (name) {
      case 'Query':
        return query(given);
      case 'BatchGetItem': {
        const [[table, { Keys }]] = Object.entries(given['RequestItems'] as Record<string, { Keys: Item[] }>);
        return { Responses: { [table]: Keys.map((key) => itemOf(String(key['PK']), String(key['SK']))) } };
      }
      case 'CreateMultipartUpload':
        parts.set(String(given['Key']), new Map());
        return { UploadId: 'upload' };
      case 'UploadPart':
        parts.get(String(given['Key']))?.set(Number(given['PartNumber']), (given['Body'] as Uint8Array).length);
        return {};
      case 'ListParts': {
        const listed = [...(parts.get(String(given['Key'])) ?? [])].map(([PartNumber]) => ({ PartNumber, ETag: 'e' }));
        return { Parts: listed, IsTruncated: false };
      }
      case 'CompleteMultipartUpload': {
        const sizes = [...(parts.get(String(given['Key']))?.values() ?? [])];
        objects.set(
          String(given['Key']),
          sizes.reduce((sum, size) => sum + size, 0),
        );
        return {};
      }
      case 'PutObject': {
        const body = given['Body'] as Uint8Array | string;
        const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
        objects.set(String(given['Key']), bytes.length);
        texts.set(String(given['Key']), bytes);
        return {};
      }
      case 'GetObject': {
        const bytes = texts.get(String(given['Key']));
        return { Body: { transformToByteArray: async () => bytes } };
      }
      default:
        // Progress, sides of patients and the removal of drafts: nothing that an answer depends on.
        return {};
    }
  };

  function query(given: Record<string, unknown>): object {
    const values = given['ExpressionAttributeValues'] as Record<string, string>;
    if (given['IndexName'] !== undefined) {
      if (String(Object.values(values)[0]).endsWith('#repeats')) return { Items: [] };
      const start = given['ExclusiveStartKey'] as Item | undefined;
      const from = start === undefined ? 0 : placeOf(String(start['PK']).split('#')[2]) + 1;
      const count = Math.min(Number(given['Limit'] ?? PAGE), studies - from);
      const Items = Array.from({ length: count }, (_, i) => {
        const studyId = idOf(from + i);
        return { studyId, GSI1SK: `complete#${studyId}` };
      });
      const last = idOf(from + count - 1);
      const more = from + count < studies;
      return { Items, ...(more && { LastEvaluatedKey: { PK: `STUDY#${template.institution}#${last}` } }) };
    }
    const partition = String(Object.values(values)[0]);
    if (!partition.startsWith('FEATURES#')) return { Items: [] };
    const [, hash] = partition.split('#');
    const items = template.blocks.get(hash.split('~')[0]) ?? [];
    // Bytes of their own for each study, as a client gets them.
    return {
      Items: items.map((item) => ({
        ...item,
        ...(item['values'] ? { values: Uint8Array.from(item['values'] as Uint8Array) } : {}),
      })),
    };
  }

  function itemOf(PK: string, SK: string): Item {
    const [, , studyId] = PK.split('#');
    const item = cloneOf(SK === 'META' ? template.meta : template.vector, template, studyId);
    if (SK === 'META') return item;
    const hashes = item['contentHashes'] as Record<string, string>;
    const own = Object.entries(hashes).map(([sequence, hash]) => [sequence, `${hash}~${studyId}`]);
    return { ...item, contentHashes: Object.fromEntries(own) };
  }

  for (const client of [s3, dynamoDb]) {
    const middleware =
      (_next: unknown, context: { readonly commandName?: string }) => async (args: { input: never }) => ({
        output: {
          $metadata: {},
          ...answer({ name: (context.commandName ?? '').replace(/Command$/, ''), input: args.input }),
        },
        response: {},
      });
    (client as typeof s3).middlewareStack.add(middleware as never, {
      step: 'initialize',
      name: 'fake',
      priority: 'high',
    });
  }
  return { objects, requests };
}
