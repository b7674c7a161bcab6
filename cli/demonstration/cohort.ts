/** Draws the synthetic patients of the demonstration: textures, clinical values and outcomes from a known model. */
import type { MORPHOLOGIES as FORMS, SequenceName } from '@radscore/pipeline';
import { Random } from '@radscore/statistics';
import { DEFAULT_PROTOCOL } from '@radscore/statistics/modelling-protocol';

/** Form of the tumour on MRI, as the clinical variable has it. */
export type Morphology = (typeof FORMS)[number];

/** A synthetic patient: nobody's data, drawn from a known model. */
export interface Patient {
  readonly studyId: string;
  readonly institution: Centre;
  /** Place in the cohort from 0; names the random streams of the patient's images. */
  readonly index: number;
  /** One texture property per sequence, standard normal; all that the images know about the outcome. */
  readonly textures: Readonly<Record<SequenceName, number>>;
  readonly clinical: { readonly ki67: number; readonly morphology: Morphology };
  readonly pcr: boolean;
  /** Log odds of pCR, up to a constant: the true linear predictor. */
  readonly logOdds: number;
}

export interface SyntheticCohort {
  readonly seed: number;
  readonly patients: readonly Patient[];
  /** One more patient of the first centre, whose outcome is withheld. */
  readonly newPatient: Patient;
}

/** Institutions of the demonstration, and of nobody: the service takes no study of a patient from them. */
export const CENTRES = ['demo-centre-1', 'demo-centre-2'] as const;
export type Centre = (typeof CENTRES)[number];

/**
 * Patients per centre and outcome, as in Wang et al. 2025 (doi:10.3389/fonc.2025.1544058): 68 in training, 65 in test.
 * That the split follows the centres is this project's reading; the paper is ambiguous.
 */
export const COUNTS: Readonly<Record<Centre, { readonly pcr: number; readonly nonPcr: number }>> = {
  'demo-centre-1': { pcr: 43, nonPcr: 25 },
  'demo-centre-2': { pcr: 44, nonPcr: 21 },
};

/**
 * Log odds of pCR per unit of each predictor: the truth that the pipeline has to find. Strong enough for an oracle
 * near 0.9; 68 patients and 3,375 features then leave a model well below it and well above chance.
 */
export const TRUE_EFFECTS = {
  intercept: 0.6,
  /** Per standard deviation of the texture property. */
  textures: { t2fs: 0.6, dwi: 0.5, dce: 1.8 },
  /** Per ten points of Ki-67 above 35. */
  ki67: 1,
  morphology: { regular: 0.5, irregular: 0, 'non-mass': -0.5 },
} as const;

/** How often each morphology occurs. */
const MORPHOLOGIES = [
  { morphology: 'irregular', share: 0.45 },
  { morphology: 'regular', share: 0.3 },
  { morphology: 'non-mass', share: 0.25 },
] as const;

/**
 * Draws the cohort: patients come from the logistic model one after the other, and one is taken in as long as the
 * centre still lacks patients of that outcome. Predictors are distributed alike at both centres.
 *
 * @param total patients of both centres together; fewer than 133 keep the proportions of the four groups, each rounded
 */
export function drawCohort(seed: number, total = 133): SyntheticCohort {
  const random = new Random(seed);
  const patients: Patient[] = [];
  for (const centre of CENTRES) {
    const wanted = groupSizes(centre, total);
    for (let number = 1; wanted.pcr + wanted.nonPcr > 0; ) {
      const drawn = drawPatient(random, centre, number, patients.length);
      const group = drawn.pcr ? 'pcr' : 'nonPcr';
      if (wanted[group] === 0) continue;
      wanted[group]--;
      number++;
      patients.push(drawn);
    }
  }
  const numberOfNew = patients.filter(({ institution }) => institution === CENTRES[0]).length + 1;
  return { seed, patients, newPatient: drawPatient(random, CENTRES[0], numberOfNew, patients.length) };
}

/**
 * Area under the ROC curve that the true predictor reaches: what nothing learned from the same rows should exceed,
 * but for luck.
 */
export function oracleAuc(patients: readonly Patient[]): number {
  const responders = patients.filter(({ pcr }) => pcr);
  const others = patients.filter(({ pcr }) => !pcr);
  let ordered = 0;
  for (const { logOdds } of responders) {
    for (const other of others) ordered += logOdds > other.logOdds ? 1 : logOdds === other.logOdds ? 0.5 : 0;
  }
  return ordered / (responders.length * others.length);
}

/** The fewest patients of which the training centre has as many of either outcome as its cross-validation has folds. */
export function smallestCohort(folds = DEFAULT_PROTOCOL.lasso.folds): number {
  for (let total = 1; ; total++) {
    const { pcr, nonPcr } = groupSizes(CENTRES[0], total);
    if (Math.min(pcr, nonPcr) >= folds) return total;
  }
}

function groupSizes(centre: Centre, total: number): { pcr: number; nonPcr: number } {
  const all = CENTRES.reduce((sum, one) => sum + COUNTS[one].pcr + COUNTS[one].nonPcr, 0);
  const scaled = (count: number): number => Math.round((count * total) / all);
  return { pcr: scaled(COUNTS[centre].pcr), nonPcr: scaled(COUNTS[centre].nonPcr) };
}

function drawPatient(random: Random, institution: Centre, number: number, index: number): Patient {
  const textures = { t2fs: drawTexture(random), dwi: drawTexture(random), dce: drawTexture(random) };
  const clinical = { ki67: drawKi67(random), morphology: drawMorphology(random) };
  const logOdds = trueLogOdds(textures, clinical);
  return {
    studyId: `SYN-C${CENTRES.indexOf(institution) + 1}-${String(number).padStart(4, '0')}`,
    institution,
    index,
    textures,
    clinical,
    pcr: random.uniform() < 1 / (1 + Math.exp(-logOdds)),
    logOdds,
  };
}

function trueLogOdds(textures: Patient['textures'], { ki67, morphology }: Patient['clinical']): number {
  const { intercept, textures: slopes, ki67: perTen, morphology: shifts } = TRUE_EFFECTS;
  const ofTextures = slopes.t2fs * textures.t2fs + slopes.dwi * textures.dwi + slopes.dce * textures.dce;
  return intercept + ofTextures + (perTen * (ki67 - 35)) / 10 + shifts[morphology];
}

/** Beyond ±2.5 a texture would be finer than a voxel or coarser than the tumour. */
function drawTexture(random: Random): number {
  for (;;) {
    const drawn = random.normal();
    if (Math.abs(drawn) <= 2.5) return drawn;
  }
}

/** Per cent, whole, skewed to the right with a median of 35. */
function drawKi67(random: Random): number {
  const logit = Math.log(35 / 65) + 0.7 * random.normal();
  return Math.round(100 / (1 + Math.exp(-logit)));
}

function drawMorphology(random: Random): Morphology {
  let left = random.uniform();
  for (const { morphology, share } of MORPHOLOGIES) {
    left -= share;
    if (left < 0) return morphology;
  }
  return 'irregular';
}
