import t from 'tap';
import { kiosksServing } from '#server/kiosk/kiosks-serving.ts';

// Tests which of these lobby screens serves a sign-in.
const paired = [
  ['Anywhere', null, null],
  ['Spare', null, null],
  ['North', 'sf', null],
  ['Beside iPad', 'sf', 'ipad-1'],
].map(([name, locationId, deviceId]) => ({
  pairing: {
    id: String(name),
    name: String(name),
    locationId: locationId ?? null,
    deviceId: deviceId ?? null,
  },
}));

const serving = (locationId: string | null, deviceId: string | null = null) =>
  kiosksServing(paired, { locationId, deviceId }).map(({ pairing }) => pairing.name);

t.test('a screen beside the iPad goes before those of its location', async (t) => {
  t.same(serving('sf', 'ipad-1'), ['Beside iPad']);
  t.same(serving(null, 'ipad-1'), ['Beside iPad']);
  t.same(serving('sf', 'ipad-2'), ['North'], 'and it sees nobody at another iPad');
  t.same(serving('sf'), ['North', 'Beside iPad'], 'unless it may be that iPad');
});

t.test('where no screen is paired, those that are bound to nothing serve', async (t) => {
  t.same(serving('oak'), ['Anywhere', 'Spare']);
  t.same(serving('oak', 'ipad-2'), ['Anywhere', 'Spare']);
  t.same(serving(null), ['Anywhere', 'Spare']);
  const bound = paired.filter(({ pairing }) => pairing.locationId !== null);
  t.same(kiosksServing(bound, { locationId: 'oak', deviceId: null }), []);
});
