/** Diffusion weighting of a frame, whichever maker wrote it. */
import type { DataSet } from '../encoding/data-set.ts';
import { Tag } from '../encoding/tags.ts';
import { anyGroup, contrastAgent, describedWords, imageTypes } from './contrast.ts';
import { GE_DIFFUSION, geFlag, inCsaHeader, isTrace } from './diffusion-direction.ts';
import { type Frame, functionalGroup } from './instance.ts';

/**
 * Diffusion weighting of a frame, s/mm²: the standard's element, then those of the makers. Siemens has had an element of
 * its own since about 2006; before, the value stands in the CSA header, and last in the name of the pulse sequence, which
 * is what de-identification leaves of it.
 */
export function bValue({ instance: { dataSet }, index }: Frame): number | undefined {
  const standard = functionalGroup(dataSet, index, Tag.MRDiffusionSequence, Tag.DiffusionBValue);
  return standard.number(Tag.DiffusionBValue) ?? bValueOfMaker(dataSet);
}

function bValueOfMaker(dataSet: DataSet): number | undefined {
  for (const read of MAKERS) {
    const value = read(dataSet);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** True if a frame looks weighted by diffusion, though no b-value of it can be known: such volumes are no phases. */
export function looksWeighted(frame: Frame): boolean {
  const { dataSet } = frame.instance;
  const marks = [Tag.DiffusionBValue, Tag.DiffusionDirectionality, Tag.DiffusionGradientOrientation];
  const own = (tag: number): string | undefined => anyGroup(dataSet, frame.index, tag).text(tag);
  // Echo-planar images without a contrast agent are of diffusion, or of perfusion without an agent.
  const isEchoPlanar =
    dataSet.texts(Tag.ScanningSequence).includes('EP') ||
    own(Tag.EchoPlanarPulseSequence) === 'YES' ||
    dataSet.texts(Tag.ScanOptions).includes('EPI_GEMS') ||
    [Tag.SequenceName, Tag.PulseSequenceName].some((tag) => /^\W*(se-?)?ep(i|2d|3d|se|_)/i.test(own(tag) ?? ''));
  const isGradientEcho = dataSet.texts(Tag.ScanningSequence).includes('GR');
  return (
    (isEchoPlanar && contrastAgent(frame) === undefined) ||
    isTrace(frame) ||
    GE_DIFFUSION.has(geFlag(dataSet) ?? 0) ||
    imageTypes(frame).some((type) => /^(DIFFUSION|DWI)$/.test(type)) ||
    own(Tag.AcquisitionContrast) === 'DIFFUSION' ||
    marks.some((tag) => anyGroup(dataSet, frame.index, tag).elements.has(tag)) ||
    /^\*?(ep|re)\w*_b|\bdiff/i.test(dataSet.text(Tag.SequenceName) ?? '') ||
    WEIGHTED.test(describedWords(dataSet)) ||
    // The name of the protocol may be that of a whole examination: of gradient echoes and after contrast it says nothing.
    (!isGradientEcho && contrastAgent(frame) === undefined && WEIGHTED.test(describedWords(dataSet, Tag.ProtocolName)))
  );
}

/** Words of names of protocols and series, in English, German, French, Spanish, Portuguese, Italian and Dutch. */
const WEIGHTED = /\b(c?dwi\w*|dti|dwibs|ivim|diff?(usion\w*|usione|usao|usie)?|tracew?|b ?(50|[1-9]\d{2,3}))\b/;

/**
 * True for a diffusion-weighted image that was extrapolated from others: Siemens `CALC_BVALUE`, Philips and Canon `cDWI`, GE
 * and Hologic `synthetic`, with the b-value that it imitates.
 */
export function isComputedWeighting(frame: Frame): boolean {
  const types = imageTypes(frame).map((type) => type.replaceAll(/[_ ]+/g, ''));
  return (
    types.some((type) => /^(CALC|COMPUTED|CALCULATED|SYN|SYNTH|VIRTUAL|EXTRAPOLATED)/.test(type) || type === 'CDWI') ||
    /\bc ?dwi\b|\b(calc\w*|comput\w*|syn|synth\w*|sint\w*|berechnet\w*|kalk\w*|virtual|extrapol\w*) ?(high ?)?(b ?\d|b ?val|bval|dwi|diff|hb|b\b)/.test(
      describedWords(frame.instance.dataSet),
    )
  );
}

type MakersValue = (dataSet: DataSet) => number | undefined;

const inPrivate =
  (group: number, creator: string, element: number, binaryVr?: string): MakersValue =>
  (dataSet) => {
    const tag = dataSet.privateTag(group, creator, element);
    return tag === undefined ? undefined : dataSet.number(tag, binaryVr);
  };

const fromGe = inPrivate(0x0043, 'GEMS_PARM_01', 0x39);

const MAKERS: readonly MakersValue[] = [
  inPrivate(0x0019, 'SIEMENS MR HEADER', 0x0c),
  // GE adds 10⁹.
  (dataSet) => {
    const value = fromGe(dataSet);
    return value === undefined ? undefined : value % 1e9;
  },
  inPrivate(0x2001, 'Philips Imaging DD 001', 0x03, 'FL'),
  inPrivate(0x0065, 'Image Private Header', 0x09, 'FD'),
  fromCsaHeader,
  inSequenceName,
];

function fromCsaHeader(dataSet: DataSet): number | undefined {
  const text = inCsaHeader(dataSet, 'B_value');
  return text !== undefined && /^\d{1,5}(\.\d*)?$/.test(text) ? Number(text) : undefined;
}

/** `*ep_b800t` (trace), `ep_b1000#3` (third direction), `*re_b0`; names of maps give a range (`*ep_b50_800`) and no value. */
function inSequenceName(dataSet: DataSet): number | undefined {
  const [, digits] = /^\*?[a-z][a-z0-9]*_b(\d{1,5})(?:t|#\d+)?$/i.exec(dataSet.text(Tag.SequenceName) ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}
