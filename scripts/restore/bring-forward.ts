import { access } from 'node:fs/promises';
import type { Config } from '../../server/config/config.ts';
import { erasePerson } from '../../server/people/erase.ts';
import { readErasureRegister, type Erasure } from '../../server/people/erasure-register.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../../server/store/store.ts';
import { auditHead } from '../../server/store/tables/audit-events.ts';
import { withdrawConsents } from '../../server/store/tables/consents.ts';
import { insertErasures, listErasures } from '../../server/store/tables/erasures.ts';
import { listKiosks, revokeKiosk } from '../../server/store/tables/kiosks.ts';
import { insertOptOut, listOptOuts } from '../../server/store/tables/opt-outs.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { withdrawnPeople } from './withdrawn-people.ts';

/** What happened since the copy was made, and must not be undone by it. */
export interface BroughtForward {
  erasedAgain: number;
  optOuts: number;
  withdrawn: number;
  kiosksRevoked: number;
  /** False when there was neither a database nor a register to tell who was erased. */
  erasuresKnown: boolean;
}

interface Present {
  erasures: Erasure[];
  optOuts: Awaited<ReturnType<typeof listOptOuts>>;
  withdrawn: string[];
  revoked: { id: string; revokedAt: Date }[];
  head: { seq: number; hash: string } | null;
}

/** Applies it to the copy. @param copy opened in a place of its own */
export async function bringForward(
  copy: Db,
  config: Config,
  erasuresFile: string | null,
): Promise<{ counts: BroughtForward; replaced: Present['head'] }> {
  const present = await presentState(config);
  const registers = [
    await readErasureRegister(config.erasureRegisterFile),
    erasuresFile === null ? undefined : await givenRegister(erasuresFile),
  ];
  const erasures = [
    ...(present?.erasures ?? []),
    ...registers.flatMap((register) => register ?? []),
  ];
  await insertErasures(copy, erasures);
  const by = { actor: commandActor(), because: 'restored_backup' } as const;
  const counts: BroughtForward = {
    erasedAgain: 0,
    optOuts: 0,
    withdrawn: 0,
    kiosksRevoked: 0,
    erasuresKnown: present !== null || registers.some((register) => register !== undefined),
  };
  for (const { personId } of await listErasures(copy)) {
    if (await erasePerson(copy, personId, by)) counts.erasedAgain++;
  }
  for (const optOut of present?.optOuts ?? []) {
    if (await insertOptOut(copy, optOut)) counts.optOuts++;
  }
  for (const personId of present?.withdrawn ?? []) {
    if (await withdrawConsents(copy, personId, new Date())) counts.withdrawn++;
  }
  for (const { id, revokedAt } of present?.revoked ?? []) {
    if (await revokeKiosk(copy, id, revokedAt)) counts.kiosksRevoked++;
  }
  return { counts, replaced: present?.head ?? null };
}

/** Of the database that is to be replaced; null when there is none, or it cannot be read. */
async function presentState({ databaseFile }: Config): Promise<Present | null> {
  const isThere = await access(databaseFile).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  try {
    const store = await openStore({ databaseFile });
    try {
      const { db } = store;
      const kiosks = await listKiosks(db);
      return {
        erasures: await listErasures(db),
        optOuts: await listOptOuts(db),
        withdrawn: await withdrawnPeople(db),
        revoked: kiosks.flatMap(({ id, revokedAt }) => (revokedAt ? [{ id, revokedAt }] : [])),
        head: (await auditHead(db)) ?? null,
      };
    } finally {
      await store.close();
    }
  } catch {
    // That it is damaged may be why somebody restores.
    return null;
  }
}

async function givenRegister(file: string): Promise<Erasure[]> {
  const register = await readErasureRegister(file);
  if (register) return register;
  throw new Refusal('no_register', `There is no file ${file}. Nothing was changed.`);
}
