/**
 * A stand-in for SP1's prover network on this machine: the SDK's own protocol (gRPC, and HTTP for files), accounts by
 * signature, and a proof that it is given instead of one that it makes. It proves nothing, so that what comes of it must
 * be found out by whoever asked.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Server as GrpcServer, type handleUnaryCall, ServerCredentials, status } from '@grpc/grpc-js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import protobuf from 'protobufjs';

/** States of a request, as SP1 numbers them. */
const [REQUESTED, ASSIGNED, FULFILLED, UNFULFILLABLE] = [1, 2, 3, 4];
const EXECUTED = 2;

/** What becomes of a request that was taken. */
export type Fate = 'proved' | 'unfulfillable' | 'never';

/** A request for a proof, as it was signed. */
export interface ProofRequest {
  id: string;
  /** Address of the account, hex. */
  account: string;
  vkHash: string;
  version: string;
  mode: number;
  cycleLimit: bigint;
  /** Seconds since 1970. */
  deadline: number;
  publicValuesHash: string;
  canceled: boolean;
}

const schema = protobuf.loadSync(fileURLToPath(new URL('./network.proto', import.meta.url)));
type Fields = Record<string, unknown>;
const hex = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString('hex');

/** The network; its fields are what it was told, and how it is to answer. */
export class StubNetwork {
  fate: Fate = 'proved';
  /** Why no request is taken, where none is. */
  refusal: string | undefined;
  /** What is handed out as the proof: SP1's `ProofFromNetwork`. */
  proof: Uint8Array = new Uint8Array();
  readonly requests: ProofRequest[] = [];
  /** Address of each program's file, by the hash of its key. */
  readonly programs = new Map<string, string>();
  readonly files = new Map<string, Uint8Array>();
  private readonly asked = new Map<string, number>();

  private constructor(
    private readonly grpc: GrpcServer,
    private readonly http: Server,
    readonly url: string,
    private readonly store: string,
  ) {}

  static async start(): Promise<StubNetwork> {
    const grpc = new GrpcServer();
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const port = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const store = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const network = new StubNetwork(grpc, http, `http://127.0.0.1:${port}`, store);
    network.serveCalls();
    network.serveFiles();
    return network;
  }

  /** Whether a request's state was asked for. */
  isWaitedFor(): boolean {
    return this.asked.size > 0;
  }

  async close(): Promise<void> {
    this.grpc.forceShutdown();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }

  private serveFiles(): void {
    this.http.on('request', async (request, response) => {
      const name = request.url ?? '';
      if (request.method === 'PUT') {
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece as Buffer);
        this.files.set(name, Buffer.concat(pieces));
        response.end();
        return;
      }
      const file = name === '/proof' ? this.proof : this.files.get(name);
      response.writeHead(file === undefined ? 404 : 200).end(file);
    });
  }

  private serveCalls(): void {
    this.serve('network.ProverNetwork', {
      GetNonce: ['GetNonceRequest', 'GetNonceResponse', () => ({ nonce: 7 })],
      GetProgram: ['GetProgramRequest', 'GetProgramResponse', ({ vkHash }) => this.program(hex(vkHash))],
      CreateProgram: ['Signed', 'CreateProgramResponse', (signed) => this.register(signed)],
      GetProofRequestParams: ['GetProofRequestParamsRequest', 'GetProofRequestParamsResponse', parameters],
      GetProversByUptime: [
        'GetProversByUptimeRequest',
        'GetProversByUptimeResponse',
        () => ({ provers: [Buffer.alloc(20, 5)] }),
      ],
      RequestProof: ['Signed', 'RequestProofResponse', (signed) => this.take(signed)],
      GetProofRequestStatus: [
        'RequestId',
        'GetProofRequestStatusResponse',
        ({ requestId }) => this.statusOf(hex(requestId)),
      ],
      CancelRequest: ['Signed', 'CancelRequestResponse', (signed) => this.cancel(signed)],
    });
    this.serve('artifact.ArtifactStore', {
      CreateArtifact: ['CreateArtifactRequest', 'CreateArtifactResponse', () => this.place()],
    });
  }

  private serve(
    service: string,
    methods: Record<string, [string, string, (request: Fields) => Fields]>,
  ): void {
    for (const [name, [request, response, answer]] of Object.entries(methods)) {
      const [asked, answered] = [request, response].map((type) => schema.lookupType(`network.${type}`));
      if (asked === undefined || answered === undefined) throw new Error(`${name} has no types`);
      const call: handleUnaryCall<Fields, Fields> = ({ request: fields }, done) => {
        try {
          done(null, answer(fields));
        } catch (error) {
          done(error as Refusal);
        }
      };
      this.grpc.addService(
        {
          [name]: {
            path: `/${service}/${name}`,
            requestStream: false,
            responseStream: false,
            requestDeserialize: (bytes: Buffer) => asked.decode(bytes) as unknown as Fields,
            requestSerialize: () => Buffer.alloc(0),
            responseSerialize: (fields: Fields) => Buffer.from(answered.encode(fields).finish()),
            responseDeserialize: () => ({}),
          },
        },
        { [name]: call },
      );
    }
  }

  private program(vkHash: string): Fields {
    const programUri = this.programs.get(vkHash);
    if (programUri === undefined) throw new Refusal(status.NOT_FOUND, 'there is no such program');
    return { program: { vkHash: Buffer.from(vkHash, 'hex'), programUri } };
  }

  private register(signed: Fields): Fields {
    const { body } = opened(signed, 'CreateProgramBody');
    this.programs.set(hex(body.vkHash), String(body.programUri));
    return { txHash: Buffer.alloc(32, 1) };
  }

  private take(signed: Fields): Fields {
    const { body, account } = opened(signed, 'RequestProofBody');
    if (this.refusal !== undefined) throw new Refusal(status.FAILED_PRECONDITION, this.refusal);
    const id = randomBytes(32);
    this.requests.push({
      id: hex(id),
      account,
      vkHash: hex(body.vkHash),
      version: String(body.version),
      mode: Number(body.mode),
      cycleLimit: BigInt(String(body.cycleLimit)),
      deadline: Number(body.deadline),
      publicValuesHash: hex(body.publicValuesHash),
      canceled: false,
    });
    return { txHash: Buffer.alloc(32, 2), body: { requestId: id } };
  }

  private statusOf(id: string): Fields {
    const request = this.requests.find((one) => one.id === id);
    if (request === undefined) throw new Refusal(status.NOT_FOUND, 'there is no such request');
    const times = this.asked.get(id) ?? 0;
    this.asked.set(id, times + 1);
    const answer = { executionStatus: EXECUTED, deadline: request.deadline };
    if (times === 0) return { ...answer, fulfillmentStatus: REQUESTED };
    if (this.fate === 'never') return { ...answer, fulfillmentStatus: ASSIGNED };
    if (this.fate === 'unfulfillable') return { ...answer, fulfillmentStatus: UNFULFILLABLE };
    return { ...answer, fulfillmentStatus: FULFILLED, proofUri: `${this.store}/proof` };
  }

  private cancel(signed: Fields): Fields {
    const { body, account } = opened(signed, 'CancelRequestBody');
    const request = this.requests.find((one) => one.id === hex(body.requestId));
    if (request === undefined) throw new Refusal(status.NOT_FOUND, 'there is no such request');
    if (request.account !== account) throw new Refusal(status.PERMISSION_DENIED, 'that is another account');
    request.canceled = true;
    return { txHash: Buffer.alloc(32, 3) };
  }

  private place(): Fields {
    const name = `/${this.files.size}-${randomBytes(8).toString('hex')}`;
    return { artifactUri: `${this.store}${name}`, artifactPresignedUrl: `${this.store}${name}` };
  }
}

class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly details: string,
  ) {
    super(details);
  }
}

function parameters(): Fields {
  const address = (byte: number) => Buffer.alloc(20, byte);
  return {
    domain: Buffer.alloc(32, 1),
    auctioneer: address(1),
    executor: address(2),
    verifier: address(3),
    treasury: address(4),
    maxPricePerPgu: '1000',
    baseFee: '0',
  };
}

/** A signed body, with the account that signed it (EIP-191). */
function opened({ signature, body }: Fields, type: string): { body: Fields; account: string } {
  const bytes = Buffer.from(body as Uint8Array);
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`);
  const digest = keccak_256(Buffer.concat([prefix, bytes]));
  const [compact, recovery] = [(signature as Buffer).subarray(0, 64), (signature as Buffer)[64] ?? 0];
  const parts = Buffer.concat([Buffer.of(recovery % 27), compact]);
  const key = secp256k1.recoverPublicKey(parts, digest, { prehash: false });
  return {
    body: schema.lookupType(`network.${type}`).decode(bytes) as unknown as Fields,
    account: addressOf(key),
  };
}

/** Address of an account, hex, from its public key. */
export function addressOf(publicKey: Uint8Array): string {
  const whole = secp256k1.Point.fromBytes(publicKey).toBytes(false);
  return hex(keccak_256(whole.subarray(1)).subarray(12));
}

/** A compressed proof as the network hands it out: bincode of the proof, the journal, and SP1's version. */
export function proofFromNetwork(seal: Uint8Array, journal: Uint8Array): Uint8Array {
  const sized = (bytes: Uint8Array) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    return Buffer.concat([length, bytes]);
  };
  const compressed = Buffer.from([1, 0, 0, 0]);
  return Buffer.concat([compressed, seal, sized(journal), sized(Buffer.from('v6.1.0'))]);
}
