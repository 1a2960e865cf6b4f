// Somebody in front of one browser window.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { screenshots } from './paths.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

export class Person {
  constructor(context, page) {
    this.context = context;
    this.page = page;
  }

  // Opens a path; anything but a good answer is an error.
  async goto(path, { status = 200 } = {}) {
    const answer = await this.page.goto(path, { waitUntil: 'load' });
    // Now and then the answer is told apart from the page it belongs to; then the page itself knows it.
    const answered = answer?.status() ?? await this.page.evaluate(() => performance.getEntriesByType('navigation')[0].responseStatus);
    assert.equal(answered, status, `${path} answered ${answered}, not ${status}`);
  }

  // Where they are.
  path() {
    return new URL(this.page.url()).pathname;
  }

  // Where their device is.
  stand({ latitude, longitude }) {
    return this.context.setGeolocation({ latitude, longitude, accuracy: 12 });
  }

  // Opens a folded part of the page.
  async unfold(details) {
    const part = this.page.locator(details).first();
    if ((await part.count()) > 0 && (await part.getAttribute('open')) === null) await part.locator('summary').first().click();
  }

  // Presses a link or a button of the page's content by its words, and waits for the page behind it.
  async press(words, { within = 'main' } = {}) {
    const named = { name: words, exact: typeof words === 'string' };
    const content = this.page.locator(within);
    const target = content.getByRole('link', named).or(content.getByRole('button', named)).first();
    await target.scrollIntoViewIfNeeded();
    const gone = this.page.waitForNavigation({ waitUntil: 'load' });
    await Promise.all([gone, target.click()]);
  }

  // Fills a form's fields by name and sends it; resolves when the next page is there.
  async submit(fields, { form = 'form', button = '[type=submit]' } = {}) {
    const sheet = this.page.locator(form).filter({ has: this.page.locator(button) }).first();
    for (const [name, value] of Object.entries(fields)) {
      await fill(sheet.locator(`[name="${name}"]`), value);
    }
    const answered = this.page.waitForResponse((answer) => answer.request().method() !== 'GET');
    await sheet.locator(button).first().click();
    await answered;
    await this.page.waitForLoadState('load');
  }

  // Signs in through forms, one after the other (a phone number, then its code), and insists on having left the last.
  async login(path, ...forms) {
    await this.goto(path);
    for (const fields of forms) await this.submit(fields);
    assert.notEqual(new URL(this.page.url()).pathname, path, `still on ${path}: the sign-in was refused`);
  }

  // The cookies, for `person({ session })` in the same or another test.
  session() {
    return this.context.storageState();
  }

  // A picture of the whole page in target/screenshots, for people to look at.
  async shot(name) {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  // Nothing sticks out to the side.
  async fits() {
    const { width } = this.page.viewportSize();
    const wide = await this.page.evaluate((limit) => {
      const tooWide = document.documentElement.scrollWidth > limit;
      const parts = tooWide ? [...document.body.querySelectorAll('*')] : [];
      const culprit = parts.findLast((part) => part.getBoundingClientRect().right > limit + 1);
      const name = culprit && culprit.tagName.toLowerCase() + [...culprit.classList].map((word) => `.${word}`).join('');
      return tooWide ? `${document.documentElement.scrollWidth} px wide, because of ${name ?? 'something'}` : undefined;
    }, width);
    assert.equal(wide, undefined, `${this.page.url()} does not fit ${width} px: it is ${wide}`);
  }

  // Live parts, asked anew, take their own place: nothing is nested in itself, no id is there twice.
  async staysWholeLive() {
    for (const region of await this.page.locator('live-region[hx-get]').all()) {
      const isSwapped = await region.evaluate((element) => new Promise((resolve) => {
        element.addEventListener('htmx:after:swap', () => resolve(true), { once: true });
        setTimeout(resolve, 8000, false);
        element.dispatchEvent(new CustomEvent('refresh'));
      }));
      assert.ok(isSwapped, `a live part of ${this.page.url()} was not swapped when asked anew`);
    }
    const twice = await this.page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
      return ids.filter((id, index) => ids.indexOf(id) !== index);
    });
    assert.deepEqual(twice, [], `${this.page.url()} has ids twice after its live parts were asked anew`);
  }

  // WCAG 2.1 AA, as far as a program can tell.
  async meetsNoBarriers({ except = [] } = {}) {
    await this.page.evaluate(axe);
    const violations = await this.page.evaluate(
      async ([values, disabled]) => {
        const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
        const found = await globalThis.axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
        return found.violations.map(({ id, help, nodes }) => {
          const places = nodes.slice(0, 3).map((node) => node.target.join(' '));
          return `${id}: ${help} (${nodes.length} x, ${places.join('; ')})`;
        });
      },
      [standards, except],
    );
    assert.equal(violations.length, 0, `${this.page.url()} has barriers:\n${violations.join('\n')}`);
  }

  leave() {
    return this.context.close();
  }
}

async function fill(field, value) {
  const kind = await field.first().evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
  if (kind === 'select') await field.selectOption(value);
  else if (kind === 'radio') await choose(field.and(field.page().locator(`[value="${value}"]`)));
  else if (kind === 'checkbox') await field.setChecked(value);
  else if (kind === 'file') await field.setInputFiles(value);
  else await field.fill(`${value}`);
}

// A radio button is often hidden behind what stands for it: then its label is pressed.
async function choose(radio) {
  const label = radio.page().locator(`label[for="${await radio.getAttribute('id')}"]`);
  if ((await label.count()) > 0) await label.click();
  else await radio.check();
}
