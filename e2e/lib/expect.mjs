// node:assert, and what it lacks for pages: expectations that wait.
import assert from 'node:assert/strict';

const patienceMs = 15_000;

export const expect = {
  ...assert,
  ok: assert.ok,

  // The locator shows up.
  async visible(locator, timeout = patienceMs) {
    await locator.first().waitFor({ state: 'visible', timeout });
  },

  // The locator goes away, or never was.
  async gone(locator) {
    await locator.first().waitFor({ state: 'hidden', timeout: patienceMs });
  },

  // The locator's text comes to match; `wanted` is a text that it contains, or a regular expression.
  async text(locator, wanted) {
    const matches = (text) => (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted));
    const last = await until(() => locator.first().innerText(), matches);
    assert.ok(matches(last), `expected ${wanted}, the page says: ${last}`);
  },

  // The page's path comes to match.
  async path(page, wanted) {
    const matches = (path) => (wanted instanceof RegExp ? wanted.test(path) : path === wanted);
    const last = await until(() => new URL(page.url()).pathname, matches);
    assert.ok(matches(last), `expected to be on ${wanted}, the page is ${last}`);
  },

  // No page complained, but for what the test expects: the browser itself reports every 4xx answer, for example.
  quiet(complaints, expected) {
    const loud = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    assert.equal(loud.length, 0, `the pages complained:\n${loud.join('\n')}`);
  },
};

async function until(read, matches) {
  const deadline = Date.now() + patienceMs;
  let last = await read();
  while (!matches(last) && Date.now() < deadline) {
    await new Promise((wake) => setTimeout(wake, 50));
    last = await read();
  }
  return last;
}
