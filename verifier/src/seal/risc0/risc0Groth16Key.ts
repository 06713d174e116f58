/**
 * RISC Zero's official Groth16 verifying key and the parameters of its release 3.0. Key: constants of the crate
 * risc0-groth16 3.0.5, `src/verifier.rs`; control root and control ID: risc0-circuit-recursion 4.0.5,
 * `src/control_id.rs`.
 */

/** Name of the release whose recursion programs the control root lists. */
export const RISC0_CIRCUIT = 'v3.0.0';

/** First four bytes of a seal, hex: of the digest of the verifier's parameters (the three values below). */
export const RISC0_SELECTOR = '73c457ba';

/** Root of the Merkle tree of allowed recursion programs, 32 bytes, hex. */
export const RISC0_CONTROL_ROOT = 'a54dc85ac99f851c92d7c96d7318af41dbe7c0194edfcc37eb4d422a998c1f56';

/** Control ID of the last recursion program, over bn254's scalars: 32 bytes, little-endian, hex. */
export const RISC0_BN254_CONTROL_ID = 'c07a65145c3cb48b6101962ea607a4dd93c753bb26975cb47feb00d3666e4404';

/** SHA-256 of the key's bytes as they are below. */
export const RISC0_KEY_SHA256 = '067f4950cdcf0aa9ddad59d575ede6affc9e88e3a728ca8203e6379de11277ee';

/** α, β, γ, δ and six points of IC, uncompressed and big-endian as in EIP-196 and EIP-197, 832 bytes, hex. */
export const RISC0_KEY =
  '2d4d9aa7e302d9df41749d5507949d05dbea33fbb16c643b22f599a2be6df2e214bedd503c37ceb061d8ec60209fe345' +
  'ce89830a19230301f076caff004d19260967032fcbf776d1afc985f88877f182d38480a653f2decaa9794cbc3bf3060c' +
  '0e187847ad4c798374d0d6732bf501847dd68bc0e071241e0213bc7fc13db7ab304cfbd1e08a704a99f5e847d93f8c3c' +
  'aafddec46b7a0d379da69a4d112346a71739c1b1a457a8c7313123d24d2f9192f896b7c63eea05a9d57f06547ad0cec8' +
  '198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479' +
  '674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b' +
  '12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa03b03cd5effa95ac9bee94f1f5ef9071' +
  '57bda4812ccf0b4c91f42bb629f83a1c1aa085ff28179a12d922dba0547057ccaae94b9d69cfaa4e60401fea7f3e0333' +
  '110c10134f200b19f6490846d518c9aea868366efb7228ca5c91d2940d0307621e60f31fcbf757e837e867178318832d' +
  '0b2d74d59e2fea1c7142df187d3fc6d312ac9a25dcd5e1a832a9061a082c15dd1d61aa9c4d553505739d0f5d65dc3be4' +
  '025aa744581ebe7ad91731911c898569106ff5a2d30f3eee2b23c60ee980acd40707b920bc978c02f292fae2036e057b' +
  'e54294114ccc3c8769d883f688a1423f2e32a094b7589554f7bc357bf63481acd2d55555c203383782a4650787ff6642' +
  '0bca36e2cbe6394b3e249751853f961511011c7148e336f4fd974644850fc3472ede7c9acf48cf3a3729fa3d68714e2a' +
  '8435d4fa6db8f7f409c153b1fcdf9b8b1b8af999dbfbb3927c091cc2aaf201e488cbacc3e2c6b6fb5a25f9112e04f2a7' +
  '2b91a26aa92e1b6f5722949f192a81c850d586d81a60157f3e9cf04f679cccd62b5f494ed674235b8ac1750bdfd5a761' +
  '5f002d4a1dcefeddd06eda5a076ccd0d2fe520ad2020aab9cbba817fcbb9a863b8a76ff88f14f912c5e71665b2ad5e82' +
  '0f1c3c0d5d9da0fa03666843cde4e82e869ba5252fce3c25d5940320b1c4d493214bfcff74f425f6fe8c0d07b307482d' +
  '8bc8bb2f3608f68287aa01bd0b69e809';
