/** One error in plain words. */
export interface Advice {
  /** What is wrong, as a heading. */
  title: string;
  /** What to do. */
  todo: string;
}

/** Error code → advice. */
export type AdviceByCode = Readonly<Record<string, Advice>>;
