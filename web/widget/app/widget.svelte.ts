// The chat as a whole: what the visitor looks at, what the site wants, and what the server tells.

import { Cable, type CableEvent } from 'shared/cable';
import type { Look } from 'shared/protocol';
import {
  type Contact,
  type PushedConversation,
  type PushedMessage,
  type PushedPresence,
  type PushedTyping,
} from 'shared/wire';
import { Client, Refusal } from './api/client';
import { Visitor, type Beginning } from './api/visitor';
import { Campaigns } from './campaigns/campaigns.svelte';
import { Chat } from './chat/chat.svelte';
import { isFromTeam } from './chat/lines';
import { Host } from './host';
import { Language } from './i18n/language.svelte';
import { Theme } from './look/theme';
import type { Page } from './page';
import { Place } from './place.svelte';
import { Team } from './team/team.svelte';
import { wishes } from './wishes';

const PRESENCE = 60_000;
const PATIENCE = 2_000;

export type Screen = 'home' | 'pre-chat' | 'messages';

export class Widget {
  readonly channel;
  readonly installation;
  readonly host = new Host();
  readonly language = new Language();
  readonly team: Team;
  readonly chat: Chat;
  readonly campaigns: Campaigns;
  readonly visitor: Visitor;
  readonly place = new Place();

  look = $state.raw<Partial<Look>>({});
  isOpen = $state(!this.host.isPresent);
  isMobile = $state(false);
  isConnected = $state(true);
  screen = $state<Screen>('home');
  contact = $state.raw<Contact>();

  // What is looked at: while the chat is closed, only what calls for the visitor.
  readonly view = $derived.by((): Screen | 'unread' | 'campaign' | 'nothing' => {
    if (this.isOpen) return this.screen;
    if (this.look.showUnreadMessagesDialog === false) return 'nothing';
    if (this.#dismissedAt < this.#newest && this.chat.unread.length > 0) return 'unread';
    return this.campaigns.shown ? 'campaign' : 'nothing';
  });

  readonly #newest = $derived.by(() => this.chat.unread.at(-1)?.id ?? 0);
  #dismissedAt = $state(0);
  #campaignsSnoozedTill = 0;
  #hasBegun = false;
  readonly #client: Client;
  readonly #theme: Theme;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.channel = page.chatwootWebChannel;
    this.installation = page.globalConfig;
    this.#client = new Client(page);
    this.visitor = new Visitor(this.#client);
    this.team = new Team(this.channel);
    this.chat = new Chat(this.visitor, this.place);
    this.campaigns = new Campaigns((campaign) =>
      this.#mayGreet(campaign.trigger_only_during_business_hours),
    );
    this.#theme = new Theme(this.channel.widgetColor);
  }

  async start(): Promise<void> {
    await this.speak(new URLSearchParams(location.search).get('locale') ?? this.channel.locale);
    this.host.listen(wishes(this));
    this.host.say('loaded', {
      config: {
        authToken: this.#page.authToken,
        channelConfig: this.channel,
        colors: this.#theme.colors,
      },
    });
    await this.#connect();
    this.#hasBegun = true;
    await Promise.allSettled([this.chat.load(), this.team.load(this.visitor), this.meet()]);
    if (this.chat.lines.length > 0) this.screen = 'messages';
    await this.#loadCampaigns();
  }

  async speak(locale: string): Promise<void> {
    this.#client.locale = locale;
    await this.language.use(locale);
    this.host.say('setBubbleLabel', { label: this.language.say('launcher') });
  }

  // Takes what the site says about the chat.
  wear(look: Partial<Look>): void {
    this.look = { ...this.look, ...look };
    if (look.darkMode) this.#theme.mode = look.darkMode;
    if (look.locale) void this.speak(look.locale);
  }

  snoozeCampaigns(till: number): void {
    this.#campaignsSnoozedTill = till;
  }

  opened(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (this.#mayBeMoved) this.chat.goToNews();
    if (isOpen && this.chat.unread.length > 0) this.screen = 'messages';
  }

  close(): void {
    if (this.host.isPresent) this.host.say('closeWindow', {});
    else this.host.leave();
  }

  // Opens the chat from what stood there while it was closed.
  openFromBelow(): void {
    this.screen = 'messages';
    this.host.say('toggleBubble', {});
  }

  dismissUnread(): void {
    this.#dismissedAt = this.#newest;
  }

  dismissCampaign(): void {
    this.campaigns.dismiss();
    this.host.say('setCampaignReadOn', {});
  }

  async acceptCampaign(): Promise<void> {
    const campaign = this.campaigns.shown;
    if (!campaign) return;
    this.campaigns.dismiss();
    this.openFromBelow();
    await this.visitor.report('campaign.triggered', {
      campaign_id: campaign.id,
      referer: this.place.url,
      initiated_at: { timestamp: new Date().toString() },
    });
  }

  // Goes to where the visitor can say something.
  startChatting(): void {
    const asks = this.channel.preChatFormEnabled && !this.chat.hasBegun;
    this.screen = asks ? 'pre-chat' : 'messages';
    this.host.say('onEvent', {
      eventIdentifier: 'chatwoot:on-start-conversation',
      data: { hasConversation: this.chat.hasBegun },
    });
  }

  // Goes on with a conversation that is not the newest.
  async goBackTo(id: number): Promise<void> {
    this.screen = 'messages';
    await this.chat.goTo(id);
  }

  startAnew(): void {
    this.chat.leave();
    this.startChatting();
  }

  async send(content: string, files: File[], beginning: Beginning = {}): Promise<void> {
    const isFirst = this.chat.startsAnew || Object.keys(beginning).length > 0;
    await this.chat.send({ content, files, beginning, isFirst });
  }

  async identify(
    identifier: string | number,
    user: Parameters<Visitor['identify']>[1],
  ): Promise<void> {
    try {
      this.contact = await this.visitor.identify(identifier, user);
    } catch (error) {
      const data = error instanceof Refusal ? error.body : { error: String(error) };
      this.host.say('error', { errorType: 'SET_USER_ERROR', data });
      return;
    }
    const token = this.contact.widget_auth_token;
    if (!token) return this.chat.load();
    // The server has made another visitor of this one, whom the whole page has to know.
    this.host.say('setAuthCookie', { data: { widgetAuthToken: token } });
    const address = new URL(location.href);
    address.searchParams.set('cw_conversation', token);
    location.replace(address);
  }

  // Asks what is known of the visitor.
  async meet(): Promise<void> {
    this.contact = await this.visitor.contact();
  }

  // Is done when what happens is told, so that nothing falls between what is loaded and that, or
  // when it takes too long to wait for.
  #connect(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, PATIENCE);
      this.#listen(resolve);
    });
  }

  #listen(stands: () => void): void {
    const address = new URL('/cable', location.origin);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const cable = new Cable(
      address.href,
      { pubsub_token: this.#page.chatwootPubsubToken },
      {
        connected: () => {
          this.isConnected = true;
          if (this.#hasBegun) void this.#catchUp();
          stands();
        },
        disconnected: () => (this.isConnected = false),
        received: (event) => this.#hear(event),
      },
    );
    cable.open();
    setInterval(() => cable.perform('update_presence'), PRESENCE);
  }

  async #catchUp(): Promise<void> {
    await this.chat.catchUp().catch(() => undefined);
    if (this.#mayBeMoved) this.chat.goToNews();
  }

  // Whoever looks at the chat, or has filled in a form of it, stays where they are.
  get #mayBeMoved(): boolean {
    return !this.isOpen && this.screen !== 'pre-chat';
  }

  #hear({ event, data }: CableEvent): void {
    switch (event) {
      case 'message.created':
        return this.#hearMessage(data as PushedMessage);
      case 'message.updated':
        return this.#hearUpdate(data as PushedMessage);
      case 'conversation.created':
      case 'conversation.status_changed':
        return this.chat.changed(data as PushedConversation);
      case 'conversation.typing_on':
      case 'conversation.typing_off': {
        const { conversation, user, is_private } = data as PushedTyping;
        if (is_private) return;
        return this.chat.typed(conversation, event.endsWith('on') ? user : undefined);
      }
      case 'presence.update':
        return this.team.present((data as PushedPresence).users);
    }
  }

  #hearMessage(message: PushedMessage): void {
    if (!this.chat.received(message, { isNew: true, mayMove: this.#mayBeMoved })) return;
    this.host.say('onEvent', { eventIdentifier: 'chatwoot:on-message', data: message });
    if (isFromTeam(message) && (!this.isOpen || document.hidden)) this.host.say('playAudio', {});
  }

  #hearUpdate(message: PushedMessage): void {
    if (!this.chat.received(message, { isNew: false, mayMove: false })) return;
    const [, changed] = message.previous_changes?.content_attributes ?? [];
    if (typeof changed === 'object' && changed !== null && 'submitted_values' in changed) {
      this.host.say('onEvent', { eventIdentifier: 'chatwoot:on-message', data: message });
    }
  }

  async #loadCampaigns(): Promise<void> {
    if (!this.host.isPresent || this.chat.conversation) return;
    try {
      this.campaigns.start(await this.visitor.campaigns(), this.place.url);
    } catch {
      // A chat without campaigns is a chat.
    }
  }

  #mayGreet(onlyInHours: boolean): boolean {
    if (this.isOpen || this.chat.conversation) return false;
    return Date.now() > this.#campaignsSnoozedTill && (!onlyInHours || this.team.isInHours);
  }
}
