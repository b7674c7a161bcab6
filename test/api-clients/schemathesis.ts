/** Runs Schemathesis from the API's own document against the running API, bounded and seeded. */
import { type Ended, run, TOOLS } from './tools.ts';

/**
 * `positive_data_acceptance` is left out: whether a cursor, an ETag or the features of a model are right is in no schema.
 * `unsupported_method` and `allow_header_conformance` are left out: API Gateway answers 404 there, not 405.
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
];

export interface Pass {
  readonly api: string;
  readonly token?: string;
  /** Random requests for each operation, after the examples and the boundary values. */
  readonly examples: number;
  /** Which operations: options such as `--include-method DELETE`. */
  readonly only?: readonly string[];
  readonly folder: string;
}

/** All checks on all operations that are not left out; deterministic, so that a finding can be found again. */
export function schemathesis({ api, token, examples, only = [], folder }: Pass): Promise<Ended> {
  const options = ['--generation-deterministic', '--no-shrink', '--continue-on-failure', '--warnings', 'off'];
  const bounds = [
    '--max-examples',
    String(examples),
    '--request-timeout',
    '30',
    '--phases',
    'examples,coverage,fuzzing',
  ];
  const authorization = token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`];
  return run(
    TOOLS.schemathesis,
    ['run', `${api}/v1/openapi.json`, ...options, ...bounds, '--checks', CHECKS.join(','), ...authorization, ...only],
    { cwd: folder },
  );
}
