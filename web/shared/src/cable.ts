// A client of the cable: one socket, one subscription, and the patience to get back.
//
// A connection counts as lost when nothing has been heard for longer than two pings, so a laptop
// that wakes up, or a network that was changed, is noticed without the browser's help.

const PROTOCOL = 'actioncable-v1-json';
const SILENCE = 7_000;
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

export interface CableEvent {
  event: string;
  data: unknown;
}

export interface CableListener {
  // Said each time that the subscription stands. What happened before has to be asked for.
  connected(): void;
  disconnected(): void;
  received(event: CableEvent): void;
}

interface Frame {
  type?: string;
  reconnect?: boolean;
  message?: unknown;
}

export class Cable {
  readonly #url: string;
  readonly #identifier: string;
  readonly #listener: CableListener;
  #socket: WebSocket | undefined;
  #pause = SHORTEST_PAUSE;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #standing = false;

  constructor(url: string, params: Record<string, unknown>, listener: CableListener) {
    this.#url = url;
    this.#identifier = JSON.stringify({ channel: 'RoomChannel', ...params });
    this.#listener = listener;
  }

  open(): void {
    globalThis.addEventListener?.('online', this.#hurry);
    globalThis.document?.addEventListener('visibilitychange', this.#hurry);
    this.#connect();
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.#hurry);
    globalThis.document?.removeEventListener('visibilitychange', this.#hurry);
    clearTimeout(this.#retry);
    this.#drop();
  }

  perform(action: string): void {
    if (!this.#standing) return;
    this.#send({ command: 'message', data: JSON.stringify({ action }) });
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url, [PROTOCOL]);
    this.#socket = socket;
    this.#listen();
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#read(String(data));
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lose();
    };
  }

  #read(text: string): void {
    this.#listen();
    const frame = parse(text);
    switch (frame?.type) {
      case 'welcome':
        return this.#send({ command: 'subscribe' });
      case 'confirm_subscription':
        this.#standing = true;
        this.#pause = SHORTEST_PAUSE;
        return this.#listener.connected();
      case 'disconnect':
        return frame.reconnect === false ? this.close() : this.#lose();
      case undefined:
        if (isEvent(frame?.message)) this.#listener.received(frame.message);
    }
  }

  #send(command: Record<string, string>): void {
    this.#socket?.send(JSON.stringify({ ...command, identifier: this.#identifier }));
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(), SILENCE);
  }

  // Half of the pause is chance, so that a server that comes back is not met by everybody at once.
  #lose(): void {
    this.#drop();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #drop(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    if (!this.#standing) return;
    this.#standing = false;
    this.#listener.disconnected();
  }

  // Somebody looks again, or the network is back: there is no reason to wait any longer.
  #hurry = (): void => {
    if (this.#socket || globalThis.document?.hidden) return;
    this.#pause = SHORTEST_PAUSE;
    this.#connect();
  };
}

function parse(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null ? frame : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(message: unknown): message is CableEvent {
  return typeof message === 'object' && message !== null && 'event' in message && 'data' in message;
}
