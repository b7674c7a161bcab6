/** The walls of the house: who may import whom, no circles, no crowded folder, no long file, an opening line in each. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  arrowsOf,
  circles,
  crowdedFolders,
  longFiles,
  MOST_FILES,
  MOST_LINES,
  needlessArrows,
  placeFaults,
  readTree,
  type Tree,
  type Walls,
  wingFaults,
  withoutOpening,
} from './walls.ts';

/** An arrow that is missing here is a decision: does the wing need it, or does the code belong elsewhere? */
const walls: Walls = JSON.parse(readFileSync(resolve(import.meta.dirname, 'walls.json'), 'utf8'));
const tree = readTree(resolve(import.meta.dirname, '..', '..'));

describe('the sources', () => {
  it('are read with their imports', () => {
    expect(tree.size).toBeGreaterThan(400);
    expect(arrowsOf(tree)).toContainEqual({ from: 'cli/main.ts', to: 'cli/terminal/failure.ts' });
    expect(arrowsOf(tree)).toContainEqual({ from: 'lambdas/task.ts', to: 'lambdas/logger.ts' });
    expect(arrowsOf(tree)).toContainEqual({
      from: 'layers/pipeline/models/fitting.ts',
      to: 'layers/statistics/index.ts',
    });
  });

  it('import between layers one way, and nothing of Node where a browser reads', () => {
    expect(placeFaults(tree, walls)).toEqual([]);
  });

  it('import between the wings of a layer as the table allows', () => {
    expect(wingFaults(tree, walls)).toEqual([]);
  });

  it('import in no circle, neither files nor wings, types included', () => {
    expect(circles(tree)).toEqual([]);
  });

  it(`are at most ${MOST_FILES} in a folder`, () => {
    expect(crowdedFolders(tree)).toEqual([]);
  });

  it('open with a line that says what the file is', () => {
    expect(withoutOpening(tree)).toEqual([]);
  });

  it(`have at most ${MOST_LINES} lines`, () => {
    expect(longFiles(tree)).toEqual([]);
  });

  it('have no arrow in the table that nothing needs', () => {
    expect(needlessArrows(tree, walls)).toEqual([]);
  });
});

describe('each wall can be seen to fall', () => {
  const sound: Record<string, string> = {
    'layers/imaging/package.json': '{ "name": "@radscore/imaging", "exports": { ".": "./index.ts" } }',
    'layers/imaging/index.ts': "/** What imaging offers. */\nexport * from './formats/read.ts';\n",
    'layers/imaging/formats/read.ts':
      "/** Reads. */\nimport { grid } from '../volume/grid.ts';\n\nexport const read = grid;\n",
    'layers/imaging/volume/grid.ts': '/** A grid. */\n\n/** How many. */\nexport const grid = 1;\n',
    'layers/imaging/volume/inflate.node.ts':
      "/** Inflates. */\nimport { inflateSync } from 'node:zlib';\n\nexport { inflateSync };\n",
    'lambdas/task.ts': "/** A task. */\nimport { read } from '@radscore/imaging';\n\nexport const task = read;\n",
  };
  const rules: Walls = {
    places: { 'layers/imaging': [], lambdas: ['layers/imaging'] },
    wings: { 'layers/imaging': { formats: ['volume'], volume: [] } },
  };
  const planted = (changes: Record<string, string>): Tree => new Map(Object.entries({ ...sound, ...changes }));
  const all = (of: Tree) => [
    ...placeFaults(of, rules),
    ...wingFaults(of, rules),
    ...circles(of),
    ...crowdedFolders(of),
    ...withoutOpening(of),
    ...longFiles(of),
  ];
  const grid = (text: string) => planted({ 'layers/imaging/volume/grid.ts': `/** A grid. */\n${text}` });

  it('and stands in a sound tree', () => {
    expect(all(planted({}))).toEqual([]);
  });

  it.each([
    ["import { read } from '../formats/read.ts';", 'a value'],
    ["import type { Read } from '../formats/read.ts';", 'a type'],
    ["import {\n  read,\n  type Read,\n} from '../formats/read.ts';", 'over several lines'],
    ["export * from '../formats/read.ts';", 'an export'],
    ["\nexport const read = () => import('../formats/read.ts');", 'a dynamic import'],
    ["\nexport type Read = import('../formats/read.ts').Read;", 'a type in passing'],
    ["import '../formats/read.ts';", 'a side effect'],
  ])('an import against the table, and the circle that it closes: %s', (text) => {
    expect(wingFaults(grid(`${text}\n`), rules)).toEqual([
      'layers/imaging/volume/grid.ts imports layers/imaging/formats/read.ts: the wing volume of layers/imaging may import no other',
    ]);
    expect(circles(grid(`${text}\n`))).toEqual([
      'a circle of files: layers/imaging/formats/read.ts, layers/imaging/volume/grid.ts',
      'a circle of wings: layers/imaging/formats, layers/imaging/volume',
    ]);
  });

  it('a circle of wings without one of files', () => {
    const of = planted({
      'layers/imaging/volume/size.ts':
        "/** A size. */\nimport { name } from '../formats/name.ts';\n\nexport const size = name;\n",
      'layers/imaging/formats/name.ts': '/** A name. */\n\nexport const name = 1;\n',
    });
    expect(circles(of)).toEqual(['a circle of wings: layers/imaging/formats, layers/imaging/volume']);
  });

  it('an import that is commented out is none', () => {
    expect(all(grid("// import { read } from '../formats/read.ts';\n\nexport const grid = 1;\n"))).toEqual([]);
    expect(all(grid("/* import '../formats/read.ts'; */\n\nexport const grid = 1;\n"))).toEqual([]);
  });

  it('an import from below to above, by path and by name', () => {
    for (const name of ['../../../lambdas/task.ts', '@radscore/lambdas/task.ts']) {
      const of = planted({
        'lambdas/package.json': '{ "name": "@radscore/lambdas" }',
        'layers/imaging/volume/grid.ts': `/** A grid. */\nimport { task } from '${name}';\n`,
      });
      expect(placeFaults(of, rules)).toEqual([
        'layers/imaging/volume/grid.ts imports lambdas/task.ts: layers/imaging may import no other place',
      ]);
    }
  });

  it('a module of Node in code for the browser', () => {
    expect(placeFaults(grid("import { readFileSync } from 'node:fs';\n"), rules)).toEqual([
      'layers/imaging/volume/grid.ts imports node:fs: only files named *.node.ts may, for the rest runs in a browser',
    ]);
  });

  it('a crowded folder', () => {
    const crowd = Array.from({ length: MOST_FILES }, (_, k) => [`layers/imaging/volume/v${k}.ts`, '/** One. */\n\n']);
    expect(crowdedFolders(planted(Object.fromEntries(crowd)))).toEqual([
      `layers/imaging/volume has ${MOST_FILES + 2} source files; at most ${MOST_FILES}`,
    ]);
  });

  it.each([
    ['nothing', 'export const grid = 1;\n'],
    ['the comment of the first export', '/** How many. */\nexport const grid = 1;\n'],
    ['a comment over lines', '/**\n * A grid.\n */\n\nexport const grid = 1;\n'],
    ['an empty comment', '/** */\n\nexport const grid = 1;\n'],
    ['a comment after the imports', "import './size.ts';\n/** A grid. */\n"],
  ])('a file that opens with %s', (_, text) => {
    expect(withoutOpening(planted({ 'layers/imaging/volume/grid.ts': text }))).toEqual([
      'layers/imaging/volume/grid.ts does not open with a line /** … */ that says what it is',
    ]);
  });

  it('an arrow of the table that nothing needs', () => {
    const { places } = rules;
    const wings = { 'layers/imaging': { formats: ['volume', 'regions'], volume: [] } };
    expect(needlessArrows(planted({}), { places, wings })).toEqual(['layers/imaging: formats → regions']);
  });

  it('a long file', () => {
    expect(longFiles(grid(`${'\n'.repeat(MOST_LINES)}export const grid = 1;\n`))).toEqual([
      `layers/imaging/volume/grid.ts has ${MOST_LINES + 2} lines; at most ${MOST_LINES}`,
    ]);
  });
});
