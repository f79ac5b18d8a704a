import {
  CredentialError,
  type Credential,
  type Dose,
  type FaultCode,
  type PersonName,
} from './credential.ts';
import { readCertificate } from './dcc/read-certificate.ts';
import { missingIn, type DoseRules } from './requirements.ts';
import { CardParts } from './shc/numeric.ts';
import { readHealthCard } from './shc/read-card.ts';
import { recognisePresented, type PresentedCode } from './presented/presented-code.ts';
import type { PassKind, Trust } from './trust.ts';

/** The person that the credentials must name, and the requirements for them. */
interface Expected {
  /** Whether these names on a pass mean that person. */
  isNamed(names: readonly PersonName[]): boolean;
  /** `1990-12-31`; null when the form did not ask. */
  birthDate: string | null;
  birthDateRequired: boolean;
  rules: DoseRules;
  /** In the time zone of the location: `2026-11-25`. */
  today: string;
  /** The clock for the validity of a pass. */
  now: () => Date;
}

export type WalletState =
  | { kind: 'empty' }
  /** Some codes of a card were shown, and others not yet. */
  | { kind: 'incomplete' }
  | { kind: 'enough' }
  | { kind: 'refused'; fault: FaultCode };

/** The passes that a visitor shows during one sign-in. They stay in memory and are dropped afterwards. */
export class Wallet {
  readonly #trust: Trust;
  readonly #expected: Expected;
  readonly #parts = new CardParts();
  readonly #doses: Dose[] = [];
  readonly #seen = new Set<string>();
  /** The names on each accepted pass. */
  readonly #names: (readonly PersonName[])[] = [];
  /** The marks by which a list may revoke the accepted passes. */
  readonly #marks: Credential['marks'][] = [];
  readonly #lookUps: { kind: PassKind; kid: string; found: string }[] = [];
  #fault: FaultCode | null = null;
  #hasEnough = false;

  constructor(trust: Trust, expected: Expected) {
    this.#trust = trust;
    this.#expected = expected;
  }

  get state(): WalletState {
    if (this.#hasEnough) return { kind: 'enough' };
    if (this.#parts.isIncomplete) return { kind: 'incomplete' };
    return this.#fault ? { kind: 'refused', fault: this.#fault } : { kind: 'empty' };
  }

  /** Number of credentials that were read, accepted or not. */
  get looks(): number {
    return this.#seen.size;
  }

  /** Whether `isOf` accepts the names on all accepted passes. */
  areAbout(isOf: (names: readonly PersonName[]) => boolean): boolean {
    return this.#names.every(isOf);
  }

  /** Whether all keys are unchanged, and no credential was revoked since. @param trust as it is now */
  async isStillValid(trust: Trust): Promise<boolean> {
    for (const { kind, kid, found } of this.#lookUps) {
      if (JSON.stringify(await trust.findKeys(kind, kid)) !== found) return false;
    }
    for (const marks of this.#marks) if (await trust.isRevoked(marks)) return false;
    return true;
  }

  /** Takes a code from a frame. Ignores anything but a health pass. */
  async showCode(code: string): Promise<void> {
    const presentedCode = recognisePresented(code);
    if (presentedCode) await this.show(presentedCode);
  }

  async show(presentedCode: PresentedCode): Promise<void> {
    switch (presentedCode.kind) {
      case 'chunks':
        for (const chunk of presentedCode.chunks) {
          const card = this.#parts.add(chunk);
          if (card !== null) await this.#readCard(card);
        }
        return;
      case 'cards':
        for (const card of presentedCode.cards) await this.#readCard(card);
        return;
      case 'certificate':
        await this.#read(presentedCode.text, () =>
          readCertificate(presentedCode.text, this.#keys('dcc'), this.#expected.now()),
        );
    }
  }

  #readCard(card: string): Promise<void> {
    return this.#read(card, () => readHealthCard(card, this.#keys('shc'), this.#expected.now()));
  }

  #keys(kind: PassKind) {
    return async (kid: string) => {
      const keys = await this.#trust.findKeys(kind, kid);
      this.#lookUps.push({ kind, kid, found: JSON.stringify(keys) });
      return keys;
    };
  }

  async #read(text: string, read: () => Promise<Credential>): Promise<void> {
    // The same code is in every frame while the visitor holds it up.
    if (this.#seen.has(text)) return;
    this.#seen.add(text);
    try {
      const credential = await read();
      if (await this.#trust.isRevoked(credential.marks)) throw new CredentialError('taken_back');
      this.#checkPerson(credential);
      this.#marks.push(credential.marks);
      this.#names.push(credential.names);
      // Doses may be on several cards with the same name.
      this.#doses.push(...credential.doses);
      this.#fault = missingIn(this.#doses, this.#expected.rules, this.#expected.today);
      this.#hasEnough ||= this.#fault === null;
    } catch (error) {
      this.#fault = faultOf(error);
    }
  }

  #checkPerson({ names, birthDate }: Credential): void {
    const { birthDate: given, birthDateRequired } = this.#expected;
    if (!this.#expected.isNamed(names)) throw new CredentialError('wrong_name');
    if (given !== null && birthDate !== null) {
      // A pass may contain only the year, or the year and month.
      if (!given.startsWith(birthDate)) throw new CredentialError('wrong_birth_date');
    } else if (birthDateRequired) throw new CredentialError('no_birth_date');
  }
}

/** @throws any error that is not a fault of the credential */
function faultOf(error: unknown): FaultCode {
  if (error instanceof CredentialError) return error.code;
  throw error;
}
