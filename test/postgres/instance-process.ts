import path from 'node:path';
import { createInterface } from 'node:readline';
import { startInstance } from './instance.ts';

// Runs an instance in a separate process, so that a test can kill it. INSTANCE has the options as JSON, and
// CLOCK_AHEAD_MS sets its clock ahead. The process prints its addresses first. It answers each line with the name of
// an iPad by the token of a screen beside that iPad.

const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);
const real = globalThis.Date;
const now = () => real.now() + aheadMs;
globalThis.Date = new Proxy(real, {
  construct: (of, args) => Reflect.construct(of, args.length === 0 ? [now()] : args) as Date,
  get: (of, name): unknown => (name === 'now' ? now : Reflect.get(of, name)),
});

const options = JSON.parse(process.env['INSTANCE'] ?? '') as Parameters<typeof startInstance>[0];
const { hookUrl, lobbyUrl, pairing, stop } = await startInstance({
  ...options,
  dataDir: path.resolve(options.dataDir),
});
// Stops as the service does at its end or at an upgrade.
process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ hookUrl, lobbyUrl })}\n`);
for await (const iPad of createInterface(process.stdin)) {
  const { code } = await pairing.newCode({ name: iPad, deviceId: iPad });
  const redeemed = await pairing.redeem(code);
  process.stdout.write(`${redeemed.paired ? redeemed.token : ''}\n`);
}
