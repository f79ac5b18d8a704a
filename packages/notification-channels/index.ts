/** Sends messages to people by e-mail, Slack, Teams, webhooks and MQTT. See README.md. */
export { emailChannel } from './email.ts';
export { HomeAssistantDevice } from './home-assistant.ts';
export type { Notice, NoticeChannel, NoticeMessage } from './notice.ts';
export { publishByMqtt, type MqttMessage } from './publish-by-mqtt.ts';
export { slackChannel } from './slack.ts';
export { teamsChannel } from './teams.ts';
export { WebhookSigner } from './webhook-signer.ts';
