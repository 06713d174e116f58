/**
 * Confinement of a runner by bubblewrap (bwrap) and, inside, util-linux's prlimit: namespaces of its own for users, processes,
 * network, mounts, IPC and names; nothing of the file system but /usr and the libraries, the program and its job, all read-only but
 * what is named writable; no environment, no capabilities, nobody's user ID; processor time, data, files and file size bounded. It
 * ends with its parent, and all its processes with it. What the runner itself gives up before it runs code is in
 * `runner/src/confine.rs`.
 */

/**
 * Largest file, bytes. No file system can be written without a writable folder, but Wasmtime keeps the initial contents of a
 * contract's memory in an anonymous file, which counts: with none allowed at all, no contract with data could be run.
 */
const MAX_FILE_BYTES = 2 ** 30;

/** What is confined, and to what. */
export interface Confinement {
  /** The program, by its absolute path. */
  program: string;
  /** Folder of the job, at the same path inside. */
  folder: string;
  /** Whether files may be made in that folder; without, no file can be made or written anywhere. */
  writable: boolean;
  /** Processor time, seconds. */
  cpuSeconds: number;
  /** Memory that is written to, bytes; left out: the machine's. */
  memoryBytes?: number;
}

/** Command and arguments that start the program so. */
export function bubblewrap({ program, folder, writable, cpuSeconds, memoryBytes }: Confinement): string[] {
  return [
    'bwrap',
    ...['--unshare-all', '--unshare-user', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL'],
    ...['--die-with-parent', '--new-session', '--clearenv'],
    ...['--ro-bind', '/usr', '/usr'],
    ...['lib', 'lib64', 'bin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
    ...['--ro-bind', program, program],
    ...[writable ? '--bind' : '--ro-bind', folder, folder],
    ...['--remount-ro', '/', '--chdir', '/'],
    '--',
    ...['/usr/bin/prlimit', `--cpu=${Math.ceil(cpuSeconds)}:${Math.ceil(cpuSeconds) + 2}`],
    ...(memoryBytes === undefined ? [] : [`--data=${memoryBytes}`]),
    ...['--core=0', '--nofile=64', `--fsize=${Math.min(memoryBytes ?? MAX_FILE_BYTES, MAX_FILE_BYTES)}`],
    program,
  ];
}
