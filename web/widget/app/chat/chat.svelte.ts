// The conversation that the visitor is in: what was said, who types, and what was seen.

import type { Conversation, PushedConversation, PushedMessage, Sender } from 'shared/wire';
import { Refusal } from '../api/client';
import type { Visitor } from '../api/visitor';
import {
  failed,
  isFromTeam,
  isShown,
  merged,
  newKey,
  replaced,
  sending,
  type Arrival,
  type Draft,
  type Line,
} from './lines';
import { missed } from './missed';
import { Outbox, reasonsOf, type Posted } from './outbox';
import { Remarks } from './remarks';
import { Seen } from './seen.svelte';
import { isUnsent, Shelf } from './shelf';
import { Typing } from './typing.svelte';

const PAGE = 20;
// Stands for a conversation that is to begin.
const NONE = 0;

export class Chat {
  lines = $state.raw<Line[]>([]);
  conversation = $state.raw<Conversation>();
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  hasOlder = $state(false);
  // The next message begins another conversation, although there is one.
  startsAnew = $state(false);
  // What the visitor is writing, and the files that are to go along.
  words = $state('');
  files = $state.raw<File[]>([]);
  // Counts what happens in other conversations than this one.
  news = $state(0);
  // Where the team has said something that the visitor has not gone to see yet.
  newsIn = $state<number>();
  readonly typing = new Typing();
  readonly remarks: Remarks;
  // The conversation that the visitor is in, as soon as it is known which.
  #chosen = $state<number>();
  readonly #seen = new Seen();

  readonly unread = $derived(
    this.lines.filter((line) => isFromTeam(line) && this.#seen.isNews(line)),
  );
  readonly isEnded = $derived(this.conversation?.status === 'resolved');
  // There is a conversation, or it is being fetched.
  readonly hasBegun = $derived(this.#chosen !== undefined);

  readonly #visitor: Visitor;
  readonly #outbox: Outbox;
  #shelf = new Shelf();
  #loading: Promise<void> | undefined;
  #failure: unknown;
  #beginning: Promise<unknown> | undefined;
  #inboxId: number | undefined;
  // The newest conversation that was heard of, and the newest when the visitor left for another one
  // that is to begin.
  #newestId = 0;
  #leftId = 0;
  // Raised when the visitor goes elsewhere: answers to what was asked before do not count any more.
  #turn = 0;
  #fetch = 0;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
    this.remarks = new Remarks(visitor);
    this.#outbox = new Outbox(visitor, this.remarks);
  }

  load(): Promise<void> {
    this.#loading = this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const fetch = (this.#fetch += 1);
    this.phase = 'loading';
    this.#failure = undefined;
    try {
      await this.#fetchConversation(fetch);
      if (fetch === this.#fetch) this.phase = 'ready';
    } catch (error) {
      if (fetch !== this.#fetch) return;
      if (this.#isGone(error)) return this.#forget();
      this.phase = 'failed';
      this.#failure = error;
    }
  }

  async loadOlder(): Promise<void> {
    const turn = this.#turn;
    const first = this.lines.find((line) => line.state === 'sent');
    if (!first) return;
    const { payload } = await this.#visitor.messages({ before: first.id });
    if (turn !== this.#turn) return;
    this.lines = merged(this.lines, payload);
    this.hasOlder = payload.length === PAGE;
  }

  // Asks for what was said while nobody could tell it to us.
  async catchUp(): Promise<void> {
    await this.#loading;
    await Promise.all([this.#catchUpHere(), this.#lookElsewhere()]);
  }

  async #catchUpHere(): Promise<void> {
    if (this.phase !== 'ready' || !this.conversation) {
      await this.load();
      if (this.#failure) throw this.#failure;
      return;
    }
    const [turn, before] = [this.#turn, this.conversation];
    const conversation = await this.#visitor.conversation().catch((error: unknown) => {
      if (this.#isGone(error)) return this.#forget();
      throw error;
    });
    if (!conversation || turn !== this.#turn) return;
    if (conversation.id !== this.conversation?.id) return this.load();
    // What was told meanwhile is newer than what was asked for before.
    if (this.conversation === before) this.conversation = conversation as Conversation;
    const { payload, meta } = await missed(this.#visitor, this.#lastId);
    if (turn !== this.#turn) return;
    this.lines = merged(this.lines, payload);
    // Of that very second it is not known who came first.
    this.#seen.until((meta?.contact_last_seen_at ?? 0) - 1, this.lines);
  }

  // Says something. What the server cannot be told stays, and can be tried again.
  send(draft: Draft): Promise<void> {
    const key = newKey();
    this.lines = [...this.lines, sending(draft, key, Date.now(), this.#lastId)];
    return this.#deliver(key, draft);
  }

  async retry(line: Line): Promise<void> {
    if (!line.draft) return;
    this.lines = replaced(this.lines, line.key, { state: 'sending', progress: 0 });
    await this.#deliver(line.key, line.draft);
  }

  discard(line: Line): void {
    this.lines = this.lines.filter(({ key }) => key !== line.key);
  }

  // Goes to another conversation of the visitor.
  goTo(id: number): Promise<void> {
    this.#clear();
    this.#choose(id);
    this.startsAnew = false;
    this.#takeUp(id);
    return this.load();
  }

  // Leaves what was said behind, for a conversation that is to begin.
  leave(): void {
    this.#leftId = this.#newestId;
    this.#clear();
    this.#choose(undefined);
    this.startsAnew = true;
    // Whatever is being fetched is not for here.
    this.phase = 'ready';
    this.#takeUp(NONE);
  }

  // Becomes the chat of another visitor, or of one who is known from now on: what they are writing
  // stays theirs, and so does what the site has said about it.
  startOver(isSamePerson: boolean): void {
    const { words, files } = this;
    this.#clear(isSamePerson && !this.hasBegun);
    this.#choose(undefined);
    this.#shelf = new Shelf();
    this.#takeUp(NONE);
    if (isSamePerson) Object.assign(this, { words, files });
    this.#newestId = this.#leftId = 0;
    this.#beginning = this.newsIn = undefined;
    this.startsAnew = false;
    this.phase = 'loading';
    this.news += 1;
  }

  async end(): Promise<void> {
    const turn = this.#turn;
    await this.#visitor.endConversation();
    if (!this.conversation || turn !== this.#turn) return;
    this.conversation = { ...this.conversation, status: 'resolved' };
  }

  // Notes what the visitor has answered.
  note(line: Line, answered: Line['content_attributes']): void {
    const content_attributes = { ...line.content_attributes, ...answered };
    this.lines = replaced(this.lines, line.key, { content_attributes });
  }

  async sawMessages(): Promise<void> {
    if (this.unread.length === 0) return;
    this.#seen.until(Math.max(...this.unread.map((line) => line.created_at)), this.lines);
    await this.#visitor.sawMessages();
  }

  // Takes a message of the cable, and says whether it is one of this chat. What the team says
  // elsewhere than where the visitor is takes them there, if they may be moved.
  received(message: PushedMessage, { isNew, mayMove }: Arrival): boolean {
    const { conversation_id: id, inbox_id } = message;
    if (!isShown(message) || !this.#isOfThisInbox(inbox_id)) return false;
    if (id !== this.conversation?.id) {
      const isOwn = this.lines.some(({ key }) => key === message.echo_id);
      if (!this.#fetches(id, isOwn) && isNew && isFromTeam(message)) {
        this.newsIn = id;
        if (mayMove) this.goToNews();
      }
      return true;
    }
    if (isFromTeam(message)) this.typing.stops();
    this.lines = merged(this.lines, [message]);
    return true;
  }

  // Goes to where the team has said something, unless something could not be sent here.
  goToNews(): void {
    if (this.newsIn !== undefined && !this.lines.some(isUnsent)) void this.goTo(this.newsIn);
  }

  changed(conversation: PushedConversation): void {
    const { id, inbox_id, status, agent_last_seen_at } = conversation;
    if (!this.#isOfThisInbox(inbox_id)) return;
    if (id !== this.conversation?.id) {
      this.#fetches(id);
      return;
    }
    this.#seen.byTeam(agent_last_seen_at);
    this.conversation = { ...this.conversation, status };
  }

  typed(conversation: PushedConversation, typist: Sender | undefined): void {
    if (conversation.id !== this.#chosen) return;
    this.#seen.byTeam(conversation.agent_last_seen_at);
    if (typist) this.typing.starts(typist);
    else this.typing.stops();
  }

  wasSeen(line: Line): boolean {
    return this.#seen.wasSeen(line, this.lines);
  }

  // Of several that overtake each other the last one counts.
  async #fetchConversation(fetch: number): Promise<void> {
    const conversation = await this.#visitor.conversation();
    const { id } = conversation;
    if (fetch !== this.#fetch || id === undefined) return;
    if (!this.#chosen && id <= this.#leftId) return;
    // What is asked for from now on is about this one, whatever begins meanwhile.
    this.#choose(id);
    const { payload, meta } = await this.#visitor.messages();
    if (fetch !== this.#fetch) return;
    const isSame = this.conversation?.id === id;
    const last = payload.at(-1)?.id ?? 0;
    const mine = this.lines.filter((line) => isUnsent(line) || (isSame && line.id > last));
    const { lines, words, files } = this.#shelf.take(id);
    if (!isSame) this.#seen.forget();
    this.#enter(conversation as Conversation);
    this.lines = merged([...mine, ...lines], payload);
    this.#seen.until(meta?.contact_last_seen_at ?? 0, this.lines);
    this.words ||= words;
    this.files = [...this.files, ...files];
    this.hasOlder = payload.length === PAGE;
  }

  async #deliver(key: string, draft: Draft): Promise<void> {
    const progress = (share: number) => {
      this.lines = replaced(this.lines, key, { progress: share });
    };
    try {
      const posted = await this.#post(draft, key, progress);
      this.#shelf.arrived(key);
      // The visitor may have gone to another conversation meanwhile.
      if (this.lines.every((line) => line.key !== key)) return;
      this.lines = merged(this.lines, [{ ...posted.message, echo_id: key }]);
      if (posted.started) {
        this.#choose(posted.started.id);
        this.#enter(posted.started);
        return;
      }
      // It is known at once where the next words belong.
      if (!this.hasBegun) this.#choose(posted.message.conversation_id);
      if (!this.conversation || this.isEnded || this.phase === 'failed') await this.load();
    } catch (error) {
      const [why, status] = [reasonsOf(error), error instanceof Refusal && error.status];
      this.#shelf.failed(key, why);
      // It may have arrived all the same, and been told by the cable.
      const line = this.lines.find((each) => each.key === key);
      if (line?.state === 'sending') this.lines = failed(this.lines, key, why);
      if (line && this.#isGone(error)) await this.#forget();
      // The server has done what was sent with this key before, in another way.
      if (line && status === 409) await this.#catchUpHere().catch(() => undefined);
    }
  }

  // Only the first of what is said begins a conversation: what follows waits for it.
  async #post(draft: Draft, key: string, progress: (share: number) => void): Promise<Posted> {
    const turn = this.#turn;
    for (let before; draft.isFirst && before !== this.#beginning;) {
      before = this.#beginning;
      await before?.catch(() => undefined);
    }
    if (turn !== this.#turn) throw new Error('The visitor has gone to another conversation');
    const isFirst = draft.isFirst && !this.hasBegun;
    // Only where it is known that there is none a conversation begins for sure.
    const begins = isFirst || (!this.hasBegun && this.phase === 'ready');
    const posting = this.#outbox.post({ ...draft, isFirst }, key, begins, progress);
    if (isFirst) this.#beginning = posting;
    return posting;
  }

  #choose(id: number | undefined): void {
    this.#chosen = id;
    this.#visitor.chosen = id;
  }

  #enter(conversation: Conversation): void {
    this.conversation = conversation;
    this.#inboxId = conversation.inbox_id;
    this.#newestId = Math.max(this.#newestId, conversation.id);
    this.startsAnew = false;
    if (this.newsIn === conversation.id) this.newsIn = undefined;
    this.remarks.entered();
  }

  #clear(keepsRemarks = false): void {
    this.#shelf.put(this.#chosen ?? NONE, this);
    this.#turn += 1;
    this.#fetch += 1;
    this.#seen.forget();
    this.typing.stops();
    this.hasOlder = false;
    this.conversation = undefined;
    if (!keepsRemarks) this.remarks.left();
  }

  #takeUp(id: number): void {
    Object.assign(this, this.#shelf.take(id));
  }

  // Goes on with the newest conversation, since the chosen one is not there any more.
  #forget(): Promise<void> {
    this.#turn += 1;
    if (this.newsIn === this.#chosen) this.newsIn = undefined;
    this.#choose(undefined);
    this.conversation = undefined;
    this.remarks.left();
    this.lines = this.lines.filter(isUnsent);
    return this.load();
  }

  #isGone(error: unknown): boolean {
    return this.#chosen !== undefined && error instanceof Refusal && error.status === 404;
  }

  // Notes where the team has said something while nobody could tell it to us.
  async #lookElsewhere(): Promise<void> {
    const turn = this.#turn;
    this.news += 1;
    if (!this.conversation) return;
    const all = await this.#visitor.conversations().catch((error: unknown) => {
      // Not every server lists them.
      if (error instanceof Refusal && !error.isPassing) return [];
      throw error;
    });
    if (turn !== this.#turn) return;
    this.newsIn ??= all.find(({ id, unread }) => unread && id !== this.conversation?.id)?.id;
  }

  // Fetches a conversation of which something was heard, if it is the one to be shown.
  #fetches(id: number, isOwn = false): boolean {
    const isNext = !this.#chosen && id > this.#leftId && (isOwn || !this.startsAnew);
    const isAwaited = !this.conversation && id === this.#chosen;
    this.#newestId = Math.max(this.#newestId, id);
    this.news += 1;
    if (isNext || isAwaited) void this.load();
    return isNext || isAwaited;
  }

  // A visitor who is known hears of conversations in other inboxes, too.
  #isOfThisInbox(inboxId: number): boolean {
    return this.#inboxId === undefined || this.#inboxId === inboxId;
  }

  get #lastId(): number {
    return Math.max(0, ...this.lines.filter((line) => line.state === 'sent').map(({ id }) => id));
  }
}
