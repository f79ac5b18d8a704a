import fc from 'fast-check';
import t from 'tap';
import { CredentialError } from '../credential.ts';
import { decodeBase45 } from '../dcc/cose.ts';
import { readCertificate } from '../dcc/read-certificate.ts';
import { readChunk } from '../shc/numeric.ts';
import { readHealthCard } from '../shc/read-card.ts';

const nobody = async () => [];
const now = new Date('2026-06-01T00:00:00Z');

/** Whether the pass is refused with a fault that has a name. */
async function isRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    return error instanceof CredentialError;
  }
}

/** Tries each reader this often. */
export function fuzzPasses(numRuns: number): void {
  const options = { numRuns, seed: 20_261_128 };

  t.test('no text without a trusted signature is taken for a health card', async (t) => {
    const part = fc.oneof(fc.base64String({ maxLength: 80 }), fc.string({ maxLength: 30 }));
    const jws = fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(jws, (text) => isRefused(() => readHealthCard(text, nobody, now))),
      options,
    );
    t.pass('held throughout');
  });

  t.test('no text without a trusted signature is taken for an EU certificate', async (t) => {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
    const letters = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 200 });
    const text = fc.oneof(letters, fc.string({ maxLength: 60 })).map((rest) => `HC1:${rest}`);
    await fc.assert(
      fc.asyncProperty(text, (certificate) =>
        isRefused(() => readCertificate(certificate, nobody, now)),
      ),
      options,
    );
    t.pass('held throughout');
  });

  t.test('a code is a chunk, or none', async (t) => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789/shc:'), maxLength: 80 });
    fc.assert(
      fc.property(text, (code) => {
        const chunk = readChunk(code);
        return chunk === null || typeof chunk === 'object';
      }),
      options,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (code) => {
        const bytes = decodeBase45(code);
        return bytes === null || Buffer.isBuffer(bytes);
      }),
      options,
    );
    t.pass('held throughout');
  });
}
