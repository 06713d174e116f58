/** Makes the files of a one-node chain whose genesis lets the gatekeeper alone upload code. */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { GateError } from '../errors.js';
import { parseJson, readRegular } from '../files.js';
import { type ChainIdentity, identitySchema } from './identity.js';
import { WASMD } from './version.js';

/** What a chain is made with. */
export interface ChainSetup {
  chainId: string;
  /** The one address that may upload code. */
  gatekeeper: string;
  /** Other addresses that own coins. */
  accounts: readonly string[];
}

const DENOMINATION = 'stake';
const COINS = `1000000000000${DENOMINATION}`;
/** Milliseconds from one block to the next. */
const BLOCK_MS = 500;

/**
 * Makes a chain's folder, unless it is there and is the same chain's.
 *
 * @throws GateError `chain/setup-failed`, `chain/other-home`, `file/unwritable`
 */
export async function setUpChain(program: string, home: string, setup: ChainSetup): Promise<void> {
  const wanted: ChainIdentity = {
    wasmd: WASMD.version,
    chainId: setup.chainId,
    gatekeeper: setup.gatekeeper,
  };
  if (await isSetUp(home, wanted)) return;
  const pending = `${home}.pending`;
  try {
    await mkdir(dirname(home), { recursive: true });
    await rm(pending, { recursive: true, force: true });
    await makeFiles(program, pending, setup);
    await writeFile(join(pending, 'identity.json'), `${JSON.stringify(wanted)}\n`);
    // Fails where a folder with something in it is there by now.
    await rename(pending, home);
  } catch (error) {
    await rm(pending, { recursive: true, force: true });
    if (error instanceof GateError) throw error;
    throw new GateError(
      'file/unwritable',
      `cannot make the chain's folder ${home}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

async function isSetUp(home: string, wanted: ChainIdentity): Promise<boolean> {
  const there = await stat(home).then(
    () => true,
    () => false,
  );
  if (!there) return false;
  const hint = 'Name another folder with --home.';
  let found: ChainIdentity;
  try {
    const bytes = await readRegular(join(home, 'identity.json'), 'identity of the chain', 10_000);
    found = identitySchema.parse(parseJson(bytes, 'identity of the chain'));
  } catch (error) {
    throw new GateError('chain/other-home', `${home} is there and does not hold a chain of this example`, {
      hint,
      cause: error,
    });
  }
  for (const key of ['wasmd', 'chainId', 'gatekeeper'] as const) {
    if (found[key] === wanted[key]) continue;
    throw new GateError(
      'chain/other-home',
      `${home} holds a chain with ${key} ${found[key]}, not ${wanted[key]}`,
      {
        hint,
      },
    );
  }
  return true;
}

async function makeFiles(program: string, home: string, setup: ChainSetup): Promise<void> {
  const wasmd = async (...args: string[]): Promise<void> => {
    const done = await execa(program, [...args, '--home', home], { reject: false });
    if (!done.failed) return;
    const end = `${done.stdout}\n${done.stderr}`.trim().slice(-500);
    throw new GateError('chain/setup-failed', `wasmd ${args.slice(0, 2).join(' ')} failed: ${end}`);
  };
  const keyring = ['--keyring-backend', 'test'];
  await wasmd('init', 'one', '--chain-id', setup.chainId, '--default-denom', DENOMINATION);
  // The validator's key is the node's own; nobody else needs it.
  await wasmd('keys', 'add', 'validator', ...keyring);
  await wasmd('genesis', 'add-genesis-account', 'validator', COINS, ...keyring);
  for (const address of new Set([setup.gatekeeper, ...setup.accounts])) {
    await wasmd('genesis', 'add-genesis-account', address, COINS);
  }
  await edit(join(home, 'config', 'genesis.json'), (text) => closeGate(text, setup.gatekeeper));
  await wasmd(
    'genesis',
    'gentx',
    'validator',
    `1000000000${DENOMINATION}`,
    '--chain-id',
    setup.chainId,
    ...keyring,
  );
  await wasmd('genesis', 'collect-gentxs');
  await wasmd('genesis', 'validate');
  await edit(join(home, 'config', 'config.toml'), (text) =>
    text
      .replace(/^timeout_commit = .*$/m, `timeout_commit = "${BLOCK_MS}ms"`)
      .replace(/^pprof_laddr = .*$/m, 'pprof_laddr = ""'),
  );
}

/** The genesis in which the gatekeeper alone may upload code. */
function closeGate(text: string, gatekeeper: string): string {
  const genesis = JSON.parse(text) as { app_state: { wasm: { params: Record<string, unknown> } } };
  genesis.app_state.wasm.params.code_upload_access = {
    permission: 'AnyOfAddresses',
    addresses: [gatekeeper],
  };
  return JSON.stringify(genesis, null, 1);
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}
