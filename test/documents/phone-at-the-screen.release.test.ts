import { once } from 'node:events';
import t from 'tap';
import { createSigner } from '#passport/lab/authority.ts';
import { fullDate, issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import { createPhoneReader } from '#server/documents/phone-reader.ts';
import { removeCscaList } from '#server/documents/csca-lists.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { storedCscaLists } from '#server/store/tables/csca-lists.ts';
import {
  filesIn,
  leaksIn,
  linesOf,
  partsOf,
  rowsIn,
  unfindable,
  written,
  type Canary,
} from '../support/canaries.ts';
import { documentOn, guest1 } from './document-lobby.ts';
import { phoneLobby, showsPhone, walletAnswer } from './phone-lobby.ts';

// The real service and its models; a wallet in software answers through a screen without a browser.

t.test('a visitor who is not enrolled shows a document from a phone', async (t) => {
  const lobby = await phoneLobby(t);
  const { db, issueToPhone, openPhoneScreen, origin, log } = lobby;
  const deviceId = 'phones';
  const kiosk = await openPhoneScreen(deviceId);
  const signIn = (answer: Parameters<typeof showsPhone>[1], visitor: { name?: string } = {}) =>
    lobby.signIn(showsPhone(kiosk, answer), { deviceId, ...visitor });
  /** Signs in with the honest answer of this document. */
  const withDocument = (document: ReturnType<typeof issueToPhone>, visitor = {}) =>
    signIn((request) => walletAnswer(request, origin, document), visitor);

  await t.test('what cannot be believed is held, each with its reason', async (t) => {
    const refused = { status: 412, reason: 'identity_refused' };
    const otherPhone = issueToPhone();
    t.match(
      await signIn((request) => walletAnswer(request, 'https://evil.example', otherPhone)),
      { ...refused, note: /device_signature_invalid/ },
      'the answer to another page',
    );
    const nonce = 'an-old-nonce';
    t.match(
      await signIn((request) => walletAnswer(request, origin, otherPhone, { nonce })),
      { ...refused, note: /device_signature_invalid/ },
      'an old answer',
    );
    const stranger = createSigner({ name: 'DS' }, createSigner({ name: 'Nobody' }));
    const unknown = await withDocument(issueMobileDocument({ signer: stranger }));
    t.match(unknown, { status: 412, reason: 'identity_not_verified', note: /Nobody/ });
    t.match(await documentOn(lobby, unknown.jobId), { class: 'not_verified', kind: 'licence' });
    const over = issueToPhone({ elements: { expiry_date: fullDate('2026-01-01') } });
    t.match(await withDocument(over), { status: 412, reason: 'identity_expired' });
    const status = { status_list: { uri: 'https://issuer.example/statuses/1', idx: 7 } };
    const unsure = await withDocument(issueToPhone({ status }));
    t.match(unsure, { status: 412, reason: 'identity_not_verified', note: /may have withdrawn/ });
    const notRead = { status: 412, reason: 'identity_not_read' };
    const small = issueToPhone({ elements: { portrait: new Uint8Array(2000) } });
    t.match(await withDocument(small), { ...notRead, note: /no portrait/ });
    const without = issueToPhone({ elements: { portrait: undefined } });
    t.match(await withDocument(without), { ...notRead, note: /no portrait/ });
    const nameless = issueToPhone({ elements: { family_name: undefined } });
    t.match(await withDocument(nameless), { ...notRead, note: /held back/ });
    t.match(await signIn(() => 'declined'), { status: 412, reason: 'identity_declined' });
    t.match(await signIn(() => 'failed'), { ...notRead, note: /gave no document/ });
    t.match(await signIn(() => ({ mdl: ['AAAA'] })), { ...notRead, note: /unreadable/ });
    const bomb = Buffer.alloc(700_000, 0x81).toString('base64url');
    t.match(await signIn(() => ({ mdl: [bomb] })), { ...notRead, note: /unreadable/ });
    t.match(await signIn(() => ({ mdl: ['AA'], pid: ['AA'] })), { ...notRead, note: /several/ });
    t.match(await signIn(() => ({})), { ...notRead, note: /no_document/ });
    t.match(await signIn(() => ({ response: 'not.encrypted' })), {
      ...notRead,
      note: /unreadable/,
    });
  });

  await t.test('another name and another face are held', async (t) => {
    const document = issueToPhone();
    const other = await withDocument(document, { name: 'Grace Hopper' });
    t.match(other, { status: 412, reason: 'identity_name_differs' });
    const relayed = issueToPhone({
      elements: { portrait: Uint8Array.from(await cropPhoto(sampleFaces.guest2)) },
    });
    t.match(await withDocument(relayed), { status: 412, reason: 'identity_face_differs' });
  });

  await t.test('a page that sends what was not asked for loses its socket', async (t) => {
    const answersAtOnce = async () => {
      const [{ captureId }] = (await once(kiosk, 'capture')) as [{ captureId: string }];
      const lost = once(kiosk, 'disconnected');
      const again = once(kiosk, 'capture');
      kiosk.answerWallet({ response: 'AAAA' }, captureId);
      t.match(await lost, [closeCodes.badMessage]);
      await again;
      kiosk.decline();
    };
    const held = await lobby.signIn(answersAtOnce, { deviceId });
    t.match(held, { status: 412, reason: 'identity_declined' }, 'before the visitor agreed');
  });

  await t.test('a genuine one that is theirs lets them in, once', async (t) => {
    const document = issueToPhone();
    const outcome = once(kiosk, 'outcome');
    const answer = await withDocument(document);
    t.match(answer, { status: 200, reason: 'passed', check: 'identity_document' });
    t.same(await outcome, ['welcome']);
    t.equal(await documentOn(lobby, answer.jobId), null, 'no name of it is kept');
    const again = await withDocument(document);
    t.match(again, { status: 412, reason: 'identity_used_before' });
  });

  await t.test('before the sign-in, it waits for a name that fits', async (t) => {
    kiosk.show(await webcamFrames(guest1, 12));
    const portrait = Uint8Array.from(await cropPhoto(guest1));
    // A namesake of the visitor before, with the same dates: only the portrait differs.
    const elements = { portrait };
    const document = issueToPhone({ kind: 'pid', elements });
    const captured = once(kiosk, 'capture');
    kiosk.wantDocument('phone');
    t.match(await captured, [{ purpose: 'document', from: 'phone' }]);
    const asked = once(kiosk, 'documentStep');
    kiosk.agreeToDocument();
    const [request] = (await asked) as [DocumentRequest];
    t.match(JSON.stringify(request), 'birth_date', 'the policy searches a list');
    const reader = createPhoneReader({
      ...{ db, cipher: lobby.cipher, access: null, searchesLists: () => false },
    });
    const without = reader.ask(origin).request;
    await reader.stop();
    t.notMatch(JSON.stringify(without), 'birth_date', 'no list needs it');
    const outcome = once(kiosk, 'outcome');
    kiosk.answerWallet(await walletAnswer(request, origin, document));
    t.same(await outcome, ['document_ready']);
    const answer = await lobby.signIn(() => {}, { deviceId });
    t.match(answer, { status: 200, reason: 'passed' });
  });

  await t.test(
    'a page that reloads meanwhile asks again, and the old answer is refused',
    async (t) => {
      const document = issueToPhone();
      const reloads = async () => {
        await once(kiosk, 'capture');
        const first = once(kiosk, 'documentStep');
        kiosk.agreeToDocument();
        const [old] = (await first) as [DocumentRequest];
        const again = once(kiosk, 'capture');
        kiosk.cut();
        t.match(await again, [{ purpose: 'document', from: 'phone' }]);
        const second = once(kiosk, 'documentStep');
        kiosk.agreeToDocument();
        await second;
        kiosk.answerWallet(await walletAnswer(old, origin, document));
      };
      const refused = { status: 412, reason: 'identity_refused', note: /other_question/ };
      t.match(await lobby.signIn(reloads, { deviceId }), refused);
    },
  );

  await t.test('beside a reader, the visitor may choose the phone', async (t) => {
    const document = issueToPhone({ elements: { given_name: 'Olga' } });
    kiosk.show(lobby.frames);
    const { reader } = await lobby.addReader(once(kiosk, 'documentOffered'));
    const chooses = async () => {
      t.match(await once(kiosk, 'capture'), [{ purpose: 'document', hasChoice: true }]);
      const asked = once(kiosk, 'documentStep');
      kiosk.agreeToDocument('phone');
      const [request] = (await asked) as [DocumentRequest];
      t.equal(request.step, 'wallet');
      kiosk.answerWallet(await walletAnswer(request, origin, document));
    };
    const answer = await lobby.signIn(chooses, { deviceId });
    t.match(answer, { status: 412, reason: 'identity_name_differs' });
    const hidden = once(kiosk, 'documentOffered');
    reader.unplug();
    await hidden;
    const insists = async () => {
      await once(kiosk, 'capture');
      const lost = once(kiosk, 'disconnected');
      const again = once(kiosk, 'capture');
      kiosk.agreeToDocument('chip');
      t.match(await lost, [closeCodes.badMessage], 'where there is no choice');
      await again;
      kiosk.decline();
    };
    t.match(await lobby.signIn(insists, { deviceId }), { reason: 'identity_declined' });
  });

  await t.test('nothing of a document stays', async (t) => {
    kiosk.show(await webcamFrames(sampleFaces.guest2, 12));
    const portrait = await cropPhoto(sampleFaces.guest2);
    // A wallet that gives more than it was asked for.
    const document = issueToPhone({
      elements: {
        ...{ given_name: 'Anna Kanarienka', document_number: 'UT-7041-9923' },
        ...{ birth_date: fullDate('1961-02-03'), expiry_date: fullDate('2033-07-19') },
        portrait: Uint8Array.from(portrait),
      },
    });
    const answers: string[] = [];
    const shows = async (request: DocumentRequest) => {
      const sealed = await walletAnswer(request, origin, document);
      answers.push(...sealed.response.split('.').slice(2));
      return sealed;
    };
    const held = await signIn(shows, { name: 'Grace Hopper' });
    t.match(held, { status: 412, reason: 'identity_name_differs' });
    const { name } = (await documentOn(lobby, held.jobId)) ?? {};
    t.equal(name, 'Anna Kanarienka Eriksson', 'but on the encrypted card');
    t.match(await signIn(shows, { name: 'Anna Eriksson' }), { status: 200, reason: 'passed' });

    const mayStandIn: Canary['mayStandIn'] = [];
    const canaries: Canary[] = [
      { what: 'name', forms: written('Kanarienka'), mayStandIn },
      { what: 'number', forms: written('UT-7041-9923'), mayStandIn },
      { what: 'birth date', forms: written('1961-02-03', '19610203'), mayStandIn },
      { what: 'expiry', forms: written('2033-07-19', '20330719'), mayStandIn },
      { what: 'portrait', forms: partsOf(portrait), mayStandIn },
      { what: 'answer', forms: answers.flatMap((text) => text.slice(0, 64)), mayStandIn },
      { what: 'elements', forms: ['vp_token', 'org.iso.18013.5'], mayStandIn },
    ];
    const rows = await rowsIn(db);
    const places = [...linesOf(log.text()), ...filesIn(lobby.folder), ...rows];
    const found = places.flatMap(([place, bytes]) =>
      leaksIn(place, bytes, canaries).map((what) => `${what} stands in: ${place}`),
    );
    t.same(found, []);
    t.same(unfindable(canaries), []);
    const stored = places.filter(([, bytes]) => bytes.includes(held.jobId));
    t.match(stored.map(([place]) => place).join(), /^log .*table sign_ins/);
  });

  await t.test('nobody is asked for a phone when no list is in force', async (t) => {
    // A page that connects again meanwhile is offered what is still in force.
    const hidden = new Promise<void>((resolve) => {
      kiosk.on('documentOffered', (byChip, byPhone) => !byChip && !byPhone && resolve());
    });
    const list = (await storedCscaLists(db)).find(({ kind }) => kind === 'wallet');
    await removeCscaList(db, list?.publisher ?? '', 'command:test');
    await hidden;
    const held = await lobby.signIn(() => {}, { deviceId });
    t.match(held, { status: 412, reason: 'identity_not_read', note: /reader/ });
  });
});
