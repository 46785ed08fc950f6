// A server for the tests of the chat, with one website and one visitor. It speaks the contract
// (section 4 and the cable), and does what the tests tell it: answers as an agent, refuses, is gone.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  MessageType,
  type Campaign,
  type Channel,
  type Contact,
  type ContentAttributes,
  type Member,
} from 'shared/wire';
import { WebSocketServer, type WebSocket } from 'ws';
import { read, type Body } from './body';
import { empty, json, type Answer, type Instead } from './answers';
import { asset, frame, site, SITE_SCRIPT, SITE_STYLES } from './pages';
import {
  ADA,
  begun,
  CHANNEL,
  EVA,
  noted,
  push,
  pushed,
  view,
  type Stored,
  type Talk,
} from './records';

export interface Call {
  method: string;
  path: string;
  token: string | undefined;
  key: string | undefined;
  body: Body;
}

const PAGE = 20;

export class Mock {
  readonly calls: Call[] = [];
  readonly contact: Contact = {
    id: 17,
    has_email: false,
    has_name: true,
    has_phone_number: false,
    identifier: null,
  };
  members: Member[] = [{ id: 5, name: 'Ada', avatar_url: '', availability_status: 'online' }];
  campaigns: Campaign[] = [];
  articles: { id: number; title: string; link: string }[] = [];
  talk: Talk | undefined;
  token = 'token-1';
  pubsubToken = 'pubsub';
  brandUrl = 'https://example.com';
  port = 0;
  // As whom the frames came that were loaded.
  readonly frames: (string | null)[] = [];
  readonly #instead = new Map<string, Instead>();
  // Whom the server has met elsewhere, by their identifiers.
  acquaintances: string[] = [];
  // What was answered to calls with a key, and what they were.
  readonly #done = new Map<string, { asked: string; answer: Answer }>();
  readonly #held = new Map<string, Promise<void>>();
  readonly #channel: Channel;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #accepts = true;
  #nextId = 900;
  #now = Math.floor(Date.now() / 1000) - 3600;

  private constructor(channel: Partial<Channel>) {
    this.#channel = { ...CHANNEL, ...channel };
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      if (!this.#accepts) return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
    });
  }

  static async open(channel: Partial<Channel> = {}): Promise<Mock> {
    const mock = new Mock(channel);
    await new Promise<void>((resolve) => mock.#server.listen(0, '127.0.0.1', resolve));
    mock.port = (mock.#server.address() as AddressInfo).port;
    return mock;
  }

  close(): void {
    this.cutCable();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  // Another origin than that of the website, as it is in life.
  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  siteUrl(settings: object = {}): string {
    const query = new URLSearchParams({ settings: JSON.stringify(settings) });
    return `http://localhost:${this.port}/site?${query}`;
  }

  // Ada writes to the visitor.
  say(content: string | null, more: Partial<Stored> = {}): Stored {
    const message = this.#store({
      content,
      message_type: MessageType.outgoing,
      sender: ADA,
      ...more,
    });
    this.#tell('message.created', push(message));
    return message;
  }

  // Something that is said by itself, and may have to be answered.
  ask(content_type: string, content: string, content_attributes: ContentAttributes): Stored {
    const template = { message_type: MessageType.template, sender: undefined };
    return this.say(content, { ...template, content_type, content_attributes });
  }

  type(status: 'on' | 'off', is_private = false): void {
    if (!this.talk) throw new Error('There is no conversation to type in');
    const data = { conversation: pushed(this.talk), user: ADA, is_private, account_id: 1 };
    this.#tell(`conversation.typing_${status}`, data);
  }

  remove(message: Stored): void {
    message.content = 'This message was deleted';
    message.content_attributes = { deleted: true };
    this.#tell('message.updated', { ...push(message), previous_changes: {} });
  }

  become(status: Talk['status']): void {
    if (!this.talk) throw new Error('There is no conversation');
    this.talk.status = status;
    this.#tell('conversation.status_changed', pushed(this.talk));
  }

  // What was said before anybody looked.
  remember(count: number, content = (at: number) => `Message ${at}`): void {
    for (let at = 1; at <= count; at++) {
      const fromTeam = at % 2 === 0;
      const message_type = fromTeam ? MessageType.outgoing : MessageType.incoming;
      this.#store({ content: content(at), message_type, sender: fromTeam ? ADA : EVA });
    }
    if (this.talk) this.talk.contactSeenAt = this.#now;
  }

  cutCable(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  acceptCable(accepts: boolean): void {
    this.#accepts = accepts;
  }

  // The next call of this path, or of a method and this path, fails.
  failOnce(call: string): void {
    const answer = json({ status: 500, error: 'Internal Server Error' }, 500);
    this.#instead.set(call, { answer, isDone: false });
  }

  // It is done, but its caller does not get to know that.
  loseAnswer(call: string): void {
    this.#instead.set(call, { answer: empty(502), isDone: true });
  }

  refuseOnce(call: string, status: number, body: object): void {
    this.#instead.set(call, { answer: json(body, status), isDone: false });
  }

  // Lets calls wait, until what is returned is called.
  hold(call: string): () => void {
    let letGo = (): void => undefined;
    this.#held.set(call, new Promise((resolve) => (letGo = resolve)));
    return () => {
      this.#held.delete(call);
      letGo();
    };
  }

  // Ada looks at the conversation, and then something happens in it.
  look(): void {
    if (!this.talk) throw new Error('There is no conversation');
    this.talk.agentSeenAt = Math.ceil(Date.now() / 1000);
    this.#tell('conversation.updated', pushed(this.talk));
  }

  // Nobody is told of it, as if the cable had been cut.
  whisper(content: string, more: Partial<Stored> = {}): Stored {
    return this.#store({ content, message_type: MessageType.outgoing, sender: ADA, ...more });
  }

  called(method: string, path: string): Call[] {
    return this.calls.filter((call) => call.method === method && call.path === path);
  }

  #store(message: Partial<Stored>): Stored {
    this.talk ??= this.#begin();
    const stored: Stored = {
      id: ++this.#nextId,
      content: null,
      message_type: MessageType.incoming,
      content_type: 'text',
      content_attributes: {},
      created_at: ++this.#now,
      conversation_id: this.talk.id,
      private: false,
      ...message,
    };
    this.talk.messages.push(stored);
    return stored;
  }

  #begin(body: Body = {}): Talk {
    return begun((this.talk?.id ?? 41) + 1, body);
  }

  #tell(event: string, data: unknown): void {
    for (const socket of this.#sockets.clients) {
      const { identifier } = socket as WebSocket & { identifier?: string };
      if (identifier) socket.send(JSON.stringify({ identifier, message: { event, data } }));
    }
  }

  #welcome(socket: WebSocket & { identifier?: string }): void {
    socket.send(JSON.stringify({ type: 'welcome' }));
    const ping = setInterval(() => socket.send(JSON.stringify({ type: 'ping' })), 3_000);
    socket.on('close', () => clearInterval(ping));
    socket.on('message', (text) => {
      const { command, identifier } = JSON.parse(String(text));
      if (command !== 'subscribe') return;
      if (JSON.parse(identifier).pubsub_token !== this.pubsubToken) return;
      socket.identifier = identifier;
      socket.send(JSON.stringify({ type: 'confirm_subscription', identifier }));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.baseUrl);
    const answer = pathname.startsWith('/api/v1/widget/')
      ? await this.#api(request, pathname.slice('/api/v1/widget/'.length), searchParams)
      : this.#page(pathname, searchParams);
    response.writeHead(answer.status ?? 200, {
      'Content-Type': answer.type ?? 'application/json',
      ...answer.headers,
    });
    response.end(answer.body);
  }

  #page(path: string, query: URLSearchParams): Answer {
    if (path === '/packs/js/sdk.js') return asset('sdk.js');
    if (path.startsWith('/widget-assets/')) return asset(path.slice('/widget-assets/'.length));
    if (path === '/widget') {
      this.token = query.get('cw_conversation') ?? this.token;
      this.frames.push(query.get('cw_conversation'));
      return frame(this.#channel, this.token, this.pubsubToken, this.brandUrl);
    }
    if (path === '/site') return site(this.baseUrl);
    if (path === '/site.css') return { type: 'text/css', body: SITE_STYLES };
    if (path === '/site.js') return { type: 'text/javascript', body: SITE_SCRIPT };
    if (path.startsWith('/hc/')) return json({ payload: this.articles });
    return { status: 404, body: 'Page not found' };
  }

  async #api(request: IncomingMessage, path: string, query: URLSearchParams): Promise<Answer> {
    const { method = 'GET' } = request;
    const token = request.headers['x-auth-token'];
    const key = request.headers['idempotency-key'] as string | undefined;
    const call = { method, path, token: String(token), key, body: await read(request) };
    this.calls.push(call);
    const names = [path, `${method} ${path}`];
    for (const name of names) await this.#held.get(name);
    const instead = names.map((name) => this.#instead.get(name)).find(Boolean);
    for (const name of names) this.#instead.delete(name);
    if (instead && !instead.isDone) return instead.answer;
    if (query.get('website_token') !== this.#channel.websiteToken || token !== this.token) {
      return json({ error: 'Resource could not be found' }, 404);
    }
    const asked = JSON.stringify([method, path, [...query], call.body]);
    const before = key && this.#done.get(key);
    if (before && before.asked !== asked) return json({ error: 'The key was used before' }, 409);
    const answer = before ? before.answer : this.#answer(call, query);
    if (key) this.#done.set(key, { asked, answer });
    return instead?.answer ?? answer;
  }

  #answer({ method, path, body }: Call, query: URLSearchParams): Answer {
    const [resource, id] = path.split('/');
    switch (`${method} ${id && resource === 'messages' ? 'messages/:id' : path}`) {
      case 'POST config':
        return json({ contact: { pubsub_token: this.pubsubToken } });
      case 'GET contact':
      case 'PATCH contact':
        return json(this.contact);
      case 'PATCH contact/set_user':
        return this.#setUser(body);
      case 'GET conversations':
        return json(this.#conversation());
      case 'POST conversations':
        this.talk = this.#begin(body);
        this.#incoming(body.message as Body);
        return json({ ...this.#conversation(), messages: this.talk.messages.map(view) });
      case 'POST conversations/update_last_seen':
        if (this.talk) this.talk.contactSeenAt = this.#now;
        return empty(200);
      case 'GET conversations/toggle_status':
        setTimeout(() => this.become('resolved'));
        return empty(200);
      case 'GET messages':
        return json(this.#messages(query));
      case 'POST messages':
        this.talk ??= this.#begin(body);
        return json(view(this.#incoming(body.message as Body)));
      case 'PATCH messages/:id':
        return this.#submit(Number(id), body);
      case 'GET inbox_members':
        return json({ payload: this.members });
      case 'GET campaigns':
        return json(this.campaigns);
      case 'POST events':
        return this.#event(body);
      case 'POST conversations/set_custom_attributes':
      case 'POST conversations/destroy_custom_attributes':
      case 'POST labels':
        return empty(noted(this.talk, path, body));
      default:
        if (resource === 'labels') return empty(noted(this.talk, path, body));
        return empty(method === 'POST' || method === 'DELETE' ? 204 : 404);
    }
  }

  #conversation(): object {
    if (!this.talk) return {};
    const { id, status, contactSeenAt } = this.talk;
    return { id, inbox_id: 3, contact_last_seen_at: contactSeenAt, status };
  }

  #messages(query: URLSearchParams): object {
    if (!this.talk) return { payload: [] };
    const before = Number(query.get('before') ?? Infinity);
    const after = Number(query.get('after') ?? 0);
    const found = this.talk.messages.filter(({ id }) => id < before && id > after);
    const payload = (after > 0 ? found.slice(0, 100) : found.slice(-PAGE)).map(view);
    return { payload, meta: { contact_last_seen_at: this.talk.contactSeenAt } };
  }

  #incoming(message: Body): Stored {
    const files = (message.attachments as File[] | undefined) ?? [];
    const stored = this.#store({
      content: String(message.content ?? ''),
      sender: EVA,
      attachments: files.map(({ name, size }, at) => ({
        id: 70 + at,
        file_type: 'file',
        data_url: `${this.baseUrl}/files/${encodeURIComponent(name)}`,
        file_size: size,
      })),
    });
    this.#tell('message.created', push(stored, message.echo_id as string));
    return stored;
  }

  #submit(id: number, body: Body): Answer {
    const message = this.talk?.messages.find((each) => each.id === id);
    if (!message) return json({ error: 'Resource could not be found' }, 404);
    const { contact, message: answer } = body as { contact?: { email: string }; message?: Body };
    if (contact) this.contact.has_email = true;
    message.content_attributes = {
      ...message.content_attributes,
      ...(contact ? { submitted_email: contact.email } : answer),
    };
    return json({ contact: {} });
  }

  #setUser({ identifier, identifier_hash }: Body): Answer {
    if (identifier_hash === 'wrong') {
      return json({ error: 'HMAC failed: Invalid Identifier Hash Provided' }, 401);
    }
    const { identifier: known } = this.contact;
    this.contact.identifier = String(identifier);
    const isOther = known !== null && known !== identifier;
    if (!isOther && !this.acquaintances.includes(String(identifier))) return json(this.contact);
    this.token = 'token-2';
    this.pubsubToken = 'pubsub-2';
    this.talk = undefined;
    return json({ ...this.contact, widget_auth_token: this.token });
  }

  #event({ name, event_info }: Body): Answer {
    const { campaign_id } = (event_info ?? {}) as { campaign_id?: number };
    const campaign = this.campaigns.find(({ id }) => id === campaign_id);
    if (name === 'campaign.triggered' && campaign) setTimeout(() => this.say(campaign.message));
    return empty(204);
  }
}
