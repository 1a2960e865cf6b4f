// The people of one test. Each has a browser context: own cookies, own screen, own language.
import { Person } from './person.mjs';

const heights = { 390: 844, 1440: 900 };

export class People {
  complaints = [];
  #contexts = [];

  constructor(browser, baseUrl) {
    this.browser = browser;
    this.baseUrl = baseUrl;
  }

  // `width` 390 or 1440; `locale` zh-CN or en; `theme` light or dark; `script: false` for a browser without scripts;
  // `session` is what `Person.session()` returned: somebody who is signed in already.
  async arrive({ width = 1440, locale = 'en', theme = 'light', script = true, session } = {}) {
    const isPhone = width < 600;
    const context = await this.browser.newContext({
      baseURL: this.baseUrl,
      viewport: { width, height: heights[width] ?? 900 },
      isMobile: isPhone,
      hasTouch: isPhone,
      locale,
      colorScheme: theme,
      javaScriptEnabled: script,
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Shanghai',
      permissions: ['geolocation'],
      storageState: session,
    });
    context.setDefaultTimeout(15_000);
    this.#contexts.push(context);
    const person = new Person(context, await context.newPage());
    this.#watch(person.page);
    context.on('page', (page) => this.#watch(page));
    return person;
  }

  // One page in every dress: both sizes, both themes, both languages; each looked at for barriers and for overflow.
  async gallery(name, path, { session } = {}) {
    for (const width of [390, 1440]) {
      for (const theme of ['light', 'dark']) {
        for (const locale of ['zh-CN', 'en']) {
          const person = await this.arrive({ width, theme, locale, session });
          await person.goto(path);
          await person.shot(`${name}-${width}-${theme}-${locale}`);
          await person.fits();
          await person.meetsNoBarriers();
          await person.leave();
        }
      }
    }
  }

  pages() {
    return this.#contexts.flatMap((context) => context.pages());
  }

  async leave() {
    await Promise.all(this.#contexts.map((context) => context.close().catch(() => {})));
  }

  // What nobody should ever see in a browser's console; violations of the content security policy among it.
  #watch(page) {
    const complain = (what) => this.complaints.push(`${what} (on ${page.url()})`);
    page.on('console', (message) => message.type() === 'error' && complain(message.text()));
    page.on('pageerror', (error) => complain(`uncaught ${error.message}`));
    page.on('response', (answer) => answer.status() >= 500 && complain(`${answer.status()} from ${answer.url()}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== this.baseUrl) complain(`asked another host: ${url}`);
    });
  }
}
