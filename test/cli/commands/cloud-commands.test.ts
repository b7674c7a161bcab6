/** The commands that talk to the service, against a service on loopback that keeps state. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readVolume, writeNrrd } from '@radscore/imaging';
import { DEFAULT_GATES } from '@radscore/statistics';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadStudy } from '../../../cli/studies/upload.ts';
import { type LocalService, startLocalService } from '../../end-to-end/local-service.ts';
import { findInStore } from '../../end-to-end/search-store.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { type CommandResult, radscore } from '../terminal.ts';

let service: LocalService;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-commands-'));
  service = await startLocalService();
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command against the local cloud of this test. */
const command = (...args: string[]): Promise<CommandResult> => radscore(...args, '--home', service.home);

/** The files of a small study on disk, without a manifest. */
function studyFolder(studyId: string, seed: number): string {
  const study = join(folder, studyId);
  for (const [path, bytes] of smallStudy({ studyId, seed }).files) {
    mkdirSync(dirname(join(study, path)), { recursive: true });
    writeFileSync(join(study, path), bytes);
  }
  return study;
}

describe('a study', () => {
  it('goes from a folder to its features in one command', async () => {
    const study = studyFolder('BB-1', 1);
    const submitted = await command('submit', study, '--ki67', '35', '--morphology', 'irregular', '--wait');
    expect(submitted.exitCode).toBe(0);
    expect(submitted.out).toMatch(/^BB-1: complete, 3375 features/);
    expect(submitted.notes).toContain('Research use only. Not a medical device.');

    const { out } = await command('features', 'BB-1');
    const { features, gaps, repairs } = JSON.parse(out);
    expect(repairs).toEqual([]);
    expect(gaps).toEqual({});
    // The service and the offline command are the same engine: the same bits.
    const offline = await radscore(
      'extract',
      join(study, 'dwi/image.nii'),
      join(study, 'dwi/roi.nrrd'),
      '--protocol',
      'her2-pcr@1',
      '--sequence',
      'dwi',
    );
    const own = Object.entries(JSON.parse(offline.out)).filter(([name]) => !name.startsWith('diagnostics_'));
    expect(own).toHaveLength(1125);
    expect(Object.fromEntries(own.map(([name]) => [name, features[`dwi_${name}`]]))).toEqual(Object.fromEntries(own));

    const csv = join(folder, 'features.csv');
    expect(await command('features', 'BB-1', '-o', csv)).toMatchObject({ exitCode: 0, out: '' });
    const { header, rows } = parseCsv(readFileSync(csv, 'utf8'));
    const { manifestHash, engineVersion } = JSON.parse((await command('features', 'BB-1')).out);
    expect(header).toEqual(['studyId', 'manifestHash', 'engineVersion', ...Object.keys(features)]);
    expect(rows).toEqual([['BB-1', manifestHash, engineVersion, ...Object.values(features).map(String)]]);
  });

  it('is not analysed twice for the same manifest', async () => {
    const before = JSON.parse((await command('status', 'BB-1', '--json')).out);
    expect((await command('submit', join(folder, 'BB-1'), '--wait')).exitCode).toBe(0);
    expect(JSON.parse((await command('status', 'BB-1', '--json')).out)).toEqual(before);
  });

  it('that is refused ends the command with its code and reason', async () => {
    const study = studyFolder('BB-2', 2);
    for (const sequence of ['t2fs', 'dwi', 'dce']) {
      const file = join(study, sequence, 'roi.nrrd');
      const roi = readVolume(readFileSync(file), file);
      writeFileSync(file, writeNrrd({ ...roi, origin: [roi.origin[0] + 3, roi.origin[1], roi.origin[2]] }));
    }
    const { exitCode, out } = await command('submit', study, '--wait', '--no-inspect');
    expect(exitCode).toBe(4);
    expect(out).toMatch(/^BB-2: failed/);
    expect(out).toMatch(/geometry-mismatch: .*displaced by 3\.000 mm/);
  });

  it('that may tell who the patient is ends in quarantine, exit code 3, with its receipt', async () => {
    const study = studyFolder('BB-3', 3);
    const bytes = Uint8Array.from(readFileSync(join(study, 't2fs/image.nii')));
    bytes.set(new TextEncoder().encode('Erika Mustermann *12081961'), 148);
    writeFileSync(join(study, 't2fs/image.nii'), bytes);
    const submitted = await command('submit', study, '--wait', '--no-inspect');
    expect(submitted.exitCode).toBe(3);
    expect(submitted.out).toMatch(/^BB-3: quarantined\n {2}identifiable: got .*NIfTI descrip in t2fs\/image\.nii/);
    const shown = await command('status', 'BB-3');
    expect(shown).toMatchObject({ exitCode: 3, out: submitted.out });
    expect(shown.out).toMatch(/identities: 6 files examined: quarantine; `radscore status BB-3 --receipt`/);
    const receipt = await command('status', 'BB-3', '--receipt');
    expect(JSON.parse(receipt.out)).toMatchObject({
      verdict: 'quarantine',
      findings: [{ file: 't2fs/image.nii', where: 'NIfTI descrip' }],
      notice: 'Research use only. Not a medical device.',
    });
    const log = readFileSync(join(service.home, 'log.jsonl'), 'utf8');
    for (const said of [submitted.out, shown.out, receipt.out, log])
      expect(said).not.toMatch(/Erika|Mustermann|12081961/);

    studyFolder('BB-3', 3);
    rmSync(join(study, 'manifest.json'));
    expect((await command('submit', study, '--wait')).exitCode).toBe(0);
    expect((await command('status', 'BB-3', '--receipt')).out).toContain('"verdict": "clean"');
  });

  it('is listed with the others, and by its status', async () => {
    const { out } = await command('status');
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual(
      expect.arrayContaining([
        ['study', 'status'],
        ['BB-1', 'complete'],
        ['BB-2', 'failed'],
      ]),
    );
    const { studies } = JSON.parse((await command('status', '--status', 'failed', '--json')).out);
    expect(studies.map(({ studyId }: { studyId: string }) => studyId)).toEqual(['BB-2']);
  });

  it('that is withdrawn is erased, with the rights that the template gives, and its id is refused by name', async () => {
    const study = studyFolder('BB-9', 9);
    const options = ['--ki67', '35', '--morphology', 'irregular', '--pcr', 'true'];
    expect((await command('submit', study, ...options, '--wait')).exitCode).toBe(0);
    expect(await command('withdraw', 'BB-9')).toMatchObject({ exitCode: 2, notes: [expect.stringContaining('--yes')] });
    expect((await command('status', 'BB-9')).exitCode).toBe(0);
    const withdrawn = await command('withdraw', 'BB-9', '--yes');
    expect(withdrawn).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^BB-9: withdrawn on .*\n.* 35 days/s) });
    const { notes } = await command('status', 'BB-9');
    expect(notes.join()).toMatch(/study-withdrawn/);
    await expect.poll(() => findInStore(service.cloud(), 'BB-9'), { timeout: 30_000, interval: 500 }).toEqual([]);
    expect((await command('submit', study)).notes.join()).toMatch(/study-withdrawn: .* another id/);
  });

  it('takes its outcome', async () => {
    expect((await command('outcome', 'BB-1', 'non-pcr', '--definition', 'ypT0 ypN0')).out).toMatch(/outcome: no pCR/);
    const { outcome } = JSON.parse((await command('status', 'BB-1', '--json')).out);
    expect(outcome).toMatchObject({ pcr: false, definition: 'ypT0 ypN0' });
  });

  it('is not there for another institution', async () => {
    const { exitCode, out, notes } = await command('status', 'BB-1', '--institution', 'centre-9');
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(notes[0]).toMatch(/^radscore: No such study: .*`radscore status` lists them\.$/);
  });
});

describe('a model', () => {
  it('is not made of too few studies', async () => {
    const { exitCode, notes } = await command('train', '--name', 'too-small', '--wait');
    expect(exitCode).toBe(5);
    expect(notes.at(-1)).toMatch(/made no version\. cohort-too-small: /);
  });

  it('that is not there cannot predict', async () => {
    const { exitCode, notes } = await command('predict', '--study', 'BB-1', '--model', 'nobody');
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/No such model version: .*`radscore models` lists what there is/);
  });

  it('is trained, shown, and predicts for a study and for a table', async () => {
    // Responders' noise is stronger and their Ki-67 higher on the whole; some of each kind are alike.
    const client = service.client('centre-1');
    const ids = Array.from({ length: 24 }, (_, i) => `TR-${i}`);
    await Promise.all(
      ids.map((studyId, i) => {
        const contrast = 150 + 10 * ((i * 7) % 12) + (i % 2 === 0 ? 60 : 0);
        const study = smallStudy({
          studyId,
          seed: 100 + i,
          contrast,
          pcr: i % 2 === 0,
          ki67: 20 + ((i * 5) % 11) + (i % 2 === 0 ? 9 : 0),
        });
        return uploadStudy(client, { studyId, files: study.files, manifest: study.manifest as never });
      }),
    );
    await expect
      .poll(async () => (await client.studyPage({ status: 'complete', limit: 500 })).studies.length, {
        timeout: 100_000,
        interval: 500,
      })
      // With BB-1, and BB-3 as it was mended.
      .toBe(ids.length + 2);

    const trained = await command('train', '--test-fraction', '0.25', '--seed', '3', '--wait');
    expect(trained.notes.filter((line) => line.startsWith('radscore:'))).toEqual([]);
    expect(trained.exitCode).toBe(0);
    expect(trained.out).toMatch(
      /^her2-pcr@1: \d features, \d+ training and \d+ test studies\n[\s\S]+AUC in cross-validation[\s\S]+AUC in test rows[\s\S]+AUC in training rows \(apparent\)/,
    );
    expect(trained.out).toMatch(/does not pass [a-z-]+: got .+; wanted .+[\s\S]+It is not promoted\.\n$/);
    const promote = ['models', 'promote', 'her2-pcr@1', '--reason', 'a trial on few patients'];
    const refused = await command(...promote);
    expect(refused.exitCode).toBe(4);
    expect(refused.out).toMatch(
      /^The version is not promoted\.\nverdict +gate +got +wanted\n[\s\S]+\nrefuses +[a-z-]+ /,
    );
    const gates = Object.fromEntries(Object.keys(DEFAULT_GATES).map((gate) => [gate, null]));
    writeFileSync(join(folder, 'gates.json'), JSON.stringify(gates));
    expect((await command('models', 'gates', 'her2-pcr', join(folder, 'gates.json'))).exitCode).toBe(0);
    expect(await command(...promote)).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/promoted +version 1\n/),
    });
    expect((await command('models', 'audit', 'her2-pcr')).out).toMatch(
      / promote +1 +1 +centre-1 +a trial on few patients\n.* configure [\s\S]* refuse +1 +none [\s\S]* create /,
    );

    const { models } = JSON.parse((await command('models', '--json')).out);
    expect(models).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'her2-pcr', promoted: 1, versions: 1 })]),
    );
    expect((await command('models', 'her2-pcr')).out).toMatch(/\n1 \(promoted\) +.* request /);
    const version = JSON.parse((await command('models', 'her2-pcr@1', '--json')).out);

    const shown = await command('predict', '--study', 'TR-0', '--model', 'her2-pcr');
    expect(shown).toMatchObject({ exitCode: 0, notes: ['Research use only. Not a medical device.'] });
    expect(shown.out).toMatch(/^TR-0: probability of pCR \d+\.\d % \(95 % CI .*\), by the nomogram of her2-pcr@1\n/);

    const answer = JSON.parse((await command('predict', '--study', 'TR-0', '--model', 'her2-pcr@1', '--json')).out);
    const { features } = JSON.parse((await command('features', 'TR-0')).out);
    const table = join(folder, 'table.csv');
    const columns = [...version.selected, 'unrelated'];
    writeFileSync(
      table,
      [
        ['id', 'ki67', 'morphology', ...columns].join(','),
        ['with clinical values', 29, 'irregular', ...columns.map((name) => features[name] ?? 0)].join(','),
        ['without', '', '', ...columns.map((name) => features[name] ?? 0)].join(','),
      ].join('\n'),
    );
    const rows = JSON.parse((await command('predict', '--table', table, '--model', 'her2-pcr', '--json')).out);
    expect(rows.map(({ id, source }: { id: string; source: string }) => [id, source])).toEqual([
      ['with clinical values', 'nomogram'],
      ['without', 'rad-score'],
    ]);
    expect(rows[0].probability).toBe(answer.probability);
    expect((await command('predict', '--table', table, '--model', 'her2-pcr')).out.split('\n')).toHaveLength(4);
    const answers = join(folder, 'answers.csv');
    const many = readFileSync(table, 'utf8').trimEnd().split('\n');
    writeFileSync(table, [...many, ...Array<string>(1200).fill(many[2])].join('\n'));
    const job = await command('predict', '--table', table, '--model', 'her2-pcr@1', '-o', answers);
    expect(job.exitCode).toBe(0);
    expect(readFileSync(answers, 'utf8').trimEnd().split('\n')).toHaveLength(1203);
    expect(readFileSync(answers, 'utf8')).toMatch(/^id,probability,intervalLow,.*\nwith clinical values,0\.\d+,/);

    const others = version.selected.slice(1);
    writeFileSync(table, `id,${others.join(',')}\nX-1,${others.map(() => 1).join(',')}\n`);
    const lacking = await command('predict', '--table', table, '--model', 'her2-pcr');
    expect(lacking.exitCode).toBe(4);
    expect(lacking.notes[0]).toContain(`got a table without ${version.selected[0]}; wanted a column for each`);
  }, 240_000);
});

describe('the operator of the local cloud', () => {
  it('makes tokens that say whose studies, what and how long', async () => {
    const { exitCode, out } = await command(
      'token',
      '--institution',
      'centre-2',
      '--consortium',
      'centre-1,centre-3',
      '--scope',
      'studies:read',
      '--expires',
      '15m',
    );
    expect(exitCode).toBe(0);
    const claims = JSON.parse(Buffer.from(out.split('.')[1], 'base64url').toString('utf8'));
    expect(claims).toMatchObject({ institution: 'centre-2', scope: 'radscore/studies:read' });
    expect(claims.exp - claims.iat).toBe(900);
    const { endpoints } = JSON.parse(readFileSync(join(service.home, 'cloud.json'), 'utf8'));
    const read = await radscore('status', '--api', endpoints.api, '--token', out.trim(), '--json');
    expect(read).toMatchObject({ exitCode: 0 });
    expect(await radscore('outcome', 'BB-1', 'pcr', '--api', endpoints.api, '--token', out.trim())).toMatchObject({
      exitCode: 1,
    });
  });

  it('is told which scopes there are', async () => {
    const { exitCode, notes } = await command('token', '--scope', 'studies:delete');
    expect(exitCode).toBe(2);
    expect(notes[0]).toMatch(/got the scope studies:delete; wanted one of studies:write, studies:read/);
  });

  it('shows and advances the time', async () => {
    const time = async (...args: string[]) => Date.parse((await command('clock', ...args)).out.trim());
    const before = await time();
    const after = await time('advance', '2h');
    expect(after - before).toBeGreaterThanOrEqual(2 * 3600 * 1000);
    expect(after - before).toBeLessThan(2 * 3600 * 1000 + 60_000);
    expect(await command('clock', 'back')).toMatchObject({ exitCode: 2 });
    expect(await command('clock', 'advance')).toMatchObject({ exitCode: 2 });
  });
});

it('says how to start a cloud where none runs', async () => {
  const { exitCode, notes } = await radscore('status', '--home', join(folder, 'empty'));
  expect(exitCode).toBe(2);
  expect(notes).toEqual([
    expect.stringMatching(/found no running local cloud in .*Start the local cloud with `radscore up`/),
  ]);
});
