/** Where each formula of a plan comes from. */

/** What is computed, how, and the paper that it is from. */
export const SOURCES: readonly (readonly [string, string, string])[] = [
  [
    'Largest Cox–Snell R²',
    '1 − exp(2 ln L₀ / n), ln L₀ / n = φ ln φ + (1 − φ) ln(1 − φ)',
    'Riley et al. 2019, Stat Med 38:1276, doi:10.1002/sim.7992',
  ],
  [
    'Cox–Snell R² of a C statistic',
    'logistic model on a normal linear predictor, means √2 Φ⁻¹(C) apart; 1,000,000 simulated patients',
    'Riley, Van Calster & Collins 2021, Stat Med 40:859, doi:10.1002/sim.8806',
  ],
  [
    'Development: shrinkage',
    'n = P / ((S − 1) ln(1 − R² / S))',
    'Riley et al. 2019, doi:10.1002/sim.7992; BMJ 2020;368:m441',
  ],
  [
    'Development: optimism in R²',
    'the same with S = R² / (R² + δ max R²)',
    'Riley et al. 2019, doi:10.1002/sim.7992; BMJ 2020;368:m441',
  ],
  [
    'Development: overall risk',
    'n = (1.96 / margin)² φ (1 − φ)',
    'Riley et al. 2019, doi:10.1002/sim.7992; BMJ 2020;368:m441',
  ],
  [
    'Validation: O/E',
    'n = (1 − φ) / (φ SE²), SE of ln(O/E)',
    'Riley et al. 2021, Stat Med 40:4230, doi:10.1002/sim.9025; BMJ 2024;384:e074821',
  ],
  [
    'Validation: calibration slope',
    'n = I₀₀ / (SE² (I₀₀ I₁₁ − I₀₁²)), Fisher’s information of intercept and slope',
    'Riley et al. 2021, doi:10.1002/sim.9025; Archer et al. 2021, Stat Med 40:133, doi:10.1002/sim.8766',
  ],
  [
    'Validation: C statistic',
    'smallest n at which Newcombe’s standard error gives the width',
    'Riley et al. 2021, doi:10.1002/sim.9025; Newcombe 2006, Stat Med 25:559',
  ],
  [
    'Validation: net benefit',
    'n = (sens (1 − sens) / φ + w² spec (1 − spec) / (1 − φ) + w² (1 − spec)² / (φ (1 − φ))) / SE²',
    'Riley et al. 2021, doi:10.1002/sim.9025',
  ],
  [
    'Variance of the test area',
    '(A (1 − A) + (n − 2)(Q − A²)) / (n₁ n₀), Q = ∫ Φ(x)² φ(x − d) dx',
    'Bamber 1975, J Math Psychol 12:387; Hanley & McNeil 1982, Radiology 143:29',
  ],
  [
    'Learning curve',
    'area = a − b n^(−c), weighted least squares',
    'Figueroa et al. 2012, BMC Med Inform Decis Mak 12:8',
  ],
];
