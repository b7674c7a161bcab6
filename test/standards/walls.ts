/** Reads the sources as a graph of files and wings, and finds where it breaks the rules of the house. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Sources by path from the root of the repository, with `/`; and the `package.json` of every layer. */
export type Tree = ReadonlyMap<string, string>;

/** Folders of sources. A layer is a place of its own. */
const PLACES = ['lambdas', 'infra', 'local', 'cli', 'console', 'packaging', 'scripts'] as const;
const LAYERS = ['imaging', 'radiomics', 'statistics', 'pipeline'] as const;
/** What is built from the sources, or is no code of ours. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'build']);

const SOURCE = /\.(?:ts|tsx|mts|mjs)$/;

export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(posix.join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) walk(path);
      else if (entry.isFile() && (SOURCE.test(path) || entry.name === 'package.json')) {
        tree.set(path, readFileSync(posix.join(root, path), 'utf8'));
      }
    }
  };
  for (const place of [...PLACES, ...LAYERS.map((layer) => `layers/${layer}`)]) walk(place);
  return tree;
}

function sourcesOf(tree: Tree): string[] {
  return [...tree.keys()].filter((path) => SOURCE.test(path));
}

/** `lambdas`, `layers/imaging` … */
function placeOf(path: string): string {
  return path.split('/', path.startsWith('layers/') ? 2 : 1).join('/');
}

/** The folder of a file inside its place; a file at the top of its place is a wing of its own. */
function wingOf(path: string): string {
  const inside = path.slice(placeOf(path).length + 1);
  return posix.dirname(inside) === '.' ? inside.replace(SOURCE, '') : posix.dirname(inside);
}

/** Imports of types count: who reads one file has to read the other. */
const IMPORT =
  /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]|^[^'"`\n]*\}\s*from\s*['"]([^'"\n]+)['"]/gm;

function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm, '');
  return [...code.matchAll(IMPORT)].flatMap(([, ...found]) => found.filter((one) => one !== undefined));
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Every import of one source by another, whether it names the file or the entry of a workspace (`@radscore/imaging/node`). */
export function arrowsOf(tree: Tree): Arrow[] {
  const workspaces = workspacesOf(tree);
  const fileOf = (name: string, from: string): string | undefined => {
    if (name.startsWith('.')) return posix.join(posix.dirname(from), name);
    const [, workspace, entry = ''] = /^(@[^/]+\/[^/]+)(?:\/(.*))?$/.exec(name) ?? [];
    return workspaces.get(workspace)?.(entry);
  };
  return sourcesOf(tree).flatMap((from) =>
    importsOf(tree.get(from) ?? '').flatMap((name) => {
      const to = fileOf(name, from);
      return to !== undefined && tree.has(to) && SOURCE.test(to) && to !== from ? [{ from, to }] : [];
    }),
  );
}

/** By the name of a workspace: which file stands behind an entry. Without `exports` an entry is a path. */
function workspacesOf(tree: Tree): Map<string, (entry: string) => string> {
  const manifests = [...tree.keys()].filter((path) => posix.basename(path) === 'package.json');
  return new Map(
    manifests.map((path) => {
      const { name, exports } = JSON.parse(tree.get(path) ?? '{}');
      const named: Record<string, string> = typeof exports === 'string' ? { '.': exports } : (exports ?? {});
      const fileOf = (entry: string): string => {
        const wanted = entry === '' ? '.' : `./${entry}`;
        return posix.join(posix.dirname(path), named[wanted] ?? wanted);
      };
      return [name, fileOf];
    }),
  );
}

/** Rules of who may import whom: `place` → wing → wings, and `places`: place → places. */
export interface Walls {
  readonly places: Readonly<Record<string, readonly string[]>>;
  readonly wings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Files that gather what their layer offers may import any of its wings. */
const ENTRY = /^(?:index|node|public|public\.node|browser|internal|nifti|distributions|admission)$/;

/** Imports that the table of wings does not allow. */
export function wingFaults(tree: Tree, { wings }: Walls): string[] {
  return arrowsOf(tree).flatMap(({ from, to }) => {
    const place = placeOf(from);
    const table = wings[place];
    const [a, b] = [wingOf(from), wingOf(to)];
    if (!table || placeOf(to) !== place || a === b || ENTRY.test(a) || table[a]?.includes(b)) return [];
    return [`${from} imports ${to}: the wing ${a} of ${place} may import ${table[a]?.join(', ') || 'no other'}`];
  });
}

/** Arrows of the table of wings that no import needs: what is allowed is what is. */
export function needlessArrows(tree: Tree, { wings }: Walls): string[] {
  const used = new Set(
    arrowsOf(tree).flatMap(({ from, to }) =>
      placeOf(from) === placeOf(to) ? [`${placeOf(from)}: ${wingOf(from)} → ${wingOf(to)}`] : [],
    ),
  );
  return Object.entries(wings)
    .flatMap(([place, table]) =>
      Object.entries(table).flatMap(([wing, others]) => others.map((other) => `${place}: ${wing} → ${other}`)),
    )
    .filter((arrow) => !used.has(arrow));
}

/** Imports from one place into another that the table of places does not allow, and modules of Node in browser code. */
export function placeFaults(tree: Tree, { places }: Walls): string[] {
  const between = arrowsOf(tree).flatMap(({ from, to }) => {
    const [a, b] = [placeOf(from), placeOf(to)];
    if (a === b || places[a]?.includes(b)) return [];
    return [`${from} imports ${to}: ${a} may import ${places[a]?.join(', ') || 'no other place'}`];
  });
  const browser = /^layers\/(?:imaging|radiomics|statistics)\/(?!.*\.node\.ts$)/;
  const node = sourcesOf(tree).flatMap((path) =>
    browser.test(path)
      ? importsOf(tree.get(path) ?? '').flatMap((name) =>
          name.startsWith('node:')
            ? [`${path} imports ${name}: only files named *.node.ts may, for the rest runs in a browser`]
            : [],
        )
      : [],
  );
  return [...between, ...node];
}

/** Circles of imports among files, and among wings of all places. */
export function circles(tree: Tree): string[] {
  const arrows = arrowsOf(tree);
  const room = (path: string) => `${placeOf(path)}/${wingOf(path)}`;
  return [
    ...circlesOf(arrows).map((files) => `a circle of files: ${files.join(', ')}`),
    ...circlesOf(
      arrows.map(({ from, to }) => ({ from: room(from), to: room(to) })).filter(({ from, to }) => from !== to),
    ).map((rooms) => `a circle of wings: ${rooms.join(', ')}`),
  ];
}

/** Groups of which each member leads to every other (Tarjan's strongly connected components of two or more). */
function circlesOf(arrows: readonly Arrow[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) next.set(from, (next.get(from) ?? new Set()).add(to));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const place = order.size;
    order.set(node, place);
    open.push(node);
    let low = place;
    for (const to of next.get(node) ?? []) {
      if (!order.has(to)) low = Math.min(low, visit(to));
      else if (open.includes(to)) low = Math.min(low, order.get(to) ?? low);
    }
    lowest.set(node, low);
    if (low === place) {
      const group = open.splice(open.indexOf(node));
      if (group.length > 1) found.push(group.sort());
    }
    return low;
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return found;
}

export const MOST_FILES = 25;
export const MOST_LINES = 550;

export function crowdedFolders(tree: Tree): string[] {
  const counts = new Map<string, number>();
  for (const path of sourcesOf(tree)) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts].flatMap(([folder, count]) =>
    count > MOST_FILES ? [`${folder} has ${count} source files; at most ${MOST_FILES}`] : [],
  );
}

/**
 * Files without an opening line. It is the file's own: what follows is an empty line, an import, or another comment,
 * never the declaration that it might be the comment of.
 */
export function withoutOpening(tree: Tree): string[] {
  const opening = /^(?:#!.*\n)?\/\*\* \S.* \*\/\r?\n(?:\r?\n|import\b|export (?:\*|(?:type )?\{)|\/[/*])/;
  return sourcesOf(tree)
    .filter((path) => !path.includes('.generated.') && !opening.test(tree.get(path) ?? ''))
    .map((path) => `${path} does not open with a line /** … */ that says what it is`);
}

export function longFiles(tree: Tree): string[] {
  return sourcesOf(tree).flatMap((path) => {
    const lines = (tree.get(path) ?? '').trimEnd().split('\n').length;
    return lines > MOST_LINES && !path.includes('.generated.')
      ? [`${path} has ${lines} lines; at most ${MOST_LINES}`]
      : [];
  });
}
