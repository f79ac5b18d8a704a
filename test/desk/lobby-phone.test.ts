import { once } from 'node:events';
import t from 'tap';
import { removeCscaList } from '#server/documents/csca-lists.ts';
import { screensOf } from '#server/desk/board/desk-socket.ts';
import { storedCscaLists } from '#server/store/tables/csca-lists.ts';
import { phoneLobby } from '../documents/phone-lobby.ts';

// The real service; the lobby screen has no browser.

t.test('the desk sees why a screen does not offer the phone', async (t) => {
  const { db, trial, openPhoneScreen } = await phoneLobby(t);
  const { kioskRegistry } = trial.service;
  const screen = await openPhoneScreen('phones');
  const obstacle = () => screensOf(kioskRegistry).map(({ phoneObstacle }) => phoneObstacle);
  t.same(obstacle(), ['unsupported', null], 'the other one has told nothing');
  for (const wallet of ['no_bluetooth', 'offline', 'unsupported'] as const) {
    const shown = once(kioskRegistry, 'connected');
    screen.changeWallet(wallet);
    await shown;
    t.equal(obstacle()[1], wallet);
  }
  const list = (await storedCscaLists(db)).find(({ kind }) => kind === 'wallet');
  const shown = once(kioskRegistry, 'connected');
  await removeCscaList(db, list?.publisher ?? '', 'command:test');
  await shown;
  t.equal(obstacle()[1], 'no_trust_list');
});
