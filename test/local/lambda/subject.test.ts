/** Which study a line of the log names, from the payload of its invocation. */
import { expect, it } from 'vitest';
import { subjectOf } from '../../../local/lambda/subject.ts';

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:Radscore-AnalyseStudy:e-1';

it.each([
  [
    'an upload event',
    { bucket: 'b', key: 'institutions/a/studies/BB-1/manifest.json', executionArn },
    { studyId: 'BB-1' },
  ],
  [
    'a state below the top',
    { study: { institutionId: 'a', studyId: 'BB-1', executionArn }, sequence: {} },
    { studyId: 'BB-1' },
  ],
  ['a request to the API', { routeKey: 'GET /v1/studies/{id}', pathParameters: { id: 'DOE-JANE' }, studyId: 'x' }, {}],
  ['a training run', { run: { runId: 'R' }, executionArn }, {}],
  ['a text that is no id', { studyId: 'DOE^JANE 1970-01-01' }, {}],
  ['nothing', null, {}],
  ['a list', [{ studyId: 'BB-1' }], {}],
])('of %s', (_, payload, subject) => {
  expect(subjectOf(payload)).toEqual(subject);
});
