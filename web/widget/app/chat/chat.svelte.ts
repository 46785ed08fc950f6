// The conversation that the visitor is in: what was said, who types, and what was seen.

import type {
  Conversation,
  CsatAnswer,
  PushedConversation,
  PushedMessage,
  Sender,
  SubmittedValue,
} from 'shared/wire';
import type { Attributes } from 'shared/protocol';
import type { Visitor } from '../api/visitor';
import { isFromTeam, isShown, merged, replaced, sending, type Draft, type Line } from './lines';
import { Outbox } from './outbox';
import type { Place } from '../place.svelte';
import { Typing } from './typing.svelte';

const PAGE = 20;
const MOST_AT_ONCE = 100;

export class Chat {
  lines = $state.raw<Line[]>([]);
  conversation = $state.raw<Conversation>();
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  hasOlder = $state(false);
  // Counts what happens in other conversations than this one.
  news = $state(0);
  readonly typing = new Typing();
  #seenAt = $state(0);
  #teamSeenAt = $state(0);

  readonly unread = $derived(
    this.lines.filter((line) => isFromTeam(line) && line.created_at > this.#seenAt),
  );
  readonly isEnded = $derived(this.conversation?.status === 'resolved');

  readonly #visitor: Visitor;
  readonly #outbox: Outbox;
  #loading: Promise<void> | undefined;
  // The conversation that the visitor has left for another one.
  #leftId = 0;

  constructor(visitor: Visitor, place: Place) {
    this.#visitor = visitor;
    this.#outbox = new Outbox(visitor, place);
  }

  load(): Promise<void> {
    this.#loading = this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    this.phase = 'loading';
    try {
      await this.#fetchConversation();
      this.phase = 'ready';
    } catch {
      this.phase = 'failed';
    }
  }

  async loadOlder(): Promise<void> {
    const first = this.lines.find((line) => line.state === 'sent');
    if (!first) return;
    const { payload } = await this.#visitor.messages({ before: first.id });
    this.lines = merged(this.lines, payload);
    this.hasOlder = payload.length === PAGE;
  }

  // Asks for what was said while nobody could tell it to us.
  async catchUp(): Promise<void> {
    await this.#loading;
    if (this.phase !== 'ready' || !this.conversation) return this.load();
    const conversation = await this.#visitor.conversation();
    if (conversation.id !== this.conversation.id) return this.load();
    this.conversation = conversation as Conversation;
    for (;;) {
      const { payload } = await this.#visitor.messages({ after: this.#lastId });
      this.lines = merged(this.lines, payload);
      if (payload.length < MOST_AT_ONCE) break;
    }
  }

  // Says something. What the server cannot be told stays, and can be tried again.
  send(draft: Draft): Promise<void> {
    const key = newKey();
    this.lines = [...this.lines, sending(draft, key, Date.now())];
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
    this.leave();
    this.#leftId = 0;
    this.#visitor.chosen = id;
    return this.load();
  }

  // Leaves what was said in this conversation behind, for one that is to begin.
  leave(): void {
    this.#leftId = this.conversation?.id ?? this.#leftId;
    this.#visitor.chosen = undefined;
    this.#teamSeenAt = 0;
    this.typing.stops();
    this.lines = [];
    this.hasOlder = false;
    this.conversation = undefined;
  }

  async end(): Promise<void> {
    await this.#visitor.endConversation();
    if (this.conversation) this.conversation = { ...this.conversation, status: 'resolved' };
  }

  async answer(line: Line, values: SubmittedValue[]): Promise<void> {
    await this.#visitor.answer(line.id, values);
    this.#note(line, { submitted_values: values });
  }

  async rate(line: Line, answer: CsatAnswer): Promise<void> {
    await this.#visitor.rate(line.id, answer);
    this.#note(line, { submitted_values: { csat_survey_response: answer } });
  }

  async leaveEmail(line: Line, email: string): Promise<void> {
    await this.#visitor.leaveEmail(line.id, email);
    this.#note(line, { submitted_email: email });
  }

  async sawMessages(): Promise<void> {
    if (this.unread.length === 0) return;
    this.#seenAt = Math.max(...this.unread.map((line) => line.created_at));
    await this.#visitor.sawMessages();
  }

  async setAttributes(attributes: Attributes): Promise<void> {
    this.#outbox.attributes = { ...this.#outbox.attributes, ...attributes };
    if (this.conversation) await this.#visitor.setConversationAttributes(this.#outbox.attributes);
  }

  async deleteAttribute(key: string): Promise<void> {
    const { [key]: deleted, ...kept } = this.#outbox.attributes;
    this.#outbox.attributes = kept;
    if (this.conversation) await this.#visitor.deleteConversationAttribute(key);
  }

  async setLabel(label: string): Promise<void> {
    this.#outbox.labels.add(label);
    if (this.conversation) await this.#visitor.setLabel(label);
  }

  async removeLabel(label: string): Promise<void> {
    this.#outbox.labels.delete(label);
    if (this.conversation) await this.#visitor.removeLabel(label);
  }

  // Takes a message of the cable, and says whether it is one of this chat. What is said elsewhere
  // than where the visitor is takes them there, unless they are looking at this.
  received(message: PushedMessage, isLooking: boolean): boolean {
    const { conversation_id: id, inbox_id } = message;
    if (!isShown(message) || !this.#isOfThisInbox(inbox_id)) return false;
    if (id !== this.conversation?.id) {
      if (this.#isNext(id)) void this.load();
      else if (isLooking || !this.conversation) this.news += 1;
      else void this.goTo(id);
      return true;
    }
    if (isFromTeam(message)) this.typing.stops();
    this.lines = merged(this.lines, [message]);
    return true;
  }

  changed(conversation: PushedConversation): void {
    const { id, inbox_id, status, agent_last_seen_at } = conversation;
    if (!this.#isOfThisInbox(inbox_id)) return;
    if (id === this.conversation?.id) {
      this.#teamSeenAt = Math.max(this.#teamSeenAt, agent_last_seen_at);
      this.conversation = { ...this.conversation, status };
    } else if (this.#isNext(id)) void this.load();
    else this.news += 1;
  }

  typed(conversation: PushedConversation, typist: Sender | undefined): void {
    if (conversation.id !== this.conversation?.id) return;
    this.#teamSeenAt = Math.max(this.#teamSeenAt, conversation.agent_last_seen_at);
    if (typist) this.typing.starts(typist);
    else this.typing.stops();
  }

  wasSeen(line: Line): boolean {
    const answered = this.lines.some((other) => isReply(other) && other.id > line.id);
    return line.state === 'sent' && (answered || line.created_at <= this.#teamSeenAt);
  }

  async #fetchConversation(): Promise<void> {
    const { chosen } = this.#visitor;
    const conversation = await this.#visitor.conversation();
    if (conversation.id === undefined || conversation.id <= this.#leftId) return;
    const { payload, meta } = await this.#visitor.messages();
    if (this.#visitor.chosen !== chosen) return;
    const waiting = this.lines.filter((line) => line.state !== 'sent');
    this.conversation = conversation as Conversation;
    this.#seenAt = meta?.contact_last_seen_at ?? 0;
    this.lines = merged(waiting, payload);
    this.hasOlder = payload.length === PAGE;
  }

  async #deliver(key: string, draft: Draft): Promise<void> {
    const progress = (share: number) => {
      this.lines = replaced(this.lines, key, { progress: share });
    };
    try {
      const posted = await this.#outbox.post(draft, key, this.conversation !== undefined, progress);
      // The visitor may have gone to another conversation meanwhile.
      if (this.lines.every((line) => line.key !== key)) return;
      this.lines = merged(this.lines, [{ ...posted.message, echo_id: key }]);
      if (posted.started) this.conversation = posted.started;
      else if (!this.conversation || this.isEnded) await this.#fetchConversation();
    } catch {
      // It may have arrived all the same, and been told by the cable.
      const line = this.lines.find((each) => each.key === key);
      if (line?.state !== 'sent') this.lines = replaced(this.lines, key, { state: 'failed' });
    }
  }

  #note(line: Line, answered: Line['content_attributes']): void {
    const content_attributes = { ...line.content_attributes, ...answered };
    this.lines = replaced(this.lines, line.key, { content_attributes });
  }

  // A visitor who is known hears of conversations in other inboxes, too.
  #isOfThisInbox(inboxId: number): boolean {
    return !this.conversation || this.conversation.inbox_id === inboxId;
  }

  // Whether a conversation takes the place of this one, as the newest.
  #isNext(id: number): boolean {
    return !this.#visitor.chosen && id > (this.conversation?.id ?? this.#leftId);
  }

  get #lastId(): number {
    return Math.max(0, ...this.lines.filter((line) => line.state === 'sent').map(({ id }) => id));
  }
}

function isReply(line: Line): boolean {
  return isFromTeam(line) && line.sender?.type === 'user';
}

// Not `randomUUID`, which pages without TLS do not have.
function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}
