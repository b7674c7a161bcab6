export * from './confusion.ts';
export * from './errors.ts';
export { fitModel, type Progress } from './fit.ts';
export * from './model.ts';
export { type Prediction, type PredictionWarning, predict } from './predict.ts';
export * from './protocol.ts';
export { Random } from './random.ts';
export * from './table.ts';
