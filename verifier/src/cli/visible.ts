/**
 * What both commands print. Names in hostile files must not steer the terminal, turn text around, or make a line of their own:
 * characters that are not seen are spelled out.
 */
import type { ZkcwasmError } from '../errors/base.js';

/** Controls, line feeds among them, marks of direction, what is unassigned, and halves of surrogate pairs. */
const UNSEEN = /\p{C}/gu;

/** Text as one line for people: `\u{202e}` stands for the character. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** `CODE: message` and the hint below, where there is one. */
export function visibleError({ code, shortMessage, hint }: ZkcwasmError): string {
  const message = `(${code}): ${visible(shortMessage)}\n`;
  return hint === undefined ? message : `${message}${visible(hint)}\n`;
}

/** One line for each field, with the name in `width` columns; what is no plain value as JSON. */
export function visibleFields(fields: object, width: number): string {
  return Object.entries(fields)
    .map(([name, value]: [string, unknown]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `${visible(name).padEnd(width)} ${visible(text)}\n`;
    })
    .join('');
}

/** One line of JSON, the same value for who reads it: what is not seen is escaped, which JSON allows for any character. */
export function visibleJson(value: object): string {
  const units = (text: string) =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`);
  return `${JSON.stringify(value).replace(UNSEEN, (character) => units(character).join(''))}\n`;
}
