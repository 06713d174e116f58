/** One line from the engine. */
export interface EngineEvent {
  id: number;
  event: string;
  [field: string]: unknown;
}

/** Called with every event of a request that is not its end. */
export type OnEvent = (event: EngineEvent) => void;
