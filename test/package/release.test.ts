/** A release gives every package one version, and the changelog its sentences. */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { entriesOf, released, releaseVersion } from '../../scripts/release-version.ts';

const scratch = mkdtempSync(join(tmpdir(), 'radscore-release-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const lock = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8'));
const WORKSPACES = Object.keys(lock.packages).filter((path) => path !== '' && !path.includes('node_modules'));

it('the changesets of this repository give one version everywhere', () => {
  const files = ['package.json', 'package-lock.json', 'CITATION.cff', 'CHANGELOG.md'];
  for (const path of [...files, ...WORKSPACES.map((folder) => `${folder}/package.json`)]) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    copyFileSync(join(PROJECT_ROOT, path), join(scratch, path));
  }
  cpSync(join(PROJECT_ROOT, '.changeset'), join(scratch, '.changeset'), { recursive: true });
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(scratch, 'node_modules'));
  writeFileSync(
    join(scratch, '.changeset', 'one-more.md'),
    '---\n"@radscore/imaging": patch\n---\n\nFixed: a fault\nthat was there.\n',
  );
  const version = releaseVersion(scratch, '2026-12-01');
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(version).not.toBe(JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')).version);
  for (const path of ['package.json', 'package-lock.json', ...WORKSPACES.map((folder) => `${folder}/package.json`)]) {
    expect(JSON.parse(readFileSync(join(scratch, path), 'utf8')).version, path).toBe(version);
  }
  expect(readFileSync(join(scratch, 'CITATION.cff'), 'utf8')).toContain(`version: ${version}\n`);
  const changelog = readFileSync(join(scratch, 'CHANGELOG.md'), 'utf8');
  expect(changelog).toContain(`## ${version} – 2026-12-01\n`);
  expect(changelog).toContain('- A fault that was there.\n');
  expect(changelog).not.toContain('## Unreleased');
  expect(entriesOf(join(scratch, '.changeset'))).toEqual([]);
});

it('sentences join the group that is open, and older versions stay', () => {
  const before = '# Changelog\n\n## Unreleased\n\n### Fixed\n- One.\n\n## 0.1.0 – 2026-01-01\n\n### Added\n- Old.\n';
  const entries = [
    { group: 'Fixed', text: 'two.' },
    { group: 'Changed', text: 'three.' },
  ];
  expect(released(before, entries, '0.2.0', '2026-02-02')).toBe(
    '# Changelog\n\n## 0.2.0 – 2026-02-02\n\n### Changed\n- Three.\n\n### Fixed\n- One.\n- Two.\n\n' +
      '## 0.1.0 – 2026-01-01\n\n### Added\n- Old.\n',
  );
});

it('a changeset without a group is refused by name', () => {
  const folder = join(scratch, 'without-group');
  mkdirSync(folder);
  writeFileSync(join(folder, 'odd.md'), '---\n"@radscore/imaging": patch\n---\n\nSomething.\n');
  expect(() => entriesOf(folder)).toThrow('.changeset/odd.md: got no group');
});
