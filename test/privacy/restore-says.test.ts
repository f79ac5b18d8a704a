import path from 'node:path';
import t from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { consentTexts } from '#server/store/tables/privacy.ts';
import { openStore } from '#server/store/store.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';
import { installation } from './installation.ts';

const actor = 'command:desk';
const text = 'My face may be compared.';

t.test(
  'a copy that goes onto a new machine, where the same consent text was published',
  { skip: lacking('SQLite') },
  async (t) => {
    const here = await installation(t);
    const copy = path.join(here.folder, 'copy.sqlite');
    await publishConsentText(here.db, { version: 'of-2025', text }, actor);
    await here.enrolled('ada', 'Ada Example');
    await copyDatabase(here.db, copy);
    // The state of a new installation after setup.
    await here.db.deleteFrom('people').execute();
    await here.db.deleteFrom('consent_texts').execute();
    await publishConsentText(here.db, { version: 'of-today', text }, actor);
    await here.store.close();
    const versions = async () => {
      const store = await openStore({ databaseFile: here.databaseFile });
      const found = (await consentTexts(store.db)).map(({ version }) => version);
      await store.close();
      return found;
    };

    const asked = await run(here.folder, ['restore', 'copy.sqlite']);
    t.equal(asked.code, 1);
    const said = asked.err.replace(/\s+/g, ' ');
    t.match(said, /would be: 1 person Since the copy was made: .* 0 newer consent texts/);
    t.same(await versions(), ['of-today'], 'said before anything is changed');

    const restored = await runJson(here.folder, ['restore', 'copy.sqlite', '--yes']);
    t.match(restored, { code: 0, json: { people: 1, consentTexts: 0 } });
    t.same(await versions(), ['of-2025'], 'what people agreed to there counts');
  },
);
