/** Where the versions of a line lie in the drawing of its lineage: newest on top, what did not lead on to the side. */
import type { Version } from '../line/line-types.ts';
import { originOf } from '../line/standing.ts';

export interface LineageNode {
  readonly version: Version;
  readonly x: number;
  readonly y: number;
  readonly isSide: boolean;
}

export interface LineageEdge {
  readonly from: LineageNode;
  readonly to: LineageNode;
  /** Rows that came between the two; undefined if none. */
  readonly rows?: number;
}

export interface Lineage {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  readonly width: number;
  readonly height: number;
  /** Older versions that are not drawn. */
  readonly left: number;
}

const STEP = 60;
const TOP = 26;
const MAIN = 40;
const SIDE = 176;
const WIDTH = 300;

/**
 * Lays out at most `most` versions, the newest. On the main line are the newest version that may answer and what it was made
 * from; refused, retired and other versions stand on the side, at the height of their number.
 */
export function lineageOf(versions: readonly Version[], most = 8): Lineage {
  const newestFirst = [...versions].sort((a, b) => b.version - a.version);
  const shown = newestFirst.slice(0, most);
  const main = mainLine(newestFirst);
  const rows = rowsOf(shown, main);
  const nodes = shown.map((version): LineageNode => {
    const isSide = !main.has(version.version);
    return { version, x: isSide ? SIDE : MAIN, y: TOP + STEP * (rows.get(version.version) ?? 0), isSide };
  });
  const at = new Map(nodes.map((node) => [node.version.version, node]));
  const edges = nodes.flatMap((from): LineageEdge[] => {
    const { parent, rows: more } = originOf(from.version, versions);
    const to = parent === undefined ? undefined : at.get(parent);
    return to ? [{ from, to, ...(more && more > 0 && { rows: more }) }] : [];
  });
  const height = Math.max(TOP, ...nodes.map(({ y }) => y)) + TOP;
  return { nodes, edges, width: WIDTH, height, left: newestFirst.length - shown.length };
}

/** The newest version that may answer, and its ancestors. */
function mainLine(newestFirst: readonly Version[]): ReadonlySet<number> {
  const isOut = ({ state }: Version): boolean => state === 'refused' || state === 'retired' || state === 'withdrawn';
  const main = new Set<number>();
  let next = newestFirst.find((version) => !isOut(version)) ?? newestFirst[0];
  while (next && !main.has(next.version)) {
    main.add(next.version);
    const { parent } = originOf(next, newestFirst);
    next = newestFirst.find(({ version }) => version === parent) as Version;
  }
  return main;
}

/** A version on the side shares the height of the main version above it, if nobody else does. */
function rowsOf(shown: readonly Version[], main: ReadonlySet<number>): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  let row = -1;
  let isSideFree = false;
  for (const { version } of shown) {
    const isMain = main.has(version);
    if (isMain || !isSideFree) row++;
    isSideFree = isMain;
    rows.set(version, row);
  }
  return rows;
}
