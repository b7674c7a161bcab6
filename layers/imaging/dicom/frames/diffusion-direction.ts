/** The direction of diffusion weighting, whichever maker wrote it: which images are of one direction, and which are their trace. */
import { csaValue } from '../encoding/csa-header.ts';
import type { DataSet } from '../encoding/data-set.ts';
import { Tag } from '../encoding/tags.ts';
import { anyGroup, imageTypes } from './contrast.ts';
import { type Frame, functionalGroup } from './instance.ts';

/**
 * What GE's `Vas collapse flag` (0043,xx30) says of images with a b-value: right-left, anterior-posterior and
 * superior-inferior; T2 without weighting; all directions combined; one direction of a tensor, and the trace of it.
 */
const GE_DIRECTIONS: ReadonlySet<number> = new Set([3, 4, 5, 16]);
const GE_T2 = 14;
const GE_TRACES: ReadonlySet<number> = new Set([15, 19]);

/** Those that occur with diffusion only: the others have a meaning in angiography as well. */
export const GE_DIFFUSION: ReadonlySet<number> = new Set([GE_T2, 15, 16, 19]);

export function geFlag(dataSet: DataSet): number | undefined {
  const tag = dataSet.privateTag(0x0043, 'GEMS_PARM_01', 0x30);
  return tag === undefined ? undefined : dataSet.number(tag, 'SS');
}

/**
 * True for a trace-weighted or otherwise isotropic image, as the standard and the makers mark it: if directions are sent
 * beside it, it is the one that is meant.
 */
export function isTrace(frame: Frame): boolean {
  const { dataSet } = frame.instance;
  return (
    directionalities(frame).some((said) => said === 'ISOTROPIC' || said === 'TRACE') ||
    philipsAxis(dataSet) === 'I' ||
    GE_TRACES.has(geFlag(dataSet) ?? 0) ||
    imageTypes(frame).some((one) => one === 'TRACEW' || one === 'TRACE' || one === 'ISOTROPIC')
  );
}

/** What the standard, Siemens' own element and its CSA header say of directionality. */
function directionalities({ instance: { dataSet }, index }: Frame): string[] {
  const siemens = dataSet.privateTag(0x0019, 'SIEMENS MR HEADER', 0x0d);
  const said = [
    anyGroup(dataSet, index, Tag.DiffusionDirectionality).text(Tag.DiffusionDirectionality),
    siemens === undefined ? undefined : dataSet.text(siemens),
    inCsaHeader(dataSet, 'DiffusionDirectionality'),
  ];
  return said.filter((one) => one !== undefined && one !== '') as string[];
}

/** Philips' letter of the gradient: preparation, measurement, slice, oblique, or isotropic. */
function philipsAxis(dataSet: DataSet): string | undefined {
  const tag = dataSet.privateTag(0x2001, 'Philips Imaging DD 001', 0x04);
  return tag === undefined ? undefined : dataSet.text(tag);
}

/**
 * Whether the gradient of a frame has a direction: true for one direction, false if the file says that there is none, and
 * undefined if nobody can know. GE writes a direction of zeros for images of unknown weighting too, so that its zeros say
 * nothing.
 */
export function hasDirection(frame: Frame): boolean | undefined {
  const { dataSet } = frame.instance;
  const flag = geFlag(dataSet) ?? 0;
  if (GE_DIRECTIONS.has(flag)) return true;
  if (flag === GE_T2 || GE_TRACES.has(flag)) return false;
  const said = directionalities(frame);
  if (said.length > 0) return said.some((one) => one === 'DIRECTIONAL' || one === 'BIDIRECTIONAL');
  for (const read of GRADIENTS) {
    const vector = read(frame);
    if (vector.length === 3 && vector.every(Number.isFinite)) return vector.some((component) => component !== 0);
  }
  const axis = philipsAxis(dataSet);
  if (axis !== undefined) return /^[PMSO]$/.test(axis);
  // `ep_b1000#3` is the third direction, `*ep_b800t` the trace.
  const [, mark] = /_b\d{1,5}(t|#\d+)$/i.exec(dataSet.text(Tag.SequenceName) ?? '') ?? [];
  return mark === undefined ? undefined : mark.startsWith('#');
}

const privateNumbers = (dataSet: DataSet, group: number, creator: string, elements: readonly number[], vr: string) =>
  elements.flatMap((element) => {
    const tag = dataSet.privateTag(group, creator, element);
    return tag === undefined ? [] : dataSet.numbers(tag, vr);
  });

/** The gradient's vector by the standard, Philips, Siemens and United Imaging. */
const GRADIENTS: readonly ((frame: Frame) => readonly number[])[] = [
  ({ instance: { dataSet }, index }) =>
    standardGradient(dataSet, index) ?? dataSet.numbers(Tag.DiffusionGradientOrientation),
  ({ instance: { dataSet } }) => privateNumbers(dataSet, 0x2005, 'Philips MR Imaging DD 001', [0xb0, 0xb1, 0xb2], 'FL'),
  ({ instance: { dataSet } }) => privateNumbers(dataSet, 0x0019, 'SIEMENS MR HEADER', [0x0e], 'FD'),
  ({ instance: { dataSet } }) => privateNumbers(dataSet, 0x0065, 'Image Private Header', [0x37], 'FD'),
];

function standardGradient(dataSet: DataSet, index: number): readonly number[] | undefined {
  const groups = functionalGroup(dataSet, index, Tag.MRDiffusionSequence, Tag.DiffusionGradientDirectionSequence);
  const [item] = groups.items(Tag.DiffusionGradientDirectionSequence);
  return item?.numbers(Tag.DiffusionGradientOrientation);
}

/** A value of the CSA Image Header Info (0029,xx10). */
export function inCsaHeader(dataSet: DataSet, name: string): string | undefined {
  const tag = dataSet.privateTag(0x0029, 'SIEMENS CSA HEADER', 0x10);
  const header = tag === undefined ? undefined : dataSet.elements.get(tag)?.value;
  return header && csaValue(header, name);
}
