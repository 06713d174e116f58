import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contract, input, otherProbe, probe, u64 } from '../../../testkit/statelessContracts.js';
import { ProofError } from '../../src/errors/base.js';
import { valueNumber } from '../../src/execute/cell.js';
import { ARTIFACT_PROFILE } from '../../src/host/artifactProfile.js';
import type { Host, Job } from '../../src/host/machine.js';
import { locateRunner } from '../../src/runner/locate.js';
import { Runner } from '../../src/runner/runner.js';
import { sha256 } from '../../src/util/sha256.js';
import { hasRunner } from '../support/world.js';

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );

/** A host that keeps everything, with undoing, and tells what it was told. */
class Memory implements Host {
  values = new Map<string, Uint8Array>();
  logs: string[] = [];
  readonly #saved: { values: Map<string, Uint8Array>; logs: string[] }[] = [];
  constructor(
    readonly contracts: Contract[] = [probe, otherProbe],
    readonly artifacts = new Map<string, Uint8Array>(),
  ) {}
  at(owner: Uint8Array, slot: Uint8Array): string {
    return Buffer.concat([owner, slot]).toString('hex');
  }
  get(_: number, owner: Uint8Array, slot: Uint8Array): Uint8Array {
    return this.values.get(this.at(owner, slot)) ?? new Uint8Array(32);
  }
  set(_: number, owner: Uint8Array, slot: Uint8Array, value: Uint8Array): void {
    this.values.set(this.at(owner, slot), Uint8Array.from(value));
  }
  log(_: Uint8Array, data: Uint8Array): void {
    this.logs.push(Buffer.from(data).toString('hex'));
  }
  enter(): void {
    this.#saved.push({ values: new Map(this.values), logs: [...this.logs] });
  }
  leave(commit: boolean): void {
    const saved = this.#saved.pop();
    if (!commit && saved !== undefined) {
      this.values = saved.values;
      this.logs = saved.logs;
    }
  }
  async code(hash: Uint8Array) {
    const name = Buffer.from(hash).toString('hex');
    const artifact = this.artifacts.get(name);
    if (artifact !== undefined) return { kind: 'artifact' as const, bytes: artifact };
    const found = this.contracts.find((contract) => Buffer.compare(contract.hash, hash) === 0);
    return found && { kind: 'wasm' as const, bytes: found.wasm };
  }
}

const job = (steps: Uint8Array, fuel = 5_000_000n, contract = probe): Job => ({
  code: contract.hash,
  origin: new Uint8Array(32).fill(1),
  environment: new Uint8Array(32).fill(2),
  block: 3n,
  index: 4n,
  fuel,
  input: steps,
});
const key = (n: number) => new Uint8Array(32).fill(n);
/** The key of an entry of the probe's map, as the contract library makes it. */
const cell = (slot: Uint8Array) => sha256(u64(2n), Uint8Array.of(1), slot);
const nested = (callee: Contract, fuel: bigint, steps: Uint8Array) =>
  input(8, callee.hash, u64(fuel), u64(BigInt(steps.length)), steps);
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

describe.skipIf(!hasRunner)('the runner', () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await Runner.start();
  });
  afterAll(() => runner.close());
  const run = async (steps: Uint8Array, fuel?: bigint, host = new Memory()) => ({
    host,
    ...(await runner.execute(job(steps, fuel), host)),
  });

  test('says what it is, with the host API of this package', () => {
    expect(runner.hello).toMatchObject({ wasmtime: '48.0.8', target: 'x86_64-unknown-linux-gnu' });
    expect(runner.hello.profile).toMatch(/^[0-9a-f]{64}$/);
    expect(runner.hello.artifacts).toBe(ARTIFACT_PROFILE);
    const text = execFileSync(locateRunner(), ['profile'], { encoding: 'utf8' });
    expect(Buffer.from(sha256(Buffer.from(text))).toString('hex')).toBe(runner.hello.profile);
    const settings = text.slice(0, text.indexOf('wasm_stack_bytes='));
    expect(Buffer.from(sha256(Buffer.from(settings))).toString('hex')).toBe(ARTIFACT_PROFILE);
  });

  test('returns, reverts, traps, runs out of fuel', async () => {
    expect(await run(input(3, key(7)))).toMatchObject({ status: 'returned', output: key(7) });
    const reverted = await run(input(0, key(1), 5n, 4, key(8)));
    expect(reverted).toMatchObject({ status: 'reverted', output: key(8) });
    expect(reverted.fuelLeft).toBeGreaterThan(0n);
    expect(reverted.host.values.size).toBe(0);
    expect(await run(input(0, key(1), 5n, 5))).toMatchObject({
      status: 'trapped',
      fuelLeft: 0n,
      output: new Uint8Array(),
    });
    expect(await run(input(6))).toMatchObject({ status: 'out-of-fuel', fuelLeft: 0n });
    expect(await run(input(3, key(7)), 0n)).toMatchObject({ status: 'out-of-fuel', fuelLeft: 0n });
  });

  test('the same job takes the same fuel, and fuel that just suffices suffices', async () => {
    const steps = input(1, key(1), 2, key(3), 3, key(4));
    const { fuelLeft } = await run(steps);
    const used = 5_000_000n - fuelLeft;
    expect((await run(steps, used)).status).toBe('returned');
    expect((await run(steps, used)).fuelLeft).toBe(0n);
    expect((await run(steps, used - 1n)).status).toBe('out-of-fuel');
  });

  test('a contract that is not there, or is none, does not run', async () => {
    const [none, empty] = [new Uint8Array(32), { wasm: emptyModule, hash: sha256(emptyModule) }];
    const memory = new Memory([empty]);
    expect(await runner.execute({ ...job(input()), code: none }, memory)).toMatchObject({
      status: 'no-code',
      fuelLeft: 5_000_000n,
    });
    expect(await runner.execute(job(input(), 5_000_000n, empty), memory)).toMatchObject({
      status: 'unusable',
    });
    // (module (memory (export "memory") N) (func (export "run"))) with 256 pages, which fit, and with 257.
    for (const [hex, status] of [
      [
        '0061736d01000000010401600000030201000504010080020710020372756e0000066d656d6f727902000a040102000b',
        'returned',
      ],
      [
        '0061736d01000000010401600000030201000504010081020710020372756e0000066d656d6f727902000a040102000b',
        'unusable',
      ],
    ] as const) {
      const bytes = Buffer.from(hex, 'hex');
      const made = { wasm: bytes, hash: sha256(bytes) };
      expect(await runner.execute(job(input(), 5_000_000n, made), new Memory([made]))).toMatchObject({
        status,
      });
    }
    const garbage = { wasm: Uint8Array.of(1, 2, 3), hash: sha256(Uint8Array.of(1, 2, 3)) };
    expect(await runner.execute(job(input(), 5_000_000n, garbage), new Memory([garbage]))).toMatchObject({
      status: 'unusable',
    });
  });

  test('what a nested call set and logged is undone to the byte unless it returns; its fuel is accounted for', async () => {
    const before = input(0, key(1), 1n, 2, key(9));
    const inner = input(0, key(1), 2n, 2, key(10));
    const alone = (await run(before)).fuelLeft;
    for (const [end, status, stays] of [
      [input(3, key(1)), 0n, true],
      [input(4, key(1)), 1n, false],
      [input(5), 2n, false],
      [input(6), 3n, false],
    ] as const) {
      const steps = Buffer.concat([inner, end]);
      const {
        host,
        status: own,
        fuelLeft,
      } = await run(Buffer.concat([before, nested(otherProbe, 300_000n, steps)]));
      expect(own).toBe('returned');
      expect(valueNumber(host.get(1, probe.hash, cell(key(0xff))))).toBe(100n + status);
      expect(valueNumber(host.get(1, probe.hash, cell(key(1))))).toBe(1n);
      expect(valueNumber(host.get(1, otherProbe.hash, cell(key(1))))).toBe(stays ? 2n : 0n);
      expect(host.logs.length).toBe(stays ? 2 : 1);
      const spent = alone - fuelLeft;
      // A trap takes all that was given, an end of its own only what was used.
      if (status >= 2n) expect(spent).toBeGreaterThan(300_000n);
      else expect(spent).toBeLessThan(150_000n);
    }
    const { host } = await run(nested({ ...probe, hash: key(5) }, 9n, input()));
    expect(valueNumber(host.get(1, probe.hash, cell(key(0xff))))).toBe(104n);
  });

  test('calls that nest without end stop at a depth, recursion at a stack, memory at a size', async () => {
    const deep = await run(input(9), 50_000_000n);
    expect(deep.status).toBe('returned');
    expect(valueNumber(deep.host.get(1, probe.hash, cell(key(0xff))))).toBe(100n);
    expect((await run(input(10), 500_000_000n)).status).toBe('trapped');
    expect((await run(input(7, 3, key(1)), 5_000_000n)).status).toBe('returned');
  });

  test('NaN has one bit pattern', async () => {
    const { host } = await run(input(12));
    expect(valueNumber(host.get(1, probe.hash, cell(key(0xfd))))).toBe(0x7ff8000000000000n);
  });

  test('what the host throws comes back, and the runner goes on', async () => {
    const host = new Memory();
    host.get = () => {
      throw new ProofError('proof/missing-node', 'not there');
    };
    expect(await codeOf(runner.execute(job(input(1, key(1))), host))).toBe('proof/missing-node');
    const deep = nested(otherProbe, 1_000_000n, nested(probe, 500_000n, input(11, key(1))));
    expect(await codeOf(runner.execute(job(deep), host))).toBe('proof/missing-node');
    const refusing = new Memory();
    refusing.code = async () => Promise.reject(new ProofError('proof/keys', 'no'));
    expect(await codeOf(runner.execute(job(input(3, key(7))), refusing))).toBe('proof/keys');
    expect((await run(input(3, key(7)))).status).toBe('returned');
  });

  test('an artifact gives what its module gives; one that is damaged is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stateless-'));
    try {
      const [from, to] = [join(folder, 'a.wasm'), join(folder, 'a.cwasm')];
      writeFileSync(from, probe.wasm);
      execFileSync(locateRunner(), ['compile', from, to]);
      const { readFileSync } = await import('node:fs');
      const artifact = readFileSync(to);
      const other = await Runner.start();
      const name = Buffer.from(probe.hash).toString('hex');
      const steps = input(1, key(1), 3, key(4));
      const damaged = new Memory([], new Map([[name, artifact.subarray(0, 100)]]));
      expect(await codeOf(other.execute(job(steps), damaged))).toBe('code/unloadable');
      const made = await other.execute(job(steps), new Memory([], new Map([[name, artifact]])));
      expect(made).toEqual(await runner.execute(job(steps), new Memory()));
      await other.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('one that is killed in the middle fails what it was at, at once', async () => {
    const other = await Runner.start();
    const host = new Memory();
    host.get = () => {
      process.kill(other.pid as number, 'SIGKILL');
      return new Uint8Array(32);
    };
    expect(await codeOf(other.execute(job(input(1, key(1))), host))).toBe('runner/failed');
    expect(await codeOf(other.execute(job(input(3, key(1))), host))).toBe('runner/failed');
    await other.close();
  });
});

describe('what is no runner', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stateless-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const script = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  test('is told apart: not there, ends at once, says something else, never ends a frame', async () => {
    expect(await codeOf(Runner.start(join(folder, 'none')))).toBe('runner/failed');
    expect(await codeOf(Runner.start(script('ends', 'echo broken >&2; exit 3')))).toBe('runner/failed');
    expect(await codeOf(Runner.start(script('talks', 'echo hello hello hello')))).toBe('runner/answer');
    expect(await codeOf(Runner.start(script('short', "printf '\\001\\000\\000\\000\\201'")))).toBe(
      'runner/answer',
    );
    expect(await codeOf(Runner.start(script('empty', "printf '\\000\\000\\000\\000'")))).toBe(
      'runner/answer',
    );
    const zeros = 'head -c 76 /dev/zero';
    const hello = script('other', `printf '\\117\\000\\000\\000\\201\\001\\001'; ${zeros}`);
    expect(await codeOf(Runner.start(hello))).toBe('runner/version');
  });

  test('a path that is not there is told with what to do', () => {
    const before = process.env.ZKCWASM_RUNNER;
    process.env.ZKCWASM_RUNNER = join(folder, 'none');
    try {
      expect(() => locateRunner()).toThrow(/build-stateless-runner/);
    } finally {
      if (before === undefined) delete process.env.ZKCWASM_RUNNER;
      else process.env.ZKCWASM_RUNNER = before;
    }
  });
});
