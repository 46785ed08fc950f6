// The chat as a whole: what the visitor looks at, what the site wants, and what the server tells.

import { Cable, type CableEvent } from 'shared/cable';
import type { Attributes, Look } from 'shared/protocol';
import {
  type Campaign,
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
const SHORTEST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

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
    if (this.isWithheld) return 'nothing';
    if (this.look.showUnreadMessagesDialog === false) return 'nothing';
    if (this.#dismissedAt < this.#newest && this.chat.unread.length > 0) return 'unread';
    return this.campaigns.shown ? 'campaign' : 'nothing';
  });

  // Who the visitor is to become, as the site says it.
  #awaited = $state<string>();
  // What was said by somebody else, or may have been, is nothing for whoever is to come.
  readonly isWithheld = $derived.by(() => {
    if (this.#awaited === undefined) return false;
    const known = this.contact && (this.contact.identifier ?? this.#awaited);
    return known !== this.#awaited;
  });

  readonly #newest = $derived.by(() => this.chat.unread.at(-1)?.id ?? 0);
  // There has to be a way out where no bubble is.
  readonly canClose = $derived(
    this.isMobile || !this.host.isPresent || this.look.hideMessageBubble === true,
  );
  // Done when it is known what the visitor has said before, or that this cannot be known now.
  begun = Promise.resolve();
  #dismissedAt = $state(0);
  #catchingUp = 0;
  #cable: Cable | undefined;
  #authToken: string;
  #pubsubToken: string;
  readonly #client: Client;
  readonly #theme: Theme;

  constructor(page: Page) {
    this.#authToken = page.authToken;
    this.#pubsubToken = page.chatwootPubsubToken;
    this.channel = page.chatwootWebChannel;
    this.installation = page.globalConfig;
    this.#client = new Client(this.#authToken, this.channel.websiteToken);
    this.visitor = new Visitor(this.#client);
    this.team = new Team(this.channel);
    this.chat = new Chat(this.visitor);
    this.campaigns = new Campaigns((campaign) =>
      this.#mayGreet(campaign.trigger_only_during_business_hours),
    );
    this.#theme = new Theme(this.channel.widgetColor);
  }

  async start(): Promise<void> {
    const locale = new URLSearchParams(location.search).get('locale') ?? this.channel.locale;
    this.begun = this.speak(locale).then(() => this.#begin());
    // Applications say what they want as soon as the page is there.
    this.host.listen(wishes(this));
    setInterval(() => this.#cable?.perform('update_presence'), PRESENCE);
    await this.begun;
    await this.#loadCampaigns();
  }

  async #begin(): Promise<void> {
    this.host.say('loaded', {
      config: {
        authToken: this.#authToken,
        channelConfig: this.channel,
        colors: this.#theme.colors,
      },
    });
    await this.#connect();
    await Promise.allSettled([this.chat.load(), this.team.load(this.visitor), this.meet()]);
    if (this.chat.lines.length > 0 && this.screen === 'home') this.screen = 'messages';
    if (this.chat.phase === 'failed') void this.#catchUp();
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

  opened(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (isOpen) this.campaigns.shown = undefined;
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
    this.campaigns.snooze();
    this.host.say('setCampaignReadOn', {});
  }

  // Takes the visitor to what greets them, by way of the form of the site if there is one. Without
  // one the greeting stays until the server has taken it for the first message.
  async acceptCampaign(): Promise<void> {
    const campaign = this.campaigns.shown;
    if (!campaign) return;
    const asks = this.channel.preChatFormEnabled;
    if (asks) this.campaigns.answered = campaign;
    else await this.answerCampaign(campaign);
    this.campaigns.shown = undefined;
    if (!this.isOpen) this.openFromBelow();
    this.screen = asks ? 'pre-chat' : 'messages';
  }

  async answerCampaign({ id }: Campaign, custom_attributes?: Attributes): Promise<void> {
    // The conversation may be there before the answer is.
    this.chat.remarks.keep(custom_attributes);
    await this.visitor.report('campaign.triggered', {
      campaign_id: id,
      custom_attributes,
      referer: this.place.url,
      initiated_at: { timestamp: new Date().toString() },
    });
    this.campaigns.answered = undefined;
    this.screen = 'messages';
  }

  // Goes to where the visitor can say something. Who has done so before is not asked who they are.
  async startChatting(): Promise<void> {
    this.campaigns.answered = undefined;
    this.screen = 'messages';
    if (!this.chat.hasBegun && this.chat.phase === 'loading') await this.begun;
    // They may have gone elsewhere meanwhile.
    if (this.screen === 'messages' && this.isToBeAsked) this.screen = 'pre-chat';
    this.host.say('onEvent', {
      eventIdentifier: 'chatwoot:on-start-conversation',
      data: { hasConversation: this.chat.hasBegun },
    });
  }

  // Whether the site has questions before a conversation, and there may be none.
  get isToBeAsked(): boolean {
    const isKnown = this.chat.hasBegun || this.chat.phase === 'failed';
    return this.channel.preChatFormEnabled && !isKnown;
  }

  // Goes on with a conversation that is not the newest.
  async goBackTo(id: number): Promise<void> {
    this.screen = 'messages';
    await this.chat.goTo(id);
  }

  startAnew(): void {
    this.chat.leave();
    void this.startChatting();
  }

  async send(content: string, files: File[], beginning: Beginning = {}): Promise<void> {
    const isFirst = this.chat.startsAnew || Object.keys(beginning).length > 0;
    const [timestamp, referer_url] = [new Date().toString(), this.place.url];
    await this.chat.send({ content, files, beginning, isFirst, timestamp, referer_url });
  }

  // The site has said who the visitor is, which the server is going to be told.
  awaits(identifier: string | number): void {
    this.#awaited = `${identifier}`;
  }

  // Tells the server who the visitor is. It is done when the server knows, or does not believe it.
  async identify(
    identifier: string | number,
    user: Parameters<Visitor['identify']>[1],
    done: () => void,
  ): Promise<void> {
    try {
      const contact = await this.visitor.identify(identifier, user);
      const token = contact.widget_auth_token;
      if (token) return await this.#become(token, `${identifier}`, done);
      done();
      this.contact = { ...contact, identifier: `${identifier}` };
    } catch (error) {
      const data = error instanceof Refusal ? error.body : { error: String(error) };
      this.host.say('error', { errorType: 'SET_USER_ERROR', data });
      if (error instanceof Refusal && !error.isPassing) done();
      return;
    } finally {
      this.#came(`${identifier}`);
    }
    await this.chat.load();
  }

  #came(identifier: string): void {
    if (this.#awaited === identifier) this.#awaited = undefined;
  }

  // The server has made another visitor of this one. The frame does not load itself again for that:
  // nothing said meanwhile is lost, and applications let it go to no other address.
  async #become(authToken: string, identifier: string, done: () => void): Promise<void> {
    const other = new Visitor(new Client(authToken, this.channel.websiteToken));
    this.#pubsubToken = (await other.settings()).contact.pubsub_token;
    this.#authToken = this.#client.token = authToken;
    this.host.say('setAuthCookie', { data: { widgetAuthToken: authToken } });
    done();
    const address = new URL(location.href);
    address.searchParams.set('cw_conversation', authToken);
    history.replaceState(null, '', address);
    this.campaigns.end();
    const wasNobody = this.contact !== undefined && !this.contact.identifier;
    this.contact = undefined;
    this.chat.startOver(wasNobody);
    this.#came(identifier);
    if (!wasNobody) this.screen = 'home';
    this.#dismissedAt = 0;
    this.#catchingUp += 1;
    this.begun = this.#begin();
    await this.begun;
    void this.#loadCampaigns();
  }

  // Asks what is known of the visitor.
  async meet(): Promise<void> {
    this.contact = await this.visitor.contact();
  }

  // Is done when what happens is told, so that nothing falls between what is loaded and that, or
  // when it takes too long to wait for.
  #connect(): Promise<void> {
    return new Promise((resolve) => {
      let isLate = false;
      const stands = () => {
        if (isLate) void this.#catchUp();
        isLate = true;
        resolve();
      };
      setTimeout(() => {
        isLate = true;
        resolve();
      }, PATIENCE);
      this.#listen(stands);
    });
  }

  #listen(stands: () => void): void {
    const address = new URL('/cable', location.origin);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#cable?.close();
    this.#cable = new Cable(
      address.href,
      { pubsub_token: this.#pubsubToken },
      {
        connected: () => {
          this.isConnected = true;
          stands();
        },
        disconnected: () => (this.isConnected = false),
        received: (event) => this.#hear(event),
      },
    );
    this.#cable.open();
  }

  // Tries until it is done, or is to be done anew.
  async #catchUp(): Promise<void> {
    const turn = (this.#catchingUp += 1);
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.chat.catchUp();
        break;
      } catch (error) {
        if (error instanceof Refusal && !error.isPassing) break;
        await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
        if (turn !== this.#catchingUp || !this.isConnected) return;
      }
    }
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
      case 'conversation.updated':
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
      await this.campaigns.start(await this.visitor.campaigns(), this.place.url);
    } catch {
      // A chat without campaigns is a chat.
    }
  }

  #mayGreet(onlyInHours: boolean): boolean {
    if (this.isOpen || this.chat.conversation) return false;
    return !onlyInHours || this.team.isInHours;
  }
}
