import { once } from 'node:events';
import t, { type Test } from 'tap';
import { createSigner } from '#passport/lab/authority.ts';
import { manipulatedChips } from '#passport/lab/faults.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { VirtualChip } from '#passport/virtual-chip';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { addToWatchlist, removeFromWatchlist } from '#server/watchlist/change.ts';
import type { NewEntry } from '#server/watchlist/entry.ts';
import type { EnrolmentPhoto } from '#server/people/photos.ts';
import { webcamFrames } from '../../lab/trial/sample-photos.ts';
import type { DocumentKey } from '#server/protocol/document-messages.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { documentLobby, documentOn, guest1, keyOf, shows } from './document-lobby.ts';

// Tests each way in which a document lets nobody in, through the real service.

/** Waits for a step of the session, and ignores other steps before it. */
async function reaches(kiosk: KioskClient, wanted: string): Promise<void> {
  for (;;) {
    const [{ step }] = (await once(kiosk, 'documentStep')) as [{ step: string }];
    if (step === wanted) return;
  }
}

const held = async (t: Test, answer: Promise<object>, reason: string, note: RegExp | null = null) =>
  t.match(await answer, { status: 412, reason, ...(note && { note }) });

t.test('documents that let nobody in', async (t) => {
  const lobby = await documentLobby(t);
  const { kiosk, reader, frames, issue, lay, signIn, signer, portrait } = lobby;

  t.test('a stolen one, held by another face', async (t) => {
    const document = issue({ documentNumber: 'STOLEN' });
    lay(document);
    kiosk.show(await webcamFrames(guest1, 12));
    for (let tries = 0; tries < 5; tries++) {
      await held(t, signIn(shows(document)), 'identity_face_differs');
    }
    await held(t, signIn(shows(document)), 'locked_out');
    kiosk.show(frames);
  });

  t.test('a name that does not fit is a review, and the desk sees both names', async (t) => {
    const document = issue();
    lay(document);
    const other = await signIn(shows(document), { name: 'Grace Hopper' });
    t.match(other, { status: 412, reason: 'identity_name_differs' });
    t.match(await documentOn(lobby, other.jobId), {
      ...{ class: 'genuine', kind: 'passport', issuingState: 'UTO', expiresOn: '2034-04-15' },
      ...{ name: 'ANNA MARIA ERIKSSON', face: 'matches' },
    });
  });

  t.test('somebody on the own list, by the name in the document or by the face', async (t) => {
    const { db, trial } = lobby;
    const listed: NewEntry = {
      ...{ aliases: [], birthDate: null, country: null, email: null, domain: null, phone: null },
      ...{ name: null, company: null, note: 'house ban', legalBasis: 'house ban', expiresAt: null },
    };
    const put = async (entry: NewEntry, photos: readonly EnrolmentPhoto[] = []) => {
      const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
      const making = { cipher, vision: trial.service.vision };
      const result = await addToWatchlist(db, 'command:test', entry, { photos, making });
      if (result.state !== 'added') throw new Error(result.state);
      return result.id;
    };
    const document = issue({ fullName: 'IVANOVA<<OLGA' });
    lay(document);
    const byName = await put({ ...listed, name: 'Olga Ivanova' });
    await held(t, signIn(shows(document)), 'watchlist_hit', /what the identity document says/);
    await removeFromWatchlist(db, 'command:test', byName);
    const photo = { label: 'photo', read: async () => portrait };
    const byFace = await put(listed, [photo]);
    await held(t, signIn(shows(document)), 'watchlist_hit', /by face/);
    await removeFromWatchlist(db, 'command:test', byFace);
    t.match(await signIn(shows(document)), { status: 200 });
  });

  t.test('by class', async (t) => {
    const plain = lobby.issueWithoutProof();
    lay(plain);
    await held(t, signIn(shows(plain)), 'identity_copy_possible');
    const unknown = issue({
      signer: createSigner({ name: 'DS' }, createSigner({ name: 'Other' })),
    });
    lay(unknown);
    await held(t, signIn(shows(unknown)), 'identity_not_verified', /authority: .*Other/);
    const old = issue({ expiryDate: '240415' });
    lay(old);
    await held(t, signIn(shows(old)), 'identity_expired');
    const foreign = issue({ state: 'FRA' });
    lay(foreign);
    await held(t, signIn(shows(foreign)), 'identity_refused', /foreign_authority/);
  });

  t.test('a key that opens nothing, five times', async (t) => {
    const document = issue();
    lay(document);
    const wrong = { kind: 'mrz', documentNumber: 'X1', birthDate: '740812', expiryDate: '340415' };
    const types = async () => {
      await once(kiosk, 'capture');
      kiosk.typeDocumentKey({ ...wrong, kind: 'mrz' }, { agrees: true });
      for (let i = 0; i < 4; i++) {
        await reaches(kiosk, 'key');
        kiosk.typeDocumentKey({ ...wrong, kind: 'mrz' });
      }
    };
    await held(t, signIn(types), 'identity_not_read', /did not open/);
  });

  t.test('the document or the reader is gone, at each step', async (t) => {
    const document = issue();
    const at = (step: string, act: () => void) => async () => {
      await once(kiosk, 'capture');
      const reached = step === 'consent' ? Promise.resolve() : reaches(kiosk, step);
      if (step === 'consent') act();
      kiosk.typeDocumentKey(keyOf(document), { agrees: true });
      await reached;
      if (step !== 'consent') act();
    };
    for (const step of ['consent', 'place', 'reading']) {
      if (step === 'place') reader.lay();
      else lay(document);
      await held(
        t,
        signIn(at(step, () => reader.unplug())),
        'identity_not_read',
        /No document reader/,
      );
      reader.plugIn();
    }
    lay(document);
    const wrong = { ...keyOf(document), documentNumber: 'X1' } as DocumentKey;
    const atKey = signIn(async () => {
      await once(kiosk, 'capture');
      const asked = reaches(kiosk, 'key');
      kiosk.typeDocumentKey(wrong, { agrees: true });
      await asked;
      reader.unplug();
      kiosk.typeDocumentKey(keyOf(document));
    });
    await held(t, atKey, 'identity_not_read', /No document reader/);
    reader.plugIn();
    // The document stays read, so the face is compared; the review is because the document was used above.
    const atFace = signIn(at('face', () => reader.unplug()));
    await held(t, atFace, 'identity_used_before');
    reader.plugIn();
    const taken = signIn(at('reading', () => reader.lay()));
    await held(t, taken, 'identity_not_read', /taken off/);
    reader.unplug();
    await held(
      t,
      signIn(() => {}),
      'identity_not_read',
      /No document reader/,
    );
    reader.plugIn();
    lay(document);
    // Every check passes again, and the document was used above.
    await held(t, signIn(shows(document)), 'identity_used_before');
  });

  t.test('two documents on the reader: the screen says so, and one of them is read', async (t) => {
    const document = issue();
    const chip = () => new VirtualChip(document.image);
    reader.lay(chip(), chip());
    const shown: unknown[] = [];
    const answer = signIn(async () => {
      await once(kiosk, 'capture');
      const asked = once(kiosk, 'documentStep');
      kiosk.typeDocumentKey(keyOf(document), { agrees: true });
      shown.push(((await asked) as unknown[])[0]);
      reader.lay(chip());
    });
    await held(t, answer, 'identity_used_before');
    t.match(shown, [{ step: 'place', problem: 'several_documents' }]);
  });

  t.test('every manipulated chip', async (t) => {
    for (const { name, options, change, faults } of manipulatedChips(signer)) {
      const document = issueDocument({ signer, portrait, ...options });
      change?.(document);
      lay(document, faults);
      const { status, reason } = await signIn(shows(document));
      t.equal(status, 412, name);
      t.match(reason, /^identity_(refused|not_read)$/, name);
    }
  });

  t.test('a page that loads again begins with the consent', async (t) => {
    const document = issue();
    lay(document);
    const answer = await signIn(async () => {
      await once(kiosk, 'capture');
      const reading = reaches(kiosk, 'reading');
      kiosk.typeDocumentKey(keyOf(document), { agrees: true });
      await reading;
      kiosk.cut();
      await shows(document)(kiosk);
    });
    t.match(answer, { status: 412, reason: 'identity_used_before' });
  });

  t.test('an agent that ends while the chip is read', async (t) => {
    const document = issue();
    lay(document);
    const answer = signIn(async () => {
      await once(kiosk, 'capture');
      const reading = reaches(kiosk, 'reading');
      kiosk.typeDocumentKey(keyOf(document), { agrees: true });
      await reading;
      await lobby.agent.stop();
    });
    await held(t, answer, 'identity_not_read', /No document reader/);
  });
});
