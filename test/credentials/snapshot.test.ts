import { createSign, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Wallet } from '../../packages/health-pass/index.ts';
import {
  asCodes,
  claimsOf,
  makeCard,
  makeIssuer,
} from '../../packages/health-pass/lab/make-cards.ts';
import { checkIssuers } from '../../server/installation/diagnosis/issuers.ts';
import { conclude } from '../../server/checks/health-pass.ts';
import { storedTrust } from '../../server/credentials/stored-trust.ts';
import { nameFits } from '../../packages/name-matching/index.ts';
import { openStore } from '../../server/store/store.ts';
import { listCredentialIssuers } from '../../server/credentials/credential-rows.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';

// The numbers of the VCI directory: most issuers have a separate key, and the others share some.
const alone = 444;
const sharing = 206;
const shared = 46;
const revoked = 1343;

t.test('a directory as large as the one of the VCI is imported whole', async (t) => {
  const keys = await Promise.all(Array.from({ length: alone + shared }, () => makeIssuer()));
  const issuers = Array.from({ length: alone + sharing }, (_, i) => ({
    iss: `https://cards-${i}.example`,
    key: keys[i < alone ? i : alone + ((i - alone) % shared)]!,
  }));
  // Only every fifth issuer with a separate key has a revocation list.
  const listing = issuers.slice(0, alone).filter((_, i) => i % 5 === 0);
  const rids = Array.from({ length: revoked }, (_, i) => ({
    of: i % listing.length,
    rid: `rid-${i}`,
  }));
  const directory = {
    directory: 'https://directory.example',
    time: new Date().toISOString(),
    issuerInfo: issuers.map(({ iss, key }) => ({
      issuer: { iss, name: iss },
      keys: key.keySet.keys,
      crls: listing.flatMap((one, i) =>
        one.iss === iss
          ? [
              {
                kid: key.kid,
                method: 'rid',
                ctr: 1,
                rids: rids.filter(({ of }) => of === i).map(({ rid }) => rid),
              },
            ]
          : [],
      ),
    })),
  };
  const text = JSON.stringify(directory);
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-521' });
  const folder = t.testdir({});
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(path.join(folder, name), content);
  write('vci.json', text);
  write('vci.sig', createSign('sha512').update(text).sign(signer.privateKey));
  write('signer.pem', signer.publicKey.export({ type: 'spki', format: 'pem' }));
  const signed = ['--signed-by', 'signer.pem', '--signature', 'vci.sig'];
  const imported = await runJson(folder, [
    'credentials',
    'issuers',
    'import',
    'vci.json',
    ...signed,
  ]);
  t.equal(imported.code, 0, JSON.stringify(imported.json));

  const store = await openStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  t.equal((await listCredentialIssuers(db)).length, issuers.length);
  const says = async (card: string) => {
    const wallet = new Wallet(storedTrust(db), {
      isNamed: (names) => names.some((name) => nameFits('Ada Example', name)),
      birthDate: null,
      birthDateRequired: false,
      rules: { vaccines: ['208'], doses: 1, atLeastDaysAgo: 0, atMostDaysAgo: null },
      today: new Date().toISOString().slice(0, 10),
      now: () => new Date(),
    });
    for (const code of asCodes(card)) await wallet.showCode(code);
    const { passed, evidence } = conclude(wallet.state);
    return passed ? 'passes' : evidence?.note;
  };
  // Issuers that share a key are trusted with that key, and with no other issuer's.
  const cardOf = ({ iss, key }: (typeof issuers)[number], more = {}) =>
    makeCard(key, { iss, more });
  const answers = new Map<string | undefined, number>();
  for (const issuer of issuers) {
    const answer = await says(await cardOf(issuer));
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  t.same([...answers], [['passes', issuers.length]]);
  const [first, second] = issuers;
  t.match(await says(await cardOf({ ...first!, iss: second!.iss })), /is not trusted here/);

  const { vc } = claimsOf(keys[0]!) as { vc: object };
  for (const i of [0, 1, 700, revoked - 1]) {
    const { of, rid } = rids[i]!;
    const taken = { vc: { ...vc, rid } };
    t.match(await says(await cardOf(listing[of]!, taken)), /taken back/, rid);
    t.equal(await says(await cardOf(listing[(of + 1) % listing.length]!, taken)), 'passes', rid);
  }
  const lists = await runJson(folder, ['credentials', 'revocations', 'list']);
  const counted = (lists.json as { lists: { entries: number }[] }).lists;
  t.equal(
    counted.reduce((sum, list) => sum + list.entries, 0),
    revoked,
  );

  const looked = await checkIssuers(db);
  t.match(looked, [
    { code: 'issuers', state: 'ok', found: /650 issuers.*Signed by/ },
    { state: 'ok' },
  ]);
});
