import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { loadConfig } from '#server/config/config.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { installation } from '../privacy/installation.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';

export const backupPassphrase = 'correct horse battery';
export const actor = 'command:desk';

/** An office with everything that a backup contains, and the file of its passphrase. */
export async function office(t: Test) {
  const here = await installation(t);
  const { folder, data, db } = here;
  const config = loadConfig({ VESTIBULE_DATA_DIR: data });
  await publishConsentText(db, { version: 'of-2025', text: 'My face may be compared.' }, actor);
  await here.enrolled('ada', 'Ada Example');
  await here.enrolled('bo', 'Bo Example');
  await new OptOuts(db, config).add({ name: 'Eve Example' }, actor);
  writeFileSync(path.join(data, 'policy.yaml'), 'rules:\n  - require: [face]\n');
  mkdirSync(path.join(data, 'issuers', 'revoked'), { recursive: true });
  writeFileSync(path.join(data, 'issuers', 'cards.json'), '{}');
  writeFileSync(path.join(data, 'issuers', 'revoked', 'list.txt'), 'URN:UVCI:01:DE:A');
  mkdirSync(path.join(data, 'tls'));
  writeFileSync(path.join(data, 'tls', 'lobby.key'), 'the key of the lobby');
  writeFileSync(path.join(folder, 'words'), `${backupPassphrase}\n`);
  const passphrase = ['--passphrase-file', 'words'];
  const backUp = (settings = {}) =>
    runJson(folder, ['backup', '--out', 'all.sqlite', '--with-keys', ...passphrase], settings);
  return { ...here, config, passphrase, backUp, file: path.join(folder, 'all.sqlite') };
}
