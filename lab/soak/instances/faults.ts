import { setTimeout as wait } from 'node:timers/promises';
import { modelProcesses } from '../readings.ts';
import type { SoakInstallation } from './installation.ts';
import type { Instance } from './instance.ts';
import type { SoakKiosk } from './screen.ts';

/** A fault during sign-ins. */
export interface InstanceFault {
  what: string;
  /** The fault acts on the processes of the server. */
  needsServer?: boolean;
  /** An instance continues afterwards as if no time had passed, so its answers are late by the same time. */
  stallsInstance?: boolean;
  /** Resolves when the cause is over. The consequences may last longer. */
  happen: (installation: SoakInstallation, draw: () => number) => Promise<void>;
}

const quietMs = 5000;

export const instanceFaults: readonly InstanceFault[] = [
  {
    what: 'an instance killed, and started again',
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      await instance.end('SIGKILL');
      await wait(between(draw, 200, 7000));
      await instance.start();
    },
  },
  {
    what: 'an instance killed, and started while a table is locked',
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      await instance.end('SIGKILL');
      const seconds = between(draw, 5, 12);
      const lock = `begin; lock table people; select pg_sleep(${seconds}); commit`;
      await Promise.all([installation.sql(lock), instance.start()]);
    },
  },
  {
    what: 'an instance frozen',
    stallsInstance: true,
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      process.kill(instance.pid, 'SIGSTOP');
      await wait(between(draw, 1000, 9000));
      process.kill(instance.pid, 'SIGCONT');
    },
  },
  {
    what: 'all instances restarted in turn',
    happen: async (installation) => {
      for (const instance of installation.instances) {
        await whileItLooks(installation, instance);
        const code = await instance.end('SIGTERM');
        if (code !== 0) throw new Error(`Instance ${instance.number + 1} ended with ${code}.`);
        await instance.start();
        await until(() => installation.isWell());
      }
    },
  },
  {
    what: 'all lines to a lobby screen torn',
    happen: async ({ screens }) => {
      (await nextCapture(screens)).cutAll();
    },
  },
  {
    what: 'the line to a lobby screen torn',
    happen: async ({ screens }) => {
      (await nextCapture(screens)).cut();
    },
  },
  {
    what: 'PostgreSQL stopped at once, and started again',
    needsServer: true,
    happen: async ({ server, screens }, draw) => {
      await nextCapture(screens);
      await server?.halt();
      await wait(between(draw, 200, 6000));
      await server?.start();
    },
  },
  {
    what: 'PostgreSQL frozen',
    needsServer: true,
    happen: async ({ server, screens }, draw) => {
      await nextCapture(screens);
      server?.freeze();
      await wait(between(draw, 1000, 12_000));
      server?.thaw();
    },
  },
  {
    what: 'all links to PostgreSQL cut',
    happen: async (installation) => {
      await nextCapture(installation.screens);
      await installation.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
      );
    },
  },
  {
    what: 'PostgreSQL out of reach for all',
    happen: async ({ instances, screens }, draw) => {
      await nextCapture(screens);
      await hold(instances, between(draw, 1000, 12_000));
    },
  },
  {
    what: 'PostgreSQL out of reach for one',
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      await hold([instance], between(draw, 1000, 12_000));
    },
  },
  {
    what: 'the models of an instance killed',
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      for (const pid of modelProcesses(instance.pid)) process.kill(pid, 'SIGKILL');
    },
  },
  {
    what: 'the models of an instance hanging',
    happen: async (installation, draw) => {
      const instance = pick(draw, installation.instances);
      await whileItLooks(installation, instance);
      for (const pid of modelProcesses(instance.pid)) process.kill(pid, 'SIGSTOP');
    },
  },
];

async function hold(instances: readonly Instance[], milliseconds: number): Promise<void> {
  for (const { link } of instances) link.hold();
  await wait(milliseconds);
  for (const { link } of instances) link.release();
}

/** Resolves with the next screen that begins a capture, or with any screen after a while. */
async function nextCapture(screens: readonly SoakKiosk[], at?: Instance): Promise<SoakKiosk> {
  const begun = screens.map(async (screen) => screen.nextCapture(at).then(() => screen));
  const late = wait(quietMs).then(() => screens[0]!);
  return Promise.race([...begun, late]);
}

/** Resolves when a capture begins at that instance, or after a while. */
async function whileItLooks({ screens }: SoakInstallation, instance: Instance): Promise<void> {
  await nextCapture(screens, instance);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(100);
}

function between(draw: () => number, from: number, to: number): number {
  return from + draw() * (to - from);
}

function pick<T>(draw: () => number, among: readonly T[]): T {
  return among[Math.floor(draw() * among.length)]!;
}
