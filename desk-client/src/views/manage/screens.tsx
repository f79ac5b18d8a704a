import { useState } from 'preact/hooks';
import { PairingCodeShown, ScreenPlaces } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { queue } from '../../service/queue.ts';
import { clockTime, placeName } from '../../service/words.ts';
import { FormDialog } from '../dialog.tsx';
import { errorsAt } from '../act.tsx';
import { Choice, Field } from '../fields.tsx';
import { ResultSentence, Twice } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { useManaged } from './managed.ts';
import { say, saying } from '../../service/language.ts';

const path = '/desk/api/manage/screens';
/** The path of the draft. */
const newScreen = 'screens/new';

/** The field of a new screen or a place's name that each refusal is about. */
const fieldOf = {
  bad_name: 'screenName',
  name_taken: 'screenName',
  place_unknown: 'place',
  place_is_told: 'place',
  place_name_too_long: 'placeName',
  place_name_taken: 'placeName',
} as const;

type MadeCode = PairingCodeShown & { name: string };

/** Pairs lobby screens, and revokes pairings. */
export function Screens() {
  const managed = useManaged(path, ScreenPlaces);
  const [made, setMade] = useState<MadeCode | null>(null);
  const places = managed.shown?.places ?? [];
  return (
    <section aria-labelledby="pairing">
      <h2 id="pairing">{say('tab-lobby')}</h2>
      <ResultSentence>{managed.said}</ResultSentence>
      {errorsAt(managed, fieldOf).otherProblem}
      <Paired isBusy={managed.isBusy} onRevoke={(id) => managed.post(`/${id}/revoke`)} />
      {made && <Code made={made} />}
      <FormDialog
        label={say('screens-pair')}
        draft={newScreen}
        onOpen={managed.clear}
        form={(sent) => (
          <PairForm managed={managed} places={places} onMade={setMade} onSent={sent} />
        )}
      />
      <Places
        places={places.filter(({ isTold }) => !isTold)}
        managed={managed}
        onName={(body, then) => managed.post('/places', body, then)}
      />
    </section>
  );
}

function optionsOf(places: ScreenPlaces['places']) {
  return places.map(({ id, name }) => [id, placeName(name)] as const);
}

interface PairFormProps {
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal' | 'run'>;
  places: ScreenPlaces['places'];
  onMade: (code: MadeCode) => void;
  onSent: () => void;
}

function PairForm({ managed, places, onMade, onSent }: PairFormProps) {
  const draft = draftOf(newScreen, { name: '', place: '' });
  const { name, place } = draft.value;
  const { at, otherProblem } = errorsAt(managed, fieldOf);
  const pair = (event: Event) => {
    event.preventDefault();
    managed.run(async () => {
      const body = { name, locationId: place || null };
      const code = await ask(path, PairingCodeShown, { method: 'POST', body });
      onMade({ ...code, name });
      return null;
    }, onSent);
  };
  return (
    <form aria-label={say('screens-pair')} onSubmit={pair}>
      <h3>{say('screens-pair')}</h3>
      <div class="fields">
        <Field
          label={say('screens-name')}
          required
          maxLength={60}
          value={name}
          error={at('screenName')}
          onType={(typed) => draft.set({ ...draft.value, name: typed })}
        />
        <Choice
          label={say('screens-serves')}
          value={place}
          onChoose={(chosen) => draft.set({ ...draft.value, place: chosen })}
          nothing={say('screens-every_place')}
          options={optionsOf(places)}
        />
      </div>
      {otherProblem}
      <button type="submit" disabled={managed.isBusy}>
        {say('screens-make_code')}
      </button>
    </form>
  );
}

function Paired({ isBusy, onRevoke }: { isBusy: boolean; onRevoke: (id: string) => void }) {
  return (
    <ul class="lights">
      {queue.screens.value.map(({ id, name, connected }) => (
        <li key={id}>
          {say(connected ? 'screens-connected' : 'screens-not_connected', { name })}{' '}
          <Twice
            of={name}
            disabled={isBusy}
            sure={say('screens-unpair_now', { name })}
            onPress={() => onRevoke(id)}
          >
            {say('screens-unpair')}
          </Twice>
        </li>
      ))}
    </ul>
  );
}

/** Places for which Envoy sends only a number. Shows nothing where Envoy sends all names. */
function Places({
  places,
  managed,
  onName,
}: {
  places: ScreenPlaces['places'];
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal'>;
  onName: (body: { id: string; name: string }, then: () => void) => void;
}) {
  const draft = draftOf('places', { id: '', name: '' });
  const { id, name } = draft.value;
  const { at } = errorsAt(managed, fieldOf);
  if (places.length === 0) return null;
  const save = (event: Event) => {
    event.preventDefault();
    onName({ id, name }, () => draft.discard());
  };
  return (
    <form aria-label={say('places')} onSubmit={save}>
      <h3>{say('places')}</h3>
      <p class="quiet">{say('places-about')}</p>
      <div class="fields">
        <Choice
          label={say('places-place')}
          required
          value={id}
          error={at('place')}
          onChoose={(chosen) => draft.set({ ...draft.value, id: chosen })}
          nothing={say('do-choose')}
          options={optionsOf(places)}
        />
        <Field
          label={say('places-name')}
          maxLength={60}
          value={name}
          error={at('placeName')}
          onType={(typed) => draft.set({ ...draft.value, name: typed })}
        />
      </div>
      <button type="submit" disabled={managed.isBusy}>
        {say('places-save')}
      </button>
      <WaysOut isDraft={draft.isKept} onDiscard={() => draft.discard()} />
    </form>
  );
}

function Code({ made: { name, code, expiresAt } }: { made: MadeCode }) {
  return (
    <div class="notice" role="status">
      <p>
        {saying('screens-code', {
          address: <code>{`${location.origin}/kiosk/`}</code>,
          time: clockTime(expiresAt),
          name,
        })}
      </p>
      <p>
        <code class="code large">{code}</code>
      </p>
    </div>
  );
}
