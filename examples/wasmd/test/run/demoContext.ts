/** Prints the context that `contract/prove.sh` proves the contract with. */
import { demoContext } from './demo.js';

console.log(await demoContext());
