import { once } from 'node:events';
import t from 'tap';
import {
  alteredItems,
  fullDate,
  issueMobileDocument,
} from '#mobile-document/lab/issue-mobile-document.ts';
import { presentationOf, type AnswerParts } from '#mobile-document/virtual-wallet';
import { transcriptOf } from '#mobile-document';
import { createSigner } from '#passport/lab/authority.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import { cropPhoto, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { guest1, holder } from './document-lobby.ts';
import { phoneLobby, showsPhone, walletAnswer, type PhoneAnswer } from './phone-lobby.ts';

// The real service and its models; a dishonest wallet answers through a screen without a browser.

const deviceId = 'phones';

t.test('no dishonest answer lets anybody in', async (t) => {
  const lobby = await phoneLobby(t);
  const { issueToPhone, origin, authority } = lobby;
  const kiosk = await lobby.openPhoneScreen(deviceId);
  const document = issueToPhone();
  const other = issueToPhone({ elements: { family_name: 'Other' } });
  const held = async (
    what: string,
    answer: (request: DocumentRequest) => PhoneAnswer | Promise<PhoneAnswer>,
    [reason, note]: readonly [string, RegExp | null],
  ) => {
    const result = await lobby.signIn(showsPhone(kiosk, answer), { deviceId });
    t.match(result, { status: 412, reason, ...(note && { note }) }, what);
  };
  const withParts = (parts: AnswerParts) => (request: DocumentRequest) =>
    walletAnswer(request, origin, document, parts);
  const answerToOther = (request: DocumentRequest) =>
    walletAnswer(request, 'https://evil.example', document);
  const old = (request: DocumentRequest) =>
    walletAnswer(request, origin, document, { nonce: 'an old one' });
  const twice = (request: DocumentRequest) => {
    const shown = presentationOf(document, transcriptOf({ origin, nonce: 'any' }));
    return walletAnswer(request, origin, document, { documents: [shown, shown] });
  };
  const refused = (code: string) => ['identity_refused', new RegExp(code)] as const;
  const unread = (code: string) => ['identity_not_read', new RegExp(code)] as const;
  await held('an old answer', old, refused('device_signature_invalid'));
  await held('for another page', answerToOther, refused('device_signature_invalid'));
  await held(
    'from another device',
    withParts({ deviceKey: other.deviceKey }),
    refused('device_signature_invalid'),
  );
  await held(
    'with another name',
    withParts({ items: alteredItems(document) }),
    refused('element_altered'),
  );
  await held(
    'with elements of another document',
    withParts({ items: other.items }),
    refused('element_altered'),
  );
  await held(
    'as another type',
    withParts({ docType: 'org.iso.18013.5.1.other' }),
    refused('other_document'),
  );
  await held('with a status', withParts({ status: 10 }), unread('wallet_status'));
  await held('with two documents', twice, unread('several_documents'));
  await held('with none', withParts({ documents: [] }), unread('no_document'));

  const long = issueToPhone({ chain: Array<Buffer>(99).fill(authority.certificate) });
  const chain = (request: DocumentRequest) => walletAnswer(request, origin, long);
  await held('a chain of a hundred certificates', chain, unread('too_large'));
  const ended = createSigner({ name: 'DS', until: new Date('2026-06-01T00:00:00Z') }, authority);
  const over = issueMobileDocument({ signer: ended });
  const byEnded = (request: DocumentRequest) => walletAnswer(request, origin, over);
  await held('a trusted issuer whose time is over', byEnded, ['identity_expired', null]);
  const early = issueToPhone({ validFrom: new Date(Date.now() + 3_600_000) });
  const tooEarly = (request: DocumentRequest) => walletAnswer(request, origin, early);
  await held('a document of tomorrow', tooEarly, refused('other_document'));

  await t.test('10 MB cost the page its socket, and the visitor is asked again', async (t) => {
    const large = async () => {
      await once(kiosk, 'capture');
      const asked = once(kiosk, 'documentStep');
      kiosk.agreeToDocument();
      await asked;
      const lost = once(kiosk, 'disconnected');
      const again = once(kiosk, 'capture');
      kiosk.answerWallet({ response: 'A'.repeat(10_000_000) });
      const [code] = (await lost) as [number];
      t.ok([closeCodes.badMessage, 1009, 1006].includes(code), String(code));
      await again;
      kiosk.decline();
    };
    const result = await lobby.signIn(large, { deviceId });
    t.match(result, { status: 412, reason: 'identity_declined' });
  });

  await t.test('an answer after the end counts for nobody', async (t) => {
    let late = () => {};
    const declines = async () => {
      const [{ captureId }] = (await once(kiosk, 'capture')) as [{ captureId: string }];
      const asked = once(kiosk, 'documentStep');
      kiosk.agreeToDocument();
      const [request] = (await asked) as [DocumentRequest];
      const answer = await walletAnswer(request, origin, document);
      late = () => kiosk.answerWallet(answer, captureId);
      kiosk.decline();
    };
    t.match(await lobby.signIn(declines, { deviceId }), { reason: 'identity_declined' });
    late();
    const next = async () => {
      await once(kiosk, 'capture');
      const asked = once(kiosk, 'documentStep');
      kiosk.agreeToDocument();
      await asked;
      late();
      kiosk.decline();
    };
    const held = await lobby.signIn(next, { deviceId });
    t.match(held, { status: 412, reason: 'identity_declined' }, 'nor for the next visitor');
  });

  await t.test('somebody on the own list is held for the name in the phone', async (t) => {
    const listed = {
      ...{ aliases: [], birthDate: null, country: null, email: null, domain: null, phone: null },
      ...{ name: 'Olga Ivanova', company: null, note: 'house ban', legalBasis: 'house ban' },
      expiresAt: null,
    };
    const result = await addToWatchlist(lobby.db, 'command:test', listed);
    t.equal(result.state, 'added');
    const olga = issueToPhone({ elements: { family_name: 'Ivanova', given_name: 'Olga' } });
    const shown = (request: DocumentRequest) => walletAnswer(request, origin, olga);
    const answer = await lobby.signIn(showsPhone(kiosk, shown), { deviceId });
    const byDocument = /what the identity document says/;
    t.match(answer, { status: 412, reason: 'watchlist_hit', note: byDocument });
  });
});

t.test('what one visitor showed lets no other visitor in', async (t) => {
  const lobby = await phoneLobby(t);
  const { issueToPhone, origin, restart } = lobby;
  const kiosk = await lobby.openPhoneScreen(deviceId);
  const showsFirst = async (document: ReturnType<typeof issueToPhone>) => {
    const captured = once(kiosk, 'capture');
    kiosk.wantDocument('phone');
    await captured;
    const asked = once(kiosk, 'documentStep');
    kiosk.agreeToDocument();
    const [request] = (await asked) as [DocumentRequest];
    const outcome = once(kiosk, 'outcome');
    kiosk.answerWallet(await walletAnswer(request, origin, document));
    t.same(await outcome, ['document_ready']);
  };
  const declines = async () => {
    t.match(await once(kiosk, 'capture'), [{ purpose: 'document' }], 'is asked');
    kiosk.decline();
  };

  await t.test('neither one with another name nor a namesake with another face', async (t) => {
    await showsFirst(issueToPhone());
    const other = await lobby.signIn(declines, { deviceId, name: 'Grace Hopper' });
    t.match(other, { status: 412, reason: 'identity_declined' });
    kiosk.show(await webcamFrames(guest1, 12));
    const namesake = await lobby.signIn(() => {}, { deviceId });
    t.match(namesake, { status: 412, reason: 'identity_face_differs', check: 'identity_document' });
    kiosk.show(lobby.frames);
  });

  await t.test('nor anybody after a restart of the service', async (t) => {
    const born = { birth_date: fullDate('1990-01-31'), portrait: await cropPhoto(guest1) };
    kiosk.show(await webcamFrames(guest1, 12));
    await showsFirst(
      issueToPhone({ elements: { ...born, portrait: Uint8Array.from(born.portrait) } }),
    );
    const offered = new Promise<void>((resolve) => {
      kiosk.on('documentOffered', (_byChip, byPhone) => byPhone && resolve());
    });
    const again = await restart();
    await offered;
    const asked = declines();
    t.equal((await again.signIn({ ...holder, deviceId, jobId: 'after' })).status, 412);
    await asked;
    const { db } = again.service;
    t.match(await findSignIn(db, 'after'), { reason: 'identity_declined' });
  });
});
