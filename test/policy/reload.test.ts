import { once } from 'node:events';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { checkSettings } from '../../server/checks/registry.ts';
import { PolicyKeeper } from '../../server/policy/policy-keeper.ts';
import { openStore } from '../support/store.ts';

t.test(
  'a file behind a link, whose changes nobody tells of, is followed all the same',
  async (t) => {
    const folder = t.testdir();
    const store = await openStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
    t.teardown(() => store.close());
    const versions = path.join(folder, 'versions');
    mkdirSync(versions);
    const real = path.join(versions, 'current.yaml');
    writeFileSync(real, 'default: { checks: none }\n');
    const file = path.join(folder, 'policy.yaml');
    symlinkSync(real, file);
    const keeper = new PolicyKeeper({
      place: { file, isExpected: true },
      known: checkSettings,
      db: store.db,
      log: pino({ level: 'silent' }),
      everyMs: 50,
    });
    await keeper.start();
    t.teardown(() => keeper.stop());
    t.equal(keeper.rules, 0);
    const changed = once(keeper, 'changed');
    const rules = 'rules: [{ name: Staff, when: { kind: employee }, checks: none }]\n';
    writeFileSync(`${real}.new`, `${rules}default: { checks: { face: } }\n`);
    renameSync(`${real}.new`, real);
    await changed;
    t.equal(keeper.rules, 1);
  },
);
