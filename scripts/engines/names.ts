/** From the names that engines give their values to PyRadiomics' names and to the tags of IBSI's reference tables. */
import { readFileSync } from 'node:fs';
import { CATALOGUE, ibsiTag } from '@radscore/radiomics';
import type { Values } from './ask.ts';

/** Values under one kind of name. */
export type Named = ReadonlyMap<string, number>;

const numbers = (pairs: readonly (readonly [string | undefined, number | string])[]): Named =>
  new Map(pairs.flatMap(([name, value]) => (name === undefined ? [] : [[name, Number(value)] as const])));

const TAG_OF = new Map(
  CATALOGUE.map(({ featureClass, name }) => [`${featureClass}_${name}`, ibsiTag(featureClass, name)]),
);

/** fastrad writes `firstorder:total_energy`. */
const BY_LETTERS = new Map([...TAG_OF.keys()].map((name) => [lettersOf(name), name]));

function lettersOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** `class_Name` of the original image, from PyRadiomics' full names. */
function ofPyRadiomics(values: Values): Named {
  return numbers(Object.entries(values).map(([name, value]) => [/^original_(.+)$/.exec(name)?.[1], value]));
}

const WAYS: Readonly<Record<string, string>> = {
  '2d_avg': '2D_avg',
  '2d_s_mrg': '2D_comb',
  '2.5d_d_mrg': '2_5D_avg',
  '2.5d_v_mrg': '2_5D_comb',
  '3d_avg': '3D_avg',
  '3d_v_mrg': '3D_comb',
  '2d': '2D',
  '2.5d': '2_5D',
  '3d': '3D',
};

/** MIRP's names carry distance, difference level and bins; the reference tables' do not. */
function tagOfMirp(name: string): string {
  const plain = name
    .replace(/_fb[sn]_[wn][\d.]+$/, '')
    .replace(/_a0\.0(?=_)/, '')
    .replace(/_d1(?=_)/, '');
  const way = Object.keys(WAYS).find((suffix) => plain.endsWith(`_${suffix}`));
  return way ? plain.slice(0, -way.length) + WAYS[way] : plain;
}

const codes: Readonly<Record<string, { readonly tag?: string }>> = JSON.parse(
  readFileSync(new URL('../../test/fixtures/ibsi/codes.json', import.meta.url), 'utf8'),
).codes;

const VOLUME_HISTOGRAM: Readonly<Record<string, string>> = {
  BC2M_10: 'ivh_v10',
  BC2M_90: 'ivh_v90',
  GBPN_10: 'ivh_i10',
  GBPN_90: 'ivh_i90',
  DDTU: 'ivh_diff_v10_v90',
  CNV2: 'ivh_diff_i10_i90',
};
/** Pictologics merges the directions of the families that have directions. */
const AGGREGATED: Readonly<Record<string, string>> = {
  cm: '_3D_comb',
  rlm: '_3D_comb',
  szm: '_3D',
  dzm: '_3D',
  ngt: '_3D',
  ngl: '_3D',
};

/** Pictologics' names end in the code of the IBSI manual. */
function tagOfPictologics(name: string): string | undefined {
  const volume = Object.keys(VOLUME_HISTOGRAM).find((code) => name.endsWith(`_${code}`));
  if (volume) return VOLUME_HISTOGRAM[volume];
  const code = name.split('_').at(-1) ?? '';
  const tag = (codes[code] ?? codes[`${code}1`])?.tag;
  if (!tag) return undefined;
  return tag + (AGGREGATED[tag.split('_')[0]] ?? '');
}

/** Nyxus' names of the features of PyRadiomics' classes; those of GLCM and GLRLM are averages over directions. */
const NYXUS: Readonly<Record<string, string>> = {
  firstorder:
    'Mean:MEAN Median:MEDIAN Minimum:MIN Maximum:MAX Range:RANGE 10Percentile:P10 90Percentile:P90 Energy:ENERGY Entropy:ENTROPY InterquartileRange:INTERQUARTILE_RANGE Kurtosis:KURTOSIS MeanAbsoluteDeviation:MEAN_ABSOLUTE_DEVIATION RobustMeanAbsoluteDeviation:ROBUST_MEAN_ABSOLUTE_DEVIATION RootMeanSquared:ROOT_MEAN_SQUARED Skewness:SKEWNESS Uniformity:UNIFORMITY Variance:VARIANCE_BIASED',
  shape:
    'MeshVolume:MESH_VOLUME VoxelVolume:VOXEL_VOLUME SurfaceArea:AREA SurfaceVolumeRatio:AREA_2_VOLUME Sphericity:SPHERICITY MajorAxisLength:MAJOR_AXIS_LEN MinorAxisLength:MINOR_AXIS_LEN LeastAxisLength:LEAST_AXIS_LEN Elongation:ELONGATION Flatness:FLATNESS',
  glcm: 'Autocorrelation:ACOR_AVE ClusterProminence:CLUPROM_AVE ClusterShade:CLUSHADE_AVE ClusterTendency:CLUTEND_AVE Contrast:CONTRAST_AVE Correlation:CORRELATION_AVE DifferenceAverage:DIFAVE_AVE DifferenceEntropy:DIFENTRO_AVE DifferenceVariance:DIFVAR_AVE Id:ID_AVE Idm:IDM_AVE Idmn:IDMN_AVE Idn:IDN_AVE Imc1:INFOMEAS1_AVE Imc2:INFOMEAS2_AVE InverseVariance:IV_AVE JointAverage:JAVE_AVE JointEnergy:ASM_AVE JointEntropy:JE_AVE MaximumProbability:JMAX_AVE SumAverage:SUMAVERAGE_AVE SumEntropy:SUMENTROPY_AVE SumSquares:JVAR_AVE',
  glrlm:
    'ShortRunEmphasis:SRE_AVE LongRunEmphasis:LRE_AVE GrayLevelNonUniformity:GLN_AVE GrayLevelNonUniformityNormalized:GLNN_AVE RunLengthNonUniformity:RLN_AVE RunLengthNonUniformityNormalized:RLNN_AVE RunPercentage:RP_AVE GrayLevelVariance:GLV_AVE RunVariance:RV_AVE RunEntropy:RE_AVE LowGrayLevelRunEmphasis:LGLRE_AVE HighGrayLevelRunEmphasis:HGLRE_AVE ShortRunLowGrayLevelEmphasis:SRLGLE_AVE ShortRunHighGrayLevelEmphasis:SRHGLE_AVE LongRunLowGrayLevelEmphasis:LRLGLE_AVE LongRunHighGrayLevelEmphasis:LRHGLE_AVE',
  glszm:
    'SmallAreaEmphasis:SAE LargeAreaEmphasis:LAE GrayLevelNonUniformity:GLN GrayLevelNonUniformityNormalized:GLNN SizeZoneNonUniformity:SZN SizeZoneNonUniformityNormalized:SZNN ZonePercentage:ZP GrayLevelVariance:GLV ZoneVariance:ZV ZoneEntropy:ZE LowGrayLevelZoneEmphasis:LGLZE HighGrayLevelZoneEmphasis:HGLZE SmallAreaLowGrayLevelEmphasis:SALGLE SmallAreaHighGrayLevelEmphasis:SAHGLE LargeAreaLowGrayLevelEmphasis:LALGLE LargeAreaHighGrayLevelEmphasis:LAHGLE',
  gldm: 'SmallDependenceEmphasis:SDE LargeDependenceEmphasis:LDE GrayLevelNonUniformity:GLN DependenceNonUniformity:DN DependenceNonUniformityNormalized:DNN GrayLevelVariance:GLV DependenceVariance:DV DependenceEntropy:DE LowGrayLevelEmphasis:LGLE HighGrayLevelEmphasis:HGLE SmallDependenceLowGrayLevelEmphasis:SDLGLE SmallDependenceHighGrayLevelEmphasis:SDHGLE LargeDependenceLowGrayLevelEmphasis:LDLGLE LargeDependenceHighGrayLevelEmphasis:LDHGLE',
  ngtdm: 'Coarseness:COARSENESS Contrast:CONTRAST Busyness:BUSYNESS Complexity:COMPLEXITY Strength:STRENGTH',
};
const NYXUS_NAMES = Object.entries(NYXUS).flatMap(([featureClass, list]) =>
  list.split(' ').map((pair) => {
    const [name, theirs] = pair.split(':');
    const prefix = /firstorder|shape/.test(featureClass) ? '3' : `3${featureClass.toUpperCase()}_`;
    return [`${featureClass}_${name}`, prefix + theirs] as const;
  }),
);
/** Beyond PyRadiomics' classes, and where the tag means another of Nyxus' values. */
const NYXUS_TAGS: Readonly<Record<string, string>> = {
  stat_kurt: '3EXCESS_KURTOSIS',
  stat_cov: '3COV',
  stat_qcod: '3QCOD',
  stat_medad: '3MEDIAN_ABSOLUTE_DEVIATION',
  morph_comp_1: '3COMPACTNESS1',
  morph_comp_2: '3COMPACTNESS2',
  morph_sph_dispr: '3SPHERICAL_DISPROPORTION',
  cm_dissimilarity_3D_avg: '3GLCM_DIS_AVE',
  cm_sum_var_3D_avg: '3GLCM_SUMVARIANCE_AVE',
  ...Object.fromEntries(
    'sde:SDE lde:LDE lgze:LGLZE hgze:HGLZE sdlge:SDLGLE sdhge:SDHGLE ldlge:LDLGLE ldhge:LDHGLE glnu:GLNU glnu_norm:GLNUN zdnu:ZDNU zdnu_norm:ZDNUN z_perc:ZP gl_var:GLV zd_var:ZDV zd_entr:ZDE'
      .split(' ')
      .map((pair) => pair.split(':'))
      .map(([tag, name]) => [`dzm_${tag}_3D`, `3GLDZM_${name}`]),
  ),
  ...Object.fromEntries(
    'lde:LDE hde:HDE lgce:LGLCE hgce:HGLCE ldlge:LDLGLE ldhge:LDHGLE hdlge:HDLGLE hdhge:HDHGLE glnu:GLNU glnu_norm:GLNUN dcnu:DCNU dcnu_norm:DCNUN dc_perc:DCP gl_var:GLV dc_var:DCV dc_entr:DCENT dc_energy:DCENE'
      .split(' ')
      .map((pair) => pair.split(':'))
      .map(([tag, name]) => [`ngl_${tag}_3D`, `3NGLDM_${name}`]),
  ),
};

/** An engine's values by IBSI's tags. */
export function byTag(engine: string, values: Values, isIbsiProfile: boolean): Named {
  const pairs = Object.entries(values);
  if (engine === 'MIRP') return numbers(pairs.map(([name, value]) => [tagOfMirp(name), value]));
  if (engine === 'Pictologics') return numbers(pairs.map(([name, value]) => [tagOfPictologics(name), value]));
  if (engine === 'Z-Rad' || isIbsiProfile) return numbers(pairs);
  if (engine === 'Nyxus') {
    const own = [...NYXUS_NAMES.map(([name, theirs]) => [TAG_OF.get(name), values[theirs]] as const)];
    const all = [...own, ...Object.entries(NYXUS_TAGS).map(([tag, theirs]) => [tag, values[theirs]] as const)];
    return numbers(all.filter(([, value]) => value !== undefined));
  }
  return numbers([...byFeature(engine, values)].map(([name, value]) => [TAG_OF.get(name), value]));
}

/** An engine's values by PyRadiomics' names, `glcm_Contrast`. */
export function byFeature(engine: string, values: Values): Named {
  if (engine === 'Nyxus') {
    const pairs = NYXUS_NAMES.map(([name, theirs]) => [name, values[theirs]] as const);
    return numbers(pairs.filter(([, value]) => value !== undefined));
  }
  if (/^(MIRP|Pictologics|Z-Rad)$/.test(engine)) {
    const tags = byTag(engine, values, false);
    return new Map(
      [...TAG_OF].flatMap(([name, tag]) => {
        // Merged directions, from an engine that averages none.
        const value = tag && (tags.get(tag) ?? tags.get(tag.replace('_3D_avg', '_3D_comb')));
        return value === undefined || value === '' ? [] : [[name, value] as const];
      }),
    );
  }
  if (engine === 'fastrad') {
    return numbers(Object.entries(values).map(([name, value]) => [BY_LETTERS.get(lettersOf(name)), value]));
  }
  return ofPyRadiomics(values);
}
