import { assessCamera, watchCameras, askPermission, Camera } from './camera/camera.ts';
import { FrameSender, type Partner } from './camera/frame-sender.ts';
import { SecondCamera } from './camera/second-camera.ts';
import { play } from './device/player.ts';
import { askWallet, assessWallet, watchNetwork } from './device/wallet.ts';
import type { WalletRequest } from '#server/protocol/document-messages.ts';
import { forgetReload, reloadOnce } from './device/browser.ts';
import type { Language } from '#server/protocol/languages.ts';
import { walletCapture } from './machine/document-steps.ts';
import { cameraUser } from './machine/capture-steps.ts';
import type { Effect, Event, TimerName } from './machine/events.ts';
import { initialState, type Capture, type State } from './machine/state.ts';
import { soundBetween } from './machine/screen.ts';
import { step } from './machine/step.ts';
import { Connection, type CameraUse } from './service/connection.ts';
import { redeemCode } from './service/session.ts';
import { View } from './view/view.ts';

/** Executes the state machine's effects, and feeds it events. */
export class App {
  private state: State;
  private readonly view: View;
  private readonly camera: Camera;
  private readonly second = new SecondCamera();
  private readonly connection: Connection;
  private readonly timers = new Map<TimerName, number>();
  private sender: FrameSender | null = null;
  private question: { captureId: string; abort: AbortController } | null = null;

  constructor(video: HTMLVideoElement, language: Language, languageFixed: boolean) {
    this.state = initialState(language, languageFixed);
    this.camera = new Camera(video);
    this.view = new View(video, (event) => this.handle(event));
    this.connection = new Connection({
      onUnpaired: () => this.handle({ type: 'unpaired', problem: null }),
      message: (message, from, isLeading) => {
        this.handle({ type: 'message', message, from, isLeading });
        if (message.type === 'hello' && this.state.link === 'up') forgetReload();
      },
      instanceLost: (instance) => this.handle({ type: 'instance_lost', instance }),
      onClosed: (closing) =>
        this.handle(
          closing === 'lost'
            ? { type: 'link_lost' }
            : closing === 'revoked'
              ? { type: 'unpaired', problem: 'revoked' }
              : { type: closing },
        ),
    });
  }

  start(parent: HTMLElement): void {
    this.view.mount(parent);
    void watchCameras(() => void this.assess());
    watchNetwork(() => void this.assessWallet());
    void this.assessWallet();
    this.handle({ type: 'started' });
  }

  private handle(event: Event): void {
    const [next, effects] = step(this.state, event);
    const sound = soundBetween(this.state, next);
    this.state = next;
    if (sound) play(sound);
    for (const effect of effects) this.carryOut(effect);
    // Closes the browser's dialogue when the capture has gone on.
    if (this.question && walletCapture(next)?.id !== this.question.captureId) this.leaveWallet();
    this.connection.tellUse(useOf(next));
    this.view.render(this.state);
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'connect':
        return this.connection.start();
      case 'pair':
        return void this.pair(effect.code);
      case 'send':
        return this.connection.send(effect.message, effect.to);
      case 'reload':
        return this.reload();
      case 'turn_camera_on':
        return void this.look(effect.captureId, effect.frames);
      case 'turn_camera_off':
        return this.stopLooking();
      case 'ask_wallet':
        return void this.askWallet(effect.captureId, effect.request);
      case 'assess_camera':
        return void this.assess();
      case 'ask_camera_permission':
        return void askPermission().then(() => this.assess());
      case 'frame_answered':
        return this.sender?.release(effect.sequence);
      case 'set_timer':
        return this.setTimer(effect.name, effect.ms);
      case 'clear_timer':
        return window.clearTimeout(this.timers.get(effect.name));
    }
  }

  private async pair(code: string): Promise<void> {
    const problem = await redeemCode(code);
    this.handle(problem ? { type: 'pairing_refused', problem } : { type: 'paired' });
  }

  private reload(): void {
    this.connection.stop();
    if (!reloadOnce()) this.handle({ type: 'reload_did_not_help' });
  }

  private async look(captureId: string, frames: Capture['frames']): Promise<void> {
    const onFault = (camera: Exclude<State['camera'], 'ready'>) => {
      this.stopLooking();
      this.handle({ type: 'camera_failed', captureId, camera });
    };
    const trouble = await this.camera.open(onFault);
    if (trouble === 'closed') return;
    if (trouble) return onFault(trouble);
    const partner = frames.cameras === 2 ? await this.openSecond(captureId) : null;
    if (partner === 'none') return;
    const cameras = await this.camera.names();
    if (cameras === null) return;
    this.handle({ type: 'camera_on', captureId, cameras });
    const send = (frame: Uint8Array<ArrayBuffer>) => this.connection.sendFrame(captureId, frame);
    this.sender = new FrameSender(this.camera.video, { id: captureId, frames }, send, partner);
    this.sender.start();
  }

  private async openSecond(captureId: string): Promise<Partner | 'none'> {
    const onFault = () => {
      this.stopLooking();
      this.handle({ type: 'second_camera_failed', captureId });
    };
    const { deviceId } = this.camera;
    const isOn = await this.second.open(deviceId, onFault);
    if (isOn === true) return { camera: this.second, isFirst: this.second.isFirst(deviceId) };
    if (isOn === false) onFault();
    return 'none';
  }

  private async askWallet(captureId: string, request: WalletRequest): Promise<void> {
    this.leaveWallet();
    const abort = new AbortController();
    this.question = { captureId, abort };
    const answer = await askWallet(request, abort.signal);
    this.handle({ type: 'wallet_answered', captureId, answer });
  }

  private leaveWallet(): void {
    this.question?.abort.abort();
    this.question = null;
  }

  private stopLooking(): void {
    this.sender?.stop();
    this.sender = null;
    this.second.close();
    this.camera.close();
  }

  private async assess(): Promise<void> {
    this.handle({ type: 'camera_assessed', camera: await assessCamera() });
  }

  private async assessWallet(): Promise<void> {
    this.handle({ type: 'wallet_assessed', wallet: await assessWallet() });
  }

  private setTimer(name: TimerName, ms: number): void {
    window.clearTimeout(this.timers.get(name));
    this.timers.set(
      name,
      window.setTimeout(() => this.handle({ type: 'timer', name }), ms),
    );
  }
}

function useOf(state: State): CameraUse | null {
  const capture = cameraUser(state);
  return capture && { from: capture.from, by: capture.givesWay ? 'yielding' : 'visitor' };
}
