import t from 'tap';
import { HomeAssistantDevice, WebhookSigner } from '../index.ts';

t.test('a device, its entities and their states are found by their topics', (t) => {
  const device = new HomeAssistantDevice({
    ...{ topics: 'lobby/main', id: 'lobby_main', name: 'Lobby', manufacturer: 'Acme' },
    version: '1.2',
  });
  const described = device.describe('sensor', 'waiting', { name: 'Waiting visitors' });
  t.match(described, { topic: 'homeassistant/sensor/lobby_main/waiting/config', retain: true });
  t.match(JSON.parse(described.payload), {
    unique_id: 'lobby_main_waiting',
    name: 'Waiting visitors',
    device: { identifiers: ['lobby_main'], manufacturer: 'Acme', sw_version: '1.2' },
  });
  const state = { topic: 'lobby/main/waiting', payload: '3', retain: true };
  t.same(device.state('waiting', '3'), state);
  t.same(device.removal([['sensor', 'waiting']], ['waiting']), [
    { ...described, payload: '' },
    { ...state, payload: '' },
  ]);
  t.end();
});

t.test('a secret in another form is refused at once', (t) => {
  t.throws(() => new WebhookSigner(''));
  t.end();
});
