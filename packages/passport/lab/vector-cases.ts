import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isRecovered } from '../active-authentication/messages.ts';
import { toBigInt } from '../ber/fields.ts';
import { chipAuthenticationKeys } from '../chip-authentication/messages.ts';
import { cipherSuite } from '../crypto/cipher-suite.ts';
import { standardizedGroup } from '../domain/domain-parameters.ts';
import { readDg15 } from '../files/dg15.ts';
import { decodeCommand, encodeCommand } from '../secure-messaging/apdu.ts';
import { SecureSession } from '../secure-messaging/session.ts';
import { recoverRsa } from '../trust/public-key.ts';
import type { SpecimenCase } from './specimen-case.ts';

interface Vectors {
  secureMessagingAes128: { ksEnc: string; ksMac: string; exchanges: Record<string, string>[] };
  computed: {
    chipAuthenticationEcdh: Record<string, string>;
    activeAuthenticationRsa: Record<string, string>;
  };
}

const hex = (text: string | undefined) => Buffer.from(text ?? '', 'hex');

/** Worked examples from outside the standard, in `vectors.json` beside the specimens. */
export function vectorCases(root: string): SpecimenCase[] {
  const vectors = JSON.parse(readFileSync(path.join(root, 'vectors.json'), 'utf8')) as Vectors;
  const equal = (name: string, run: () => boolean): SpecimenCase => ({
    group: 'worked examples',
    name,
    expected: 'equal',
    run: async () => (run() ? 'equal' : 'different'),
  });
  const { secureMessagingAes128: messaging, computed } = vectors;
  return [
    ...messaging.exchanges.map((exchange) =>
      equal(`secure messaging with AES, ${exchange['name']}`, () =>
        isSameExchange(messaging, exchange),
      ),
    ),
    equal('chip authentication', () => isSameAgreement(computed.chipAuthenticationEcdh)),
    equal('active authentication', () => {
      const { rndIfd, response } = computed.activeAuthenticationRsa;
      const key = readDg15(readFileSync(path.join(root, 'reference', 'Datagroup15.bin')));
      const message = recoverRsa(key, hex(response).subarray(0, -2));
      return message !== null && isRecovered(message, hex(rndIfd));
    }),
  ];
}

function isSameExchange(
  { ksEnc, ksMac }: Vectors['secureMessagingAes128'],
  exchange: Record<string, string>,
): boolean {
  const plain = decodeCommand(hex(exchange['plainCommand']));
  if (!plain) return false;
  const keys = {
    suite: cipherSuite('AES-128'),
    encryption: hex(ksEnc),
    authentication: hex(ksMac),
  };
  const session = new SecureSession(keys, toBigInt(hex(exchange['sscCommand'])) - 1n);
  const sent = encodeCommand(session.protectCommand(plain));
  if (sent.toString('hex') !== exchange['protectedCommand']) return false;
  const data = hex(exchange['protectedResponseData']);
  const status = Number.parseInt(exchange['statusWord'] ?? '', 16);
  return session.openResponse({ data, status }).data.length === 0;
}

function isSameAgreement(example: Record<string, string>): boolean {
  const group = standardizedGroup(11);
  if (!group) return false;
  const side = (publicKey: string, privateKey: string) =>
    chipAuthenticationKeys(
      '3DES',
      group,
      hex(example[publicKey]),
      toBigInt(hex(example[privateKey])),
    );
  const sides = [side('chipPublic', 'terminalPrivate'), side('terminalPublic', 'chipPrivate')];
  return sides.every(
    ({ encryption, authentication }) =>
      Buffer.from(encryption).toString('hex') === example['ksEnc'] &&
      Buffer.from(authentication).toString('hex') === example['ksMac'],
  );
}
