/** Command blocks of a Markdown page. */

/** A block of commands. */
export interface Block {
  /** Line of the page that its first command is on, from 1. */
  line: number;
  /** `console`: commands with what they print; `run`: commands that must succeed; `shown`: commands that no test runs. */
  kind: 'console' | 'run' | 'shown';
  /** Whether it needs the native engine and a runner. */
  native: boolean;
  text: string;
}

/** What an indented block begins with if it is one of commands. */
const COMMAND = /^(npx|npm|node|zkcwasm|scripts\/|cargo|git|cd|contract\/|\.\/)/;

/**
 * Command blocks of a page, in order: fenced ones of the languages `console` and `sh` (`sh run` and `sh run native` are run), and
 * indented ones that begin with a command.
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent = '', language = '', info = ''] = /^( *)```(\w*) *(.*)$/.exec(lines[i] ?? '') ?? [];
    if (/^ *```/.test(lines[i] ?? '')) {
      const start = i + 1;
      for (i += 1; i < lines.length && (lines[i] ?? '').trim() !== '```'; ) i += 1;
      if (i === lines.length) throw new Error(`line ${start}: a fence is never closed`);
      if (language !== 'sh' && language !== 'console') continue;
      const text = lines.slice(start, i).map((line) => line.slice(indent.length));
      const words = info.split(' ');
      const kind = language === 'console' ? 'console' : words.includes('run') ? 'run' : 'shown';
      blocks.push({ line: start + 1, kind, native: words.includes('native'), text: `${text.join('\n')}\n` });
    } else if (/^ {4}\S/.test(lines[i] ?? '') && (lines[i - 1] ?? '').trim() === '') {
      const start = i;
      for (; i + 1 < lines.length && /^ {4}/.test(lines[i + 1] ?? ''); ) i += 1;
      const text = lines.slice(start, i + 1).map((line) => line.slice(4));
      if (!text.some((line) => COMMAND.test(line))) continue;
      blocks.push({ line: start + 1, kind: 'shown', native: false, text: `${text.join('\n')}\n` });
    }
  }
  return blocks;
}

/** The first line of a block, by which the list of blocks that are not run names it. */
export function nameOf({ text }: Block): string {
  return text.split('\n')[0] ?? '';
}
