import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { makeCertificate } from '#server/installation/server-certificate.ts';
import { projectRoot } from '#server/config/environment.ts';
import { publishByMqtt } from '#notification-channels';
import { review } from '#server/sign-in/decision.ts';
import { markDeskCardSeen, putDeskCard } from '#server/store/tables/desk-cards.ts';
import { unsentMessages } from '#server/store/tables/outbox.ts';
import { lacking } from '../support/needs.ts';
import { freePort } from '../../lab/free-port.ts';
import { startServer } from '../support/started-server.ts';
import { signInOf, startTold } from './told.ts';

const needsBroker = lacking('mosquitto');
const minute = 60_000;
const password = 'p@ss: wörd/';

interface Broker {
  port: number;
  url: string;
  start: () => Promise<void>;
  /** Makes the broker keep later messages for `heard`. */
  listen: () => void;
  /** The given number of messages that have arrived since then. */
  heard: (count: number) => Heard[];
  kept: (count: number) => Heard[];
  /** As `heard`, with the messages about the number of people waiting. */
  heardAll: (count: number) => Heard[];
  /** The retained message of this topic. */
  keptAt: (topic: string) => string | undefined;
}

interface Heard {
  topic: string;
  payload: string;
}

/** A real broker, with a user and a password. */
async function broker(t: Test, folder: string, more: readonly string[] = []): Promise<Broker> {
  const port = await freePort();
  const users = path.join(folder, 'users');
  writeFileSync(users, '', { mode: 0o600 });
  execFileSync('mosquitto_passwd', ['-b', users, 'vestibule', password]);
  const file = path.join(folder, 'mosquitto.conf');
  const own = process.getuid?.() === 0 ? ['user root'] : [];
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${users}`];
  writeFileSync(file, [...lines, ...own, ...more, ''].join('\n'));
  let listeners = 0;
  const asked = (...args: string[]) => {
    const who = ['-u', 'vestibule', '-P', password, '-p', String(port), '-q', '1'];
    const topics = args.includes('-t') ? [] : ['-t', '#'];
    const out = execFileSync('mosquitto_sub', [...who, ...topics, '-F', '%t %p', ...args], {
      encoding: 'utf8',
    });
    // An empty message leaves a space at the end of its line.
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf(' ');
        return { topic: line.slice(0, at), payload: line.slice(at + 1) };
      });
  };
  const others = ['-T', 'homeassistant/sensor/+/waiting/config', '-T', 'vestibule/+/waiting'];
  const since = (count: number) => ['-i', `reader-${listeners}`, '-c', '-R', '-C', String(count)];
  return {
    port,
    url: `mqtt://vestibule:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    start: () => startServer(t, port, 'mosquitto', '-c', file),
    // A new id each time, because the broker repeats messages to a reader that left without its last acknowledgement.
    listen: () => void asked('-i', `reader-${++listeners}`, '-c', '-E'),
    heard: (count) => asked(...since(count), ...others),
    heardAll: (count) => asked(...since(count)),
    kept: (count) => asked('--retained-only', '-C', String(count), ...others),
    keptAt: (topic) => asked('--retained-only', '-C', '1', '-t', topic)[0]?.payload,
  };
}

function file(port: number): string {
  return `{ channels: [{ name: house, type: mqtt }], rules: [{ reasons: all, to: house }],
    alerts: { to: [house] } } # at ${port}`;
}

t.test('a held sign-in is an event that Home Assistant finds', { skip: needsBroker }, async (t) => {
  const folder = t.testdir({ data: {} });
  const { port, url, start, listen, heard, kept } = await broker(t, folder);
  await start();
  listen();
  const dataDir = path.join(folder, 'data');
  const secrets = { NOTIFY_HOUSE_URL: url };
  const told = await startTold(t, { dataDir, secrets, file: file(port) });
  await told.decide('no_match', { name: 'Ada Example', host: 'Grace Host' });
  await told.pass(minute);
  const all = heard(4);
  t.same(
    all.map(({ topic }) => topic),
    [
      'homeassistant/event/vestibule_house/event/config',
      'homeassistant/sensor/vestibule_house/last/config',
      'vestibule/house/last',
      'vestibule/house/event',
    ],
  );
  const [event, sensor, last, happened] = all.map(({ payload }) => JSON.parse(payload) as object);
  t.match(event, {
    state_topic: 'vestibule/house/event',
    event_types: /sign_in_held/,
    unique_id: 'vestibule_house_event',
    device: { identifiers: ['vestibule_house'], name: 'Vestibule (house)' },
  });
  t.match(sensor, { state_topic: 'vestibule/house/last' });
  t.match(last, { event_type: 'sign_in_held', reason: 'no_match' });
  t.match(happened, { event_type: 'sign_in_held', reason: 'no_match', id: /^\w+$/ });
  t.notMatch(JSON.stringify(all), /Ada|Grace|acme|score/, 'without a name');
  listen();
  await told.decide('watchlist_hit', { name: 'Lisa Listed' });
  await told.pass(minute);
  const listed = heard(4).map(({ payload }) => payload);
  t.match(listed.at(-1), '"reason":"who_is_it"');
  t.notMatch([...listed, ...kept(3).map(({ payload }) => payload)].join(), /watchlist/i);
  const stays = kept(3).map(({ topic }) => topic);
  t.notOk(stays.includes('vestibule/house/event'), 'nobody takes it for new later');
});

t.test('decisions are events for a door at the broker', { skip: needsBroker }, async (t) => {
  const folder = t.testdir({ data: {} });
  const { url, start, listen, heard } = await broker(t, folder);
  await start();
  listen();
  const told = await startTold(t, {
    dataDir: path.join(folder, 'data'),
    secrets: { NOTIFY_DOOR_URL: url },
    file: `channels: [{ name: door, type: mqtt }]
events: [{ of: [approved, review, ended], to: door }]`,
  });
  const { db } = told.store;
  const signIn = signInOf({ name: 'Ada Example', jobId: 'in' }, told.clock.now());
  await told.ledger.record(
    {
      ...review(signIn.jobId, told.clock.now(), 'no_match'),
      ...({ verdict: 'approved', reason: 'matched', evidence: { score: 0.8123 } } as const),
    },
    signIn,
  );
  await told.pass(minute);
  await told.decide('watchlist_hit', { name: 'Lisa Listed', jobId: 'held' });
  await told.pass(minute);
  const at = told.clock.now();
  const end = { jobId: 'held', locationId: 'hq', outcome: 'turned_away', at } as const;
  await db.transaction().execute((transaction) => told.notifications.visitEnded(transaction, end));
  await told.pass(minute);
  const all = heard(12);
  const events = all.filter(({ topic }) => topic === 'vestibule/door/event');
  t.match(
    events.map(({ payload }) => JSON.parse(payload) as object),
    [
      { event_type: 'sign_in_approved', reason: 'matched', location_id: /./ },
      { event_type: 'sign_in_review', reason: 'who_is_it', location_id: /./ },
      { event_type: 'visit_ended', outcome: 'turned_away', location_id: 'hq' },
    ],
  );
  t.notMatch(JSON.stringify(all), /Ada|Lisa|Grace|8123|watchlist/);
});

t.test(
  'a lobby screen that is gone is a problem, and its return the end of it',
  { skip: needsBroker },
  async (t) => {
    const folder = t.testdir({ data: {} });
    const { port, url, start, listen, heard } = await broker(t, folder);
    await start();
    const dataDir = path.join(folder, 'data');
    const secrets = { NOTIFY_HOUSE_URL: url };
    const told = await startTold(t, { dataDir, secrets, file: file(port) });
    const states = [];
    const screen = { kioskId: 'k/1+#', kiosk: 'Lobby', since: new Date().toISOString() };
    for (const contents of [
      { kind: 'kiosk_gone', trouble: 'away', ...screen } as const,
      { kind: 'kiosk_back', until: screen.since, ...screen } as const,
    ]) {
      listen();
      await told.notifications.alerts.tell(contents, contents.kind, screen.kioskId);
      await told.pass(minute);
      const all = heard(6);
      const config = all.find(({ topic }) => topic.includes('/binary_sensor/'))!;
      const about = JSON.parse(config.payload) as { state_topic: string };
      t.match(about, { name: 'Lobby screen Lobby', device_class: 'problem' });
      states.push(all.find(({ topic }) => topic === about.state_topic)?.payload);
    }
    t.same(states, ['ON', 'OFF']);
  },
);

t.test(
  'how many visitors wait is a number there, as long as there is such a channel',
  { skip: needsBroker },
  async (t) => {
    const folder = t.testdir({ data: {} });
    const { port, url, start, listen, heardAll, keptAt } = await broker(t, folder);
    await start();
    const secrets = { NOTIFY_HOUSE_URL: url, NOTIFY_HOME_URL: url };
    const dataDir = path.join(folder, 'data');
    const told = await startTold(t, { dataDir, secrets, file: file(port) });
    const { db } = told.store;
    const shown = async () => {
      await told.pass(5000);
      return keptAt('vestibule/house/waiting');
    };
    t.equal(await shown(), '0');
    const { jobId, decidedAt: heldAt } = await told.decide('no_match', { name: 'Ada Example' });
    await putDeskCard(db, { jobId, personId: null, contents: Buffer.alloc(0), heldAt });
    t.equal(await shown(), '1');
    const now = told.clock.now();
    await markDeskCardSeen(db, jobId, { by: 'an account', outcome: 'let_in', now });
    t.equal(await shown(), '0');
    const config = keptAt('homeassistant/sensor/vestibule_house/waiting/config')!;
    const about = { state_topic: 'vestibule/house/waiting', expire_after: 180 };
    t.match(JSON.parse(config), { ...about, unique_id: 'vestibule_house_waiting' });

    listen();
    await told.pass(minute);
    const again = heardAll(2).map(({ topic }) => topic);
    t.same(again[1], 'vestibule/house/waiting', 'said again before it is outdated');
    listen();
    writeFileSync(told.config.notifyFile, file(port).replaceAll('house', 'home'));
    await told.notifications.file.reload();
    await told.pass(5000);
    const gone = heardAll(7);
    const emptied = gone.filter(({ payload }) => payload === '').map(({ topic }) => topic);
    t.same(emptied.toSorted(), [
      'homeassistant/event/vestibule_house/event/config',
      'homeassistant/sensor/vestibule_house/last/config',
      'homeassistant/sensor/vestibule_house/waiting/config',
      'vestibule/house/last',
      'vestibule/house/waiting',
    ]);
    t.equal(gone.find(({ topic }) => topic === 'vestibule/home/waiting')?.payload, '0');
    t.notMatch(JSON.stringify(gone), /Ada/);
  },
);

t.test(
  'a broker that is away is waited for, and a wrong password is told of',
  { skip: needsBroker },
  async (t) => {
    const folder = t.testdir({ data: {} });
    const { port, url, start, listen, heard } = await broker(t, folder);
    const wrong = url.replace('vestibule:', 'nobody:');
    const dataDir = path.join(folder, 'data');
    const secrets = { NOTIFY_HOUSE_URL: url };
    const told = await startTold(t, { dataDir, secrets, file: file(port) });
    await told.decide('no_match');
    await told.pass(minute);
    t.match(await unsentMessages(told.store.db, 1), [
      { state: 'waiting', lastFault: 'ECONNREFUSED' },
    ]);
    await start();
    listen();
    await told.pass(60 * minute);
    t.match(JSON.parse(heard(4)[3]!.payload), { reason: 'no_match' });
    t.same(await unsentMessages(told.store.db, 1), []);
    const signal = AbortSignal.timeout(20_000);
    await t.rejects(publishByMqtt(wrong, [], signal), { code: /^mqtt_refused_[45]$/ });
    t.notMatch(told.log.text(), /wörd/);
  },
);

t.test(
  'over TLS it goes to a broker whom somebody vouches for, only',
  { skip: needsBroker },
  async (t) => {
    const folder = t.testdir({ data: {}, tls: {} });
    const made = await makeCertificate(['127.0.0.1'], 2);
    const at = (name: string, content: string) => {
      const place = path.join(folder, 'tls', name);
      writeFileSync(place, content, { mode: 0o600 });
      return place;
    };
    const certificate = at('broker.pem', made.certificate);
    const key = at('broker.key', made.key);
    const authority = at('authority.pem', made.authority);
    const { url, start } = await broker(t, folder, [`certfile ${certificate}`, `keyfile ${key}`]);
    await start();
    const published = (env: NodeJS.ProcessEnv) => {
      const module = path.join(projectRoot, 'dist/packages/notification-channels/index.js');
      const script = `const { publishByMqtt } = await import(process.argv[1]);
      const messages = [{ topic: 'x', payload: 'y'.repeat(300), retain: false }];
      await publishByMqtt(process.argv[2], messages, AbortSignal.timeout(20_000)).then(
        () => console.log('published'), (error) => console.log(error.code));`;
      const args = ['--input-type=module', '-e', script, module, url.replace('mqtt:', 'mqtts:')];
      return spawnSync(process.execPath, args, { encoding: 'utf8', env }).stdout.trim();
    };
    t.equal(published({ NODE_EXTRA_CA_CERTS: authority }), 'published');
    t.match(published({}), /CERT|SIGNATURE|VERIFY/);
  },
);

t.test('what is no broker, or says nothing, is not delivered to', async (t) => {
  const answers = ['HTTP/1.1 400 Bad Request\r\n\r\n', '\x20\xff\xff', '', null];
  for (const answer of answers) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (answer === null) return;
      socket.once('data', () => socket.end(answer, 'latin1'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const limit = new AbortController();
    server.once('connection', () => answer === null && limit.abort());
    const sent = publishByMqtt(`mqtt://127.0.0.1:${port}`, [], limit.signal);
    await t.rejects(sent, { name: 'DeliveryError' }, JSON.stringify(answer));
    server.close();
  }
});

t.test('in the clear it leaves this machine never', async (t) => {
  const url = 'mqtt://broker.example:1883';
  const told = startTold(t, { secrets: { NOTIFY_HOUSE_URL: url }, file: file(0) });
  await t.rejects(told, {
    message: /NOTIFY_HOUSE_URL must be an mqtts address \(mqtt only to this machine\)/,
  });
});
