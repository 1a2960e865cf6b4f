// The people of one test. Each has a browser context: own cookies, own screen, own language.
import { aheadSeconds, moveClock } from './city_time.mjs';
import { Person } from './person.mjs';

// Everybody asks from a home of their own, as behind a proxy: limits by address see many people, not one.
let homes = 0;
const nextHome = () => `198.51.${Math.floor((homes += 1) / 250) % 250}.${homes % 250}`;

// Each page stands in two dresses that share nothing, by turns; GALLERY=all shows all eight. With GALLERY, pictures are kept.
const picturesWanted = process.env.GALLERY !== undefined;
const dresses = [390, 1440].flatMap((width) => ['light', 'dark'].flatMap((theme) => ['zh-CN', 'en'].map((locale) => ({ width, theme, locale }))));
const pairs = [0, 1, 2, 3].map((first) => [dresses[first], dresses[7 - first]]);
let shown = 0;
const nextDresses = () => (process.env.GALLERY === 'all' ? dresses : pairs[(shown += 1) % pairs.length]);

const heights = { 390: 844, 1440: 900 };

export class People {
  complaints = [];
  #contexts = [];

  constructor(browser, baseUrl) {
    this.browser = browser;
    this.baseUrl = baseUrl;
  }

  // `width` 390 or 1440; `locale` zh-CN or en; `theme` light or dark; `script: false` for a browser without scripts;
  // `session` is what `Person.session()` returned: somebody who is signed in already; `late` seconds by which their device's clock is late.
  async arrive({ width = 1440, locale = 'en', theme = 'light', script = true, session, late = 0 } = {}) {
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
      extraHTTPHeaders: { 'x-forwarded-for': nextHome() },
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(moveClock, aheadSeconds - late);
    this.#contexts.push(context);
    const person = new Person(context, await context.newPage());
    this.#watch(person.page);
    context.on('page', (page) => this.#watch(page));
    return person;
  }

  // One page in several dresses, each looked at for barriers and for overflow. What is wrong in any of them is told together.
  async gallery(name, path, { session, status } = {}) {
    const look = async (dress) => {
      const person = await this.arrive({ ...dress, session });
      const label = `${name}-${dress.width}-${dress.theme}-${dress.locale}`;
      try {
        await person.goto(path, { status });
        if (picturesWanted) await person.shot(label);
        await person.staysWholeLive();
        await person.fits();
        await person.meetsNoBarriers();
      } catch (error) {
        throw new Error(`${label}: ${error.message}`);
      } finally {
        await person.leave();
      }
    };
    const looks = await Promise.allSettled(nextDresses().map(look));
    const wrong = looks.filter(({ status: ended }) => ended === 'rejected').map(({ reason }) => reason.message);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
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
