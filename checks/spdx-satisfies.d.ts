declare module 'spdx-satisfies' {
  /** Whether one of the approved licences satisfies an SPDX expression. */
  export default function satisfies(expression: string, approved: readonly string[]): boolean;
}
