/** One input to try. */
export interface HostileInput {
  /** For people: what is hostile about it. */
  name: string;
  /** May be changed once the next input is asked for. */
  bytes: Uint8Array;
}
