/**
 * Bytes → journal. The layout is written down in `guest/journal/src/lib.rs`; this is its other implementation, and it
 * refuses exactly what that one refuses: a value has one encoding.
 */
import { JournalError } from '../errors/base.js';
import { ByteReader, type ReadFault } from '../util/byteReader.js';
import { LIMITS, type LimitName, METRICS, REASONS, type RejectReason } from './ids.js';
import type { Blob, Journal, Outcome } from './journal.js';

const DOMAIN = 'zkcwasm/journal\0';
const VERSION = 2;
const NO_LIMIT = 0xffff;
const NO_FUNCTION = 0xffff_ffff;
const NO_OFFSET = 0xffff_ffff_ffff_ffffn;

/**
 * Decodes a journal.
 *
 * @throws JournalError `journal/malformed`, `journal/version`
 */
export function decodeJournal(bytes: Uint8Array): Journal {
  const reader = new Reader(bytes);
  if (String.fromCharCode(...reader.take(DOMAIN.length)) !== DOMAIN)
    throw malformed('these bytes are not a zkcwasm journal');
  const version = reader.u16();
  if (version !== VERSION) {
    throw new JournalError('journal/version', `journal version ${version} is not supported`, {
      hint: `This verifier reads version ${VERSION}; a newer verifier may read it.`,
    });
  }
  const journal: Journal = {
    context: reader.take(32),
    compiler: { name: reader.name(), version: reader.name() },
    profile: reader.take(32),
    target: reader.name(),
    wasm: reader.blob(),
    limits: reader.entries(LIMITS),
    imports: reader.take(32),
    outcome: reader.outcome(),
    metering: reader.entries(METRICS),
  };
  if (reader.left() > 0) throw malformed('bytes follow the end of the journal');
  return journal;
}

function malformed(message: string): JournalError {
  return new JournalError('journal/malformed', message);
}

/** What a reader finds, in the words of this decoder. */
const FAULTS: Readonly<Record<ReadFault, (found: string) => string>> = {
  ends: () => 'the journal ends inside a field',
  name: () => 'a name in the journal is empty or not printable ASCII',
  order: () => 'journal entries do not rise strictly',
  unknown: (found) => found.replace(/^it /, 'the journal '),
};

class Reader extends ByteReader {
  constructor(bytes: Uint8Array) {
    super(bytes, (fault, found) => malformed(FAULTS[fault](found)));
  }

  blob(): Blob {
    return { digest: this.take(32), length: this.u64() };
  }

  outcome(): Outcome {
    const tag = this.u8();
    if (tag === 0) return { kind: 'compiled', artifact: this.blob() };
    if (tag !== 1) throw malformed(`the journal has an unknown outcome ${tag}`);
    const id = this.u16();
    const reason = (REASONS as Readonly<Record<number, RejectReason>>)[id];
    if (reason === undefined) throw malformed(`the journal has an unknown reason ${id}`);
    const limitId = this.u16();
    const limit = (LIMITS as Readonly<Record<number, LimitName>>)[limitId];
    if (limit === undefined && limitId !== NO_LIMIT) {
      throw malformed(`the journal has an unknown limit ${limitId}`);
    }
    const functionIndex = this.u32();
    const offset = this.u64();
    return {
      kind: 'rejected',
      reason,
      limit,
      functionIndex: functionIndex === NO_FUNCTION ? undefined : functionIndex,
      offset: offset === NO_OFFSET ? undefined : offset,
      value: this.u64(),
      bound: this.u64(),
    };
  }
}
