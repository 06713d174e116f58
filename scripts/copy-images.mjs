// The verifier's package carries the list of images that it knows.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
copyFileSync(at('artifacts/images.json'), at('verifier/images.json'));
