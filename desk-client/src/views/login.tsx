import { useState } from 'preact/hooks';
import type { DeskSession } from '../../../server/protocol/desk-account-messages.ts';
import { Refusal } from '../service/api.ts';
import { logIn, setPassword } from '../service/session.ts';

type Ways = Extract<DeskSession, { signedIn: false }>['ways'];

export function LoginView({ ways }: { ways: Ways }) {
  const link = /^#link=(.+)$/.exec(location.hash)?.[1];
  return (
    <main class="login">
      <h1>Front desk</h1>
      {link ? <SetPassword link={link} /> : <LogIn ways={ways} />}
    </main>
  );
}

function LogIn({ ways }: { ways: Ways }) {
  const [account, setAccount] = useState('');
  const [password, setTyped] = useState('');
  const form = useForm(() => logIn(account, password));
  return (
    <form onSubmit={form.submit}>
      <label>
        Account
        <input
          name="account"
          autocomplete="username"
          required
          maxLength={128}
          value={account}
          onInput={(event) => setAccount(event.currentTarget.value)}
        />
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        Log in
      </button>
      {ways.oidc && (
        <a class="button" href="/desk/api/oidc/start">
          Log in with your company account
        </a>
      )}
      <p class="quiet">
        No account yet, or the password forgotten? Whoever runs Vestibule makes a link for you:{' '}
        <code>vestibule desk link NAME</code>
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
      <label>
        New password
        <input
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minLength={12}
          value={password}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <label>
        Once more
        <input
          name="again"
          type="password"
          autocomplete="new-password"
          required
          value={again}
          onInput={(event) => setAgain(event.currentTarget.value)}
        />
      </label>
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        Set password and log in
      </button>
    </form>
  );
}

/** A form that sends once at a time and says what went wrong. */
function useForm(send: () => Promise<void>) {
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  return {
    isBusy,
    problem: message && (
      <p class="problem" role="alert">
        {message}
      </p>
    ),
    submit: (event: Event) => {
      event.preventDefault();
      setBusy(true);
      setMessage(null);
      send()
        .catch((error: unknown) =>
          setMessage(error instanceof Refusal ? error.message : 'Something went wrong.'),
        )
        .finally(() => setBusy(false));
    },
  };
}
