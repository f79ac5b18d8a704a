import { useEffect, useState } from 'preact/hooks';
import { DeskSession, type DeskPasskeys } from '../../../server/protocol/desk-account-messages.ts';
import { addPasskey, listPasskeys, removePasskey } from '../service/passkeys.ts';
import { session } from '../service/session.ts';
import { dateAndTime } from '../service/words.ts';
import { ask, Refusal } from '../service/api.ts';
import { Button, Field, useAct, wordsOf } from './parts.tsx';

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
      <ChangePassword />
      <h2>Passkeys</h2>
      {notHere && <p class="problem">{notHere}</p>}
      <p class="quiet">
        A passkey lets you log in with the fingerprint, face or PIN that unlocks your own device. It
        never leaves that device.
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

/** Of someone who logs in with one. */
function ChangePassword() {
  const empty = { current: '', password: '', again: '' };
  const [typed, setTyped] = useState(empty);
  const [isChanged, setChanged] = useState(false);
  const act = useAct();
  const change = (event: Event) => {
    event.preventDefault();
    const { current, password, again } = typed;
    act.run(async () => {
      if (password !== again) throw new Refusal('not_alike', 'The two passwords are not the same.');
      await ask('/desk/api/password', DeskSession, { method: 'POST', body: { current, password } });
      setTyped(empty);
      setChanged(true);
    });
  };
  const field = (name: keyof typeof empty, label: string) => (
    <Field
      label={label}
      type="password"
      required
      autocomplete={name === 'current' ? 'current-password' : 'new-password'}
      value={typed[name]}
      onType={(text) => setTyped({ ...typed, [name]: text })}
    />
  );
  return (
    <form aria-label="Password" onSubmit={change}>
      <h2>Password</h2>
      <div class="fields">
        {field('current', 'Current password')}
        {field('password', 'New password, at least 12 characters')}
        {field('again', 'New password once more')}
      </div>
      {act.problem}
      {isChanged && (
        <p role="status">Your password was changed. You are logged out everywhere but here.</p>
      )}
      <button type="submit" disabled={act.isBusy}>
        Change password
      </button>
    </form>
  );
}
