import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Cable } from './cable';

class Socket {
  static opened: Socket[] = [];
  sent: { command: string; identifier: string; data?: string }[] = [];
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  isClosed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    Socket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  says(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  stands(): void {
    this.says({ type: 'welcome' });
    this.says({ type: 'confirm_subscription' });
  }
}

const listener = { connected: vi.fn(), disconnected: vi.fn(), received: vi.fn() };

function opened(): Cable {
  const cable = new Cable('wss://desk.test/cable', { pubsub_token: 'secret' }, listener);
  cable.open();
  return cable;
}

const last = () => Socket.opened.at(-1) as Socket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  Socket.opened = [];
  vi.clearAllMocks();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('subscribes when it is welcome, and performs when it is subscribed', () => {
  const cable = opened();
  cable.perform('update_presence');
  expect(last().sent).toEqual([]);
  last().stands();
  cable.perform('update_presence');
  const identifier = '{"channel":"RoomChannel","pubsub_token":"secret"}';
  expect(last().protocols).toEqual(['actioncable-v1-json']);
  expect(last().sent).toEqual([
    { command: 'subscribe', identifier },
    { command: 'message', identifier, data: '{"action":"update_presence"}' },
  ]);
  expect(listener.connected).toHaveBeenCalledOnce();
});

test('tells events, and passes over what is none', () => {
  opened();
  last().stands();
  last().says({ message: { event: 'message.created', data: { id: 1 } } });
  last().says({ message: 'nothing' });
  last().onmessage?.({ data: 'not json' });
  last().says(null);
  expect(listener.received.mock.calls).toEqual([[{ event: 'message.created', data: { id: 1 } }]]);
});

test('comes back when the socket closes', () => {
  opened();
  last().stands();
  last().onclose?.();
  expect(listener.disconnected).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1_000);
  expect(Socket.opened).toHaveLength(2);
  last().stands();
  expect(listener.connected).toHaveBeenCalledTimes(2);
});

test('comes back when nothing is heard for longer than two pings', () => {
  opened();
  last().stands();
  vi.advanceTimersByTime(6_000);
  last().says({ type: 'ping' });
  vi.advanceTimersByTime(6_000);
  expect(Socket.opened).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(Socket.opened[0]?.isClosed).toBe(true);
  expect(Socket.opened).toHaveLength(2);
});

test('waits longer and longer for a server that is gone', () => {
  opened();
  vi.advanceTimersByTime(60_000);
  const inTheFirstMinute = Socket.opened.length;
  vi.advanceTimersByTime(600_000);
  const inTenMinutes = Socket.opened.length - inTheFirstMinute;
  expect(inTheFirstMinute).toBeGreaterThan(4);
  expect(inTenMinutes).toBeGreaterThan(12);
  expect(inTenMinutes).toBeLessThan(40);
});

test('stays away when it is closed, or told to', () => {
  const cable = opened();
  last().stands();
  cable.close();
  opened();
  last().says({ type: 'disconnect', reconnect: false });
  vi.advanceTimersByTime(60_000);
  expect(Socket.opened).toHaveLength(2);
});
