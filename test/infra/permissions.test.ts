/** Every grant of the template has a test that fails without it, or a reason that says what holds it instead. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rulesOf, schedulesOf } from '../../local/template/wiring.ts';
import { readProofs, reasonOfUnused } from '../../scripts/infra/grant-proofs.ts';
import { permissionsPage } from '../../scripts/infra/permissions-doc.ts';
import { allGrants, grantsOf, storedStack } from '../../scripts/infra/stored-grants.ts';
import { repository } from './synthesis.ts';

const grants = allGrants(storedStack());
const proofs = readProofs(new URL('../../', import.meta.url));

describe('the grants of the template', () => {
  it('has a test or a reason for every grant', () => {
    const without = grants.filter((grant) => proofs[grant] === undefined && reasonOfUnused(grant) === undefined);
    expect(without, 'remove them, use them in a test and record it, or give a reason in grant-proofs.ts').toEqual([]);
  });

  it('has no grant that was left out without any test noticing', () => {
    const idle = Object.entries(proofs).filter(([, { failed }]) => failed === null);
    expect(idle.map(([grant]) => grant).filter((grant) => reasonOfUnused(grant) === undefined)).toEqual([]);
  });

  it('knows nothing of grants that are gone', () => {
    expect(Object.keys(proofs).filter((grant) => !grants.includes(grant))).toEqual([]);
  });

  it('are the page docs/permissions.md', () => {
    const page = readFileSync(join(repository, 'docs', 'permissions.md'), 'utf8');
    expect(page, 'write it again: node scripts/infra/grants.ts').toBe(permissionsPage(grants, proofs));
  });
});

describe('without its right to start its target', () => {
  const starters = [...storedStack().ofType('AWS::Events::Rule'), ...storedStack().ofType('AWS::Scheduler::Schedule')]
    .flatMap(({ properties }) => [properties.Targets ?? [], properties.Target ?? []].flat() as { RoleArn?: string }[])
    .flatMap(({ RoleArn }) => (RoleArn === undefined ? [] : [RoleArn]));
  const rights = [...new Set(starters)].flatMap((role) =>
    grantsOf(storedStack(), role).flatMap(({ Sid, Action }) => (Action === 'states:StartExecution' ? [Sid] : [])),
  );

  it.each(rights)('the local cloud refuses the template: %s', (right) => {
    const stack = storedStack();
    rulesOf(stack);
    schedulesOf(stack);
    const policiesOf = stack.policiesOf.bind(stack);
    stack.policiesOf = (role) => {
      const isOf = grantsOf({ ...stack, find: stack.find.bind(stack), policiesOf } as typeof stack, role).some(
        ({ Sid }) => Sid === right,
      );
      return policiesOf(role).filter(({ Action }) => !isOf || ![Action].flat().includes('states:StartExecution'));
    };
    expect(() => [rulesOf(stack), schedulesOf(stack)]).toThrow('its role may not start');
  });
});

/** A stand-in for `node scripts/infra/grants.ts --prove`, which does it for every grant: one grant, in a run of its own. */
describe('a grant that is left out of its role', () => {
  const run = (without: string) => {
    const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
    const config = ['--config', 'scripts/infra/grants.vitest.ts', '--root', '.'];
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        vitest,
        'run',
        ...config,
        '--bail=1',
        'test/workflow/quarantine.test.ts',
        '-t',
        'is moved as a whole|goes to quarantine',
      ],
      { cwd: repository, env: { ...process.env, RADSCORE_WITHOUT_GRANT: without, NO_COLOR: '1' }, encoding: 'utf8' },
    );
    return { status, stdout };
  };

  it('fails the named test of the state that needs it', { timeout: 300_000 }, () => {
    const { status, stdout } = run('AnalyseStudyQuarantineStudy s3:DeleteObject StudyStoreStudies/institutions/*');
    expect(status).toBe(1);
    expect(stdout).toMatch(/(FAIL .*|× )goes to quarantine whole, is told why, and nothing is computed/);
  });
});
