import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { PostgresServer, postgresPrograms } from '../../postgres-server.ts';
import { makeCast } from '../cast.ts';
import { examine, type Inspection } from './examine.ts';
import { SoakInstallation } from './installation.ts';
import { VisitorsAndFaults, type VisitorsOptions } from './visitors-and-faults.ts';
import type { Tallies } from './tallies.ts';

export interface InstancesSoakOptions extends Omit<VisitorsOptions, 'cast'> {
  /** Folder for the services' logs; null: none are kept. */
  logs: string | null;
}

export interface InstancesSoaked {
  tallies: Tallies;
  found: Inspection;
  /** Errors beside the sign-ins. */
  troubles: string[];
}

/**
 * Runs three services on one database, with faults.
 * @throws {RefusalError} when PostgreSQL is not installed
 */
export async function soakInstances(
  folder: string,
  { logs, ...options }: InstancesSoakOptions,
): Promise<InstancesSoaked> {
  const programs = postgresPrograms();
  if (programs === null) {
    const install = 'There is no PostgreSQL on this machine (Debian: apt-get install postgresql).';
    throw new RefusalError('no_postgres', install);
  }
  const server = await PostgresServer.make(programs);
  const leave = () => {
    server.thaw();
    server.leave();
    installation?.leave();
  };
  let installation: SoakInstallation | undefined;
  process.prependOnceListener('SIGTERM', leave).prependOnceListener('SIGINT', leave);
  try {
    const cast = await makeCast();
    installation = await SoakInstallation.make({ folder, server, cast, logs });
    await installation.start();
    const run = new VisitorsAndFaults(installation, { ...options, cast });
    await run.run();
    const { tallies, troubles } = run;
    const found = await examine(installation, tallies);
    for (const instance of installation.instances) {
      const code = await instance.end('SIGTERM');
      if (code !== 0) troubles.push(`Instance ${instance.number + 1} ended with ${code}.`);
    }
    return { tallies, found, troubles };
  } finally {
    process.off('SIGTERM', leave).off('SIGINT', leave);
    await installation?.close();
    await server.stop();
  }
}
