/** Fills a checklist from artefacts: for every item a value with its place, or the word gap and what would fill it. */

import { ARTEFACTS, type Evidence, type Pointer } from '../artefacts/evidence.ts';
import { type Finding, notApplicable, type Status, together } from '../artefacts/finding.ts';
import type { Checklist, ChecklistItem } from '../checklists/checklist.ts';
import { FACTS } from '../facts/all.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { pointsOf, type Score, scoreOf } from './score.ts';

/** One line of a sheet. */
export interface SheetRow {
  readonly item: string;
  readonly section: string;
  readonly title: string;
  readonly status: Status;
  /** What the artefacts show, in words; "gap" if they show nothing. */
  readonly value: string;
  /** What would fill it, or what is still open. */
  readonly gap?: string;
  /** True for what the paper's prose has to say. */
  readonly author?: true;
  readonly pointers: readonly Pointer[];
  readonly weight?: number;
  readonly points?: { readonly got: number; readonly most: number };
}

export interface Sheet {
  readonly checklist: string;
  readonly name: string;
  readonly source: string;
  readonly doi: string;
  readonly provenance: string;
  readonly counts: Readonly<Record<Status, number>>;
  readonly conditions?: readonly Condition[];
  readonly score?: Score;
  readonly rows: readonly SheetRow[];
}

/** Everything in it is plain JSON, and depends on the artefacts alone. */
export function fillSheet(list: Checklist, evidence: Evidence): Sheet {
  const conditions = list.id === 'metrics' ? conditionsOf(evidence) : undefined;
  const rows = list.items.map((item) => rowOf(list, item, evidence, conditions));
  const { id, name, source, doi, provenance } = list;
  const count = (status: Status) => rows.filter((row) => row.status === status).length;
  return {
    checklist: id,
    name,
    source,
    doi,
    provenance,
    counts: {
      shown: count('shown'),
      partly: count('partly'),
      stated: count('stated'),
      gap: count('gap'),
      'not applicable': count('not applicable'),
    },
    ...(conditions && { conditions }),
    ...scoreOf(list, rows, conditions),
    rows,
  };
}

function rowOf(list: Checklist, item: ChecklistItem, evidence: Evidence, conditions?: readonly Condition[]): SheetRow {
  const { number, section, title, author, weight } = item;
  const excluding = conditions?.find(({ name, answer }) => name === item.condition && answer === 'no');
  const found = excluding ? notApplicable(excluding.pointers, excluding.because) : findingOf(item, evidence);
  const finding = stated(found, list, item, evidence);
  const points = item.points && pointsOf(item.points, evidence);
  return {
    item: number,
    section,
    title,
    status: finding.status,
    value: shownValue(finding),
    ...(finding.gap && { gap: finding.gap }),
    ...(author !== undefined && { author: true as const }),
    pointers: finding.pointers,
    ...(weight !== undefined && { weight }),
    ...(points && { points }),
  };
}

function findingOf({ facts, author, points }: ChecklistItem, evidence: Evidence): Finding {
  if (author !== undefined) return { status: 'gap', pointers: [], gap: `For the author: ${author}` };
  if (points === undefined) return together(facts.map((name) => FACTS[name](evidence)));
  const options = points.options.map((option) => ({
    option,
    finding: together(option.facts.map((name) => FACTS[name](evidence))),
  }));
  const done = options.filter(({ finding }) => finding.status === 'shown');
  if (points.counts === 'sum' || done.length === 0) {
    return options.length === 1 ? options[0].finding : together(options.map(({ finding }) => finding));
  }
  // Of options that exclude each other the best one is the finding; what the next one needs is still open.
  const best = done.reduce((a, b) => (b.option.points > a.option.points ? b : a));
  const further = options.find(({ option }) => option.points > best.option.points);
  const status = further ? 'partly' : 'shown';
  return { status, pointers: best.finding.pointers, ...(further && { gap: further.finding.gap }) };
}

/** A statement of the author takes the place of a gap, and of nothing that is shown. */
function stated(finding: Finding, { id }: Checklist, { number }: ChecklistItem, evidence: Evidence): Finding {
  if (finding.status === 'shown' || finding.status === 'not applicable') return finding;
  const place = `/statements/${id}:${number}`;
  const text = evidence.point('stated by the author', ARTEFACTS.study, `${place}/text`);
  if (!text) return finding;
  const where = evidence.point('where', ARTEFACTS.study, `${place}/where`);
  return { status: 'stated', pointers: [...finding.pointers, text, ...(where ? [where] : [])] };
}

const MOST_DIGITS = 4;

function shownValue({ status, pointers, gap }: Finding): string {
  if (status === 'gap') return 'gap';
  if (status === 'not applicable') return `not applicable: ${gap ?? ''}`;
  return pointers.map(({ says, value }) => `${says}: ${rounded(value)}`).join('; ');
}

/** For reading; the pointer has the number in full. */
function rounded(value: Pointer['value']): string {
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(MOST_DIGITS)))
    : String(value);
}
