import { useEffect, useState } from 'preact/hooks';
import type { DeskPasskeys } from '../../../server/protocol/desk-account-messages.ts';
import { addPasskey, listPasskeys, removePasskey } from '../service/passkeys.ts';
import { session } from '../service/session.ts';
import { dateAndTime } from '../service/words.ts';
import { useAct } from './parts.tsx';
import { Button, wordsOf } from './parts.tsx';

/** Who is logged in, and their passkeys. */
export function AccountView() {
  const [passkeys, setPasskeys] = useState<DeskPasskeys['passkeys']>([]);
  const [notHere, setNotHere] = useState<string | null>(null);
  const act = useAct();
  const take = (request: Promise<DeskPasskeys>) =>
    request.then((list) => setPasskeys(list.passkeys));
  useEffect(() => {
    take(listPasskeys()).catch((error: unknown) => setNotHere(wordsOf(error)));
  }, []);
  const current = session.value;
  if (typeof current === 'string' || !current.signedIn) return null;
  return (
    <section aria-labelledby="account">
      <h2 id="account">Your account</h2>
      <p>
        {current.user.name}, login <code>{current.user.login}</code>, role {current.user.role}. You
        are logged in until {dateAndTime(current.expiresAt)}.
      </p>
      <h2>Passkeys</h2>
      {notHere && <p class="problem">{notHere}</p>}
      <p class="quiet">
        With a passkey you log in by a finger, your face on your own device, or its PIN. It never
        leaves the device.
      </p>
      <ul class="lights">
        {passkeys.map(({ id, createdAt, lastUsedAt }) => (
          <li key={id}>
            Added {dateAndTime(createdAt)},{' '}
            {lastUsedAt ? `last used ${dateAndTime(lastUsedAt)}` : 'not used yet'}{' '}
            <Button
              plain
              disabled={act.isBusy}
              onPress={() => act.run(() => take(removePasskey(id)))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {act.problem}
      <Button disabled={act.isBusy} onPress={() => act.run(() => take(addPasskey()))}>
        Add a passkey
      </Button>
    </section>
  );
}
