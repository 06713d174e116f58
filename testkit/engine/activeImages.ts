import { type OpenImage, openImage, ProverError } from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';

/** Every image that receipts are made with and whose program is at hand, unpacked; says which are not. */
export async function activeImages(): Promise<OpenImage[]> {
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  const opened = await Promise.all(
    active.map(async ({ imageId, name }) => {
      try {
        return [await openImage({ imageId })];
      } catch (error) {
        if (!(error instanceof ProverError) || error.code !== 'image/not-built') throw error;
        console.log(
          `image ${name} is listed by its hash, and not built here: npm run build:images -- ${name}`,
        );
        return [];
      }
    }),
  );
  return opened.flat();
}
