import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '#server/config/environment.ts';
import { postgresPrograms } from '../../postgres-server.ts';
import { Balancer } from './balancer.ts';
import type { Cast, CastMember } from './cast.ts';
import { deadlineSeconds, type SoakInstallation } from './installation.ts';

/** The answers during and after the restore of an older database. */
export interface PutBack {
  calls: number;
  letIn: number;
  slowestMs: number;
  wrong: string[];
}

const roundsAfterwards = 5;
const betweenMs = 500;
const mostRestores = 5;
const lateMs = deadlineSeconds * 1000 + 250;

/**
 * Runs last in a soak, because it undoes stored data. It copies the database, erases a person, and restores the copy
 * under the running services while sign-ins arrive. From then on, every instance holds the erased person. Afterwards,
 * the others are let in.
 */
export async function restoreOlderCopy(
  installation: SoakInstallation,
  cast: Cast,
  folder: string,
  draw: () => number,
): Promise<PutBack> {
  const seen: PutBack = { calls: 0, letIn: 0, slowestMs: 0, wrong: [] };
  const balancer = new Balancer(installation.instances, draw);
  const [erased, ...others] = cast.people;
  const signIn = async (person: CastMember, n: number, right: readonly number[], when: string) => {
    const { deviceId } = installation.screens[n % installation.screens.length]!;
    installation.screens[n % installation.screens.length]!.show(person.frames);
    const { answer, milliseconds } = await balancer.pass({ ...person.visitor, deviceId });
    seen.calls++;
    if (answer?.status === 200) seen.letIn++;
    seen.slowestMs = Math.max(seen.slowestMs, milliseconds);
    if (answer && right.includes(answer.status) && milliseconds <= lateMs) return;
    const got = answer ? `${answer.status} after ${Math.round(milliseconds)} ms` : 'no answer';
    seen.wrong.push(`${person === erased ? 'who was erased' : 'who is enrolled'}, ${when}: ${got}`);
  };
  const everybody = async (right: readonly number[], when: string) => {
    await signIn(erased!, 0, [412], when);
    for (const [i, person] of others.entries()) await signIn(person, i + 1, right, when);
  };

  const url = installation.databaseUrl;
  const copy = path.join(folder, 'older.dump');
  await program('pg_dump', '--format=custom', `--file=${copy}`, url);
  await erase(installation, erased!);
  await everybody([200], 'erased');
  let isBack = false;
  const restored = restore(url, copy).finally(() => (isBack = true));
  do await everybody([200, 412], 'while the copy is put back');
  while (!isBack);
  await restored;
  while (!(await installation.isWell())) await wait(betweenMs);
  for (let round = 0; round < roundsAfterwards; round++) {
    await everybody([200], 'afterwards');
    await wait(betweenMs);
  }
  return seen;
}

/** Tries again after a deadlock with the running services, which undoes all of it. */
async function restore(url: string, copy: string): Promise<void> {
  const options = ['--clean', '--if-exists', '--single-transaction', `--dbname=${url}`];
  for (let tries = 1; ; tries++) {
    try {
      return await program('pg_restore', ...options, copy);
    } catch (error) {
      if (tries === mostRestores || !String(error).includes('deadlock detected')) throw error;
    }
  }
}

async function program(name: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(path.join(postgresPrograms()!, name), args);
}

/** Erases a person with the operator's command, at the first instance. */
async function erase(
  { instances, databaseUrl }: SoakInstallation,
  person: CastMember,
): Promise<void> {
  const command = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = {
    PATH: process.env['PATH'],
    VESTIBULE_DATA_DIR: instances[0]!.dataDir,
    VESTIBULE_DATABASE_URL: databaseUrl,
  };
  const args = [command, 'privacy', 'erase', person.visitor.email!, '--yes'];
  await promisify(execFile)(process.execPath, args, { env });
}
