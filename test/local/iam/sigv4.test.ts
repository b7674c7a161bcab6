/** Signatures: AWS's own examples, requests of the SDK's signer in any form, and what must be refused. */
import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/contracts.ts';
import type { SignatureFault } from '../../../local/iam/signature-refused.ts';
import { Authenticator, type SignedRequest } from '../../../local/iam/sigv4.ts';

/** The keys, requests and signatures of the S3 API Reference's own examples. */
const EXAMPLE: Caller = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const NOW = Date.UTC(2013, 4, 24);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SCOPE = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

function signed(
  method: string,
  target: string,
  more: Record<string, string>,
  signedHeaders: string,
  signature: string,
): SignedRequest {
  return {
    method,
    target,
    headers: {
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': EMPTY,
      ...more,
      authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${signedHeaders},Signature=${signature}`,
    },
  };
}

const GET_OBJECT = signed(
  'GET',
  '/test.txt',
  { range: 'bytes=0-9' },
  'host;range;x-amz-content-sha256;x-amz-date',
  'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
);
const BASIC = 'host;x-amz-content-sha256;x-amz-date';
const PRESIGNED: SignedRequest = {
  method: 'GET',
  target: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(SCOPE)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
  headers: { host: 'examplebucket.s3.amazonaws.com' },
};

const authenticate = (request: SignedRequest, now = NOW, callers = [EXAMPLE]) =>
  new Authenticator('s3', callers).authenticate(request, now);

describe('authenticate', () => {
  it.each([
    ['GetObject', GET_OBJECT],
    [
      'PutObject',
      signed(
        'PUT',
        '/test%24file.text',
        {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        },
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
    ],
    [
      'GetBucketLifecycle',
      signed('GET', '/?lifecycle', {}, BASIC, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'),
    ],
    [
      'ListObjects',
      signed(
        'GET',
        '/?max-keys=2&prefix=J',
        {},
        BASIC,
        '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      ),
    ],
    ['a presigned URL', PRESIGNED],
  ])("takes AWS's own example of %s", async (_, request) => {
    expect((await authenticate(request)).caller).toBe(EXAMPLE);
  });

  it('takes parameters in any order', async () => {
    const request = {
      ...PRESIGNED,
      target: PRESIGNED.target.replace(/\?(.*)$/, (_, query: string) => `?${query.split('&').reverse().join('&')}`),
    };
    expect((await authenticate(request)).presigned).toBe(true);
  });

  it('says what the body has to be', async () => {
    expect((await authenticate(GET_OBJECT)).payloadHash).toBe(EMPTY);
    expect((await authenticate(PRESIGNED)).payloadHash).toBe('UNSIGNED-PAYLOAD');
  });

  const day = 24 * 3600 * 1000;
  const changed = (headers: Record<string, string | undefined>) => ({
    ...GET_OBJECT,
    headers: { ...GET_OBJECT.headers, ...headers },
  });
  const refusals: [string, SignedRequest, number, SignatureFault][] = [
    ['another method', { ...GET_OBJECT, method: 'PUT' }, NOW, 'SignatureDoesNotMatch'],
    ['another path', { ...GET_OBJECT, target: '/test.txt2' }, NOW, 'SignatureDoesNotMatch'],
    ['another parameter', { ...GET_OBJECT, target: '/test.txt?acl' }, NOW, 'SignatureDoesNotMatch'],
    ['another signed header', changed({ range: 'bytes=0-99' }), NOW, 'SignatureDoesNotMatch'],
    ['another body', changed({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), NOW, 'SignatureDoesNotMatch'],
    ['a header that was not signed', changed({ 'x-amz-acl': 'public-read' }), NOW, 'HeadersNotSigned'],
    ['no signature', changed({ authorization: undefined }), NOW, 'MissingAuthentication'],
    [
      'version 2',
      { ...PRESIGNED, target: '/test.txt?AWSAccessKeyId=A&Signature=b&Expires=1' },
      NOW,
      'AuthorizationMalformed',
    ],
    ['another scheme', changed({ authorization: 'Basic abc' }), NOW, 'AuthorizationMalformed'],
    ['a date that is none', changed({ 'x-amz-date': '20130524' }), NOW, 'AuthorizationMalformed'],
    ['a date of another day', changed({ 'x-amz-date': '20130525T000000Z' }), NOW, 'AuthorizationMalformed'],
    ['an old signature', GET_OBJECT, NOW + 16 * 60 * 1000, 'RequestTimeTooSkewed'],
    ['an expired URL', PRESIGNED, NOW + day + 1, 'RequestExpired'],
    ['a URL of the future', PRESIGNED, NOW - 16 * 60 * 1000, 'RequestExpired'],
    [
      'a longer life',
      { ...PRESIGNED, target: PRESIGNED.target.replace('=86400', '=86401') },
      NOW,
      'SignatureDoesNotMatch',
    ],
    [
      'a life of over a week',
      { ...PRESIGNED, target: PRESIGNED.target.replace('=86400', '=604801') },
      NOW,
      'AuthorizationMalformed',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, request, now, fault) => {
    await expect(authenticate(request, now)).rejects.toMatchObject({ name: 'SignatureRefused', fault });
  });

  it('refuses a signature for another service, and unknown keys', async () => {
    await expect(new Authenticator('dynamodb', [EXAMPLE]).authenticate(GET_OBJECT, NOW)).rejects.toMatchObject({
      fault: 'AuthorizationMalformed',
    });
    await expect(authenticate(GET_OBJECT, NOW, [])).rejects.toMatchObject({ fault: 'InvalidAccessKeyId' });
  });
});

/** Any request that a client may send, as the SDK's own signer signs it. */
const CALLER: Caller = { accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' };
const SIGNER = new SignatureV4({
  service: 's3',
  region: 'us-east-1',
  credentials: CALLER,
  sha256: new S3Client({ region: 'us-east-1' }).config.sha256,
  uriEscapePath: false,
  applyChecksum: false,
});
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed());
const names = text.filter((value) => !/^(x-amz-.*|awsaccesskeyid|__proto__|)$/i.test(value));
const requests = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'HEAD', 'DELETE', 'POST'),
  segments: fc.array(text, { minLength: 1, maxLength: 4 }),
  query: fc.dictionary(names, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 4 }),
  metadata: fc.stringMatching(/^[ -~]{0,20}$/),
});

async function sentBy(
  { method, segments, query, metadata }: typeof requests extends fc.Arbitrary<infer Request> ? Request : never,
  presigned: boolean,
): Promise<SignedRequest> {
  const message = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: `/${segments.map(escaped).join('/')}`,
    query,
    headers: { host: '127.0.0.1:4566', 'x-amz-meta-note': metadata, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  };
  const signed = presigned ? await SIGNER.presign(message, PRESIGNING) : await SIGNER.sign(message, { signingDate });
  const pairs = Object.entries(signed.query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => `${escaped(name)}=${escaped(one)}`),
  );
  return { method, target: `${signed.path}?${pairs.join('&')}`, headers: signed.headers };
}

const signingDate = new Date(NOW);
const HASH = new Set(['x-amz-content-sha256']);
const PRESIGNING = { signingDate, expiresIn: 60, unhoistableHeaders: HASH, unsignableHeaders: HASH };

describe.each([
  ['signed in a header', false],
  ['presigned', true],
])('a request %s', (_, presigned) => {
  it('is taken as it was signed, and with no other byte', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const sent = await sentBy(request, presigned);
        expect(await authenticate(sent, NOW, [CALLER])).toMatchObject({ caller: CALLER, presigned });
        const others = [
          { ...sent, method: `${sent.method}X` },
          { ...sent, target: sent.target.replace('?', 'x?') },
          { ...sent, target: `${sent.target}&more=` },
          { ...sent, headers: { ...sent.headers, host: '127.0.0.1:4567' } },
          {
            ...sent,
            target: sent.target.replace(/(Signature=.*?)([0-9a-f])(?=&|$)/, flipped),
            headers: flippedIn(sent),
          },
        ];
        for (const other of others) {
          await expect(authenticate(other, NOW, [CALLER])).rejects.toMatchObject({ fault: 'SignatureDoesNotMatch' });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is refused if another signature is added in other letters', async () => {
    const sent = await sentBy({ method: 'GET', segments: ['a'], query: {}, metadata: '' }, presigned);
    const other = { ...sent, target: `${sent.target}&x-amz-signature=00` };
    await expect(authenticate(other, NOW, [CALLER])).rejects.toMatchObject({ fault: 'AuthorizationMalformed' });
  });

  it('is taken if the client leaves characters as they are that the signature has encoded', async () => {
    const sent = await sentBy({ method: 'GET', segments: ["it's (1)!"], query: {}, metadata: '' }, presigned);
    const target = sent.target.replace(/^[^?]*/, "/it's%20(1)!");
    expect((await authenticate({ ...sent, target }, NOW, [CALLER])).caller).toBe(CALLER);
  });
});

function flipped(_: string, before: string, last: string): string {
  return before + (last === '0' ? '1' : '0');
}

function flippedIn({ headers }: SignedRequest): SignedRequest['headers'] {
  return { ...headers, authorization: headers.authorization?.replace(/(Signature=.*)(.)$/, flipped) };
}
