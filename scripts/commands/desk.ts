import { InvalidArgumentError, Option } from 'commander';
import type { Config } from '#server/config/config.ts';
import {
  addDeskAccount,
  changeDeskRole,
  deskAccountState,
  resolveDeskAccount,
  makeDeskLink,
  restoreDeskAccount,
  revokeDeskAccount,
  type DeskLink,
} from '#server/desk/accounts/accounts.ts';
import { lobbyAddress } from '#server/kiosk/lobby-listener.ts';
import { oneLine, printable } from '#base/text';
import { deskRoles, type DeskRole } from '#server/protocol/desk-account-messages.ts';
import type { Db } from '#server/store/schema.ts';
import {
  listDeskAccounts,
  listDeskLinks,
  type DeskAccountRow,
} from '#server/desk/accounts/account-rows.ts';
import type { CommandResult } from '../terminal/answer.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { timeOf, wrapText } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withStore } from '../terminal/with-installation.ts';

const help = `
The desk is the page of those who decide about visitors, at /desk of the lobby
listener. Everybody has an account of their own, with one of three roles:

  reception  sees who waits, sees to them, reads the history, tests lobbies
  manager    all of that, and enrols and erases people
  auditor    sees and reads, and changes nothing

Examples:
  vestibule desk add "Ada Example" --role reception
  vestibule desk list
  vestibule desk link ada.example
  vestibule desk role ada.example manager
  vestibule desk revoke ada.example

Every command takes --help with more examples, and --json for scripts. They
work while the service runs, and while it does not.

${exitCodesHelp}`;

export function command(): Command {
  return createProgram('desk')
    .description('Who may use the desk, the page of those who decide about visitors.')
    .addHelpText('after', help)
    .withCommands(addCommand, listCommand, linkCommand, roleCommand, revokeCommand);
}

const whose = 'the login, the name or the id';

const addHelp = `
Prints a link with which the person chooses a password. It works once, within
24 hours. Give it to them alone: the first to open it has the account.

The login is made of the name, unless --login says another one.

Examples:
  vestibule desk add "Ada Example" --role reception
  vestibule desk add "Ada Example" --role manager --login ada@acme.example`;

interface AddOptions {
  role: DeskRole;
  login?: string;
}

const addCommand = createProgram('add')
  .about(
    'give somebody an account',
    'Give somebody an account, and print a one-time link for their password.',
  )
  .argument('<name>', 'of the person, as the desk and the record of visits show it')
  .addOption(
    new Option('--role <role>', 'what they may do').choices(deskRoles).makeOptionMandatory(),
  )
  .option('--login <login>', 'what they type to log in')
  .addHelpText('after', addHelp)
  .answers((name: string, options: AddOptions) =>
    withStore(async (db, config) => {
      const { role, login } = options;
      const added = await addDeskAccount(db, { name, role, login }, { actor: commandActor() });
      return linkAnswer(config, added.account, added.link);
    }),
  );

function linkAnswer(config: Config, account: DeskAccountRow, link: DeskLink): CommandResult {
  const { id, name, login, role } = account;
  const { expiresAt } = link;
  const [url = '', ...others] = linkAddresses(config, link);
  const lines = [
    wrapText(printable`"${name}" may use the desk as ${role}, with the login ${login}.`),
    'This link is for choosing a password. It works once,',
    `until ${timeOf(expiresAt)}. Give it to nobody else.`,
    '',
    // Printed without line breaks, so that it can be copied.
    `  ${url}`,
    ...(others.length > 0 ? ['', 'Or, where the page has another address:'] : []),
    ...others.map((other) => `  ${other}`),
  ];
  const json = { account: { id, name, login, role }, link: url, expiresAt };
  return { ok: true, text: lines.join('\n'), json };
}

/** The link at each address of the page, addresses for other machines first. Browsers send nothing after `#`. */
function linkAddresses({ lobby }: Config, { token }: DeskLink): string[] {
  const origins = lobby.origins.length > 0 ? lobby.origins : [lobbyAddress(lobby)];
  return origins.map((origin) => `${origin}/desk/#link=${token}`);
}

const nobody =
  'Nobody may use the desk yet. Add somebody with: vestibule desk add "Ada Example" --role reception';

const listCommand = createProgram('list')
  .about('show who may use the desk')
  .option('--all', 'those who were revoked, too')
  .answers((options: { all?: boolean }) =>
    withStore(async (db) => {
      const all = await listDeskAccounts(db);
      const accounts = all.filter(({ revokedAt }) => options.all || !revokedAt);
      const links = await listDeskLinks(db);
      const json = { accounts: accounts.map((account) => accountJson(account, links)) };
      return { ok: true, text: accounts.length === 0 ? nobody : tableOf(accounts, links), json };
    }),
  );

function accountJson(account: DeskAccountRow, links: Map<string, Date>) {
  const { id, name, login, role, createdAt, lastLoginAt, revokedAt } = account;
  const state = deskAccountState(account, links);
  return { id, name, login, role, state, createdAt, lastLoginAt, revokedAt };
}

const states = {
  revoked: () => 'revoked',
  active: ({ lastLoginAt }: DeskAccountRow) => (lastLoginAt ? timeOf(lastLoginAt) : 'never'),
  link_open: () => 'link not used',
  link_expired: () => 'link expired',
} as const;

function tableOf(accounts: readonly DeskAccountRow[], links: Map<string, Date>): string {
  const columns = { Name: 24, Login: 22, Role: 11, 'Last log-in': 18 };
  const rows = accounts.map((account) => {
    const lastLogin = states[deskAccountState(account, links)](account);
    return [oneLine(account.name), oneLine(account.login), account.role, lastLogin];
  });
  return table(columns, rows);
}

const linkHelp = `
An earlier link of the account is void. The present password counts until
another one is set; setting it ends every session of the account, and a
pause after wrong passwords.

Example:
  vestibule desk link ada.example`;

const linkCommand = createProgram('link')
  .about(
    'print a new one-time link for a password',
    'Print a new one-time link to set a first or a forgotten password.',
  )
  .argument('<account>', whose)
  .addHelpText('after', linkHelp)
  .answers((wanted: string) =>
    withStore(async (db, config) => {
      const account = await resolveDeskAccount(db, wanted);
      const link = await makeDeskLink(db, account, { actor: commandActor() });
      return linkAnswer(config, account, link);
    }),
  );

const roleCommand = createProgram('role')
  .about('change what somebody may do', 'Change what somebody may do. They have to log in again.')
  .argument('<account>', whose)
  .argument('<role>', `one of: ${deskRoles.join(', ')}`, asRole)
  .answers((wanted: string, role: DeskRole) =>
    withStore(async (db) => {
      const account = await resolveDeskAccount(db, wanted);
      await changeDeskRole(db, account, role, { actor: commandActor() });
      const { id, name, login } = account;
      const text = printable`"${name}" has the role ${role} now, and has to log in again.`;
      return { ok: true, text: wrapText(text), json: { account: { id, name, login, role } } };
    }),
  );

function asRole(text: string): DeskRole {
  const role = deskRoles.find((one) => one === text);
  if (role) return role;
  throw new InvalidArgumentError(`Allowed roles are ${deskRoles.join(', ')}.`);
}

const revokeHelp = `
Every session ends at once, and open pages are closed within a second. The
account stays on the list with --all, as the audit record refers to it.
--undo takes it back and prints a link for a new password; there is none for
an account of the OpenID provider.

Examples:
  vestibule desk revoke ada.example
  vestibule desk revoke ada.example --undo`;

const revokeCommand = createProgram('revoke')
  .about('take an account back')
  .argument('<account>', whose)
  .option('--undo', 'let a revoked account be used again')
  .addHelpText('after', revokeHelp)
  .answers((wanted: string, options: { undo?: boolean }) =>
    withStore((db, config) =>
      options.undo ? restoreAccount(db, config, wanted) : revoke(db, wanted),
    ),
  );

async function revoke(db: Db, wanted: string): Promise<CommandResult> {
  const account = await resolveDeskAccount(db, wanted);
  await revokeDeskAccount(db, account, { actor: commandActor() });
  const { id, name, login } = account;
  const text = printable`Revoked "${name}". All their sessions have ended.`;
  return { ok: true, text: wrapText(text), json: { revoked: { id, name, login } } };
}

async function restoreAccount(db: Db, config: Config, wanted: string): Promise<CommandResult> {
  const account = await resolveDeskAccount(db, wanted, 'revoked');
  const link = await restoreDeskAccount(db, account, { actor: commandActor() });
  if (link) return linkAnswer(config, account, link);
  const { id, name, login, role } = account;
  const text = printable`"${name}" may log in again, through the OpenID provider.`;
  return { ok: true, text: wrapText(text), json: { account: { id, name, login, role } } };
}
