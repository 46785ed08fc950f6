// The records of the mock, in the shapes of the contract (0.x and 4.5).

import type { Body } from './body';
import type { Channel, Message, PushedConversation, PushedMessage, Sender } from 'shared/wire';

export const ADA: Sender & { availability_status: string | null } = {
  id: 5,
  name: 'Ada Agent',
  available_name: 'Ada',
  avatar_url: '',
  thumbnail: '',
  type: 'user',
  availability_status: null,
};

export const EVA: Sender = { id: 17, name: 'summer-moon-482', thumbnail: '', type: 'contact' };

export const CHANNEL: Channel = {
  avatarUrl: '',
  hasAConnectedAgentBot: '',
  locale: 'en',
  websiteName: 'Acme Shop',
  websiteToken: 'site-token',
  welcomeTagline: null,
  welcomeTitle: '',
  widgetColor: '#1f93ff',
  portal: null,
  enabledFeatures: ['attachments', 'emoji_picker', 'end_conversation'],
  replyTime: 'in_a_few_minutes',
  preChatFormEnabled: false,
  preChatFormOptions: { pre_chat_message: '', pre_chat_fields: [] },
  workingHoursEnabled: false,
  workingHours: [],
  outOfOfficeMessage: null,
  timezone: 'UTC',
  allowMessagesAfterResolved: true,
  disableBranding: false,
};

export const INSTALLATION = {
  LOGO_THUMBNAIL: '/brand-assets/logo_thumbnail.svg',
  BRAND_NAME: 'Frontdesk',
  WIDGET_BRAND_URL: 'https://example.com',
  DIRECT_UPLOADS_ENABLED: false,
  MAXIMUM_FILE_UPLOAD_SIZE: 1,
  INSTALLATION_NAME: 'Frontdesk',
};

export interface Stored extends Message {
  private: boolean;
}

export interface Talk {
  id: number;
  status: PushedConversation['status'];
  contactSeenAt: number;
  agentSeenAt: number;
  attributes: Record<string, unknown>;
  labels: string[];
  messages: Stored[];
}

// A conversation, with what it is to know from its start.
export function begun(id: number, { custom_attributes = {}, labels = [] }: Body): Talk {
  return {
    id,
    status: 'open',
    contactSeenAt: 0,
    agentSeenAt: 0,
    attributes: custom_attributes as Body,
    labels: labels as string[],
    messages: [],
  };
}

// Notes what is said of a conversation, of which there has to be one, and says how that went.
export function noted(talk: Talk | undefined, path: string, body: Body): number {
  if (!talk) return 404;
  const [, name] = path.split('/');
  if (name === 'set_custom_attributes') talk.attributes = { ...(body.custom_attributes as Body) };
  else if (name === 'destroy_custom_attributes') {
    const gone = body.custom_attribute as string[];
    const kept = Object.entries(talk.attributes).filter(([key]) => !gone.includes(key));
    talk.attributes = Object.fromEntries(kept);
    return 200;
  } else if (name) talk.labels = talk.labels.filter((label) => label !== name);
  else talk.labels = [...new Set([...talk.labels, String(body.label)])];
  return 204;
}

export function view(message: Stored): Message {
  const { private: _, ...shown } = message;
  return shown;
}

export function push(message: Stored, echo_id?: string): PushedMessage & { status: string } {
  return {
    ...message,
    account_id: 1,
    inbox_id: 3,
    status: 'sent',
    ...(echo_id ? { echo_id } : {}),
  };
}

export function pushed(talk: Talk): PushedConversation & { account_id: number } {
  return {
    id: talk.id,
    account_id: 1,
    inbox_id: 3,
    status: talk.status,
    agent_last_seen_at: talk.agentSeenAt,
    contact_last_seen_at: talk.contactSeenAt,
  };
}
