/** Names in hostile files must not steer the terminal, or turn text around: control characters are spelled out. */
export function visible(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
