/** Which study and execution a line of the log names, from the payload of its invocation. */
import { expect, it } from 'vitest';
import { subjectOf } from '../../../local/lambda/subject.ts';

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:Radscore-AnalyseStudy:e-1';

it.each([
  [
    'an upload event',
    { bucket: 'b', key: 'institutions/a/studies/BB-1/manifest.json', executionArn },
    { studyId: 'BB-1', executionArn },
  ],
  [
    'a state below the top',
    { study: { institutionId: 'a', studyId: 'BB-1', executionArn }, sequence: {} },
    { studyId: 'BB-1', executionArn },
  ],
  ['a route of a study', { routeKey: 'GET /v1/studies/{id}', pathParameters: { id: 'BB-1' } }, { studyId: 'BB-1' }],
  ['an announcement', { routeKey: 'POST /v1/studies', body: '{"studyId": "BB-1","files":[]}' }, { studyId: 'BB-1' }],
  ['a protocol', { routeKey: 'GET /v1/protocols/{id}', pathParameters: { id: 'her2-pcr@1' } }, {}],
  ['a training run', { run: { runId: 'R' }, executionArn }, { executionArn }],
  ['a text that is no id', { studyId: 'DOE^JANE 1970-01-01' }, {}],
  ['a text that is no ARN', { executionArn: 'anything' }, {}],
  ['nothing', null, {}],
  ['a list', [{ studyId: 'BB-1' }], {}],
])('of %s', (_, payload, subject) => {
  expect(subjectOf(payload)).toEqual(subject);
});
