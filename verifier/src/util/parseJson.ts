import { quoted } from './quoted.js';

/** How deep lists and objects may lie within each other: nothing that is read here goes beyond six. */
const MOST_DEPTH = 32;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Bytes from outside → value, in linear time. Beyond `JSON.parse` it refuses what that would pass over: bytes that are not
 * UTF-8, a key that an object has twice (the first of the two would be dropped silently), and endless nesting.
 *
 * @throws SyntaxError, with a message that is short whatever the bytes are
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  checkKeys(text);
  return JSON.parse(text);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError('it is not UTF-8', { cause });
  }
}

/** Keys and nesting of a text; whether it is JSON at all is left open. */
function checkKeys(text: string): void {
  // Of each object that is open its keys so far; of a list, nothing.
  const open: (Set<string> | undefined)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_LIST:
      case OPEN_OBJECT: {
        isKeyNext = text.charCodeAt(at) === OPEN_OBJECT;
        open.push(isKeyNext ? new Set() : undefined);
        if (open.length > MOST_DEPTH) throw new SyntaxError(`it is nested deeper than ${MOST_DEPTH}`);
        break;
      }
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        open.pop();
        isKeyNext = false;
        break;
      case COMMA:
        isKeyNext = open.at(-1) !== undefined;
        break;
      case COLON:
        isKeyNext = false;
        break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (isKeyNext) addKey(open.at(-1), text.slice(at, end + 1));
        at = end;
      }
    }
  }
}

/** Where the quote is that ends a string; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

/** @param written with its quotes and escapes: one key can be written in many ways */
function addKey(keys: Set<string> | undefined, written: string): void {
  let key = written.slice(1, -1);
  if (key.includes('\\')) {
    try {
      key = JSON.parse(written) as string;
    } catch {
      return; // No JSON, as the parser will say.
    }
  }
  if (keys?.has(key)) throw new SyntaxError(`it has the key ${quoted(key)} twice in one object`);
  keys?.add(key);
}
