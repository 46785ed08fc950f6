// What the server says on the wire, as far as a visitor is shown it.

export const MessageType = { incoming: 0, outgoing: 1, activity: 2, template: 3 } as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed';

export interface Sender {
  id: number;
  name: string | null;
  available_name?: string;
  avatar_url?: string;
  thumbnail?: string;
  type: 'user' | 'contact' | 'agent_bot';
}

export interface Attachment {
  id: number;
  file_type: string;
  data_url?: string;
  thumb_url?: string;
  file_size?: number | null;
  width?: number | null;
  height?: number | null;
  extension?: string | null;
  fallback_title?: string | null;
  coordinates_lat?: number;
  coordinates_long?: number;
}

export interface CardAction {
  type: string;
  text: string;
  uri?: string;
  payload?: string;
}

// An item of an `input_select`, of `cards`, of a `form` or of an `article`.
export interface Item {
  title?: string;
  value?: string;
  description?: string;
  link?: string;
  media_url?: string;
  actions?: CardAction[];
  name?: string;
  label?: string;
  type?: string;
  placeholder?: string;
  required?: boolean;
  options?: { label: string; value: string }[];
  default?: string;
  pattern?: string;
  pattern_error?: string;
}

export interface SubmittedValue {
  name: string;
  title: string;
  value: string;
}

export interface CsatAnswer {
  rating: number;
  feedback_message?: string;
}

export interface ContentAttributes {
  items?: Item[];
  submitted_values?: SubmittedValue[] | { csat_survey_response?: CsatAnswer };
  submitted_email?: string;
  in_reply_to?: number | null;
  deleted?: boolean;
  display_type?: string;
}

export interface Message {
  id: number;
  content: string | null;
  message_type: MessageType;
  content_type?: string;
  content_attributes: ContentAttributes | null;
  created_at: number;
  conversation_id: number;
  attachments?: Attachment[];
  sender?: Sender;
}

// A message as it is told on the cable.
export interface PushedMessage extends Message {
  account_id: number;
  inbox_id: number;
  private: boolean;
  echo_id?: string;
  previous_changes?: Record<string, [unknown, unknown]>;
}

export interface PushedConversation {
  id: number;
  inbox_id: number;
  status: ConversationStatus;
  agent_last_seen_at: number;
  contact_last_seen_at: number;
}

export interface PushedTyping {
  conversation: PushedConversation;
  user: Sender;
  is_private: boolean;
}

export interface PushedPresence {
  users: Record<string, string>;
}

export interface Conversation {
  id: number;
  inbox_id: number;
  contact_last_seen_at: number;
  status: ConversationStatus;
}

export interface ListedConversation extends Conversation {
  last_message: Message | null;
  unread: boolean;
}

export interface StartedConversation extends Conversation {
  messages: Message[];
}

export interface Contact {
  id: number;
  has_email: boolean;
  has_name: boolean;
  has_phone_number: boolean;
  identifier?: string | null;
  widget_auth_token?: string;
}

export interface Member {
  id: number;
  name: string;
  avatar_url: string;
  availability_status: string | null;
}

export interface Campaign {
  id: number;
  trigger_rules: { url?: string; time_on_page?: number };
  trigger_only_during_business_hours: boolean;
  message: string;
  sender: Sender | null;
}

export interface Article {
  id: number;
  title: string;
  link: string;
}

export interface WorkingHour {
  day_of_week: number;
  closed_all_day: boolean | null;
  open_all_day: boolean | null;
  open_hour: number | null;
  open_minutes: number | null;
  close_hour: number | null;
  close_minutes: number | null;
}

export interface PreChatField {
  field_type: 'standard' | 'conversation_attribute' | 'contact_attribute';
  name: string;
  label: string;
  type: string;
  required: boolean;
  enabled: boolean;
  placeholder?: string;
  values?: string[] | null;
  regex_pattern?: string | null;
  regex_cue?: string | null;
}

export interface Channel {
  avatarUrl: string;
  hasAConnectedAgentBot: string;
  locale: string;
  websiteName: string;
  websiteToken: string;
  welcomeTagline: string | null;
  welcomeTitle: string | null;
  widgetColor: string;
  portal: { slug: string; config?: { default_locale?: string } } | null;
  enabledFeatures: string[];
  replyTime: 'in_a_few_minutes' | 'in_a_few_hours' | 'in_a_day';
  preChatFormEnabled: boolean;
  preChatFormOptions: { pre_chat_message?: string; pre_chat_fields?: PreChatField[] };
  workingHoursEnabled: boolean;
  workingHours: WorkingHour[];
  outOfOfficeMessage: string | null;
  timezone: string;
  allowMessagesAfterResolved: boolean;
  disableBranding: boolean;
}

export interface Installation {
  BRAND_NAME: string;
  WIDGET_BRAND_URL: string;
  LOGO_THUMBNAIL: string;
  MAXIMUM_FILE_UPLOAD_SIZE: number;
}
