/** Everything of environments and schedules that needs nothing of Node. */
export { decodeEnvironment } from '../environment/decodeEnvironment.js';
export { encodeEnvironment, environmentHash } from '../environment/encodeEnvironment.js';
export type { Environment } from '../environment/environment.js';
export {
  type EnvironmentJson,
  environmentJson,
  environmentSchema,
} from '../environment/environmentSchema.js';
export { activationOf, type Cell, cellsAsked, cellsRunning, versionOf } from './cells.js';
export { checkExtension, type ExtensionTimes, isExtension } from './checkExtension.js';
export { checkImages } from './checkImages.js';
export { type ContractIn, contractIn, type Fitness } from './contractIn.js';
export { decodeSchedule } from './decodeSchedule.js';
export { encodeSchedule, scheduleHash } from './encodeSchedule.js';
export { type Candidate, environmentsOfCandidate, type Judgement, judge } from './judge.js';
export { appendChange, makeSchedule } from './makeSchedule.js';
export { MAX_SCHEDULE_JSON_BYTES, parseSchedule } from './parseSchedule.js';
export {
  type Boundary,
  belowThreshold,
  type ContractChange,
  type RehearsedContract,
  rehearse,
  type StandingChange,
} from './rehearse.js';
export {
  type Change,
  type History,
  LEAD_SESSIONS,
  MAX_SCHEDULE_BYTES,
  MAX_SESSION,
  type Revocation,
  type Schedule,
  STATES,
  type State,
  type StateRange,
} from './schedule.js';
export {
  type ChangeJson,
  changeOfJson,
  type ScheduleJson,
  scheduleJson,
  scheduleOfJson,
} from './scheduleJson.js';
export {
  boundariesOf,
  checkAccepting,
  environmentsOf,
  historyOf,
  runsContracts,
  type Standing,
  type Standpoint,
  standingOf,
  takesReceipts,
} from './standing.js';
export {
  type Lack,
  type NodeHas,
  type NodeHasInput,
  nodeHas,
  type Support,
  supportAhead,
  supports,
  type Want,
  wantsOf,
} from './supports.js';
export { type Vote, voteOf } from './vote.js';
