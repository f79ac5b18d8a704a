import { useEffect, useState } from 'preact/hooks';
import type { DeskSession } from '#server/protocol/desk-account-messages.ts';
import { RefusedRequestError } from '../service/api.ts';
import { checkLink, endedAt, logIn, setPassword } from '../service/session.ts';
import { clockTime } from '../service/words.ts';
import { LanguageChoice } from './language-choice.tsx';
import { useAct } from './act.tsx';
import { Field } from './fields.tsx';
import { Problem } from './parts.tsx';
import { say, serviceText, setBrowserLanguage } from '../service/language.ts';

type SignedOut = Extract<DeskSession, { signedIn: false }>;

/** The one-time link in the page's address, while it is valid, and why another link is not. */
function useLink() {
  const [link, setLink] = useState(/^#link=(.+)$/.exec(location.hash)?.[1] ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (link === null) return;
    checkLink(link).catch((error: unknown) => {
      // Setting the password will report any other fault.
      if (!(error instanceof RefusedRequestError) || error.code !== 'bad_link') return;
      setProblem(error.message);
      setLink(null);
      history.replaceState(null, '', location.pathname);
    });
  }, [link]);
  return { link, problem };
}

export function LoginView({ ways, office }: Pick<SignedOut, 'ways' | 'office'>) {
  const { link, problem } = useLink();
  const refused = /^#refused=(\w+)$/.exec(location.hash)?.[1];
  return (
    <main class="login">
      <h1>{say('page')}</h1>
      {office && <p dir="auto">{office}</p>}
      <Problem>{problem}</Problem>
      {refused && (
        <p class="problem" role="alert">
          {serviceText(`login-${refused}`, say('login-begin_again'))}
        </p>
      )}
      {endedAt.value && (
        <p class="notice" role="status">
          {say('login-ended', { time: clockTime(endedAt.value) })}
        </p>
      )}
      {link ? <SetPassword link={link} /> : <LogIn ways={ways} />}
      <LanguageChoice onChoose={(language) => void setBrowserLanguage(language)} />
    </main>
  );
}

function LogIn({ ways }: Pick<SignedOut, 'ways'>) {
  const [account, setAccount] = useState('');
  const [password, setTyped] = useState('');
  const form = useForm(() => logIn(account, password));
  return (
    <form onSubmit={form.submit}>
      <Field
        label={say('login-account')}
        name="account"
        autocomplete="username"
        required
        maxLength={128}
        value={account}
        onType={setAccount}
      />
      <Field
        type="password"
        required
        label={say('login-password')}
        name="password"
        autocomplete="current-password"
        value={password}
        onType={setTyped}
      />
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        {say('login-log_in')}
      </button>
      {ways.oidc && (
        <a class="button" href="/desk/api/oidc/start">
          {say('login-oidc')}
        </a>
      )}
      <p class="quiet">{say('login-no_account')}</p>
    </form>
  );
}

function SetPassword({ link }: { link: string }) {
  const [password, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const form = useForm(async () => {
    if (password !== again) throw new RefusedRequestError('not_alike', say('fault-not_alike'));
    await setPassword(link, password);
  });
  return (
    <form onSubmit={form.submit}>
      <p>{say('login-choose')}</p>
      <Field
        type="password"
        required
        label={say('login-new')}
        name="password"
        autocomplete="new-password"
        minLength={12}
        value={password}
        onType={setTyped}
      />
      <Field
        type="password"
        required
        label={say('login-again')}
        name="again"
        autocomplete="new-password"
        value={again}
        onType={setAgain}
      />
      {form.problem}
      <button type="submit" disabled={form.isBusy}>
        {say('login-set')}
      </button>
    </form>
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
