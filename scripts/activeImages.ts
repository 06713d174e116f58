import { type OpenImage, openImage } from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';

/** Every image that receipts are made with, unpacked. */
export async function activeImages(): Promise<OpenImage[]> {
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  return Promise.all(active.map(({ target, profileName }) => openImage({ target, profile: profileName })));
}
