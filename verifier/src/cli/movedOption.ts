import { Option } from 'commander';
import { InputError } from '../errors/base.js';

/** `--registry DIR` where it was once taken: hidden, and refused with where it is now. */
export function movedOption(): Option {
  return new Option('--registry <dir>', 'moved to zkcwasm-node').hideHelp();
}

/** @param command what of `zkcwasm-node` does it now */
export function inNode(command: string): InputError {
  return new InputError('usage/invalid', 'a registry on disk is kept by the package @zkcwasm/node', {
    hint: `Run zkcwasm-node ${command}.`,
  });
}
