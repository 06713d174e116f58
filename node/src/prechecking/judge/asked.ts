import type { Image } from '@zkcwasm/verifier';

/** A compilation that must be proved: every version and target that some validator compiles with. */
export interface Asked {
  target: string;
  compiler: { name: string; version: string };
  /** Name of the artifact profile; left out: any. */
  profile?: string;
}

/** Whether an image compiles what is asked for. */
export function answers({ target, compiler, profileName }: Image, asked: Asked): boolean {
  return (
    target === asked.target &&
    compiler.name === asked.compiler.name &&
    compiler.version === asked.compiler.version &&
    (asked.profile === undefined || asked.profile === profileName)
  );
}
