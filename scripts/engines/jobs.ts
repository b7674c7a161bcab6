/** What every engine is asked: which image, which mask, under which settings. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IBSI_CONFIGURATIONS, type IbsiConfiguration } from '@radscore/radiomics';

/** IBSI's image processing as the drivers read it. */
export interface TaskSettings
  extends Pick<
    IbsiConfiguration,
    'aggregation' | 'spacing' | 'interpolator' | 'range' | 'outlierSigma' | 'discretisation' | 'volumeHistogram'
  > {
  readonly bySlice: boolean;
  readonly modality: 'ct' | null;
  /** At least the highest intensity of the region, for an engine that wants both ends of a range. */
  readonly highest: number;
}

/** One line to a driver. */
export interface Request {
  readonly task: 'pyradiomics' | 'ibsi';
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  /** Parameter file of PyRadiomics. */
  readonly parameters?: string;
  readonly binWidth?: number;
  readonly binCount?: number;
  /** What the settings ask beyond a bin width, and beyond bins; absent if nothing. */
  readonly beyondWidth?: string;
  readonly beyondBins?: string;
  /** Name of IBSI's configuration, or `native`. */
  readonly configuration?: string;
  readonly settings?: TaskSettings;
}

export type Group = 'ibsi' | 'pyradiomics' | 'native' | 'geometry' | 'degenerate';

export interface Job {
  readonly id: string;
  readonly group: Group;
  readonly request: Request;
  /** The values that PyRadiomics 3.1.0 gave, kept in the golden files. */
  readonly golden?: Readonly<Record<string, number | string>>;
  readonly voxels?: number;
  readonly spacing?: readonly number[];
  /** Of the region, by Lewiner's tables. */
  readonly mesh?: Mesh;
}

export interface Mesh {
  readonly volume: number;
  readonly area: number;
}

interface GridCase {
  readonly name: string;
  readonly kind: 'lossless' | 'other' | 'outside';
  readonly image: string;
  readonly mask: string;
  readonly placed?: string;
  readonly byIndex?: string;
}

interface DegenerateCase {
  readonly name: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly golden: string | null;
  readonly voxels: number;
  readonly spacing: readonly number[];
}

/** What `drivers/subjects.py` writes. */
export interface Subjects {
  readonly copies: Readonly<Record<string, string>>;
  readonly meshes: Readonly<Record<string, Mesh>>;
  readonly geometry: readonly GridCase[];
  readonly degenerate: readonly DegenerateCase[];
  readonly grid: { readonly voxels: number; readonly spacing: readonly number[] };
}

interface Golden {
  readonly case: string;
  readonly settings_yaml: string;
  readonly label: number;
  readonly image: string;
  readonly mask: string;
  readonly features: Readonly<Record<string, number | string>>;
}

/** By the letter of the golden settings: what they ask beyond a bin width. */
const BEYOND: Readonly<Record<string, { readonly width: string; readonly bins: string }>> = {
  a_: { width: 'resampling or filters', bins: 'resampling or filters' },
  c_: { width: 'filters', bins: 'filters' },
  d_: { width: 'normalisation', bins: 'normalisation' },
  f_: { width: 'bin count, distances or weighting norm', bins: 'weighting norm by voxel size' },
  e: { width: 'filters or shape2D of a slice', bins: 'filters or shape2D of a slice' },
};

const IN_PLAIN = `imageType: {Original: {}}
featureClass: {shape: , firstorder: , glcm: , glrlm: , glszm: , gldm: , ngtdm: }
setting: {binWidth: WIDTH, label: 1}
`;

/** All jobs, in the order in which they are asked. `folder` takes the parameter files. */
export function allJobs(shared: string, subjects: Subjects, folder: string): Job[] {
  const plain = parameterFile(folder, 25);
  return [
    ...ibsiJobs(shared, parameterFile(folder, 1)),
    ...goldenJobs(shared, subjects, folder),
    ...geometryJobs(subjects, plain),
    ...degenerateJobs(shared, subjects, plain),
  ];
}

function parameterFile(folder: string, width: number): string {
  const path = join(folder, `plain-${width}.yaml`);
  writeFileSync(path, IN_PLAIN.replace('WIDTH', String(width)));
  return path;
}

function ibsiJobs(shared: string, parameters: string): Job[] {
  return IBSI_CONFIGURATIONS.map((configuration) => {
    const isPhantom = configuration.name === 'phantom';
    const files = `${shared}/data/ibsi-1/${isPhantom ? 'digital' : 'ct'}-phantom/nifti`;
    const { aggregation, spacing, interpolator, range, outlierSigma, discretisation, volumeHistogram } = configuration;
    const settings: TaskSettings = {
      aggregation,
      // 0 keeps an axis; its spacing is that of the phantom.
      spacing: spacing && [spacing[0], spacing[1], spacing[2] || 3],
      interpolator,
      range,
      outlierSigma,
      discretisation,
      volumeHistogram,
      bySlice: !isPhantom && !aggregation.includes('3D'),
      modality: isPhantom ? null : 'ct',
      highest: isPhantom ? 6 : 3000,
    };
    return {
      id: `ibsi/${configuration.name}`,
      group: 'ibsi',
      request: {
        task: 'ibsi',
        configuration: configuration.name,
        image: `${files}/image/phantom.nii.gz`,
        mask: `${files}/mask/mask.nii.gz`,
        label: 1,
        settings,
        parameters,
        binWidth: 1,
      },
      ...(isPhantom && { voxels: 74, spacing: [2, 2, 2] }),
    };
  });
}

function goldenJobs(shared: string, { copies, meshes }: Subjects, folder: string): Job[] {
  const files = readdirSync(`${shared}/golden/radiomics`).filter((name) => /^[a-f]\d?_.*__.*\.json$/.test(name));
  return files.flatMap((file): Job[] => {
    const golden: Golden = JSON.parse(readFileSync(`${shared}/golden/radiomics/${file}`, 'utf8'));
    if (!golden.settings_yaml) return [];
    const [setting, name] = file.replace('.json', '').split('__');
    const parameters = join(folder, `${setting}.yaml`);
    if (!existsSync(parameters)) writeFileSync(parameters, golden.settings_yaml);
    const beyond = Object.entries(BEYOND).find(([letter]) => setting.startsWith(letter))?.[1];
    const [image, mask] = [`${shared}/${golden.image}`, `${shared}/${golden.mask}`];
    const { label, features } = golden;
    const width = setting.startsWith('f_') ? { binCount: 32 } : { binWidth: 25 };
    const request: Request = {
      task: 'pyradiomics',
      parameters,
      image,
      mask,
      label,
      ...width,
      ...(beyond && { beyondWidth: beyond.width, beyondBins: beyond.bins }),
    };
    const job: Job = { id: `pyradiomics/${setting}/${name}`, group: 'pyradiomics', request, golden: features, mesh: meshes[name] };
    if (!setting.startsWith('b_')) return [job];
    const copied = { image: copies[`${name}_image`] ?? image, mask: copies[`${name}_label`] ?? mask };
    const start = Math.floor(Number(features.original_firstorder_Minimum) / 25) * 25;
    const highest = Number(features.original_firstorder_Maximum);
    const native: Request = {
      ...request,
      ...copied,
      task: 'ibsi',
      configuration: 'native',
      settings: nativeSettings(start, highest, true),
    };
    return [job, { id: `native/${name}`, group: 'native', request: native, golden: features, mesh: meshes[name] }];
  });
}

/** PyRadiomics' default in the words of IBSI: no resampling, bins of 25 from a multiple of 25. */
function nativeSettings(start: number, highest: number, isRanged: boolean): TaskSettings {
  return {
    aggregation: ['3D'],
    spacing: null,
    interpolator: 'sitkLinear',
    range: isRanged ? [start, highest] : null,
    outlierSigma: null,
    discretisation: { method: 'fixed-bin-size', width: 25, start },
    volumeHistogram: { method: 'fixed-bin-number', count: 1000 },
    bySlice: false,
    modality: null,
    highest,
  };
}

function plainRequest(image: string, mask: string, label: number, parameters: string): Request {
  const settings = nativeSettings(0, 1000, false);
  return { task: 'pyradiomics', image, mask, label, parameters, binWidth: 25, configuration: 'native', settings };
}

function geometryJobs({ geometry, grid }: Subjects, parameters: string): Job[] {
  return geometry.flatMap(({ name, image, mask, placed, byIndex }) => {
    const job = (suffix: string, path: string): Job => ({
      id: `geometry/${name}${suffix}`,
      group: 'geometry',
      request: plainRequest(image, path, 1, parameters),
      ...grid,
    });
    return [
      job('', mask),
      ...(placed ? [job('/placed', placed)] : []),
      ...(byIndex ? [job('/by index', byIndex)] : []),
    ];
  });
}

function degenerateJobs(shared: string, { degenerate }: Subjects, parameters: string): Job[] {
  const goldens: Readonly<Record<string, Golden['features']>> = JSON.parse(
    readFileSync(`${shared}/golden/radiomics/degenerate.json`, 'utf8'),
  );
  return degenerate.map(({ name, image, mask, label, golden, voxels, spacing }) => ({
    id: `degenerate/${name}`,
    group: 'degenerate',
    request: plainRequest(image, mask, label, parameters),
    ...(golden && { golden: goldens[golden] }),
    voxels,
    spacing,
  }));
}

/** What an engine is asked for a job: where both definitions would do, its own. */
export function requestFor(job: Job, follows: 'PyRadiomics' | 'IBSI' | 'own'): Request {
  const isFree = job.group === 'geometry' || job.group === 'degenerate';
  return isFree && follows !== 'PyRadiomics' ? { ...job.request, task: 'ibsi' } : job.request;
}
