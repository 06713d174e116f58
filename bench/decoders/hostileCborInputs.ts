/** Hostile CBOR up to a size: whatever first byte, number and filling, in place of every value of good bytes. */
import fc from 'fast-check';
import { anyCbor } from '../../testkit/hostileCbor.js';
import type { HostileInput } from './hostileInput.js';

/** What follows a hostile head: zeros, ones, numbers, strings, arrays, maps, tags and breaks, each within each other. */
const FILLINGS = [0x00, 0x41, 0x5f, 0x81, 0x9f, 0xa1, 0xc2, 0xd8, 0xf6, 0xff];
/** Bytes of number that follow a first byte, by the five bits that announce them. */
const WIDTHS: Readonly<Record<number, number>> = { 24: 1, 25: 2, 26: 4, 27: 8 };
const MUTATIONS = 3000;
const RANDOM_ITEMS = 3000;

/**
 * @param good canonical encodings of what the decoder takes, small and large
 * @param limit most bytes of an input
 */
export function* hostileCborInputs(good: readonly Uint8Array[], limit: number): Generator<HostileInput> {
  const [template] = good;
  if (template === undefined) return;
  const places = [...itemStarts(template), template.length];
  for (const size of [1 << 10, 1 << 16, 1 << 20, limit]) {
    for (const filling of FILLINGS) {
      const base = new Uint8Array(size).fill(filling);
      for (const place of places) {
        base.set(template.subarray(0, place));
        for (let first = 0; first < 256; first += 1) {
          for (const head of heads(first, size - place)) {
            const name = `${size} bytes of ${filling.toString(16)}, at ${place} ${Buffer.from(head).toString('hex')}`;
            base.set(head, place);
            yield { name, bytes: base };
            base.fill(filling, place, place + head.length);
          }
        }
      }
    }
  }
  for (const [i, item] of fc.sample(anyCbor, { numRuns: RANDOM_ITEMS, seed: 1 }).entries()) {
    const place = places[i % places.length] ?? 0;
    const bytes = Buffer.concat([template.subarray(0, place), item, template.subarray(place)]);
    yield { name: `random item ${i} at ${place}`, bytes: new Uint8Array(bytes) };
  }
  for (const [g, whole] of good.entries()) {
    yield { name: `good ${g}`, bytes: whole };
    const bytes = whole.slice();
    const starts = itemStarts(whole);
    const mutations = whole.length < 1 << 20 ? MUTATIONS : MUTATIONS / 20;
    for (let i = 0; i < mutations; i += 1) {
      // At the start of an item as often as anywhere.
      const at = i % 2 === 0 ? (starts[(i * 7919) % starts.length] ?? 0) : (i * 104_729) % bytes.length;
      const old = bytes[at] ?? 0;
      bytes[at] = (old + 1 + ((i * 31) % 255)) & 0xff;
      yield { name: `good ${g}, byte ${at} changed to ${bytes[at]}`, bytes };
      bytes[at] = old;
    }
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      yield { name: `good ${g}, ${part} of it`, bytes: whole.subarray(0, Math.floor(part * whole.length)) };
    }
  }
}

/** A first byte with numbers that reach nothing, exactly to the end of the input, past it, and very far. */
function heads(first: number, left: number): Uint8Array[] {
  const width = WIDTHS[first & 0x1f] ?? 0;
  if (width === 0) return [Uint8Array.of(first)];
  const rest = BigInt(left - 1 - width);
  const most = (1n << BigInt(8 * width)) - 1n;
  const numbers = new Set([0n, 1n, rest, rest + 1n, rest / 2n, most].filter((n) => n >= 0n && n <= most));
  return [...numbers].map((n) => {
    const head = Buffer.alloc(1 + width);
    head[0] = first;
    head.writeUIntBE(Number(n & 0xffff_ffffn), Math.max(1, width - 3), Math.min(4, width));
    if (width === 8) head.writeUInt32BE(Number(n >> 32n), 1);
    return new Uint8Array(head);
  });
}

/** Where each item of canonical CBOR begins. */
function itemStarts(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < view.length) {
    starts.push(at);
    const first = view.readUInt8(at);
    const width = WIDTHS[first & 0x1f] ?? 0;
    const number = width === 0 ? first & 0x1f : Number(`0x${view.toString('hex', at + 1, at + 1 + width)}`);
    const isString = first >> 5 === 2 || first >> 5 === 3;
    at += 1 + width + (isString ? number : 0);
  }
  return starts;
}
