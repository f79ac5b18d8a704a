import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { startUpText, type StartUpFacts } from '../ops/start-up-text.ts';
import { countPeople } from '../store/tables/people.ts';
import { fetchModels, verifyModels } from '../vision/models/fetch-models.ts';
import { modelsDir } from '../vision/pool/vision-pool.ts';
import { startService, type Service } from './service.ts';

/** One try to start everything behind the gate, the models fetched first where they are missing. */
export async function startWhole(...parts: Parameters<typeof startService>): Promise<Service> {
  parts[3]?.onStep?.('the face models');
  await haveModels();
  return startService(...parts);
}

async function haveModels(): Promise<void> {
  const states = await verifyModels(modelsDir);
  if (states.every(({ state }) => state === 'intact')) return;
  process.stdout.write('Fetching the face models, once ...\n');
  await fetchModels(modelsDir);
}

/** What is printed when everything is there. */
export async function readyText(
  service: Service,
  config: Config,
  secrets: Secrets,
): Promise<string> {
  return startUpText(await factsOf(service, config), secrets);
}

async function factsOf(service: Service, { engine, liveness }: Config): Promise<StartUpFacts> {
  const { hookUrl, lobbyUrl, db, hub, pairing, policy } = service;
  const taken = new Set(hub.status().map(({ name }) => name.toLowerCase()));
  let name = 'Lobby';
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `Lobby ${number}`;
  // Whoever has a code gets a camera of the lobby: none is made but for a person who looks and needs it.
  const isWanted = taken.size === 0 && process.stdout.isTTY;
  return {
    hookUrl,
    lobbyUrl,
    engine,
    liveness: policy.livenessInUse(liveness),
    rules: policy.rules,
    pairedKiosks: taken.size,
    pairing: isWanted ? await pairing.newCode({ name }) : { nextName: name },
    people: await countPeople(db),
  };
}
