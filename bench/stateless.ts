/**
 * Measures state proofs against other libraries, blocks and nested calls, in one run; each part in a process of its own.
 *
 *     npx tsx bench/stateless.ts [--keys 1000,10000,100000,1000000] [--ssz-keys 1000] [--binary-keys 1000,10000] [-o docs/benchmarks/stateless.json]
 *
 * Times are of the processor, in milliseconds, so that other processes do not count; those of blocks and calls are of this
 * process and the runner together. Bytes do not depend on the machine. The binary tree takes milliseconds for each entry.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBlock, measureCalls } from './stateless/blocks.js';
import { measureProofs } from './stateless/proofs.js';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000,10000,100000,1000000' },
    'ssz-keys': { type: 'string', default: '1000' },
    'binary-keys': { type: 'string', default: '1000,10000' },
    output: { type: 'string', short: 'o' },
    part: { type: 'string' },
  },
});

async function part(text: string): Promise<object[]> {
  const [what, count] = text.split(' ') as [string, string?];
  if (what === 'calls') return measureCalls();
  if (what === 'block') return [await measureBlock(Number(count))];
  return measureProofs(what, Number(count));
}

function aside(text: string): object[] {
  const script = fileURLToPath(import.meta.url);
  const options = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=9000'];
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
  try {
    const out = execFileSync(process.execPath, [...options, script, '--part', text], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 3_600_000,
    });
    return JSON.parse(out) as object[];
  } catch (error) {
    return [{ what: 'failed', part: text, why: (error as Error).message.slice(0, 200) }];
  }
}

if (values.part !== undefined) process.stdout.write(JSON.stringify(await part(values.part)));
else {
  const list = (text: string) => (text === '' ? [] : text.split(','));
  const counts = list(values.keys);
  const parts = [
    'calls',
    ...counts.map((count) => `block ${count}`),
    ...list(values['ssz-keys']).map((count) => `ssz ${count}`),
    ...counts.flatMap((count) => ['keyed', 'dense', 'patricia'].map((peer) => `${peer} ${count}`)),
    ...list(values['binary-keys']).map((count) => `binary ${count}`),
  ];
  const rows: object[] = [];
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  for (const text of parts) {
    const load = loadavg()[0];
    rows.push(...aside(text).map((row) => ({ ...row, load })));
    const result = `${JSON.stringify({ machine, rows }, undefined, 1)}\n`;
    // What was measured stays, if the rest is not waited for.
    if (values.output !== undefined) writeFileSync(values.output, result);
    else if (text === parts.at(-1)) process.stdout.write(result);
  }
}
