/** What a start of the command loads: its declarations, and of the layers nothing that computes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/service/installation.ts';

/** Lists every module that a process loads, as its last line of standard error. */
const LISTING = `
import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) });
process.on('exit', () => process.stderr.write('\\n' + JSON.stringify(seen)));
`;

/** Paths in the repository of the modules that a command of the sources loads. */
function modulesOf(...args: string[]): { status: number | null; modules: string[] } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(LISTING)}`],
      ...[join(PROJECT_ROOT, 'cli', 'radscore.mjs'), ...args],
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, RADSCORE_FROM_SOURCES: '1', RADSCORE_HOME: join(PROJECT_ROOT, 'none') },
    },
  );
  const urls: string[] = JSON.parse(stderr.slice(stderr.lastIndexOf('\n')));
  const root = new URL(`file://${PROJECT_ROOT}`).href;
  return { status, modules: urls.filter((url) => url.startsWith(root)).map((url) => url.slice(root.length)) };
}

/** Of the layers, the files that hold nothing but lists and words, and the one that options of volumes are checked with. */
const LISTS = [
  'layers/imaging/dicom/series/read-selection.ts',
  'layers/imaging/dicom/series/selection-keys.ts',
  'layers/pipeline/contracts/choices.ts',
  'layers/statistics/nearest-name.ts',
  'layers/statistics/report/plots/wording.ts',
];

describe('the command loads', () => {
  it('no layer to show its version or the help of a command', () => {
    for (const args of [['--version'], ['extract', '--help']]) {
      const { status, modules } = modulesOf(...args);
      expect(status).toBe(0);
      expect(modules.filter((path) => path.startsWith('layers/')).sort()).toEqual(LISTS);
      expect(modules.filter((path) => /^(local|console|infra|lambdas)\//.test(path))).toEqual([]);
      // Its own files are the declarations and what they check values with.
      const rooms = modules
        .filter((path) => path.startsWith('cli/') && !path.includes('/node_modules/'))
        .map((path) => path.split('/').slice(1, -1).join());
      expect([...new Set(rooms)].sort()).toEqual([
        ...[
          '',
          'commands',
          'commands,evidence',
          'commands,local-cloud',
          'commands,operations',
          'commands,planning',
          'commands,published',
          'completion',
          'features',
          'files',
          'service',
          'terminal',
        ],
      ]);
    }
  });

  it('no layer to ask the service', () => {
    for (const args of [['status'], ['models'], ['train'], ['predict', '--study', 'A', '--model', 'm']]) {
      const { status, modules } = modulesOf(...args);
      expect([args, status]).toEqual([args, 2]); // No cloud runs there.
      expect(modules.filter((path) => path.startsWith('layers/')).sort()).toEqual(LISTS);
    }
  });
});
