import { sha256 } from '@noble/hashes/sha2.js';
import {
  checkArtifact,
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  isAggregate,
  type Journal,
  MismatchError,
  makePolicy,
  type Policy,
  parsePolicy,
  policyDigest,
  selectStatements,
  statementJson,
  toHex,
  type VerifiedReceipt,
  type VerifiedStatement,
  VerifierError,
  verifyAggregate,
  verifyReceipt,
} from '@zkcwasm/verifier';
import { claimsOf } from './claims.js';
import { read } from './read.js';
import type { Inputs, Report, Step, Verified } from './report.js';

/** A file in memory. */
interface Loaded {
  name: string;
  bytes: Uint8Array;
}

/**
 * Verifies what was given: the receipt against modules and policy, then the artifacts against what was proved.
 *
 * @param onStep is told when a step begins, and waited for, so that a page can show it
 * @returns the verdict; whatever the verifier refuses is a verdict and not an error
 */
export async function check(inputs: Inputs, onStep: (step: Step) => void | Promise<void>): Promise<Report> {
  const began = performance.now();
  let receipt: Uint8Array | undefined;
  try {
    await onStep('read');
    receipt = await read(inputs.receipt, 'receipt');
    const modules = await load(inputs.modules, 'module');
    const artifacts = await load(inputs.artifacts, 'artifact');
    await onStep('decode');
    decodeOnly(receipt);
    await onStep('policy');
    const policy = await policyOf(inputs);
    await onStep('proof');
    const { statements, others, unused } = await verify(receipt, modules, policy);
    await onStep('artifact');
    attach(statements, artifacts);
    return {
      verdict: 'verified',
      statements: statements.map(({ verified }) => verified),
      others,
      unused,
      ownPolicy: inputs.policy !== undefined,
      policyDigest: policyDigest(policy),
      took: performance.now() - began,
    };
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    const { code, shortMessage, hint } = error;
    const claims = receipt === undefined ? undefined : claimsOf(receipt);
    return { verdict: 'refused', refused: { code, message: shortMessage, hint, claims } };
  }
}

async function load(files: readonly File[], kind: 'module' | 'artifact'): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  for (const file of files) loaded.push({ name: file.name, bytes: await read(file, kind) });
  return loaded;
}

/** A clear refusal of what is no receipt before anything else is looked at. */
function decodeOnly(receipt: Uint8Array): void {
  if (isAggregate(receipt)) decodeAggregate(receipt);
  else decodeJournal(decodeReceipt(receipt).journal);
}

async function policyOf({ policy, trustTuned, takeRefusals }: Inputs): Promise<Policy> {
  if (policy !== undefined) return parsePolicy(await read(policy, 'policy'), policy.name);
  return makePolicy({
    sources: trustTuned ? ['upstream', 'tuned'] : ['upstream'],
    allowRejected: takeRefusals,
  });
}

interface Proved {
  journal: Journal;
  verified: Verified;
}

interface Outcome {
  statements: Proved[];
  others: number;
  unused: string[];
}

async function verify(receipt: Uint8Array, modules: readonly Loaded[], policy: Policy): Promise<Outcome> {
  return isAggregate(receipt)
    ? verifyFolded(receipt, modules, policy)
    : verifySingle(receipt, modules, policy);
}

/** A single receipt, against the module that it says it is about; against the first one where none is, to be refused. */
async function verifySingle(
  receipt: Uint8Array,
  modules: readonly Loaded[],
  policy: Policy,
): Promise<Outcome> {
  const decoded = decodeReceipt(receipt);
  const { digest } = decodeJournal(decoded.journal).wasm;
  const module = modules.find(({ bytes }) => toHex(sha256(bytes)) === toHex(digest)) ?? modules[0];
  if (module === undefined) throw new MismatchError('wasm/mismatch', 'no module is given');
  const verified = await verifyReceipt(receipt, { policy, wasm: module.bytes });
  const unused = modules.filter((other) => other !== module).map(({ name }) => name);
  return { statements: [proved(verified, module.name, decoded)], others: 0, unused };
}

/** Of an aggregate, the statements about the modules at hand; the others prove nothing to who looks at these. */
async function verifyFolded(
  receipt: Uint8Array,
  modules: readonly Loaded[],
  policy: Policy,
): Promise<Outcome> {
  const aggregate = decodeAggregate(receipt);
  const inside = new Set(
    aggregate.statements.map(({ journal }) => toHex(decodeJournal(journal).wasm.digest)),
  );
  const hashed = modules.map((module) => ({ ...module, digest: toHex(sha256(module.bytes)) }));
  const found = hashed.filter(({ digest }) => inside.has(digest));
  // Where none is found, all are asked for, and the verifier says what is missing.
  const asked = found.length === 0 ? hashed : found;
  const select =
    found.length === 0
      ? {}
      : {
          select: selectStatements(
            aggregate,
            found.map(({ digest }) => digest),
          ),
        };
  const { statements } = await verifyAggregate(receipt, {
    policy,
    modules: asked.map(({ bytes }) => bytes),
    ...select,
  });
  const named = new Map(asked.map(({ name, digest }) => [digest, name]));
  return {
    statements: statements.map((statement) =>
      proved(statement, named.get(toHex(statement.journal.wasm.digest)) ?? '', aggregate),
    ),
    others: aggregate.statements.length - statements.length,
    unused: hashed.filter(({ digest }) => !inside.has(digest)).map(({ name }) => name),
  };
}

function proved(
  verified: VerifiedReceipt | VerifiedStatement,
  module: string,
  { proofSystem, circuit }: { proofSystem: string; circuit: string },
): Proved {
  const { image, journal, sealKind, cycles, price } = verified;
  const { imageId, name, source, status, profileName } = image;
  return {
    journal,
    verified: {
      index: 'index' in verified ? verified.index : undefined,
      statement: statementJson(journal),
      sealKind,
      proofSystem,
      circuit,
      image: { id: imageId, name, source, status, profileName },
      cycles: cycles?.toString(),
      module,
      artifact: undefined,
      price: price?.toString(),
    },
  };
}

/** Finds each artifact's statement; one that belongs to none is refused. */
function attach(statements: readonly Proved[], artifacts: readonly Loaded[]): void {
  for (const { name, bytes } of artifacts) {
    let refusal: unknown;
    const found = statements.filter(({ journal }) => {
      try {
        checkArtifact(journal, bytes);
        return true;
      } catch (error) {
        refusal ??= error;
        return false;
      }
    });
    if (found.length === 0) throw refusal;
    for (const { verified } of found) verified.artifact = name;
  }
}
