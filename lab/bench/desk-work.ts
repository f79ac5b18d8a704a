import { request } from 'node:http';
import { sql } from 'kysely';
import { loadConfig } from '#server/config/config.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { openStore } from '#server/store/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { heldSignIn, sendSigned } from '../simulate/held-sign-in.ts';
import { secret, start, type Running } from '../running-service.ts';
import { timesOf, type Times } from '#base/time';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';

/** Requests that the desk sends at once, and the number of stored sign-ins. */
const load = { signIns: 100_000, exports: 40, searches: 100, accounts: 4 };

export interface AmidDeskWork {
  idle: Times;
  amidst: Times;
  /** Ratio of the 95th percentiles. */
  ratio: number;
  /** The slowest sign-in amid the desk's work. */
  slowest: number;
  /** Exports and searches that were answered completely, and those that were refused. */
  done: number;
  turnedAway: number;
}

/** Times held sign-ins one after the other, at an idle service and while the desk exports and searches. */
export async function amidDeskWork(signIns: number): Promise<AmidDeskWork> {
  return inTemporaryFolder('bench', async (folder) => {
    const links = await fill(folder);
    const service = await start(folder);
    try {
      const cookies = await Promise.all(links.map((link) => logIn(service, link)));
      await timeHeld(service, 20);
      const idle = await timeHeld(service, signIns);
      const asked = [
        ...Array<string>(load.exports).fill('history.csv?from=2020-01-01'),
        ...Array<string>(load.searches).fill('history?from=2020-01-01&name=nobody'),
      ];
      let isGoingOn = true;
      const answers = Promise.all(
        asked.map((what, at) => ask(service, what, cookies[at % cookies.length]!, at)),
      ).finally(() => (isGoingOn = false));
      const amidst: number[] = [];
      while (isGoingOn) amidst.push(...(await timeHeld(service, 1)));
      const statuses = await answers;
      const times = timesOf(amidst);
      return {
        idle: timesOf(idle),
        amidst: times,
        ratio: times.p95 / timesOf(idle).p95,
        slowest: Math.max(...amidst),
        done: statuses.filter((status) => status === 200).length,
        turnedAway: statuses.filter((status) => status === 429).length,
      };
    } finally {
      service.process.kill();
    }
  });
}

/** Times sign-ins of a person who is not enrolled: through the database, without a camera. */
async function timeHeld(service: Running, count: number): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify(heldSignIn({ name: 'Stranger Example' }));
    milliseconds.push((await sendSigned(service.hookUrl, secret, body)).milliseconds);
  }
  return milliseconds;
}

/** @param at picks the client's address, because each address has a rate limit. Resolves with the status */
function ask({ lobbyUrl }: Running, what: string, cookie: string, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const localAddress = `127.0.1.${1 + at}`;
    const asking = request(new URL(`/desk/api/${what}`, lobbyUrl), {
      headers: { cookie },
      localAddress,
    });
    asking.once('error', reject).once('response', (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    asking.end();
  });
}

async function logIn({ lobbyUrl }: Running, link: string): Promise<string> {
  const { origin } = new URL(lobbyUrl);
  const answer = await fetch(`${origin}/desk/api/set-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ link, password: 'five quiet lamps in a row' }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error(`The desk answered ${answer.status} to a log-in.`);
  return cookie;
}

/** Fills an installation with many recent sign-ins and their cards. Returns links to log in with. */
async function fill(folder: string): Promise<string[]> {
  const { databaseFile, templateKeyFile } = loadConfig({ VESTIBULE_DATA_DIR: folder });
  const store = await openStore({ databaseFile });
  const { db } = store;
  await openTemplateCipher(db, templateKeyFile);
  const cipher = new RecordCipher(templateKeyFile);
  await cipher.readKey();
  const atOnce = 500;
  for (let from = 0; from < load.signIns; from += atOnce) {
    const rows = Array.from({ length: atOnce }, (_, i) => {
      const jobId = `bench-${from + i}`;
      const at = new Date(Date.now() - 2 * 24 * 60 * 60_000 - (from + i) * 1000);
      const contents = cipher.seal({ visitor: `Visitor ${jobId}`, host: 'Hetty Host' }, jobId);
      return { jobId, at, contents };
    });
    await db.transaction().execute(async (transaction) => {
      const signIns = rows.map(({ jobId, at }) => ({
        ...{ jobId, receivedAt: at, decidedAt: at },
        ...{ kind: 'visitor', verdict: 'review', reason: 'not_enrolled' },
      }));
      for (let i = 0; i < rows.length; i += 100) {
        await transaction
          .insertInto('sign_ins')
          .values(signIns.slice(i, i + 100))
          .execute();
        const cards = rows.slice(i, i + 100).map(({ jobId, at, contents }) => ({
          ...{ jobId, contents, heldAt: at, seenAt: at },
        }));
        await transaction.insertInto('desk_cards').values(cards).execute();
      }
    });
  }
  await sql`analyze`.execute(db);
  const links: string[] = [];
  for (let i = 0; i < load.accounts; i++) {
    const account = { name: `Auditor ${i}`, role: 'auditor' } as const;
    links.push((await addDeskAccount(db, account, { actor: 'command:bench' })).link.token);
  }
  await store.close();
  return links;
}
