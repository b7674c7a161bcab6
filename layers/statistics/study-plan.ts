/** An entry for programs that plan studies: the main one stays small for those that do not. */
export {
  cOfCoxSnell,
  coxSnellOfC,
  coxSnellOfNagelkerke,
  largestCoxSnell,
  simulatedCoxSnell,
} from './planning/cox-snell.ts';
export * from './planning/development-size.ts';
export * from './planning/interval-width.ts';
export * from './planning/learning-curve.ts';
export * from './planning/null-simulation.ts';
export * from './planning/plan.ts';
export { fitCurve, type PowerLaw } from './planning/power-law.ts';
export { PlanRefused } from './planning/refusal.ts';
export * from './planning/tasks.ts';
export * from './planning/validation-size.ts';
export * from './report/planning/plan-report.ts';
