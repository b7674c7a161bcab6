/** The page docs/permissions.md: every grant of the template, and the test that fails without it. */
import { type GrantProofs, reasonOfUnused } from './grant-proofs.ts';

/** The page, from the names of all grants and what is known of each. */
export function permissionsPage(grants: readonly string[], proofs: GrantProofs): string {
  const used = grants.filter((grant) => proofs[grant] !== undefined);
  const unused = grants.filter((grant) => proofs[grant] === undefined);
  const proven = used.filter((grant) => proofs[grant].failed);
  const pending = used.filter((grant) => proofs[grant].failed === undefined);
  const redundant = used.filter((grant) => proofs[grant].failed === null);
  const unexplained = unused.filter((grant) => reasonOfUnused(grant) === undefined);
  const byRole = Map.groupBy(used, (grant) => grant.split(' ')[0]);
  const reasons = Map.groupBy(unused, (grant) => reasonOfUnused(grant) ?? 'No reason is known: it has to go.');
  return [
    '# Permissions',
    '',
    'Written by `node scripts/infra/grants.ts`; do not edit. A grant is one action on one resource of one role.',
    '',
    'The tests of the workflows run every function with the role that the stored template gives it, and note which statement',
    'allowed each call. Then each grant is left out of its role, and the cheapest file that uses it is run again: the test named',
    'here is the first that failed. Roles, queues and keys are those of the template that is deployed.',
    '',
    '| | grants |',
    '| --- | ---: |',
    `| of the template | ${grants.length} |`,
    `| used by tests of the workflows | ${used.length} |`,
    `| left out of its role, and a test failed | ${proven.length} |`,
    `| left out of its role, and no test failed | ${redundant.length} |`,
    `| used, not yet left out | ${pending.length} |`,
    `| used by none of these tests, with a reason | ${unused.length - unexplained.length} |`,
    `| used by none, without a reason | ${unexplained.length} |`,
    '',
    '## Used',
    '',
    ...[...byRole].flatMap(([role, ones]) => [
      `### ${role}`,
      '',
      '| action | resource | fails without it |',
      '| --- | --- | --- |',
      ...ones.map((grant) => {
        const [, action, resource] = grant.split(' ');
        return `| \`${action}\` | \`${resource}\` | ${verdict(proofs, grant)} |`;
      }),
      '',
    ]),
    '## Used by none of these tests',
    '',
    ...[...reasons].flatMap(([reason, ones]) => [reason, '', ...ones.map((grant) => `- \`${grant}\``), '']),
  ].join('\n');
}

function verdict(proofs: GrantProofs, grant: string): string {
  const { failed, files } = proofs[grant];
  if (failed === undefined) return `not yet left out; used in \`${files[0]}\``;
  if (failed === null) return `no test: used in \`${files[0]}\``;
  return `\`${failed.file}\`: ${failed.test.replaceAll('|', '\\|')}`;
}
