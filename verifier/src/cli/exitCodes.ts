/** Exit codes of both commands, `zkcwasm-verify` and `zkcwasm`; 0 is success. */

/** Refused or failed. */
export const EXIT_REFUSED = 1;
/** Wrong usage: the command line, or its options. */
export const EXIT_USAGE = 2;
/** Stopped by a signal, as shells count it for SIGINT. */
export const EXIT_CANCELLED = 130;
