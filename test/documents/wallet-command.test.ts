import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createSigner } from '#passport/lab/authority.ts';
import { createVical } from '#mobile-document/lab/issue-mobile-document.ts';
import { cscaListsInForce } from '#server/documents/csca-lists.ts';
import { walletListsInForce } from '#server/documents/wallet-trust.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { openStore } from '../support/store.ts';

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

  const store = await openStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
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
  t.match(await wallet('remove', 'wallet:Specimen'), { code: 0 });
  t.match(await wallet('remove', 'UT'), { code: 1, err: /no list "UT"/ });
});
