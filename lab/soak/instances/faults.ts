import { setTimeout as wait } from 'node:timers/promises';
import { modelProcesses } from '../readings.ts';
import type { SoakInstallation } from './installation.ts';
import type { Instance } from './instance.ts';
import type { SoakKiosk } from './screen.ts';

type Happen = (installation: SoakInstallation, draw: () => number) => Promise<void>;

/** A fault during sign-ins. */
export interface InstanceFault {
  what: string;
  /** An instance continues afterwards as if no time had passed, so its answers are late by the same time. */
  stallsInstance?: boolean;
  /** Resolves when the cause is over. The consequences may last longer. */
  happen: Happen;
}

const quietMs = 5000;

export const allFaults: readonly InstanceFault[] = [
  {
    what: 'an instance killed, and started again',
    happen: atOne(async (instance, _, draw) => {
      await instance.end('SIGKILL');
      await wait(between(draw, 200, 7000));
      await instance.start();
    }),
  },
  {
    what: 'an instance killed, and started while a table is locked',
    happen: atOne(async (instance, installation, draw) => {
      await instance.end('SIGKILL');
      const seconds = between(draw, 5, 12);
      const lock = `begin; lock table people; select pg_sleep(${seconds}); commit`;
      await Promise.all([installation.sql(lock), instance.start()]);
    }),
  },
  {
    what: 'an instance frozen',
    stallsInstance: true,
    happen: atOne(async (instance, _, draw) => {
      process.kill(instance.pid, 'SIGSTOP');
      await wait(between(draw, 1000, 9000));
      process.kill(instance.pid, 'SIGCONT');
    }),
  },
  {
    what: 'all instances restarted in turn',
    happen: async (installation) => {
      for (const instance of installation.instances) {
        await nextCapture(installation, instance);
        const code = await instance.end('SIGTERM');
        if (code !== 0) throw new Error(`Instance ${instance.number + 1} ended with ${code}.`);
        await instance.start();
        while (!(await installation.isWell())) await wait(100);
      }
    },
  },
  {
    what: 'all lines to a lobby screen torn',
    happen: async (installation) => (await nextCapture(installation)).cutAll(),
  },
  {
    what: 'the line to a lobby screen torn',
    happen: async (installation) => (await nextCapture(installation)).cut(),
  },
  {
    what: 'PostgreSQL stopped at once, and started again',
    happen: atAll(async ({ server }, draw) => {
      await server.halt();
      await wait(between(draw, 200, 6000));
      await server.start();
    }),
  },
  {
    what: 'PostgreSQL frozen',
    happen: atAll(async ({ server }, draw) => {
      server.freeze();
      await wait(between(draw, 1000, 12_000));
      server.thaw();
    }),
  },
  {
    what: 'all links to PostgreSQL cut',
    happen: atAll(async (installation) => {
      await installation.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
      );
    }),
  },
  {
    what: 'PostgreSQL out of reach for one',
    happen: atOne(async ({ link }, _, draw) => {
      link.setHeld(true);
      await wait(between(draw, 1000, 12_000));
      link.setHeld(false);
    }),
  },
  { what: 'the models of an instance killed', happen: signalModels('SIGKILL') },
  { what: 'the models of an instance hanging', happen: signalModels('SIGSTOP') },
];

/** Something that happens to one instance while it captures. */
function atOne(act: (instance: Instance, ...given: Parameters<Happen>) => Promise<void>): Happen {
  return async (installation, draw) => {
    const { instances } = installation;
    const instance = instances[Math.floor(draw() * instances.length)]!;
    await nextCapture(installation, instance);
    await act(instance, installation, draw);
  };
}

/** Something that happens to what all instances share, during a capture. */
function atAll(act: Happen): Happen {
  return async (installation, draw) => {
    await nextCapture(installation);
    await act(installation, draw);
  };
}

function signalModels(signal: NodeJS.Signals): Happen {
  return atOne(async ({ pid }) => {
    for (const each of modelProcesses(pid)) process.kill(each, signal);
  });
}

/** Resolves with the next screen that begins a capture, or with any screen after a while. */
async function nextCapture({ screens }: SoakInstallation, at?: Instance): Promise<SoakKiosk> {
  const begun = screens.map(async (screen) => screen.nextCapture(at).then(() => screen));
  const late = wait(quietMs).then(() => screens[0]!);
  return Promise.race([...begun, late]);
}

function between(draw: () => number, from: number, to: number): number {
  return from + draw() * (to - from);
}
