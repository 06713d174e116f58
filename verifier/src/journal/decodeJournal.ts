/**
 * Bytes → journal. The layout is written down in `guest/journal/src/lib.rs`; this is its other implementation, and it
 * refuses exactly what that one refuses: a value has one encoding.
 */
import { JournalError } from '../errors/base.js';
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
  if (reader.ascii(DOMAIN.length) !== DOMAIN) throw malformed('these bytes are not a zkcwasm journal');
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
  if (!reader.done()) throw malformed('bytes follow the end of the journal');
  return journal;
}

function malformed(message: string): JournalError {
  return new JournalError('journal/malformed', message);
}

class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  done(): boolean {
    return this.at === this.bytes.length;
  }

  private advance(n: number): number {
    const start = this.at;
    if (start + n > this.bytes.length) throw malformed('the journal ends inside a field');
    this.at += n;
    return start;
  }

  take(n: number): Uint8Array {
    const start = this.advance(n);
    return this.bytes.slice(start, start + n);
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }

  ascii(n: number): string {
    return String.fromCharCode(...this.take(n));
  }

  name(): string {
    const name = this.ascii(this.u8());
    if (!/^[\x21-\x7e]+$/.test(name))
      throw malformed('a name in the journal is empty or not printable ASCII');
    return name;
  }

  blob(): Blob {
    return { digest: this.take(32), length: this.u64() };
  }

  entries<Name extends string>(names: Readonly<Record<number, Name>>): Partial<Record<Name, bigint>> {
    const out: Partial<Record<Name, bigint>> = {};
    let last = -1;
    for (let count = this.u8(); count > 0; count -= 1) {
      const id = this.u16();
      if (id <= last) throw malformed('journal entries do not rise strictly');
      last = id;
      const name = names[id];
      if (name === undefined) throw malformed(`the journal has an unknown entry ${id}`);
      out[name] = this.u64();
    }
    return out;
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
