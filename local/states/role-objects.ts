/** Objects in S3 for a state machine: requests signed with the keys of its role, which the store judges as any other. */
import { createHash } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Caller, REGION } from '../contracts.ts';
import type { RoleObjects } from './distributed-map.ts';
import { StatesError } from './errors.ts';

/** @param endpoint address of the local S3 */
export function roleObjects(endpoint: string, keys: Pick<Caller, 'accessKeyId' | 'secretAccessKey'>): RoleObjects {
  const signer = new SignatureV4({
    service: 's3',
    region: REGION,
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { protocol, hostname, port, host } = new URL(endpoint);
  const ask = async (method: 'GET' | 'PUT', bucket: string, key: string, error: string, body?: Uint8Array) => {
    const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const { headers } = await signer.sign({
      method,
      protocol,
      hostname,
      port: Number(port),
      path,
      query: {},
      headers: {
        host,
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      },
    });
    const response = await fetch(new URL(path, endpoint), { method, headers, body: body && Buffer.from(body) });
    const answer = Buffer.from(await response.arrayBuffer());
    if (response.ok) return answer;
    const [, code = `HTTP ${response.status}`] = /<Code>([^<]*)<\/Code>/.exec(answer.toString('utf8')) ?? [];
    throw new StatesError(error, `${method} of s3://${bucket}/${key}: got ${code} from the store`);
  };
  return {
    read: (bucket, key) => ask('GET', bucket, key, 'States.ItemReaderFailed'),
    async write(bucket, key, content) {
      await ask('PUT', bucket, key, 'States.ResultWriterFailed', content);
    },
  };
}
