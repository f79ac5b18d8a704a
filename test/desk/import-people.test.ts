import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import type { ImportBegun, ImportRow } from '#server/protocol/desk-people-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { changed } from '../people/photos.ts';
import { Offerer } from './desk-people.ts';

// Imports many people at once, with the page's own requests, into the whole service with its models.

const ada = await cropPhoto(sampleFaces.womanA);
const ada2 = await cropPhoto(sampleFaces.womanB);
const bo = await cropPhoto(sampleFaces.guest3);
const dark = await changed(bo, (photo) => photo.linear(0.2, 0));

const route = '/desk/api/people/import';
const list = `name,email,consent,consent_given,expires,photos
Ada Example,ada@example.com,signed form,paper,,ada.jpg
Bo Example,,signed form,paper,2027-13-01,bo.jpg
Cy Example,,,,,cy.jpg
Di Example,,"signed form, 2026-11-24",by pigeon,,di.jpg
Ed Example,ed@example.com
`;

t.test(
  'many people are enrolled from a list, row by row, by the rules of the command',
  async (t) => {
    const trial = await Trial.start(path.join(t.testdir(), 'data'), createLogger('silent'));
    t.teardown(() => trial.stop());
    const { db } = trial.service;
    const { browser: manager, accountId } = await Offerer.enter(t, trial, 'manager');
    const { browser: reception } = await Offerer.enter(t, trial, 'reception');
    const begin = (...files: Buffer[]) => manager.upload(`${route}/list`, {}, files);
    const names = async () =>
      (await db.selectFrom('people').select('name').orderBy('name').execute()).map(
        ({ name }) => name,
      );
    const begun = (await begin(Buffer.from(list))).json as unknown as ImportBegun;
    const send = (row: Partial<ImportRow>, photos: Buffer[], textVersion: string | null = null) =>
      manager.upload(route, { row: { ...begun.rows[0], ...row }, textVersion }, photos);

    t.test('the list is read, or is refused with what is wrong with it', async (t) => {
      t.match(begun, {
        rows: [
          { row: 2, name: 'Ada Example', photos: ['ada.jpg'], problem: null },
          { name: 'Bo Example', expiresAt: '2027-13-01' },
          { name: 'Cy Example', consent: '' },
          { name: 'Di Example', consentGiven: 'by pigeon' },
          { problem: /The row has 2 cells/ },
        ],
        textVersion: null,
      });
      const odd = { 'csv,of,others': /not known/, '': /missing/, 'name,consent,photos': /nobody/ };
      for (const [text, message] of Object.entries(odd)) {
        t.match(await begin(Buffer.from(text)), { status: 422, json: { message } }, text);
      }
      t.match(await begin(ada), { status: 422, json: { message: /UTF-8|not a text/ } });
      t.match((await begin()).json, { rows: { length: 0 }, textVersion: null });
    });

    t.test('only managers enrol many', async (t) => {
      t.match(await reception.upload(`${route}/list`, {}, []), { status: 403 });
      const body = { row: begun.rows[0], textVersion: null };
      t.match(await reception.upload(route, body, [ada]), { status: 403 });
      t.same(await names(), []);
    });

    t.test('of a row that fails nothing is stored', async (t) => {
      const failing: [Partial<ImportRow>, Buffer[], RegExp][] = [
        [begun.rows[1]!, [bo], /is not a day/],
        [begun.rows[2]!, [bo], /There is no consent/],
        [begun.rows[3]!, [bo], /Write one of/],
        [begun.rows[4]!, [bo], /The row has 2 cells/],
        [{ name: 'Bo Example', email: '' }, [], /There are no photos/],
        [{ twinOf: ['nobody'] }, [ada], /No person is enrolled as/],
      ];
      for (const [row, photos, explanation] of failing) {
        const mistakes = [{ explanation }];
        t.match(await send(row, photos), { status: 422, json: { state: 'refused', mistakes } });
      }
      t.match(await send({ name: 'Bo Example', email: '' }, [bo, dark]), {
        status: 422,
        json: { photos: [{ state: 'good' }, { state: 'refused', findings: [{}] }] },
      });
      t.same(await names(), []);
    });

    t.test('the others are in, each on record, and nobody is in twice', async (t) => {
      const { status, json } = await send({}, [ada]);
      t.match({ status, json }, { status: 200, json: { state: 'enrolled', added: 1 } });
      const [event] = await auditEventsAbout(db, String(json['personId']));
      t.match(event, { action: 'person_enrolled', actor: `desk:${accountId}` });
      t.match((await send({}, [ada])).json, { mistakes: [{ code: 'email_taken' }] });
      t.match((await send({ name: 'Eve Other', email: '' }, [ada2])).json, {
        mistakes: [{ code: 'looks_like_enrolled' }],
      });
      t.same(await names(), ['Ada Example']);
    });

    t.test(
      'a face like an enrolled one is enrolled once its row names that person as a twin',
      async (t) => {
        const other = { name: 'Ada Twin', email: 'twin@example.com' };
        const { json } = await send(other, [ada]);
        const [alike] = json['mistakes'] as { code: string; personId: string }[];
        t.equal(alike?.code, 'looks_like_enrolled');
        t.match(await send({ ...other, twinOf: [alike!.personId] }, [ada]), { status: 200 });
        await db.deleteFrom('people').where('name', '=', 'Ada Twin').execute();
      },
    );

    t.test('while they are erased, they are in or not, and never in part', async (t) => {
      const { people } = (await manager.get('/desk/api/people')).json as {
        people: { id: string }[];
      };
      const erase = manager.post(`/desk/api/people/${people[0]?.id}/erase`, {
        name: 'Ada Example',
      });
      const [erased, again] = await Promise.all([erase, send({}, [ada])]);
      t.match(erased, { status: 200 });
      t.same(await names(), again.status === 200 ? ['Ada Example'] : []);
      const templates = await db.selectFrom('templates').select('personId').distinct().execute();
      t.equal(templates.length, again.status === 200 ? 1 : 0);
    });

    t.test('who has opted out is not enrolled', async (t) => {
      const bea = { name: 'Bea Away', email: 'bea@example.com' };
      await new OptOuts(db, trial.config).add({ ...bea, employeeId: null }, 'command:test');
      t.match((await send(bea, [bo])).json, { mistakes: [{ code: 'opted_out' }] });
    });

    t.test('nobody has agreed to a text that was published meanwhile', async (t) => {
      const before = await names();
      const text = { version: '2', language: 'en', text: 'Another text.' };
      await publishConsentText(db, text, 'command:test');
      t.match(await send({ name: 'Bo Example', email: '' }, [bo]), {
        status: 409,
        json: { message: /Another consent text was published/ },
      });
      t.same(await names(), before);
      const { textVersion } = (await begin()).json as unknown as ImportBegun;
      const sent = await send({ name: 'Bo Example', email: '' }, [bo], textVersion);
      t.match(sent, { status: 200, json: { state: 'enrolled' } }, 'until it begins again');
      t.same(await names(), [...before, 'Bo Example']);
    });
  },
);
