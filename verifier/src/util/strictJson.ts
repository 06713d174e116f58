/**
 * zod schemas for objects and lists of JSON from outside. They differ from zod's own in three ways: they stop at the first
 * fault, where zod collects one for each of a million items and prints them all; they refuse every key that is not
 * listed, where zod passes over `__proto__`; and no message is longer for a longer input.
 */
import * as z from '../../embedded/zod.js';
import { quoted } from './quoted.js';

type Fields = Record<string, z.ZodType>;

/** An object with these fields and no others. */
export function strictFields<F extends Fields>(
  fields: F,
): z.ZodType<z.output<z.ZodObject<F>>, z.input<z.ZodObject<F>>> {
  const entries = Object.entries(fields);
  return objectOf<z.input<z.ZodObject<F>>>().transform((value, context) => {
    if (hasUnknownKey(value, fields, context)) return z.NEVER;
    return collect(value, entries, context) as z.output<z.ZodObject<F>>;
  });
}

/** An object with any of these keys and no others, each with such a value. */
export function strictRecord<const N extends string, V extends z.ZodType>(
  names: readonly N[],
  value: V,
): z.ZodType<Partial<Record<N, z.output<V>>>, Partial<Record<N, z.input<V>>>> {
  const known = Object.fromEntries(names.map((name) => [name, value]));
  return objectOf<Partial<Record<N, z.input<V>>>>().transform((object, context) => {
    if (hasUnknownKey(object, known, context)) return z.NEVER;
    const present = Object.keys(object).map((name): [string, V] => [name, value]);
    return collect(object, present, context) as Partial<Record<N, z.output<V>>>;
  });
}

/** A list of such items. */
export function strictList<T extends z.ZodType>(item: T): z.ZodType<z.output<T>[], z.input<T>[]> {
  return z
    .custom<z.input<T>[]>((value) => Array.isArray(value), 'must be a list')
    .transform((items, context) => {
      const out: z.output<T>[] = [];
      for (const [i, value] of items.entries()) {
        const parsed = item.safeParse(value);
        if (!parsed.success) return fail(context, i, parsed.error);
        out.push(parsed.data);
      }
      return out;
    });
}

function objectOf<Input>() {
  return z.custom<Input & object>((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    // Nothing is read from a prototype that somebody has set.
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  }, 'must be an object');
}

function hasUnknownKey(value: object, known: object, context: z.RefinementCtx): boolean {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return false;
  context.addIssue({ code: 'custom', message: `unknown key ${quoted(unknown)}` });
  return true;
}

function collect(value: object, entries: [string, z.ZodType][], context: z.RefinementCtx): object {
  const out: Record<string, unknown> = {};
  for (const [name, schema] of entries) {
    const field: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const parsed = schema.safeParse(field);
    if (!parsed.success) return fail(context, name, parsed.error);
    if (parsed.data !== undefined) out[name] = parsed.data;
  }
  return out;
}

function fail(context: z.RefinementCtx, at: PropertyKey, { issues: [first] }: z.ZodError): never {
  context.addIssue({
    code: 'custom',
    message: first?.message ?? 'wrong shape',
    path: [at, ...(first?.path ?? [])],
  });
  return z.NEVER;
}
