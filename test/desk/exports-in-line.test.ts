import { request } from 'node:http';
import t from 'tap';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const recent = new Date(Date.now() - 60_000);

t.test(
  'many exports and searches at once are all answered whole, torn ones stop nobody',
  async (t) => {
    const desk = await startDesk(t);
    const url = await desk.listen();
    const count = 950;
    await desk.db.transaction().execute(async (transaction) => {
      for (let i = 0; i < count; i++) {
        const row = decidedSignIn(`job ${i}`, { receivedAt: recent, decidedAt: recent });
        await insertSignIn(transaction, row);
      }
    });
    const { link } = await desk.add('Ann Auditor', 'auditor');
    const browser = new DeskBrowser(url);
    await browser.post('/desk/api/set-password', { link, password: 'five quiet lamps in a row' });
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    /** Exports from a separate address, because each may export ten times a minute. @returns null for a torn call */
    const ask = (what: string, at: number, isTorn = false) =>
      new Promise<string | null>((resolve, reject) => {
        const localAddress = `127.0.2.${1 + at}`;
        const asking = request(`${url}/desk/api/${what}`, { headers: { cookie }, localAddress });
        asking.once('error', reject).once('response', (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => {
            pieces.push(piece);
            if (!isTorn) return;
            asking.destroy();
            resolve(null);
          });
          response.once('end', () => resolve(Buffer.concat(pieces).toString()));
        });
        asking.end();
      });
    const torn = Array.from({ length: 4 }, (_, i) => ask('history.csv', i, true));
    const exports = Array.from({ length: 12 }, (_, i) => ask('history.csv', 10 + i));
    const searches = Array.from({ length: 12 }, (_, i) => ask('history?name=nobody', 30 + i));
    await Promise.all(torn);
    for (const text of await Promise.all(exports)) {
      t.equal(text?.trim().split('\r\n').length, count + 1);
    }
    for (const text of await Promise.all(searches)) {
      t.match(JSON.parse(text ?? ''), { entries: { length: 0 }, next: null });
    }
    const late = Array.from({ length: 12 }, (_, i) => ask('history.csv', 50 + i));
    await Promise.race(late);
    await browser.post('/desk/api/logout', {});
    const answers = await Promise.all(late);
    const refused = answers.filter((text) => text?.includes('not_signed_in'));
    t.ok(refused.length > 0, 'a session that ended in the line reads nothing');
  },
);

t.test('what only reads cannot write, and sees what was just stored', async (t) => {
  const { store } = await startDesk(t);
  await insertSignIn(store.db, decidedSignIn('just now'));
  const rows = await store.reading.selectFrom('sign_ins').select('jobId').execute();
  t.same(rows, [{ jobId: 'just now' }]);
  await t.rejects(insertSignIn(store.reading, decidedSignIn('another')), /readonly/i);
});
