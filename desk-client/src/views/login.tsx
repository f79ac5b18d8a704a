import { useState } from 'preact/hooks';
import type { DeskReturn, DeskSession } from '../../../server/protocol/desk-account-messages.ts';
import { Refusal } from '../service/api.ts';
import { logInByPasskey } from '../service/passkeys.ts';
import { logIn, setPassword, take } from '../service/session.ts';
import { useAct } from './parts.tsx';
import { Button, Field } from './parts.tsx';

type Ways = Extract<DeskSession, { signedIn: false }>['ways'];

export function LoginView({ ways }: { ways: Ways }) {
  const link = /^#link=(.+)$/.exec(location.hash)?.[1];
  const refused = /^#refused=(\w+)$/.exec(location.hash)?.[1];
  return (
    <main class="login">
      <h1>Front desk</h1>
      {refused && (
        <p class="problem" role="alert">
          {refusals[refused as DeskReturn] ?? refusals.begin_again}
        </p>
      )}
      {link ? <SetPassword link={link} /> : <LogIn ways={ways} />}
    </main>
  );
}

/** The result of a log-in with a company account. */
const refusals: Readonly<Record<DeskReturn, string>> = {
  begin_again: 'That took too long, or was started in another browser. Please start again.',
  not_admitted:
    'Your company account may not use the desk. Ask the person who runs Vestibule for a role.',
  provider_unreachable: 'Your company’s log-in does not answer. Try again in a moment.',
  provider_refused: 'Your company’s log-in did not let you in.',
  provider_failed:
    'Your company’s log-in sent an answer that cannot be trusted. Tell the person who runs Vestibule.',
};

function LogIn({ ways }: { ways: Ways }) {
  const [account, setAccount] = useState('');
  const [password, setTyped] = useState('');
  const form = useForm(() => logIn(account, password));
  const passkey = useForm(async () => take(await logInByPasskey()));
  return (
    <form onSubmit={form.submit}>
      <Field
        label="Account"
        name="account"
        autocomplete="username"
        required
        maxLength={128}
        value={account}
        onType={setAccount}
      />
      <Password
        label="Password"
        name="password"
        autocomplete="current-password"
        value={password}
        onType={setTyped}
      />
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        Log in
      </button>
      {ways.oidc && (
        <a class="button" href="/desk/api/oidc/start">
          Log in with your company account
        </a>
      )}
      {ways.passkey && (
        <Button plain disabled={form.isBusy} onPress={passkey.submit}>
          Log in with a passkey
        </Button>
      )}
      {passkey.problem}
      <p class="quiet">
        No account yet, or forgotten your password? A manager makes a link for you under Manage, or
        the person who runs Vestibule: <code>vestibule desk link NAME</code>
      </p>
    </form>
  );
}

function SetPassword({ link }: { link: string }) {
  const [password, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const form = useForm(async () => {
    if (password !== again) throw new Refusal('not_alike', 'The two passwords are not the same.');
    await setPassword(link, password);
  });
  return (
    <form onSubmit={form.submit}>
      <p>Choose a password of at least 12 characters. Several words are easier to remember.</p>
      <Password
        label="New password"
        name="password"
        autocomplete="new-password"
        minLength={12}
        value={password}
        onType={setTyped}
      />
      <Password
        label="Once more"
        name="again"
        autocomplete="new-password"
        value={again}
        onType={setAgain}
      />
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        Set password and log in
      </button>
    </form>
  );
}

function Password({
  label,
  onType,
  ...input
}: {
  label: string;
  name: string;
  autocomplete: 'current-password' | 'new-password';
  minLength?: number;
  value: string;
  onType: (typed: string) => void;
}) {
  return (
    <label>
      {label}
      <input
        type="password"
        required
        onInput={(event) => onType(event.currentTarget.value)}
        {...input}
      />
    </label>
  );
}

/** A form that sends once at a time and says what went wrong. */
function useForm(send: () => Promise<void>) {
  const { isBusy, problem, run } = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    run(send);
  };
  return { isBusy, problem, submit };
}
