import t from 'tap';
import { claimsOf, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { showPass } from './at-the-door.ts';
import { issuerFolder } from './issuer-folder.ts';

// The numbers of the VCI directory: most issuers have a separate key, and the others share some.
const alone = 444;
const sharing = 206;
const shared = 46;
const revoked = 1343;

t.test('a directory as large as the one of the VCI is read whole', async (t) => {
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
  const { read } = issuerFolder(t, { 'vci.json': directory });
  const { trust, ...found } = await read();
  t.match(found, {
    issuers: issuers.length,
    keys: issuers.length,
    mistakes: { length: 0 },
    unused: { length: 0 },
  });
  t.equal(trust.revoked, revoked);
  const says = (card: string) => showPass(trust, card);
  // Issuers that share a key are trusted with that key, and with no other issuer's.
  const cardOf = ({ iss, key }: (typeof issuers)[number], more = {}) =>
    makeCard(key, { iss, more });
  const answers = new Map<string | null, number>();
  for (const issuer of issuers) {
    const answer = await says(await cardOf(issuer));
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  t.same([...answers], [[null, issuers.length]]);
  const [first, second] = issuers;
  t.match(await says(await cardOf({ ...first!, iss: second!.iss })), /is not trusted here/);

  const { vc } = claimsOf(keys[0]!) as { vc: object };
  for (const i of [0, 1, 700, revoked - 1]) {
    const { of, rid } = rids[i]!;
    const taken = { vc: { ...vc, rid } };
    t.match(await says(await cardOf(listing[of]!, taken)), /taken back/, rid);
    t.equal(await says(await cardOf(listing[(of + 1) % listing.length]!, taken)), null, rid);
  }
});
