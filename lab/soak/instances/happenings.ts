import type { Cast, CastMember } from '../cast.ts';
import type { Balancer, BalancedCall } from './balancer.ts';
import type { SoakKiosk } from './screen.ts';

/** The parts of a sign-in in a lobby. */
interface Scene {
  balancer: Balancer;
  cast: Cast;
  /** The people under whose name another one has tried since they were let in: five failures in a row pause a name. */
  tried: Set<CastMember>;
  screen: SoakKiosk;
  jobId: string;
  draw: () => number;
}

type Play = (scene: Scene) => Promise<BalancedCall[]>;

export interface InstanceEvent {
  what: string;
  /** Relative frequency among all events. */
  weight: number;
  /** The correct answers while nothing is broken. */
  right: readonly number[];
  /** @returns every call of the job in order; none when the event could not be played */
  play: Play;
}

const letIn = 200;
const held = 412;
const refused = 401;
const tooMany = 429;
const unknown = { name: 'Cleo Unknown', email: 'cleo@example.com' };

/** Events of days at the doors. */
export const instanceEvents: readonly InstanceEvent[] = [
  event(letIn, 'enrolled', 40, async (scene) => [await enrol(scene)]),
  event(letIn, 'sent again elsewhere while it runs', 6, async (scene) => {
    const person = pick(scene, scene.cast.people);
    const begun = scene.screen.nextCapture();
    const first = enrol(scene, person);
    await Promise.race([begun, first]);
    return Promise.all([first, send(scene, person.visitor)]);
  }),
  event(letIn, 'sent again elsewhere when decided', 6, async (scene) => {
    const person = pick(scene, scene.cast.people);
    const first = await enrol(scene, person);
    return [first, await send(scene, person.visitor, first)];
  }),
  event(held, 'a stranger, with an enrolled name', 12, (scene) =>
    attempt(scene, () => scene.cast.stranger),
  ),
  event(held, 'another enrolled person, with a name', 8, (scene) =>
    attempt(scene, (claimed) => {
      const others = scene.cast.people.filter((person) => person !== claimed);
      return pick(scene, others).frames;
    }),
  ),
  event(held, 'two people in front of the camera', 4, (scene) =>
    attempt(scene, () => scene.cast.two, scene.cast.people.slice(0, 1)),
  ),
  event(held, 'a stranger, sent again when decided', 4, async (scene) => {
    const again = async (claimed: CastMember, first: BalancedCall) => {
      // A person who steps in front of the camera later changes nothing.
      scene.screen.show(claimed.frames);
      return send(scene, claimed.visitor, first);
    };
    return attempt(scene, () => scene.cast.stranger, scene.cast.people, again);
  }),
  event(held, 'nobody in front of the camera', 2, (scene) =>
    visit(scene, scene.cast.nobody, pick(scene, scene.cast.people).visitor),
  ),
  event(held, 'not enrolled', 12, (scene) => visit(scene, scene.cast.stranger, unknown)),
  event(held, 'enrolled, and on the opt-out list', 4, (scene) =>
    visit(scene, scene.cast.leaver.frames, scene.cast.leaver.visitor),
  ),
  {
    what: 'forged',
    weight: 8,
    right: [refused, tooMany],
    play: async ({ balancer, cast, jobId, screen: { deviceId } }) => {
      const visitor = { ...cast.people[0]!.visitor, jobId, deviceId };
      return [await balancer.pass(visitor, { key: 'a guess' })];
    },
  },
];

/** Whether calls of this kind are refused, so that nothing is stored. */
export function isForged({ right }: InstanceEvent): boolean {
  return right.includes(refused);
}

function event(right: number, what: string, weight: number, play: Play): InstanceEvent {
  return { what, weight, right: [right], play };
}

async function visit(
  scene: Scene,
  frames: Buffer[],
  visitor: CastMember['visitor'],
): Promise<BalancedCall[]> {
  scene.screen.show(frames);
  return [await send(scene, visitor)];
}

async function enrol(scene: Scene, person = pick(scene, scene.cast.people)): Promise<BalancedCall> {
  scene.screen.show(person.frames);
  const passed = await send(scene, person.visitor);
  if (passed.answer?.status === letIn) scene.tried.delete(person);
  return passed;
}

/** Shows another person to the camera, unless every name has been tried. */
async function attempt(
  scene: Scene,
  framesFor: (claimed: CastMember) => Buffer[],
  among: readonly CastMember[] = scene.cast.people,
  then?: (claimed: CastMember, first: BalancedCall) => Promise<BalancedCall>,
): Promise<BalancedCall[]> {
  const open = among.filter((person) => !scene.tried.has(person));
  if (open.length === 0) return [];
  const claimed = pick(scene, open);
  scene.tried.add(claimed);
  scene.screen.show(framesFor(claimed));
  const first = await send(scene, claimed.visitor);
  return then ? [first, await then(claimed, first)] : [first];
}

function send(
  { balancer, screen: { deviceId }, jobId }: Scene,
  visitor: CastMember['visitor'],
  earlier?: BalancedCall,
): Promise<BalancedCall> {
  return balancer.pass({ ...visitor, jobId, deviceId }, { not: earlier?.at ?? null });
}

function pick<T>({ draw }: Pick<Scene, 'draw'>, among: readonly T[]): T {
  return among[Math.floor(draw() * among.length)]!;
}
