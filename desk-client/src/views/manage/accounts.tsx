import { useState } from 'preact/hooks';
import { deskRoles, type DeskRole } from '../../../../server/protocol/desk-account-messages.ts';
import { AccountList, Invitation } from '../../../../server/protocol/desk-manage-messages.ts';
import { ask } from '../../service/api.ts';
import { dateAndTime } from '../../service/words.ts';
import { Button, Choice, Field, Table, Twice } from '../parts.tsx';
import { useManaged } from './managed.ts';

type Account = AccountList['accounts'][number];

const path = '/desk/api/manage/accounts';
const stateWords: Record<Account['state'], string> = {
  active: 'never logged in',
  link_open: 'has a link, no password yet',
  link_expired: 'the link has expired',
};

/** Who may use the desk. */
export function Accounts() {
  const managed = useManaged(path, AccountList);
  const [invited, setInvited] = useState<Invitation | null>(null);
  const invite = (below: string, body?: object, then?: () => void) =>
    managed.run(async () => {
      setInvited(await ask(`${path}${below}`, Invitation, { method: 'POST', body }));
      return null;
    }, then);
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      {managed.said && <p role="status">{managed.said}</p>}
      {managed.problem}
      {invited && <Link invited={invited} />}
      <Table
        label="Who may use the desk"
        columns={['Name', 'Login', 'Role', 'Last log-in', 'Change']}
      >
        {managed.shown?.accounts.map((account) => (
          <tr key={account.id}>
            <td>{account.name}</td>
            <td>{account.login}</td>
            <td>{account.role}</td>
            <td>
              {account.lastLoginAt ? dateAndTime(account.lastLoginAt) : stateWords[account.state]}
            </td>
            <td>
              {account.isOwn ? (
                'You'
              ) : (
                <Acts
                  account={account}
                  isBusy={managed.isBusy}
                  onLink={() => invite(`/${account.id}/link`)}
                  onRole={(role) => managed.post(`/${account.id}/role`, { role })}
                  onRevoke={() => managed.post(`/${account.id}/revoke`)}
                />
              )}
            </td>
          </tr>
        ))}
      </Table>
      <AddForm isBusy={managed.isBusy} onAdd={(body, then) => invite('', body, then)} />
    </section>
  );
}

/** Shown once: it is stored nowhere. */
function Link({ invited: { name, login, token, expiresAt } }: { invited: Invitation }) {
  return (
    <div class="notice" role="status">
      <p>
        With this link {name} (login <code>{login}</code>) chooses a password. It works once, until{' '}
        {dateAndTime(expiresAt)}. Give it to nobody else; it is not shown again.
      </p>
      <p>
        <code class="code">{`${location.origin}/desk/#link=${token}`}</code>
      </p>
    </div>
  );
}

function Acts({
  account,
  isBusy,
  onLink,
  onRole,
  onRevoke,
}: {
  account: Account;
  isBusy: boolean;
  onLink: () => void;
  onRole: (role: DeskRole) => void;
  onRevoke: () => void;
}) {
  return (
    <div class="acts">
      <select
        aria-label={`Role of ${account.name}`}
        value={account.role}
        disabled={isBusy}
        onChange={(event) => onRole(event.currentTarget.value as DeskRole)}
      >
        {deskRoles.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      <Button plain disabled={isBusy} label={`New link for ${account.name}`} onPress={onLink}>
        New link
      </Button>
      <Twice disabled={isBusy} sure={`Revoke ${account.name}`} onPress={onRevoke}>
        Revoke
      </Twice>
    </div>
  );
}

function AddForm({
  isBusy,
  onAdd,
}: {
  isBusy: boolean;
  onAdd: (body: object, then: () => void) => void;
}) {
  const empty = { name: '', login: '', role: 'reception' };
  const [typed, setTyped] = useState(empty);
  const set = (change: Partial<typeof empty>) => setTyped({ ...typed, ...change });
  const add = (event: Event) => {
    event.preventDefault();
    onAdd(typed, () => setTyped(empty));
  };
  return (
    <form aria-label="Add an account" onSubmit={add}>
      <h3>Add an account</h3>
      <div class="fields">
        <Field
          label="Name"
          required
          maxLength={80}
          value={typed.name}
          onType={(name) => set({ name })}
        />
        <Field
          label="Login (empty: made from the name)"
          maxLength={64}
          value={typed.login}
          onType={(login) => set({ login })}
        />
        <Choice label="Role" value={typed.role} onChoose={(role) => set({ role })}>
          <option value="reception">reception: sees to visitors</option>
          <option value="manager">manager: that, enrols, erases and manages</option>
          <option value="auditor">auditor: reads, and changes nothing</option>
        </Choice>
      </div>
      <button type="submit" disabled={isBusy}>
        Add
      </button>
    </form>
  );
}
