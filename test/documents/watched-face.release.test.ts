import { once } from 'node:events';
import t from 'tap';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { documentLobby, keyOf } from './document-lobby.ts';

t.test('a watched face is told of, although the attempt that saw it was given up', async (t) => {
  const lobby = await documentLobby(t, undefined, { VESTIBULE_LIVENESS: 'active' });
  const { db, trial, portrait, signIn } = lobby;
  const document = lobby.issue();
  lobby.lay(document);
  const loadsAgainAndDeclines = async (kiosk: KioskClient) => {
    await once(kiosk, 'capture');
    kiosk.typeDocumentKey(keyOf(document), { agrees: true });
    // With the dot, there are enough frames to know the face.
    let guidance: unknown[];
    do guidance = await once(kiosk, 'guidance');
    while (guidance[2] === null);
    const again = once(kiosk, 'capture');
    kiosk.cut();
    await again;
    kiosk.decline();
  };
  t.match(await signIn(loadsAgainAndDeclines), { status: 412, reason: 'identity_declined' });

  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  const nothing = { email: null, domain: null, phone: null, company: null, expiresAt: null };
  const entry = { name: null, aliases: [], birthDate: null, country: null, ...nothing };
  await addToWatchlist(
    db,
    'command:test',
    { ...entry, note: 'house ban', legalBasis: 'house ban' },
    {
      photos: [{ label: 'photo', read: async () => portrait }],
      making: { cipher, vision: trial.service.vision },
    },
  );
  const watched = await signIn(loadsAgainAndDeclines);
  t.match(watched, { status: 412, reason: 'watchlist_hit', note: /by face/ });
});
