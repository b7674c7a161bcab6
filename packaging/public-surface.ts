/** What a packed library exports: its public names as ".", and all the layer's names for the packages next to it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The subpath by which a package of this project reaches names that are no promise to others. */
export const INTERNAL = './internal';

/** Layers that another library is built on. */
const BUILT_ON = ['imaging'];

/** Subpaths of a packed library with their sources in the layer: `.` → `./public.ts`, `./node` → `./public.node.ts`. */
export function packedExportsOf(root: string, layer: string): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'layers', layer, 'package.json'), 'utf8'));
  const subpaths = new Map<string, string>(Object.entries(exports as Record<string, string>));
  const whole = subpaths.get('.');
  if (whole === undefined) throw new Error(`${layer}/package.json exports no "."; wanted the layer's index`);
  subpaths.set('.', './public.ts');
  const inNode = './public.node.ts';
  if (existsSync(join(root, 'layers', layer, inNode))) subpaths.set('./node', inNode);
  if (BUILT_ON.includes(layer)) subpaths.set(INTERNAL, whole);
  return subpaths;
}

/** Inside a package, an import of the whole of another layer goes to its internal names; any other stays as it is. */
export function packedImport(specifier: string): string {
  const layer = /^@radscore\/(\w+)$/.exec(specifier)?.[1];
  return layer !== undefined && BUILT_ON.includes(layer) ? `${specifier}/${INTERNAL.slice(2)}` : specifier;
}
