import t from 'tap';
import { kiosksServing } from '../../server/kiosk/kiosk-registry.ts';
import type { KioskChoice } from '../../server/protocol/messages.ts';

// Which of these lobby screens a sign-in is looked at by.
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

function serving(
  where: { locationId?: string; deviceId?: string; kiosks?: KioskChoice },
  chosen: Record<string, string>,
): string[] {
  const { locationId = null, deviceId = null, kiosks = null } = where;
  const request = { locationId, deviceId, kiosks };
  return kiosksServing(paired, request, new Map(Object.entries(chosen))).map(
    ({ pairing }) => pairing.name,
  );
}

t.test(
  'the screen that was chosen in Envoy serves its location before those paired for it',
  async (t) => {
    t.same(serving({ locationId: 'sf' }, {}), ['North', 'Beside iPad']);
    t.same(serving({ locationId: 'sf' }, { sf: 'anywhere' }), ['Anywhere']);
    t.same(serving({ locationId: 'sf', deviceId: 'ipad-2' }, { sf: 'Anywhere' }), ['Anywhere']);
  },
);

t.test('a screen beside the iPad sees the visitor, whatever was chosen', async (t) => {
  const where = { locationId: 'sf', deviceId: 'ipad-1' };
  t.same(serving(where, { sf: 'Anywhere' }), ['Beside iPad']);
  t.same(
    serving({ locationId: 'sf', deviceId: 'ipad-2' }, { sf: 'Beside iPad' }),
    ['North'],
    'and it sees nobody at another iPad',
  );
});

t.test('a screen that was chosen for one location stands in for no other', async (t) => {
  t.same(serving({ locationId: 'oak' }, {}), ['Anywhere', 'Spare']);
  t.same(serving({ locationId: 'oak' }, { sf: 'Anywhere' }), ['Spare']);
  t.same(serving({}, { sf: 'Anywhere' }), ['Anywhere', 'Spare'], 'unless it may be this one');
  t.same(serving({ locationId: 'oak' }, { sf: 'Anywhere', oak: 'Anywhere' }), ['Anywhere']);
});

t.test(
  'a chosen screen that is not paired any more leaves the choice to the pairing',
  async (t) => {
    t.same(serving({ locationId: 'sf' }, { sf: 'Gone' }), ['North', 'Beside iPad']);
  },
);

t.test('what the policy says goes before what was chosen in Envoy', async (t) => {
  const chosen = { sf: 'Anywhere' };
  t.same(serving({ locationId: 'sf', kiosks: { only: ['Spare'] } }, chosen), ['Spare']);
  t.same(serving({ locationId: 'sf', kiosks: { except: ['Anywhere'] } }, chosen), [
    'North',
    'Beside iPad',
  ]);
});
