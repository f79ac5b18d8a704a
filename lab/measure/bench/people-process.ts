// Loads the gallery of an installation and times it, in a process that has done nothing else.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gallery } from '#server/people/gallery.ts';
import { openStore } from '#server/store/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { measureMs, timesOf, type Times } from '#base/time';
import { enrolOne, benchId, model, placeIn, randomTemplate } from './many-people.ts';

/** The cost of a gallery of one size. */
export interface PeopleTimes {
  people: number;
  /** From an empty process to a usable gallery, in milliseconds. */
  loaded: number;
  /** Growth of this process by loading, in MiB: at its peak, and after settling. */
  memoryPeak: number;
  memory: number;
  /** The longest block of the event loop while loading, in milliseconds. */
  longestBlock: number;
  /** Comparison of a random face, with another claimed person each time. */
  comparison: Times;
  /** Finding the claimed person, and the first comparison. */
  signIn: Times;
  /** The same right after another process enrolled a person. */
  afterEnrolment: Times;
}

const [, , folder = '', peopleText = ''] = process.argv;
const people = Number(peopleText);
const rounds = 200;
const enrolments = 20;

const { databaseFile, keyFile } = placeIn(folder);
// Skips the check: reading gigabytes of fresh data would take longer than the measurement.
const store = await openStore({ databaseFile, evenIfDamaged: true });
const secondStore = await openStore({ databaseFile, evenIfDamaged: true });
const cipher = await openTemplateCipher(store.db, keyFile, 'bench');
const gallery = new Gallery({ db: store.db, cipher, model });
// Makes the transform once, which takes 20 ms.
cipher.transformOf(model.id, model.dimension);

globalThis.gc?.();
const before = resident('VmRSS');
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const loaded = await measureMs(() => gallery.refresh());
delay.disable();
const memoryPeak = resident('VmHWM') - before;
globalThis.gc?.();
// The allocator returns memory after a while.
await setTimeout(2000);
globalThis.gc?.();
const memory = resident('VmRSS') - before;

const somebody = () => Math.floor(Math.random() * people);
const compare = () => gallery.compare(randomTemplate(), [benchId(somebody())]);
const signIn = async () => {
  const email = `person.${somebody()}@example.com`;
  const [claimed] = await gallery.findClaimed({ name: null, email, employeeId: null });
  await gallery.compare(randomTemplate(), claimed ? [claimed.id] : []);
};
for (let i = 0; i < 20; i++) await compare();
const comparison = await times(rounds, compare);
const signIns = await times(rounds, signIn);
const milliseconds: number[] = [];
for (let i = 0; i < enrolments; i++) {
  await enrolOne(secondStore.db, cipher, `new-${i}`);
  milliseconds.push(await measureMs(signIn));
}

const measured: PeopleTimes = {
  people,
  loaded,
  memoryPeak,
  memory,
  longestBlock: delay.max / 1e6,
  comparison,
  signIn: signIns,
  afterEnrolment: timesOf(milliseconds),
};
process.stdout.write(JSON.stringify(measured));
await secondStore.close();
await store.close();

async function times(count: number, work: () => Promise<unknown>): Promise<Times> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) taken.push(await measureMs(work));
  return timesOf(taken);
}

/** A value from Linux's /proc, in MiB. */
function resident(line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  const kiB = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return Number(kiB) / 1024;
}
