/** The local cloud as others use it: start it on a cloud assembly, and what it throws if it cannot. */
export { checkState, type StateFinding } from './check-state.ts';
export { type Cloud, type CloudOptions, type Endpoints, type RunningCloud, startCloud } from './cloud.ts';
export { compileAssembly } from './compile.ts';
export { StateDamaged } from './disk/state-damaged.ts';
export type { FaultPlan, FaultPlanInput } from './faults/plan.ts';
export { FaultPlanRefused, faultPlan, readFaultPlan } from './faults/plan.ts';
export type { LogEntry } from './lambda/functions.ts';
export { FolderInUse } from './lock.ts';
export { PortTaken } from './ports.ts';
export { TemplateRefused } from './template/errors.ts';
