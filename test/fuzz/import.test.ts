import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { cropPhoto, emptyFrames, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { importPeople } from '../../scripts/commands/enroll/import.ts';
import { readPeopleCsv } from '../../scripts/commands/enroll/import.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { openTestStore } from '../support/store.ts';
import { startVision } from '../vision/started-vision.ts';
import fc from '../support/fast-check.ts';
import { runsOf } from '../support/release.ts';

const oddCell = fc.oneof(
  fc.constantFrom('', ' ', '"', '""', '\u0000', '\ufeff', '=1+1', 'a;b', '../..', '\u202e', '\r'),
  fc.string({ unit: 'binary', maxLength: 15 }),
  fc.constant('x'.repeat(5000)),
);
/** Mostly the usual values of a column. */
const cell = (...usual: string[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: oddCell });
const row = fc
  .tuple(
    cell('Ada Example', 'Bo Example', 'Cleo Example'),
    cell('', 'ada@example.com', 'bo@example.com'),
    cell('signed form', 'signed form', ''),
    cell('ada.jpg', 'bo.jpg', 'nobody.jpg', 'missing.jpg', '.', 'people.csv'),
    cell('', '2099-01-01', '2001-01-01', 'soon'),
  )
  .map((cells) => cells.join(','));
const list = fc
  .tuple(
    cell('name,email,consent,photos,expires', 'name,email,consent,folder,expires'),
    fc.array(row, { maxLength: 4 }),
  )
  .map(([head, rows]) => [head, ...rows].join('\n'));

const sound = 'name,email,consent,photos,expires\nAda Example,,signed form,ada.jpg,';

t.test('whatever a list holds, who is stored is stored whole, and nobody else', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'people.csv');
  writeFileSync(path.join(folder, 'ada.jpg'), await cropPhoto(sampleFaces.womanA));
  writeFileSync(path.join(folder, 'bo.jpg'), await cropPhoto(sampleFaces.guest2));
  const [empty = Buffer.alloc(0)] = await emptyFrames(1);
  writeFileSync(path.join(folder, 'nobody.jpg'), empty);
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const vision = await startVision(t);
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  const people = new Gallery({ db, cipher, model: vision.model });
  const optOuts = new OptOuts(db, {
    optOutKeyFile: path.join(folder, 'opt-out.key'),
    templateKeyFile: path.join(folder, 'template.key'),
  });
  const messages = new RecordCipher(path.join(folder, 'template.key'));
  const enrolment = { db, cipher, vision, people, optOuts, actor: 'test' };
  let enrolled = 0;

  /** The result for a list, as the command computes it. */
  async function imported(content: string): Promise<{ state: string; name: string }[]> {
    writeFileSync(file, content);
    try {
      const rows = await readPeopleCsv(file);
      const { json } = await importPeople(enrolment, rows, folder, { json: true });
      return (json as { rows: { state: string; name: string }[] }).rows;
    } catch (error) {
      if (error instanceof RefusalError) return [];
      throw error;
    }
  }

  await fc.assert(
    fc.asyncProperty(list, async (content) => {
      const rows = await imported(content);
      const names = rows.filter(({ state }) => state === 'enrolled').map(({ name }) => name.trim());
      const stored = await db.selectFrom('people').selectAll().execute();
      const parts = await Promise.all(
        (['templates', 'consents'] as const).map((table) =>
          db.selectFrom(table).select('personId').execute(),
        ),
      );
      const isWhole = stored.every(
        ({ id, name, consent, expiresAt }) =>
          name.trim() !== '' &&
          consent.trim() !== '' &&
          (expiresAt === null || expiresAt > new Date()) &&
          parts.every((ids) => ids.some(({ personId }) => personId === id)),
      );
      const strays = parts.flat().some(({ personId }) => !stored.some(({ id }) => id === personId));
      for (const { id } of stored) {
        await erasePerson(db, id, { actor: 'test', because: 'asked', messages });
      }
      enrolled += stored.length;
      return isWhole && !strays && stored.length === names.length;
    }),
    // The example is a valid list, so one run always enrols people.
    { numRuns: runsOf(200), examples: [[sound]] },
  );
  t.ok(enrolled > 0, 'some of them were people');
});
