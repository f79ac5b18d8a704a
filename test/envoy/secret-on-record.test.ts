import path from 'node:path';
import t from 'tap';
import { checkHookSecret } from '#server/installation/diagnosis/data.ts';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { recordHookSecret } from '#server/envoy/start-envoy.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { rotate } from '../support/rotate.ts';
import { openTestStore } from '../support/store.ts';

t.test('doctor tells instances apart whose client secrets differ', async (t) => {
  const folder = t.testdir();
  const instance = (ENVOY_CLIENT_SECRET: string, ENVOY_CLIENT_SECRET_PREVIOUS?: string) => {
    const previous = ENVOY_CLIENT_SECRET_PREVIOUS && { ENVOY_CLIENT_SECRET_PREVIOUS };
    const env = { VESTIBULE_DATA_DIR: folder, ENVOY_CLIENT_SECRET, ...previous };
    return { config: loadConfig(env), secrets: loadSecrets(env, folder) };
  };
  const [one, other] = ['the secret of all instances', 'one with a slip in it'].map((each) =>
    instance(each),
  );
  const { templateKeyFile, databaseFile } = one!.config;
  const store = await openTestStore({
    databaseFile: path.join(folder, path.basename(databaseFile)),
  });
  t.teardown(() => store.close());
  const { db } = store;
  await openTemplateCipher(db, templateKeyFile);
  const examine = ({ config, secrets }: ReturnType<typeof instance>) =>
    checkHookSecret(config, secrets, db);
  t.strictSame(await examine(one!), [], 'before the first start nothing is known');
  for (let i = 0; i < 2; i++) await recordHookSecret(db, templateKeyFile, one!.secrets.envoy);
  t.match(await examine(one!), [{ code: 'hook_secret', state: 'ok' }]);
  t.match(await examine(other!), [{ code: 'hook_secret', state: 'failing' }]);
  const midway = instance('the secret after that one', 'the secret of all instances');
  t.match(await examine(midway), [{ state: 'ok' }], 'while it is rotated');
  const rows = await db
    .selectFrom('audit_events')
    .selectAll()
    .where('action', '=', 'hook_secret_changed')
    .execute();
  t.equal(rows.length, 1);
  t.notMatch(JSON.stringify(rows), /the secret of all/);

  await rotate(db, templateKeyFile, { revoke: false });
  t.strictSame(await examine(other!), [], 'under another template key it is not known');
  await recordHookSecret(db, templateKeyFile, one!.secrets.envoy);
  t.match(await examine(other!), [{ state: 'failing' }]);
});
