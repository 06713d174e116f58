/** Which receipts a schedule asks for. */
import {
  IMAGE_SOURCES,
  type Image,
  type ImportList,
  LIMIT_NAMES,
  makeImportList,
  makePolicy,
  toHex,
} from '@zkcwasm/verifier';
import {
  type Environment,
  environmentsOf,
  policyOf,
  type Schedule,
  type Standpoint,
  takesReceipts,
} from '@zkcwasm/verifier/environments';
import { ProverError } from '../errors/base.js';
import { chooseImages } from '../images/chooseImages.js';
import type { Limits } from '../limits.js';
import type { StatementOf } from '../prove.js';

/** One receipt that is wanted. */
export interface Wanted {
  statement: StatementOf;
  /** Hashes of the environments that it counts for: some differ only in what a receipt does not say. */
  environments: [string, ...string[]];
}

/** What all receipts have in common. */
export interface MatrixInput {
  wasm: Uint8Array;
  /** Import lists, of which an environment names one by its digest; that of nothing and that of everything need not be given. */
  imports: readonly ImportList[];
  context: string;
}

/**
 * The receipts for a module in a session: one for each environment that takes receipts then, under its limits, imports and image;
 * environments that ask for the same statement share one.
 *
 * @throws ProverError `matrix/nothing`, `matrix/imports`, `image/unknown`; ScheduleError `schedule/unknown-image`,
 *   `schedule/image-mismatch`; InputError
 */
export async function planMatrix(schedule: Schedule, session: bigint, input: MatrixInput): Promise<Wanted[]> {
  const open = environmentsOf(schedule, session).filter(({ standing }) => takesReceipts(standing));
  if (open.length === 0) {
    throw new ProverError('matrix/nothing', `no environment takes receipts in session ${session}`, {
      hint: '`zkcwasm-verify schedule show FILE` says when environments are proving-open or active.',
    });
  }
  const policy = await makePolicy({ sources: [...IMAGE_SOURCES] });
  for (const { history } of open) policyOf(history.environment, policy);
  const imports = new Map(open.map((one) => [one.hash, importsOf(one, input.imports)]));
  const ids = open.map(({ history }) => toHex(history.environment.imageId));
  const images = new Map((await chooseImages(ids)).map((image) => [image.imageId, image]));
  const wanted = new Map<string, Wanted>();
  for (const { hash, history } of open) {
    const { environment } = history;
    const image = images.get(toHex(environment.imageId));
    const list = imports.get(hash);
    if (image === undefined || list === undefined) throw new RangeError('an image or a list was dropped');
    const key = `${image.imageId} ${JSON.stringify(limitsText(environment))} ${toHex(list.digest)}`;
    const known = wanted.get(key);
    if (known !== undefined) known.environments.push(hash);
    else wanted.set(key, { statement: statementOf(environment, image, list, input), environments: [hash] });
  }
  return [...wanted.values()];
}

function statementOf(
  environment: Environment,
  image: Image,
  imports: ImportList,
  { wasm, context }: MatrixInput,
): StatementOf {
  const limits = Object.fromEntries(LIMIT_NAMES.map((name) => [name, environment.limits[name]])) as Limits;
  return { image, wasm, limits, imports, context };
}

function limitsText({ limits }: Environment): string[] {
  return LIMIT_NAMES.map((name) => `${limits[name] ?? ''}`);
}

/** An environment has only the digest of its list: the list itself must be at hand. */
function importsOf({ hash, history }: Standpoint, given: readonly ImportList[]): ImportList {
  const wanted = toHex(history.environment.imports);
  const found = [...given, makeImportList([]), makeImportList(['*'])].find(
    ({ digest }) => toHex(digest) === wanted,
  );
  if (found !== undefined) return found;
  throw new ProverError(
    'matrix/imports',
    `environment ${hash} allows the imports of the list with digest ${wanted}, and that list was not given`,
    { hint: 'Give the list with --import-list FILE, exactly as the chain has it.' },
  );
}
