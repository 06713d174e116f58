/** Starts `worker.ts` in a thread: Node 20 reads no TypeScript there by itself. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
