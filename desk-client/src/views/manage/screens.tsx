import { useState } from 'preact/hooks';
import {
  PairingCodeShown,
  ScreenPlaces,
} from '../../../../server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { queue } from '../../service/queue.ts';
import { clockTime } from '../../service/words.ts';
import { Choice, Field, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';

const path = '/desk/api/manage/screens';

type MadeCode = PairingCodeShown & { name: string };

/** Pairing a lobby screen, and taking that back. */
export function Screens() {
  const managed = useManaged(path, ScreenPlaces);
  const [name, setName] = useState('');
  const [place, setPlace] = useState('');
  const [made, setMade] = useState<MadeCode | null>(null);
  const pair = (event: Event) => {
    event.preventDefault();
    managed.run(async () => {
      const body = { name, locationId: place || null };
      const code = await ask(path, PairingCodeShown, { method: 'POST', body });
      setMade({ ...code, name });
      setName('');
      return null;
    });
  };
  return (
    <section aria-labelledby="pairing">
      <h2 id="pairing">Lobby screens</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      <ul class="lights">
        {queue.screens.value.map((screen) => (
          <li key={screen.id}>
            {screen.name}, {screen.connected ? 'connected' : 'not connected'}{' '}
            <Twice
              disabled={managed.isBusy}
              sure={`Unpair ${screen.name}`}
              onPress={() => managed.post(`/${screen.id}/revoke`)}
            >
              Unpair
            </Twice>
          </li>
        ))}
      </ul>
      {made && <Code made={made} />}
      <form aria-label="Pair a lobby screen" onSubmit={pair}>
        <h3>Pair a lobby screen</h3>
        <div class="fields">
          <Field label="Name, like Lobby" required maxLength={60} value={name} onType={setName} />
          <Choice label="Serves" value={place} onChoose={setPlace}>
            <option value="">every place</option>
            {managed.shown?.places.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Choice>
        </div>
        <button type="submit" disabled={managed.isBusy}>
          Make a code
        </button>
      </form>
      <Places
        places={managed.shown?.places.filter(({ isTold }) => !isTold) ?? []}
        isBusy={managed.isBusy}
        onName={(body, then) => managed.post('/places', body, then)}
      />
    </section>
  );
}

/** Of which Envoy tells a number only; nothing where it tells all names. */
function Places({
  places,
  isBusy,
  onName,
}: {
  places: ScreenPlaces['places'];
  isBusy: boolean;
  onName: (body: { id: string; name: string }, then: () => void) => void;
}) {
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  if (places.length === 0) return null;
  const save = (event: Event) => {
    event.preventDefault();
    onName({ id, name }, () => {
      setId('');
      setName('');
    });
  };
  return (
    <form aria-label="Name a place" onSubmit={save}>
      <h3>Name a place</h3>
      <p class="quiet">
        Envoy tells only the number of these places. The name is shown at the desk and in messages;
        the policy does not go by it.
      </p>
      <div class="fields">
        <Choice label="Place" required value={id} onChoose={setId}>
          <option value="">choose</option>
          {places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </Choice>
        <Field label="Name (empty: show the number)" maxLength={60} value={name} onType={setName} />
      </div>
      <button type="submit" disabled={isBusy}>
        Save the name
      </button>
    </form>
  );
}

function Code({ made: { name, code, expiresAt } }: { made: MadeCode }) {
  return (
    <div class="notice" role="status">
      <p>
        Open <code>{`${location.origin}/kiosk/`}</code> on the screen “{name}” and type this code.
        It works once, until {clockTime(expiresAt)}.
      </p>
      <p>
        <code class="code large">{code}</code>
      </p>
    </div>
  );
}
