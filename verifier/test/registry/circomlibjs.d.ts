// What the tests use of circomlibjs, which has no types of its own.
declare module 'circomlibjs' {
  type Element = Uint8Array;
  interface Field {
    e(value: bigint): Element;
    toObject(element: Element): bigint;
  }
  interface Smt {
    root: Element;
    F: Field;
    insert(key: bigint, value: bigint): Promise<unknown>;
    delete(key: bigint): Promise<unknown>;
    find(key: bigint): Promise<{ found: boolean; siblings: Element[] }>;
  }
  export function newMemEmptyTrie(): Promise<Smt>;
  export function buildPoseidon(): Promise<{ (inputs: bigint[]): Element; F: Field }>;
}
