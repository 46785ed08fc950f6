const chat = () => window.$chatwoot;
const when = (id, event, act) => document.getElementById(id).addEventListener(event, act);

when('open', 'click', () => chat()?.toggle('open'));
when('language', 'change', (event) => chat()?.setLocale(event.target.value));
when('look', 'change', (event) => chat()?.setColorScheme(event.target.value));
when('forget', 'click', () => chat()?.reset());
