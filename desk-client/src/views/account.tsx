import { useState } from 'preact/hooks';
import { DeskSession } from '#server/protocol/desk-account-messages.ts';
import { ownSession, setPreferences } from '../service/session.ts';
import { dateAndTime } from '../service/words.ts';
import { ask, RefusedRequestError } from '../service/api.ts';
import { LanguageChoice } from './language-choice.tsx';
import { useAct } from './act.tsx';
import { Field } from './fields.tsx';
import { say, saying } from '../service/language.ts';

/** The account that is logged in. */
export function AccountView() {
  const current = ownSession.value;
  if (!current) return null;
  const { name, login, role, byProvider } = current.user;
  return (
    <section aria-labelledby="account">
      <h2 id="account">{say('tab-account')}</h2>
      <p>
        {saying('account-who', {
          name,
          login: <code>{login}</code>,
          role: say(`role-${role}`),
          until: dateAndTime(current.expiresAt),
        })}
      </p>
      <OwnLanguage />
      <p>
        <a href={`card-${document.documentElement.lang}.html`} target="_blank">
          {say('account-card')}
        </a>
      </p>
      {byProvider ? <p class="quiet">{say('account-by_provider')}</p> : <ChangePassword />}
    </section>
  );
}

function OwnLanguage() {
  const act = useAct();
  return (
    <>
      <div class="filter narrow">
        <LanguageChoice onChoose={(language) => act.run(() => setPreferences({ language }))} />
      </div>
      {act.problem}
    </>
  );
}

/** A form for accounts with a password. */
function ChangePassword() {
  const empty = { current: '', new: '', again: '' };
  const [typed, setTyped] = useState(empty);
  const [isChanged, setChanged] = useState(false);
  const act = useAct();
  const change = (event: Event) => {
    event.preventDefault();
    const { current, new: password, again } = typed;
    act.run(async () => {
      if (password !== again) throw new RefusedRequestError('not_alike', say('fault-not_alike'));
      await ask('/desk/api/password', DeskSession, { method: 'POST', body: { current, password } });
      setTyped(empty);
      setChanged(true);
    });
  };
  const field = (name: keyof typeof empty) => (
    <Field
      label={say(`account-${name}`)}
      type="password"
      required
      autocomplete={name === 'current' ? 'current-password' : 'new-password'}
      value={typed[name]}
      onType={(text) => setTyped({ ...typed, [name]: text })}
    />
  );
  return (
    <form aria-label={say('account-password')} onSubmit={change}>
      <h2>{say('account-password')}</h2>
      <div class="fields">
        {field('current')}
        {field('new')}
        {field('again')}
      </div>
      {act.problem}
      {isChanged && <p role="status">{say('account-changed')}</p>}
      <button type="submit" disabled={act.isBusy}>
        {say('account-change')}
      </button>
    </form>
  );
}
