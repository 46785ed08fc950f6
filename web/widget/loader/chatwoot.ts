// `window.$chatwoot`: what a site may ask of its chat (contract 4.1). Sites also read its state, so
// everything of that has the name it is known by.

import type { Surface } from 'shared/contrast';
import { encode, type Attributes, type DarkMode, type ToFrame, type User } from 'shared/protocol';
import { Bubble } from './bubble';
import { chime } from './chime';
import { Cookies } from './cookies';
import { Frame } from './frame';
import { onNavigation } from './navigation';
import { darkMode, type Settings } from './settings';
import { checkUser, fingerprint } from './user';

const CONVERSATION = 'cw_conversation';
const SNOOZED = 'cw_snooze_campaigns_till';
const HOUR = 60 * 60;
const MOBILE = '(max-width: 668px)';
const OWN = '#cw-widget-holder,#cw-bubble-holder';

export interface Site {
  baseUrl: string;
  websiteToken: string;
}

export class Chatwoot {
  declare hideMessageBubble: boolean;
  declare locale: string | undefined;
  declare darkMode: DarkMode;
  readonly baseUrl: string;
  readonly websiteToken: string;
  hasLoaded = false;
  isOpen = false;
  resetTriggered = false;
  identifier: string | number | undefined;
  user: User | undefined;

  readonly #settings: Settings;
  readonly #cookies: Cookies;
  readonly #bubble: Bubble;
  readonly #frame: Frame;
  readonly #mobile = matchMedia(MOBILE);
  // Who the visitor is to become, and in which words that was asked for, until it is done.
  #asUser = '';
  #userWish = '';

  constructor(site: Site, settings: Settings) {
    this.baseUrl = site.baseUrl;
    this.websiteToken = site.websiteToken;
    Object.assign(this, settings);
    this.#settings = settings;
    this.#cookies = new Cookies(settings.baseDomain);
    this.#bubble = new Bubble(settings, () => this.toggle());
    this.#frame = this.#makeFrame();
  }

  // Puts the chat into the page.
  appear(body: HTMLElement): void {
    body.append(this.#frame.holder);
    this.#load();
    this.#mobile.addEventListener('change', () => this.#tellSize());
    onNavigation(() => this.#tellPlace());
  }

  // Takes the chat along to a page that takes the place of this one, which may be a copy of one
  // with a chat on it. A frame that is moved loads itself again: it is told who the visitor is now.
  moveTo(body: HTMLElement): void {
    for (const copy of body.querySelectorAll(OWN)) copy.remove();
    body.append(this.#frame.holder);
    if (this.hasLoaded) body.append(this.#bubble.element);
    this.#load();
  }

  toggle(state?: 'open' | 'close'): void {
    const open = state ? state === 'open' : !this.isOpen;
    if (open === this.isOpen) return;
    this.isOpen = open;
    this.#bubble.open = open;
    this.#show(open);
    this.#frame.say('toggle-open', { isOpen: open });
    if (open) {
      this.#ask('push-event', { eventName: 'webwidget.triggered' });
      this.#frame.focus();
    } else {
      this.#bubble.focus();
    }
    tell(open ? 'chatwoot:opened' : 'chatwoot:closed', null);
  }

  toggleBubbleVisibility(visibility: 'hide' | 'show'): void {
    const hide = visibility === 'hide';
    this.hideMessageBubble = hide;
    this.#bubble.hidden = hide;
    this.#frame.holder.classList.toggle('woot-widget--without-bubble', hide);
    this.#frame.say('sdk-set-bubble-visibility', { hideMessageBubble: hide });
  }

  popoutChatWindow(): void {
    this.toggle('close');
    const address = this.#address(this.locale);
    const name = `webwidget_session_${this.websiteToken}`;
    window.open(address, name, 'resizable=off,width=400,height=600');
  }

  setUser(identifier: string | number, user: User): void {
    checkUser(identifier, user);
    this.identifier = identifier;
    this.user = user;
    const asked = fingerprint(identifier, user);
    const known = this.#asUser || this.#cookies.read(this.#userCookie);
    if (known === asked) return;
    this.#asUser = asked;
    this.#userWish = this.#ask('set-user', { identifier, user });
  }

  setCustomAttributes(customAttributes: Attributes): void {
    checkAttributes(customAttributes);
    this.#ask('set-custom-attributes', { customAttributes });
  }

  deleteCustomAttribute(customAttribute: string): void {
    checkAttribute(customAttribute);
    this.#ask('delete-custom-attribute', { customAttribute });
  }

  setConversationCustomAttributes(customAttributes: Attributes): void {
    checkAttributes(customAttributes);
    this.#ask('set-conversation-custom-attributes', { customAttributes });
  }

  deleteConversationCustomAttribute(customAttribute: string): void {
    checkAttribute(customAttribute);
    this.#ask('delete-conversation-custom-attribute', { customAttribute });
  }

  setLabel(label = ''): void {
    this.#ask('set-label', { label });
  }

  removeLabel(label = ''): void {
    this.#ask('remove-label', { label });
  }

  setLocale(locale = 'en'): void {
    this.locale = locale;
    this.#frame.say('set-locale', { locale });
  }

  setColorScheme(mode: DarkMode = 'light'): void {
    this.darkMode = darkMode(mode);
    this.#frame.say('set-color-scheme', { darkMode: this.darkMode });
  }

  reset(): void {
    this.toggle('close');
    this.#cookies.remove(CONVERSATION);
    this.#cookies.remove(this.#userCookie);
    this.#frame.done();
    this.#asUser = '';
    this.identifier = this.user = undefined;
    this.resetTriggered = true;
    this.#bubble.news(0, '');
    this.#unread(false);
    this.#load();
  }

  #load(): void {
    this.#frame.load(this.#address());
  }

  #ask<Name extends keyof ToFrame>(event: Name, fields: ToFrame[Name]): string {
    const wish = encode<ToFrame, Name>(event, fields);
    this.#frame.ask(wish);
    return wish;
  }

  // The cookie says who the server knows the visitor to be, not who they were said to be.
  #done(wish: string): void {
    this.#frame.done(wish);
    if (!this.#asUser || wish !== this.#userWish) return;
    this.#cookies.write(this.#userCookie, this.#asUser);
    this.#asUser = '';
  }

  get #userCookie(): string {
    return `cw_user_${this.websiteToken}`;
  }

  #address(locale?: string): string {
    const conversation = this.#cookies.read(CONVERSATION);
    const address = new URL(`${this.baseUrl}/widget`);
    address.searchParams.set('website_token', this.websiteToken);
    if (conversation) address.searchParams.set('cw_conversation', conversation);
    if (locale) address.searchParams.set('locale', locale);
    return address.href;
  }

  #makeFrame(): Frame {
    const { position, hideMessageBubble, widgetStyle } = this.#settings;
    const classes = ['woot-widget-holder', 'woot--hide', `woot-elements--${position}`];
    if (hideMessageBubble) classes.push('woot-widget--without-bubble');
    if (widgetStyle === 'flat') classes.push('woot-widget-holder--flat');
    return new Frame(this.baseUrl, classes.join(' '), {
      loaded: ({ config }) => this.#loaded(config.authToken, config.colors),
      error: ({ data }) => {
        this.#cookies.remove(this.#userCookie);
        this.#asUser = '';
        tell('chatwoot:error', data);
      },
      done: ({ wish }) => this.#done(wish),
      onEvent: ({ eventIdentifier, data }) => tell(eventIdentifier, data),
      setBubbleLabel: ({ label }) => this.#label(label),
      setAuthCookie: ({ data }) => this.#cookies.write(CONVERSATION, data.widgetAuthToken),
      setCampaignReadOn: () => this.#cookies.write(SNOOZED, `${Date.now() + HOUR * 1000}`, HOUR),
      postback: ({ data }) => tell('chatwoot:postback', { event: 'postback', data }),
      toggleBubble: () => this.toggle(),
      closeWindow: () => this.toggle('close'),
      closeChat: () => this.toggle('close'),
      popoutChatWindow: () => this.popoutChatWindow(),
      updateIframeHeight: ({ extraHeight, isFixedHeight }) => {
        if (this.isOpen) return;
        this.#frame.height = isFixedHeight && extraHeight ? `${Number(extraHeight)}px` : '';
      },
      setUnreadMode: () => this.#unread(true),
      resetUnreadMode: () => this.#unread(false),
      handleNotificationDot: ({ unreadMessageCount, label }) =>
        this.#bubble.news(Number(unreadMessageCount), label),
      playAudio: chime,
    });
  }

  // Until now nothing was to be seen: there may be no chat at the address, or none for this page.
  #loaded(token: string, colors: Surface): void {
    const isFirst = !this.hasLoaded;
    this.hasLoaded = true;
    this.#cookies.write(CONVERSATION, token);
    this.#bubble.colors = colors;
    if (isFirst) this.#frame.holder.after(this.#bubble.element);
    this.#frame.ready(this.#look);
    this.#tellPlace();
    this.#tellSize();
    if (this.isOpen) {
      this.#show(true);
      this.#frame.say('toggle-open', { isOpen: true });
    }
    if (isFirst && !this.resetTriggered) tell('chatwoot:ready', null);
    this.resetTriggered = false;
  }

  get #look(): ToFrame['config-set'] {
    const { baseDomain, useBrowserLanguage, type, launcherTitle, ...look } = this.#settings;
    const { locale, darkMode, hideMessageBubble } = this;
    const campaignsSnoozedTill = Number(this.#cookies.read(SNOOZED)) || undefined;
    return { ...look, locale, darkMode, hideMessageBubble, campaignsSnoozedTill };
  }

  #show(open: boolean): void {
    if (!this.hasLoaded) return;
    const { classList } = this.#frame.holder;
    classList.remove('has-unread-view');
    classList.toggle('woot--hide', !open);
    if (open) this.#frame.height = '';
  }

  #unread(unread: boolean): void {
    if (this.isOpen) return;
    const { classList } = this.#frame.holder;
    classList.toggle('has-unread-view', unread);
    classList.toggle('woot--hide', !unread);
  }

  #label(label: string): void {
    this.#bubble.label = this.#settings.launcherTitle || label;
    this.#frame.title = label;
  }

  #tellPlace(): void {
    this.#frame.say('change-url', { referrerURL: location.href, referrerHost: location.host });
  }

  #tellSize(): void {
    this.#frame.say('toggle-close-button', { isMobile: this.#mobile.matches });
  }
}

function tell(event: string, detail: unknown): void {
  if (!event.startsWith('chatwoot:')) return;
  dispatchEvent(new CustomEvent(event, { detail }));
}

function checkAttributes(attributes: Attributes | undefined): void {
  if (!attributes || Object.keys(attributes).length === 0) {
    throw new Error('Custom attributes should have atleast one key');
  }
}

function checkAttribute(attribute: string | undefined): void {
  if (!attribute) throw new Error('Custom attribute is required');
}
