/** Tags of objects: in the header of a write, or by requests of their own, as `lib-storage` sends them after an upload. */
import { parseQuery } from '../iam/http-message.ts';
import { S3Error } from './errors.ts';
import { receiveDocument } from './receive.ts';
import type { S3Request } from './request.ts';
import type { Tag } from './stored-object.ts';
import { parseXml } from './xml.ts';

export async function putObjectTagging(request: S3Request): Promise<void> {
  const set = parseXml(await receiveDocument(request), 'Tagging').first('TagSet');
  const tags = (set?.all('Tag') ?? []).map((tag) => ({ key: tag.text('Key') ?? '', value: tag.text('Value') ?? '' }));
  request.bucket.amend({ ...request.existing(), tags: checkedTags(tags) });
  request.answer(200);
}

export async function getObjectTagging(request: S3Request): Promise<void> {
  const tags = request.existing().tags ?? [];
  request.answerXml('Tagging', { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } });
}

/** Tags of a write's `x-amz-tagging` header: `a=1&b=2`. */
export function taggingHeader(request: S3Request): readonly Tag[] | undefined {
  const header = request.header('x-amz-tagging');
  if (!header) return undefined;
  return checkedTags(parseQuery(header.replaceAll('+', ' ')).map(([key, value]) => ({ key, value })));
}

/** Limits of the S3 User Guide, "Categorizing your storage using tags". */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  const keys = new Set(tags.map(({ key }) => key));
  const fits = tags.every(({ key, value }) => key.length >= 1 && key.length <= 128 && value.length <= 256);
  if (tags.length > 10 || keys.size < tags.length || !fits) {
    throw new S3Error(400, 'InvalidTag', 'At most 10 tags with distinct keys of 1-128 and values of 0-256 characters.');
  }
  return tags;
}
