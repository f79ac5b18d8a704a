import type { Balancer, BalancedCall } from './balancer.ts';
import type { Cast, CastMember, Tries } from './cast.ts';
import type { SoakKiosk } from './screen.ts';

/** The parts of a sign-in in a lobby. */
interface Scene {
  balancer: Balancer;
  cast: Cast;
  tries: Tries;
  screen: SoakKiosk;
  jobId: string;
  draw: () => number;
}

export interface InstanceEvent {
  what: string;
  /** Relative frequency among all events. */
  weight: number;
  /** The correct answers while nothing is broken. */
  right: readonly number[];
  /** @returns every call of the job in order; none when the event could not be played */
  play: (scene: Scene) => Promise<BalancedCall[]>;
}

const letIn = 200;
const held = 412;
const refused = 401;
const tooMany = 429;
const unknown = { name: 'Cleo Unknown', email: 'cleo@example.com' };

/** Events of days at the doors. */
export const instanceEvents: readonly InstanceEvent[] = [
  { what: 'enrolled', weight: 40, right: [letIn], play: async (scene) => [await enrolled(scene)] },
  {
    what: 'a stranger, with an enrolled name',
    weight: 12,
    right: [held],
    play: (scene) => attemptOnce(scene, () => scene.cast.stranger),
  },
  {
    what: 'another enrolled person, with a name',
    weight: 8,
    right: [held],
    play: (scene) =>
      attemptOnce(scene, (claimed) => pick(scene, without(scene.cast.people, claimed)).frames),
  },
  {
    what: 'two people in front of the camera',
    weight: 4,
    right: [held],
    play: (scene) => attemptOnce(scene, () => scene.cast.two, scene.cast.people.slice(0, 1)),
  },
  {
    what: 'nobody in front of the camera',
    weight: 2,
    right: [held],
    play: async (scene) => {
      scene.screen.show(scene.cast.nobody);
      return [await send(scene, pick(scene, scene.cast.people).visitor)];
    },
  },
  {
    what: 'not enrolled',
    weight: 12,
    right: [held],
    play: async (scene) => {
      scene.screen.show(scene.cast.stranger);
      return [await send(scene, unknown)];
    },
  },
  {
    what: 'enrolled, and on the opt-out list',
    weight: 4,
    right: [held],
    play: async (scene) => {
      scene.screen.show(scene.cast.leaver.frames);
      return [await send(scene, scene.cast.leaver.visitor)];
    },
  },
  {
    what: 'sent again elsewhere while it runs',
    weight: 6,
    right: [letIn],
    play: async (scene) => {
      const person = pick(scene, scene.cast.people);
      const begun = scene.screen.nextCapture();
      const first = enrolled(scene, person);
      await Promise.race([begun, first]);
      return Promise.all([first, send(scene, person.visitor)]);
    },
  },
  {
    what: 'sent again elsewhere when decided',
    weight: 6,
    right: [letIn],
    play: async (scene) => {
      const person = pick(scene, scene.cast.people);
      const first = await enrolled(scene, person);
      return [first, await send(scene, person.visitor, first)];
    },
  },
  {
    what: 'a stranger, sent again when decided',
    weight: 4,
    right: [held],
    play: async (scene) => {
      const tried = await attempt(scene, () => scene.cast.stranger);
      if (!tried) return [];
      // A person who steps in front of the camera later changes nothing.
      scene.screen.show(tried.claimed.frames);
      return [tried.passed, await send(scene, tried.claimed.visitor, tried.passed)];
    },
  },
  {
    what: 'forged',
    weight: 8,
    right: [refused, tooMany],
    play: async ({ balancer, cast, jobId, screen }) => {
      const { deviceId } = screen;
      const visitor = { ...cast.people[0]!.visitor, jobId, deviceId };
      return [await balancer.pass(visitor, { key: 'a guess' })];
    },
  },
];

/** Whether calls of this kind are refused, so that nothing is stored. */
export function isForged({ right }: InstanceEvent): boolean {
  return right.includes(refused);
}

async function enrolled(
  scene: Scene,
  person = pick(scene, scene.cast.people),
): Promise<BalancedCall> {
  scene.screen.show(person.frames);
  const begunAt = performance.now();
  const passed = await send(scene, person.visitor);
  if (passed.answer?.status === letIn) scene.tries.letIn(person, begunAt);
  return passed;
}

/** Shows another person to the camera. Returns null when every name has had too many tries in a row. */
async function attempt(
  scene: Scene,
  framesFor: (claimed: CastMember) => Buffer[],
  among: readonly CastMember[] = scene.cast.people,
): Promise<{ claimed: CastMember; passed: BalancedCall } | null> {
  const open = scene.tries.open(among);
  if (open.length === 0) return null;
  const claimed = pick(scene, open);
  const end = scene.tries.begin(claimed);
  scene.screen.show(framesFor(claimed));
  const passed = await send(scene, claimed.visitor).finally(end);
  return { claimed, passed };
}

async function attemptOnce(...given: Parameters<typeof attempt>): Promise<BalancedCall[]> {
  const tried = await attempt(...given);
  return tried ? [tried.passed] : [];
}

function send(
  { balancer, screen, jobId }: Scene,
  visitor: CastMember['visitor'],
  earlier?: BalancedCall,
): Promise<BalancedCall> {
  const { deviceId } = screen;
  return balancer.pass({ ...visitor, jobId, deviceId }, { not: earlier?.at ?? null });
}

function pick<T>({ draw }: Pick<Scene, 'draw'>, among: readonly T[]): T {
  return among[Math.floor(draw() * among.length)]!;
}

function without(people: readonly CastMember[], one: CastMember): CastMember[] {
  return people.filter((each) => each !== one);
}
