import { orFail as orRefuse } from '@zkcwasm/verifier/commands';
import { visibleJson } from '@zkcwasm/verifier/internal';

/** As all commands do; wrong settings of a simulation are wrong usage. */
export function orFail(work: () => Promise<void>): Promise<void> {
  return orRefuse(work, ['simulation/settings']);
}

/** Writes one line of JSON, with large numbers in decimal. */
export function printJson(value: object): void {
  const plain = (_: string, part: unknown): unknown => (typeof part === 'bigint' ? part.toString() : part);
  process.stdout.write(visibleJson(JSON.parse(JSON.stringify(value, plain)) as object));
}
