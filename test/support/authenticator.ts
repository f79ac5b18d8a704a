import { Secret, TOTP } from 'otpauth';
import { storePersonalCode, stepAt } from '#server/people/personal-code.ts';
import type { Db } from '#server/store/schema.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';

/** A person's authenticator app, set up from a QR code's text or from the secret alone. */
export class Authenticator {
  readonly #totp: TOTP;

  constructor(secret: Uint8Array) {
    const { buffer } = Uint8Array.from(secret);
    this.#totp = new TOTP({ secret: new Secret({ buffer }) });
  }

  static scan(uri: string): Authenticator {
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    return new Authenticator(Secret.fromBase32(secret).bytes);
  }

  /** @param steps later than now: by default the next one, which is valid for at least a minute */
  code(steps = 1, now = Date.now()): string {
    return this.#totp.generate({ timestamp: now + steps * 30_000 });
  }

  /** A code that is wrong for every step near now. */
  wrong(): string {
    const near = new Set([-3, -2, -1, 0, 1, 2, 3].map((steps) => this.code(steps)));
    for (let number = 0; ; number++) {
      const code = String(number).padStart(6, '0');
      if (!near.has(code)) return code;
    }
  }
}

const secretOf = (personId: string) => Buffer.from(personId.replaceAll('-', '').slice(0, 20));

/** Sets up a person's code, as if they had done so long ago. */
export async function setUpCode(
  db: Db,
  templateKeyFile: string,
  personId: string,
): Promise<Authenticator> {
  const cipher = await openTemplateCipher(db, templateKeyFile);
  const secret = secretOf(personId);
  const usedStep = stepAt(Date.now()) - 100;
  await db.transaction().execute(async (transaction) => {
    await cipher.expectKeyOf(transaction);
    await storePersonalCode(transaction, cipher, {
      personId,
      secret,
      usedStep,
      actor: 'kiosk:test',
    });
  });
  return new Authenticator(secret);
}
