// The records of the mock, in the shapes of the contract (0.x and 4.5).

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
