/** The one other value that a byte at a position is given: which one, the position says, so that all of them come about equally often. */
export function flipped(byte: number, position: number): number {
  return byte ^ (1 + ((position * 167) % 255));
}
