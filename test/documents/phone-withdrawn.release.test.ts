import t from 'tap';
import {
  createStatusList,
  type StatusListOptions,
} from '#mobile-document/lab/create-status-list.ts';
import { createSigner } from '#passport/lab/authority.ts';
import { storeTrustFile } from '#server/documents/csca-import.ts';
import { removeCscaList } from '#server/documents/csca-lists.ts';
import { importStatusList } from '#server/documents/status-lists.ts';
import { publisherOf } from '#server/documents/wallet-lists.ts';
import { documentOn } from './document-lobby.ts';
import { phoneLobby, showsPhone, walletAnswer } from './phone-lobby.ts';

// The real service and its models; lists are imported while it runs.

const deviceId = 'phones';
const uri = 'https://issuer.example/statuses/1';

t.test('a document that its issuer can withdraw counts by the list that it names', async (t) => {
  const lobby = await phoneLobby(t);
  const { db, cipher, authority, issueToPhone, origin } = lobby;
  const kiosk = await lobby.openPhoneScreen(deviceId);
  const signIn = (idx: number, of = uri) => {
    const document = issueToPhone({ status: { status_list: { uri: of, idx } } });
    const answer = showsPhone(kiosk, (request) => walletAnswer(request, origin, document));
    return lobby.signIn(answer, { deviceId });
  };
  const lister = createSigner({ name: 'Lister' }, authority);
  const put = (statuses: Buffer, more: Partial<StatusListOptions> = {}) => {
    const issuedAt = new Date(Date.now() - 1000);
    const list = createStatusList(lister, { uri, statuses, issuedAt, ...more });
    return importStatusList(db, cipher, list, 'command:test');
  };
  const unsure = { status: 412, reason: 'identity_not_verified', note: /no current list/ };

  t.match(await signIn(3), unsure, 'no list');
  await put(Buffer.of(0b0000_0100));
  const withdrawn = await signIn(2);
  t.match(withdrawn, { status: 412, reason: 'identity_refused', note: /withdrew it/ });
  t.match(await documentOn(lobby, withdrawn.jobId), { class: 'revoked' });
  t.match(await signIn(8), unsure, 'past the end');
  t.match(await signIn(3, `${uri}0`), unsure, 'another list');

  await t.test('a list that is removed, altered or over clears nobody', async (t) => {
    const publisher = publisherOf(uri);
    await removeCscaList(db, publisher, 'command:test');
    t.match(await signIn(3), unsure, 'removed');
    await put(Buffer.of(0));
    const change = db.updateTable('csca_lists').set({ authority: 'another' });
    await change.where('publisher', '=', publisher).execute();
    t.match(await signIn(3), unsure, 'altered');
    const issuedAt = new Date(Date.now() - 3_600_000);
    const content = createStatusList(lister, { uri, statuses: Buffer.of(0), issuedAt, ttl: 60 });
    const facts = { publisher, kind: 'wallet_status', content, authority: 'its own' } as const;
    const signerUntil = new Date(Date.now() + 3_600_000);
    await storeTrustFile(db, cipher, { ...facts, authorities: 8, signerUntil }, 'command:test');
    t.match(await signIn(3), unsure, 'over');
    await put(Buffer.of(0b0000_1000));
    t.match(await signIn(3), { status: 412, reason: 'identity_refused' }, 'a newer one');
  });

  await t.test('one that says nothing against the document lets its holder in', async (t) => {
    await put(Buffer.of(0b0000_0100));
    t.match(await signIn(3), { status: 200 });
  });
});
