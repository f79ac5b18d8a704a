import { followable, followableNames, faultWords, listLabel } from '#sanctions-lists';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation, type OpenInstallation } from '../../terminal/with-installation.ts';
import {
  followList,
  listFollowedLists,
  listProposedLists,
  unfollowList,
  type FollowedListRow,
  type ProposedListRow,
} from '#server/watchlist/follow/followed-list-rows.ts';
import {
  lookAtPublisher,
  type LookResult,
  knownFollowable,
} from '#server/watchlist/follow/fetch-list.ts';
import { labelOf } from '#server/watchlist/follow/list-status.ts';
import { decideOnList, proposedAs, proposalQuestion } from '#server/watchlist/change.ts';
import { printable } from '#base/text';
import { vestibule } from '#server/platform/operator-error.ts';
import { confirm, RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { createProgram } from '../../terminal/program.ts';
import { alarming, cautious, wrapText } from '../../terminal/text.ts';

const help = `
Known are:
${Object.entries(followable)
  .map(([name, { title, published }]) =>
    wrapText(`${name}: ${title}; published ${published}.`, '  ', '  '),
  )
  .join('\n')}

Each is fetched at once, and by the service from then on (docs/watchlists.md).
HTTPS_PROXY and NO_PROXY are read, and NODE_EXTRA_CA_CERTS where a proxy has a
certificate of its own.

Examples:
  vestibule watchlist follow ofac-sdn un eu-fsf uk-ofsi
  vestibule watchlist follow un --from https://mirror.acme.example/un.xml`;

/** `watchlist follow`, `unfollow` and `fetch` */
export const followCommands = [
  createProgram('follow')
    .about("keep publishers' lists current by itself")
    .argument('<names...>', followableNames.join(', '))
    .option('--from <address>', 'fetch it there instead, over HTTPS')
    .addHelpText('after', help)
    .answers(follow),
  createProgram('unfollow')
    .about(
      'keep lists current no more',
      'Keep lists current no more. What is in force stays, and grows old.',
    )
    .argument('<names...>', 'as they are followed')
    .answers(unfollow),
  createProgram('fetch')
    .about(
      'fetch what is followed now',
      'Fetch lists that are followed now instead of when they are due.',
    )
    .argument('[names...]', 'default: all that are followed')
    .answers(fetchNow),
];

async function follow(names: string[], { from }: { from?: string }): Promise<CommandResult> {
  const address = from === undefined ? null : expectHttps(from);
  if (address !== null && names.length > 1) {
    throw new RefusalError(
      'one_address',
      '--from is the address of one list. Name one list with it.',
    );
  }
  const lists = names.map((name) => ({ name, ...knownFollowable(name) }));
  return withInstallation(async (installation) => {
    const { db } = installation.store;
    for (const { name, source, list } of lists) {
      await followList(db, { name, source, list, address }, new Date());
    }
    return fetchFollowed(installation, names);
  });
}

function expectHttps(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
  throw new RefusalError(
    'address_unusable',
    printable`${address} is no address of a list: give one that begins with https:// and has no password in it.`,
  );
}

function unfollow(names: string[]): Promise<CommandResult> {
  return withInstallation(async ({ store }) => {
    const followed = (await listFollowedLists(store.db)).map(({ name }) => name);
    const unknown = names.find((name) => !followed.includes(name));
    if (unknown !== undefined) throw notFollowed(unknown, followed);
    for (const name of names) await unfollowList(store.db, name);
    const text = wrapText(
      `Followed no more: ${names.join(', ')}. What is in force stays, and is said to be old when it is.`,
    );
    return { ok: true, text, json: { unfollowed: names } };
  });
}

function notFollowed(name: string, followed: readonly string[]): RefusalError {
  const those = followed.length === 0 ? 'none is' : `those are ${followed.join(', ')}`;
  return new RefusalError(
    'not_followed',
    printable`${name} is not followed; ${those}. Nothing was changed.`,
  );
}

function fetchNow(names: string[]): Promise<CommandResult> {
  return withInstallation(async (installation) => {
    const rows = await listFollowedLists(installation.store.db);
    const followed = rows.map(({ name }) => name);
    const unknown = names.find((name) => !followed.includes(name));
    if (unknown !== undefined) throw notFollowed(unknown, followed);
    if (followed.length === 0) throw notFollowed('A list', followed);
    return fetchFollowed(installation, names.length > 0 ? names : followed);
  });
}

async function fetchFollowed(
  { store }: OpenInstallation,
  names: readonly string[],
): Promise<CommandResult> {
  const looks: (LookResult & { name: string })[] = [];
  const lines: string[] = [];
  for (const name of names) {
    const row = (await listFollowedLists(store.db)).find((one) => one.name === name)!;
    const looking = { actor: commandActor(), now: new Date() };
    const looked = await lookAtPublisher(store.db, knownFollowable(name), row, looking);
    looks.push({ name, ...looked });
    const proposed = (await listProposedLists(store.db)).find(
      (one) => listLabel(one) === labelOf(row),
    );
    lines.push(...linesOf(row, looked, proposed).map((line) => wrapText(line)));
  }
  const ok = looks.every(({ state }) => state !== 'failed');
  return { ok, text: lines.join('\n'), json: { lists: looks } };
}

/** For people. */
function linesOf(
  { name, ...row }: FollowedListRow,
  looked: LookResult,
  proposed: ProposedListRow | undefined,
): string[] {
  if (looked.state === 'failed') {
    return [
      `${alarming('✗')} ${name}: not taken: ${faultWords(looked.fault)}. What is in force stays.`,
    ];
  }
  if (looked.state === 'unchanged') return [`${name}: the same as when it was fetched last.`];
  const { date, entries, warnings } = looked.imported;
  const found = `${name}: of ${date}, ${entries} entries`;
  const state =
    looked.state === 'in_force'
      ? `${found}, in force as ${labelOf(row)}.`
      : `${cautious('!')} ${found}, waits to be looked at: ${vestibule} watchlist list. ${proposed ? proposalQuestion(proposed) : ''}`.trimEnd();
  return [state, ...warnings.map((warning) => `${cautious('!')} ${warning}`)];
}

interface DecideOptions {
  yes?: boolean;
}

export const decideCommands = (['accept', 'reject'] as const).map((decision) =>
  createProgram(decision)
    .about(
      `${decision} a new list that waits to be looked at`,
      decision === 'accept'
        ? 'Put a doubtful list in force, after someone has looked at it.'
        : 'Take a doubtful list away. The one before stays in force.',
    )
    .argument('<list>', 'as `watchlist list` has it: ofac, ofac/consolidated')
    .option('--yes', 'do not ask')
    .answers((label: string, options: DecideOptions) => decide(label, decision, options)),
);

function decide(
  label: string,
  decision: 'accept' | 'reject',
  { yes }: DecideOptions,
): Promise<CommandResult> {
  return withInstallation(async ({ store }) => {
    const proposed = await proposedAs(store.db, label);
    const doing = decision === 'accept' ? 'Put it in force?' : 'Take it away?';
    if (!yes) await confirm(`${proposalQuestion(proposed)} ${doing}`, 'Nothing was changed');
    if (!(await decideOnList(store.db, commandActor(), proposed.listId, decision))) {
      throw new RefusalError(
        'decided_meanwhile',
        'Somebody has decided meanwhile. Nothing was changed.',
      );
    }
    const { listDate, entries } = proposed;
    const text =
      decision === 'accept'
        ? `In force: ${label}, ${entries} entries.`
        : `Taken away. The list ${label} before it stays in force.`;
    return { ok: true, text, json: { list: label, decision, listDate, entries } };
  });
}
