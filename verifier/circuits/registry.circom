// Membership of N entries in a registry under one root: for every i, the tree with the root holds values[i] under keys[i].
// The tree is that of verifier/src/registry/tree.ts, which is circomlib's, so circomlib's template checks it.
//
// Public: root, keys, values. Witness: siblings, from the root down, with zeros after the last; a leaf may be at most
// LEVELS - 1 deep. A batch of fewer than N repeats one of its entries.
//
// circomlib is GPL-3.0; this file is compiled with it for research and tests, and nothing compiled is distributed.
pragma circom 2.0.0;

include "smt/smtverifier.circom";

template RegistryBatch(N, LEVELS) {
    signal input root;
    signal input keys[N];
    signal input values[N];
    signal input siblings[N][LEVELS];

    component member[N];
    for (var i = 0; i < N; i++) {
        member[i] = SMTVerifier(LEVELS);
        member[i].enabled <== 1;
        member[i].fnc <== 0; // inclusion; what is about another leaf is not used
        member[i].oldKey <== 0;
        member[i].oldValue <== 0;
        member[i].isOld0 <== 0;
        member[i].root <== root;
        member[i].key <== keys[i];
        member[i].value <== values[i];
        for (var j = 0; j < LEVELS; j++) {
            member[i].siblings[j] <== siblings[i][j];
        }
    }
}
