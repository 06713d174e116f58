/**
 * What a promise gives, or an error after `ms` milliseconds: what hangs must not hang who waits for it.
 *
 * @throws Error `no answer within ... ms`, and what the promise throws
 */
export async function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
