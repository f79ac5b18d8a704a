import type { Static } from 'typebox';
import { recordEvent } from '../../audit/record.ts';
import { oneLine, foldName } from '#base/text';
import type { PlaceNamed, ScreenPlaces } from '../../protocol/desk-manage-messages.ts';
import type { Db } from '../../store/schema.ts';
import { listInstalls, namePlace, placesNamed } from '../../store/tables/kiosks.ts';
import { locationsSeen } from '../../store/tables/sign-ins.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { placeOf } from '../board/card.ts';
import type { Names } from '../board/names-read.ts';
import { ActRefusedError } from '../people/people-acts.ts';

type Place = ScreenPlaces['places'][number];

const longest = 60;
const seenForMs = 30 * 24 * 60 * 60_000;

/** Locations with an Envoy installation, a recent sign-in, or a name that the desk gave. */
export async function placesKnown(db: Db): Promise<Place[]> {
  const { told, given } = await placesNamed(db);
  const seen = await locationsSeen(db, new Date(Date.now() - seenForMs));
  const installed = (await listInstalls(db)).flatMap(({ locationId }) => locationId ?? []);
  const nameOf = (id: string) => told.get(id) ?? given.get(id) ?? null;
  const ids = new Set([...installed, ...seen, ...told.keys(), ...given.keys()]);
  return [...ids].map((id) => {
    return { id, name: placeOf(null, id, { nameOf })!, isTold: told.has(id) };
  });
}

/** Stores Envoy's name of the place of a sign-in, so that views of sign-ins without a card show it, too. */
export async function noteEnvoyName(
  db: Db,
  places: Names,
  { locationId, locationName: name }: Pick<SignInRequest, 'locationId' | 'locationName'>,
): Promise<void> {
  if (locationId === null || name === null || name === locationId) return;
  if (places.nameOf(locationId) === name) return;
  await namePlace(db, locationId, name, true);
  await places.renew();
}

/**
 * Names a location for which Envoy sends only a number. The desk shows this name; no policy uses it.
 * @returns the result in words
 * @throws {ActRefusedError}
 */
export async function nameOfPlace(
  db: Db,
  { id, name: typed }: Static<typeof PlaceNamed>,
  actor: string,
): Promise<{ code: string; message: string }> {
  const name = oneLine(typed);
  const places = await placesKnown(db);
  const place = places.find((one) => one.id === id);
  if (!place) {
    throw new ActRefusedError(404, 'place_unknown', 'Nobody has signed in at this place lately.');
  }
  if (place.isTold) {
    const message = 'The name of this place comes from Envoy. Change it there.';
    throw new ActRefusedError(409, 'place_is_told', message);
  }
  if (name.length > longest) {
    const message = `A name of a place has up to ${longest} characters.`;
    throw new ActRefusedError(422, 'place_name_too_long', message, { most: longest });
  }
  if (places.some((one) => one.id !== id && foldName(one.name) === foldName(name))) {
    throw new ActRefusedError(409, 'place_name_taken', 'Another place has this name already.');
  }
  await db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      await namePlace(transaction, id, name || null, false);
      const details = { named: name !== '' };
      await recordEvent(transaction, { action: 'place_named', actor, subject: id, details });
    });
  return name
    ? { code: 'place_named', message: 'The place is shown by this name from now on.' }
    : { code: 'place_unnamed', message: 'The place has no name any more.' };
}
