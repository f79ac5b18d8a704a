import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createSigner } from '#passport/lab/authority.ts';
import { createJsonStatusList, createStatusList } from '#mobile-document/lab/create-status-list.ts';
import { createVical } from '#mobile-document/lab/issue-mobile-document.ts';
import { cscaListsInForce, isRevisionInForce } from '#server/documents/csca-lists.ts';
import { walletListsInForce } from '#server/documents/wallet-lists.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { openTestStore } from '../support/store.ts';

t.test('lists of issuers are put in force, replaced, shown and removed', async (t) => {
  const provider = createSigner({ name: 'Provider' });
  const issuer = createSigner({ name: 'IACA' });
  const other = createSigner({ name: 'IACA 2' });
  const list = (issuedAt: string, authorities = [issuer.certificate]) =>
    createVical([provider], authorities, { issuedAt: new Date(issuedAt) });
  const folder = t.testdir({});
  const altered = Buffer.from(list('2026-01-01'));
  altered[altered.length - 200]! ^= 1;
  const files = {
    'old.cbor': list('2026-01-01'),
    'new.cbor': list('2026-06-01', [issuer.certificate, other.certificate]),
    'altered.cbor': altered,
    'own.der': issuer.certificate,
    'text.cbor': Buffer.from('no list'),
    'over.cbor': createVical([provider], [], { nextUpdate: new Date('2026-02-01') }),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
  const wallet = (...words: string[]) => run(folder, ['wallet', 'trust', ...words]);
  const fingerprint = certificateFingerprint(parseCertificate(provider.certificate));
  t.match(await wallet('status'), { code: 0, out: /No list is in force/ });
  const refused = await wallet('import', 'old.cbor');
  t.match(refused, { code: 1 });
  t.ok(refused.err.replaceAll(/\s/g, '').includes(fingerprint), 'says what to compare');
  t.match(await wallet('import', 'altered.cbor', '--authority', fingerprint), {
    code: 1,
    err: /altered/,
  });
  t.match(await wallet('import', 'text.cbor'), { code: 1, err: /no list of issuers/ });
  t.match(await wallet('import', 'over.cbor', '--authority', fingerprint), {
    code: 1,
    err: /over/,
  });
  t.match(await wallet('import', 'old.cbor', '--authority', fingerprint), {
    code: 0,
    out: /1 authorit/,
  });
  t.match(
    await wallet('import', 'new.cbor'),
    { code: 0, out: /2 authorit/ },
    'of the same publisher',
  );
  t.match(await wallet('import', 'old.cbor'), { code: 1, err: /newer/ });
  const own = certificateFingerprint(parseCertificate(issuer.certificate));
  t.match(await wallet('import', 'own.der'), { code: 1 });
  t.match(await wallet('import', 'own.der', '--authority', own), { code: 0 });
  const { json } = await runJson(folder, ['wallet', 'trust', 'status']);
  const publishers = (json['lists'] as { publisher: string; isIntact: boolean }[]).map(
    ({ publisher, isIntact }) => [publisher.split(' ')[0], isIntact],
  );
  t.same(publishers.at(-1), ['wallet:Specimen', true]);
  t.equal(publishers.length, 2);

  const store = await openTestStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
  t.teardown(() => store.close());
  const cipher = await openTemplateCipher(store.db, path.join(folder, 'data/template.key'));
  t.equal((await walletListsInForce(store.db, cipher)).lists.length, 2);
  t.same((await cscaListsInForce(store.db, cipher)).lists, [], 'they sign no passports');
  await store.db
    .updateTable('csca_lists')
    .set({ authority: own })
    .where('publisher', '=', 'wallet:Specimen')
    .execute();
  t.equal((await walletListsInForce(store.db, cipher)).lists.length, 1, 'an altered row');
  const { revision: ofChips } = await cscaListsInForce(store.db, cipher);
  const { revision: ofPhones } = await walletListsInForce(store.db, cipher);
  t.match(await wallet('remove', 'wallet:Specimen'), { code: 0 });
  t.ok(await isRevisionInForce(store.db, ofChips), 'what was judged by other lists still counts');
  t.notOk(await isRevisionInForce(store.db, ofPhones));
  t.match(await wallet('remove', 'UT'), { code: 1, err: /no list "UT"/ });
});

t.test('lists of withdrawn documents are put in force, replaced, shown and removed', async (t) => {
  const authority = createSigner({ name: 'IACA' });
  const lister = createSigner({ name: 'Lister' }, authority);
  const stranger = createSigner({ name: 'Lister' }, createSigner({ name: 'IACA' }));
  const uri = 'https://issuer.example/statuses/1';
  const usual = { uri, statuses: Buffer.of(4, 0) };
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const altered = createStatusList(lister, { ...usual, issuedAt: ago(1) });
  altered[altered.length - 1]! ^= 1;
  const other = { ...usual, uri: `${uri}0`, issuedAt: ago(1) };
  const files = {
    'own.der': authority.certificate,
    'old.cwt': createStatusList(lister, { ...usual, issuedAt: ago(3) }),
    'new.cwt': createStatusList(lister, { ...usual, issuedAt: ago(2) }),
    'new.jwt': createJsonStatusList(lister, { ...usual, issuedAt: ago(1) }),
    'other.jwt': createJsonStatusList(lister, { ...other, ttl: 7200 }),
    'over.cwt': createStatusList(lister, { ...usual, issuedAt: ago(1), ttl: 60 }),
    'early.cwt': createStatusList(lister, { ...usual, issuedAt: ago(-1) }),
    'strange.cwt': createStatusList(stranger, { ...usual, issuedAt: ago(1) }),
    'unprintable.cwt': createStatusList(lister, { ...other, uri: `${uri}\u001b[2J` }),
    'altered.cwt': altered,
    'text.cwt': Buffer.from('no list'),
  };
  const folder = t.testdir({});
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
  const status = (...words: string[]) => run(folder, ['wallet', 'status', ...words]);
  t.match(await status('list'), { code: 0, out: /No list is in force/ });
  t.match(await status('import', 'old.cwt'), { code: 1, err: /No issuer that is believed/ });
  const own = certificateFingerprint(parseCertificate(authority.certificate));
  await run(folder, ['wallet', 'trust', 'import', 'own.der', '--authority', own]);

  const reasons = {
    'over.cwt': /was over at/,
    'early.cwt': /clock/,
    'strange.cwt': /No issuer that is believed/,
    'unprintable.cwt': /address/,
    'altered.cwt': /altered/,
    'text.cwt': /no list of withdrawn/,
    'absent.cwt': /cannot be read/,
  };
  for (const [name, err] of Object.entries(reasons)) {
    t.match(await status('import', name), { code: 1, err }, name);
  }
  t.match(await status('import', 'new.cwt'), { code: 0, out: /\(16\s+documents\)/ });
  t.match(await status('import', 'old.cwt'), { code: 1, err: /newer/ });
  const several = await status('import', 'new.jwt', 'text.cwt', 'other.jwt');
  t.match(several, { code: 1, err: /Refused: text\.cwt/ }, 'one refused file');

  const list = async () => {
    const { json } = await runJson(folder, ['wallet', 'status', 'list']);
    return (json['lists'] as { list: string; state: string }[]).map((one) => [one.list, one.state]);
  };
  const good = [
    [uri, 'good'],
    [`${uri}0`, 'good'],
  ];
  t.same(await list(), good, 'the others are in force');
  const trusted = await runJson(folder, ['wallet', 'trust', 'status']);
  t.equal((trusted.json['lists'] as unknown[]).length, 1, 'a status list is no list of issuers');
  const store = await openTestStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
  t.teardown(() => store.close());
  const count = async () => {
    const events = await auditEventsAfter(store.db, 0, 100);
    return events.filter(({ action }) => action === 'csca_list_imported').length;
  };
  const before = await count();
  t.match(await status('import', 'other.jwt'), { code: 0 });
  t.equal(await count(), before, 'the same file again changes nothing');

  const doctor = async () => {
    const { json } = await runJson(folder, ['doctor']);
    const findings = json['findings'] as { code: string; found: string }[];
    return findings.filter(({ found }) => /withdrawn documents/.test(found));
  };
  t.match(await doctor(), [{ code: 'csca', found: /2 current lists.*imported \d{4}-/ }]);
  const change = (set: { signerUntil?: Date; authority?: string }) =>
    store.db.updateTable('csca_lists').set(set).where('publisher', '=', `status:${uri}`).execute();
  await change({ signerUntil: ago(1) });
  t.match(await doctor(), [{ code: 'csca_status_over', found: /1 of 2 .*statuses\/1/ }]);
  await change({ authority: 'another' });
  t.same(await list(), [[uri, 'altered'], good[1]]);
  const publisher = trusted.json['lists'] as { publisher: string }[];
  await run(folder, ['wallet', 'trust', 'remove', publisher[0]?.publisher ?? '']);
  t.same((await list()).at(-1), [`${uri}0`, 'unbelieved'], 'without its issuer');
  t.match(await status('remove', uri), { code: 0 });
  t.match(await status('remove', uri), { code: 1, err: /no list/ });
});
