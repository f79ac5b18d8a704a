import t from 'tap';
import { changeRows, deleteRows, findRows } from '../../server/store/tables/rows.ts';
import { insertKiosk } from '../../server/store/tables/kiosks.ts';
import { openStore } from '../support/store.ts';

t.test(
  'rows are found, changed and deleted by what their columns hold, and no others',
  async (t) => {
    const store = await openStore({ databaseFile: `${t.testdir()}/vestibule.sqlite` });
    const { db } = store;
    t.teardown(() => store.close());
    const kiosk = (id: string, locationId: string | null) => ({
      ...{
        id,
        name: `Lobby ${id}`,
        tokenHash: id,
        locationId,
        deviceId: null,
        createdAt: new Date(),
      },
    });
    await insertKiosk(db, kiosk('a', null));
    await insertKiosk(db, kiosk('b', '7'));
    const names = async () =>
      (await findRows(db, 'kiosks', {}, 'id')).map(({ id, name }) => [id, name]);
    t.match(await findRows(db, 'kiosks', { locationId: null }), [{ id: 'a' }], 'null is nothing');
    t.equal(await changeRows(db, 'kiosks', { locationId: null }, { name: 'Hall' }), true);
    t.strictSame(await names(), [
      ['a', 'Hall'],
      ['b', 'Lobby b'],
    ]);
    const id = undefined as unknown as string;
    await t.rejects(async () => deleteRows(db, 'kiosks', { id }), /id has to hold is not said/);
    await t.rejects(async () => changeRows(db, 'kiosks', {}, { name: 'x' }), /which rows/);
    await t.rejects(async () => deleteRows(db, 'kiosks', {}), /which rows/);
    t.equal((await names()).length, 2, 'a column that is forgotten does not mean every row');
    t.equal(await deleteRows(db, 'kiosks', { id: 'b', locationId: '7' }), true);
    t.equal(await deleteRows(db, 'kiosks', { id: 'b' }), false);
    t.strictSame(await names(), [['a', 'Hall']]);
  },
);
