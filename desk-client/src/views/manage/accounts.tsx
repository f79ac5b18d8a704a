import { useState } from 'preact/hooks';
import { deskRoles, type DeskRole } from '#server/protocol/desk-account-messages.ts';
import { AccountList, AccountInvitation } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { dateAndTime } from '../../service/words.ts';
import { FormDialog } from '../dialog.tsx';
import { errorsAt } from '../act.tsx';
import { Choice, Field } from '../fields.tsx';
import { Button, ResultSentence, Twice } from '../parts.tsx';
import { Copy } from './copy.tsx';
import { Table } from '../table.tsx';
import { useManaged } from './managed.ts';
import { say, saying } from '../../service/language.ts';

type Account = AccountList['accounts'][number];

const path = '/desk/api/manage/accounts';
/** The path of the draft. */
const newAccount = 'accounts/new';
const columns = ['name', 'login', 'role', 'last', 'change'];

/** The field of a new account that each refusal is about. */
const fieldOf = { bad_name: 'name', bad_login: 'login', login_taken: 'login' } as const;

export function Accounts() {
  const managed = useManaged(path, AccountList);
  const [invited, setInvited] = useState<AccountInvitation | null>(null);
  const invite = (below: string, body?: object, then?: () => void) =>
    managed.run(async () => {
      setInvited(await ask(`${path}${below}`, AccountInvitation, { method: 'POST', body }));
      return null;
    }, then);
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">{say('accounts')}</h2>
      <ResultSentence>{managed.said}</ResultSentence>
      {errorsAt(managed, fieldOf).otherProblem}
      {invited && <Link invited={invited} />}
      <Table
        label={say('accounts-listed')}
        columns={columns.map((column) => say(`accounts-${column}`))}
      >
        {managed.shown?.accounts.map((account) => (
          <Row
            key={account.id}
            account={account}
            isBusy={managed.isBusy}
            onLink={() => invite(`/${account.id}/link`)}
            onRole={(role) => managed.post(`/${account.id}/role`, { role })}
            onRevoke={() => managed.post(`/${account.id}/revoke`)}
          />
        ))}
      </Table>
      <FormDialog
        label={say('accounts-add')}
        draft={newAccount}
        onOpen={managed.clear}
        form={(sent) => <AddForm managed={managed} onAdd={(body) => invite('', body, sent)} />}
      />
    </section>
  );
}

/** The link is shown once, because it is stored nowhere. */
function Link({ invited: { name, login, token, expiresAt } }: { invited: AccountInvitation }) {
  const link = `${location.origin}/desk/#link=${token}`;
  return (
    <div class="notice" role="status">
      <p>
        {saying('accounts-link', {
          login: <code>{login}</code>,
          until: dateAndTime(expiresAt),
          name,
        })}
      </p>
      <p>
        <code class="code">{link}</code>
      </p>
      <Copy text={link} />
    </div>
  );
}

interface RowProps {
  account: Account;
  isBusy: boolean;
  onLink: () => void;
  onRole: (role: DeskRole) => void;
  onRevoke: () => void;
}

function Row(props: RowProps) {
  const { name, login, role, lastLoginAt, state, isOwn } = props.account;
  return (
    <tr>
      <td>
        <bdi>{name}</bdi>
      </td>
      <td>
        <bdi>{login}</bdi>
      </td>
      <td>{say(`role-${role}`)}</td>
      <td>{lastLoginAt ? dateAndTime(lastLoginAt) : say(`accounts-${state}`)}</td>
      <td>{isOwn ? say('accounts-you') : <Acts {...props} />}</td>
    </tr>
  );
}

function Acts({ account, isBusy, onLink, onRole, onRevoke }: RowProps) {
  const { name } = account;
  // A key passes other roles on the way to the wanted one, so a choice is not saved at once.
  const [role, setRole] = useState<DeskRole | null>(null);
  const save = (chosen: DeskRole) => {
    setRole(null);
    onRole(chosen);
  };
  return (
    <div class="acts">
      <select
        aria-label={say('accounts-role_of', { name })}
        value={role ?? account.role}
        disabled={isBusy}
        onChange={(event) => setRole(event.currentTarget.value as DeskRole)}
      >
        {deskRoles.map((role) => (
          <option key={role} value={role}>
            {say(`role-${role}`)}
          </option>
        ))}
      </select>
      {role !== null && role !== account.role && (
        <Button of={name} disabled={isBusy} onPress={() => save(role)}>
          {say('do-save')}
        </Button>
      )}
      <Button plain of={name} disabled={isBusy} onPress={onLink}>
        {say('accounts-new_link')}
      </Button>
      <Twice
        of={name}
        disabled={isBusy}
        sure={say('accounts-revoke_now', { name })}
        onPress={onRevoke}
      >
        {say('accounts-revoke')}
      </Twice>
    </div>
  );
}

function AddForm({
  managed,
  onAdd,
}: {
  managed: Pick<ReturnType<typeof useManaged>, 'isBusy' | 'problem' | 'refusal'>;
  onAdd: (body: object) => void;
}) {
  const empty = { name: '', login: '', role: 'reception' };
  const draft = draftOf(newAccount, empty);
  const typed = draft.value;
  const { at, otherProblem } = errorsAt(managed, fieldOf);
  const set = (change: Partial<typeof empty>) => draft.set({ ...typed, ...change });
  const add = (event: Event) => {
    event.preventDefault();
    onAdd(typed);
  };
  return (
    <form aria-label={say('accounts-add')} onSubmit={add}>
      <h3>{say('accounts-add')}</h3>
      <div class="fields">
        <Field
          label={say('accounts-name')}
          required
          maxLength={80}
          value={typed.name}
          error={at('name')}
          onType={(name) => set({ name })}
        />
        <Field
          label={say('accounts-login_field')}
          maxLength={64}
          value={typed.login}
          error={at('login')}
          onType={(login) => set({ login })}
        />
        <Choice
          label={say('accounts-role')}
          value={typed.role}
          onChoose={(role) => set({ role })}
          options={deskRoles.map((role) => [role, say(`role_long-${role}`)])}
        />
      </div>
      {otherProblem}
      <button type="submit" disabled={managed.isBusy}>
        {say('do-add')}
      </button>
    </form>
  );
}
