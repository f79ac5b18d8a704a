import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Check } from '../checks/check.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Requirements } from '../sign-in/sign-ins.ts';
import type { Db } from '../store/schema.ts';
import { requirementsOf } from './apply.ts';
import { FileWatch } from './file-watch.ts';
import { policyOnRecord, recordPolicy } from './on-record.ts';
import { builtInPolicy, type Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { readPolicyText, type PolicyPlace, type PolicyText } from './policy-file.ts';
import type { KnownChecks } from './read-checks.ts';
import { readPolicy } from './read-policy.ts';
import { surroundingsIn } from './surroundings.ts';

export interface PolicyKeeperOptions {
  place: PolicyPlace;
  known: KnownChecks;
  db: Db;
  log: Logger;
  /** How often the file is looked at, whether a change was told of or not. */
  everyMs?: number;
}

interface PolicyEvents {
  /** Another policy is in force. */
  changed: [];
  /** The file changed, and what it says now is not followed. */
  refused: [];
}

/** What the file was found to be: its text, or why there is none to follow. */
type Look = { key: string } & ({ text: PolicyText } | { error: PolicyError });

/**
 * A file that is still being written changes again within this time: the first half of a policy can
 * be a policy that asks for less.
 */
const settlingMs = 1000;

/** The policy in force: read at the start, and again whenever its file changes. */
export class PolicyKeeper extends EventEmitter<PolicyEvents> {
  readonly #options: PolicyKeeperOptions;
  readonly #watch: FileWatch;
  #policy: Policy = builtInPolicy;
  /** Of what was last found, followed or not. */
  #seen = '';
  #checking: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;

  constructor(options: PolicyKeeperOptions) {
    super();
    this.#options = options;
    const { place, everyMs = 5000 } = options;
    this.#watch = new FileWatch(place.file, everyMs, () => this.#checkSoon());
  }

  /** @throws {PolicyError} with every mistake in the file */
  async start(): Promise<void> {
    const look = await this.#look();
    if ('error' in look) throw look.error;
    const { db, log } = this.#options;
    if (look.text.text === null && (await policyOnRecord(db)) !== null) {
      // Refusing to start would let everybody in, for Envoy does when nobody answers.
      log.error("THE POLICY FILE IS GONE that was followed before: everybody's face is asked for");
    }
    await this.#follow(look.text);
    this.#seen = look.key;
    this.#watch.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#watch.stop();
    await this.#checking;
  }

  /** Rules in force beside the default; null while there is no file. */
  get rules(): number | null {
    return this.#policy === builtInPolicy ? null : this.#policy.rules.length - 1;
  }

  /** What the policy in force asks of a sign-in, which keeps it whatever becomes of the file. */
  requires(signIn: SignInRequest, checks: ReadonlyMap<string, Check>): Requirements {
    return requirementsOf(this.#policy, checks, signIn);
  }

  #checkSoon(): void {
    if (this.#isWaiting || this.#isStopped) return;
    this.#isWaiting = true;
    this.#checking = this.#checking
      .then(async () => {
        this.#isWaiting = false;
        const look = await this.#settledLook();
        if (look.key !== this.#seen && !this.#isStopped) await this.#takeOver(look);
      })
      .catch((err: unknown) => this.#options.log.error({ err }, 'the policy cannot be looked at'));
  }

  async #look(): Promise<Look> {
    const { place } = this.#options;
    // A file that has vanished is between two others, or lost: neither makes the policy another.
    const isExpected = place.isExpected || this.#seen !== '';
    try {
      const text = await readPolicyText({ ...place, isExpected });
      return { key: text.sha256 ?? '', text };
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return { key: error.message, error };
    }
  }

  async #settledLook(): Promise<Look> {
    let look = await this.#look();
    while (look.key !== this.#seen && !this.#isStopped) {
      await pause(settlingMs);
      const again = await this.#look();
      if (again.key === look.key) break;
      look = again;
    }
    return look;
  }

  async #takeOver(look: Look): Promise<void> {
    const { log } = this.#options;
    try {
      if ('error' in look) throw look.error;
      await this.#follow(look.text);
      this.#seen = look.key;
      this.emit('changed');
    } catch (error) {
      if (!(error instanceof PolicyError)) {
        // The database cannot be written: what is not on record does not count. Tried again later.
        log.error({ err: error }, 'the policy could not be taken over');
        return;
      }
      this.#seen = look.key;
      const mistakes = error.mistakes.map(({ line, text }) => `line ${line}: ${text}`);
      log.error({ mistakes }, 'THE NEW POLICY IS NOT FOLLOWED: the one before it stays in force');
      this.emit('refused');
    }
  }

  async #follow({ text, sha256 }: PolicyText): Promise<void> {
    const { place, known, db, log } = this.#options;
    let policy = builtInPolicy;
    if (text !== null) {
      const read = readPolicy(text, known, await surroundingsIn(db));
      if (!read.policy) throw new PolicyError(place.file, read.mistakes);
      policy = read.policy;
      for (const warning of read.warnings) log.warn(warning, 'is this meant in the policy?');
    }
    await recordPolicy(db, sha256, policy.rules.length);
    this.#policy = policy;
    log.info({ sha256, rules: policy.rules.length }, 'policy in force');
  }
}
