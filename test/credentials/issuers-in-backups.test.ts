import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { loadConfig } from '#server/config/config.ts';
import { readIssuerFiles } from '#server/credentials/issuer-files.ts';
import { readIssuers } from '#server/credentials/read-issuers.ts';
import { gatherParts } from '#server/installation/backup/gather.ts';
import { PartsPlaced } from '#server/installation/restore/place-parts.ts';
import { showPass } from './at-the-door.ts';

/** The files of an installation that trusts an issuer of cards, and a new machine for them. */
async function machines(t: Test) {
  const issuer = await makeIssuer();
  const folder = t.testdir({
    here: {
      issuers: {
        'a.json': JSON.stringify({ issuer: issuer.iss, jwks: issuer.keySet }),
        revoked: {},
      },
    },
    models: {},
  });
  const models = path.join(folder, 'models');
  const here = loadConfig({ VESTIBULE_DATA_DIR: path.join(folder, 'here') });
  const there = loadConfig({ VESTIBULE_DATA_DIR: path.join(folder, 'there') });
  mkdirSync(there.dataDir);
  const revoked = path.join(here.issuersFolder, 'revoked');
  const gather = () => gatherParts(here, models);
  const place = async (parts: Map<string, Buffer>) => {
    const placed = new PartsPlaced();
    await placed.place(there, models, parts, null);
    return placed;
  };
  const read = async () => readIssuers((await readIssuerFiles(there.issuersFolder)).text ?? []);
  return { ...{ issuer, folder: there.issuersFolder, revoked }, ...{ gather, place, read } };
}

t.test('a restore that is cut off leaves no part of the folder of issuers', async (t) => {
  const { issuer, folder, gather, place, read } = await machines(t);
  const parts = await gather();
  // A name longer than file systems allow ends the work as a power cut would, after the first file.
  const cutOff = new Map([...parts, [`issuers/revoked/${'a'.repeat(300)}.txt`, Buffer.from('a')]]);
  await t.rejects(place(cutOff), { code: 'ENAMETOOLONG' });
  t.notOk(existsSync(folder), 'an issuer without its list would let in whom it revoked');
  const placed = await place(parts);
  t.match(
    placed.placed.filter(({ name }) => name.startsWith('issuers/')),
    [{ name: 'issuers/a.json', file: path.join(folder, 'a.json'), inForce: true }],
  );
  const { trust, mistakes } = await read();
  t.same(mistakes, []);
  t.equal(await showPass(trust, await makeCard(issuer)), null);
  await placed.takeBack();
  t.notOk(existsSync(folder));
});

t.test('a backup keeps that a list could not be read', async (t) => {
  const faults: Record<string, [string, (revoked: string) => void]> = {
    'a list that is no file': [
      'revoked/list.json',
      (revoked) => mkdirSync(path.join(revoked, 'list.json')),
    ],
    'a list of unknown kind': ['revoked/list', (revoked) => mkdirSync(path.join(revoked, 'list'))],
    'no folder of lists': ['revoked/*', (revoked) => rmSync(revoked, { recursive: true })],
  };
  for (const [what, [file, breakIt]] of Object.entries(faults)) {
    await t.test(what, async (t) => {
      const { issuer, revoked, gather, place, read } = await machines(t);
      breakIt(revoked);
      await place(await gather());
      const { trust, mistakes } = await read();
      t.match(mistakes, [{ file }]);
      t.match(await showPass(trust, await makeCard(issuer)), /is not trusted here/);
    });
  }
});

t.test('what a backup leaves for an unreadable list of certificates is no list', async (t) => {
  const { revoked, gather, place, read } = await machines(t);
  mkdirSync(path.join(revoked, 'eu.txt'));
  writeFileSync(path.join(revoked, 'other.txt'), 'URN:UVCI:01:DE:A');
  await place(await gather());
  t.match(await read(), { mistakes: [{ file: 'revoked/eu.txt', text: /Line 1 is neither/ }] });
});
