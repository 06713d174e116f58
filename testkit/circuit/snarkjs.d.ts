// What the circuit's script and tests use of snarkjs, which has no types of its own.
declare module 'snarkjs' {
  export interface Proof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
    protocol: string;
    curve: string;
  }
  /** A file in memory. */
  interface Memory {
    type: 'mem';
  }
  /** Elements and points are in the library's own form. */
  export interface Field {
    n8: number;
    one: Uint8Array;
    /** Roots of unity of order 2^i. */
    w: Uint8Array[];
    e(n: number): Uint8Array;
    random(): Uint8Array;
    sub(a: Uint8Array, b: Uint8Array): Uint8Array;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    div(a: Uint8Array, b: Uint8Array): Uint8Array;
    exp(a: Uint8Array, n: number): Uint8Array;
  }
  export interface Group {
    F: { n8: number };
    g: Uint8Array;
    timesFr(point: Uint8Array, scalar: Uint8Array): Uint8Array;
    batchToAffine(points: Uint8Array): Promise<Uint8Array>;
  }
  export interface Curve {
    q: bigint;
    Fr: Field;
    G1: Group;
    G2: Group;
    terminate(): Promise<void>;
  }
  export const curves: { getCurveFromName(name: string): Promise<Curve> };
  export const r1cs: {
    info(file: string): Promise<{ nConstraints: number; nPubInputs: number; nOutputs: number }>;
  };
  export const wtns: {
    calculate(input: object, wasm: string, witness: Memory): Promise<void>;
  };
  export const zKey: {
    newZKey(r1cs: string, phase1: string, to: string): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string): Promise<unknown>;
    exportVerificationKey(file: string): Promise<object>;
  };
  export const groth16: {
    prove(key: string, witness: Memory): Promise<{ proof: Proof; publicSignals: string[] }>;
    verify(key: object, publicSignals: string[], proof: Proof): Promise<boolean>;
  };
}
