// What may import what: `npm run lint:boundaries`. Paths are those that an import resolves to.

/** What a light verifier is made of: everything that these entries reach. */
const CORE = '^verifier/src/(index|internal|registry/index|schedule/index)\\.ts$';
/** The verifier's files that need Node. */
const NEEDS_NODE =
  '^verifier/src/(node\\.ts|accept/|cli/(?!exitCodes|visible|words/)|policy/readPolicy\\.ts|util/(fastSha256|readInput|writeWhole)\\.ts)';
/** Node's own modules, by name. */
const BUILT_IN =
  '^(node:.*|assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|wasi|worker_threads|zlib)(/|$)';
/** Rooms of programs, which nothing imports but what is in them. */
const ROOMS = 'scripts|bench|checks|fixtures';
/** Native code, and what the core has no use for. */
const HEAVY = '^node_modules/(lmdb|commander|cbor-extract|msgpackr-extract)/';

export default {
  forbidden: [
    {
      name: 'core-without-node',
      comment: 'The core works wherever JavaScript runs: what needs Node belongs to verifier/src/node.ts.',
      severity: 'error',
      from: { path: CORE },
      to: { path: `${BUILT_IN}|${NEEDS_NODE}`, reachable: true },
    },
    {
      name: 'core-without-native-code',
      comment: 'No native dependency, and no command line, in the core.',
      severity: 'error',
      from: { path: CORE },
      to: { path: HEAVY, reachable: true },
    },
    {
      name: 'verifier-without-native-code',
      comment: 'Nothing native anywhere in the verifier: registries on disk are kept by node.',
      severity: 'error',
      from: { path: '^verifier/src/' },
      to: { path: '^node_modules/(lmdb|cbor-extract|msgpackr-extract)/', reachable: true },
    },
    {
      name: 'verifier-alone',
      comment: 'The verifier knows nothing of prover, node, stateless execution or page.',
      severity: 'error',
      from: { path: '^verifier/' },
      to: { path: '^(prover|node|stateless|page)/|^node_modules/@zkcwasm/' },
    },
    {
      name: 'packages-by-their-entries',
      comment: "Another package's files are its own: import what package.json exports.",
      severity: 'error',
      from: { path: '^(prover|node|stateless|page)/src/' },
      to: {
        path: '^(verifier|prover|node|stateless)/(src|dist)/',
        pathNot: [
          '^$1/',
          '^verifier/(dist|src)/(index|node|internal|registry/index|schedule/index)\\.(ts|d\\.ts|js)$',
          '^(prover|node|stateless)/(dist|src)/index\\.(ts|d\\.ts|js)$',
        ],
      },
    },
    {
      name: 'page-without-node',
      comment: 'The page verifies with the core alone.',
      severity: 'error',
      from: { path: '^page/src/' },
      to: { path: `${BUILT_IN}|^verifier/(dist|src)/node\\.|^(prover|node|stateless)/`, reachable: true },
    },
    {
      name: 'prover-beside-node',
      comment: 'Neither of the two that build on the verifier needs the other.',
      severity: 'error',
      from: { path: '^(prover|node)/src/' },
      to: { path: '^(prover|node)/', pathNot: '^$1/' },
    },
    {
      name: 'packages-without-rooms',
      comment: 'What is published needs nothing that is not: no testkit, no bench, no test.',
      severity: 'error',
      from: { path: '^(verifier|prover|node|stateless|page)/src/' },
      to: { path: `^(${ROOMS}|testkit|test)/|^[^/]+/test/` },
    },
    {
      name: 'testkit-below',
      comment: 'The testkit serves tests and rooms alike, and knows none of them.',
      severity: 'error',
      from: { path: '^testkit/', pathNot: '^testkit/test/' },
      to: { path: `^(${ROOMS}|test)/|^[^/]+/test/` },
    },
    {
      name: 'rooms-apart',
      comment: "What two rooms, or two packages' tests, have in common belongs to the testkit.",
      severity: 'error',
      from: { path: `^(${ROOMS}|test|[^/]+(?=/test/))/` },
      to: { path: `^(${ROOMS}|test)/|^[^/]+/test/`, pathNot: '^$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other cannot be understood alone.',
      severity: 'error',
      from: { path: `^(verifier|prover|node|stateless|page)/src/|^(testkit|${ROOMS})/` },
      to: { circular: true },
    },
    {
      name: 'resolved',
      comment: 'An import that leads nowhere cannot be judged.',
      severity: 'error',
      from: { path: `^(verifier|prover|node|stateless|page)/src/|^(testkit|${ROOMS})/` },
      // The cruiser does not see snarkjs's entries; TypeScript does.
      to: { couldNotResolve: true, pathNot: '^snarkjs$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules/(?!@noble|zod|cbor-x|poseidon-lite)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
    },
  },
};
