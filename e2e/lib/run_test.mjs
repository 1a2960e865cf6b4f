// One test: its people, its pages, what the pages complained about, and a picture of each page when it fails.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from './expect.mjs';
import { People } from './people.mjs';
import { screenshots } from './paths.mjs';

const secondsByDefault = 90;

export async function runTest(test, { browser, baseUrl }) {
  const people = new People(browser, baseUrl);
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const person = (wish) => people.arrive(wish);
    const gallery = (label, path, wish) => people.gallery(label, path, wish);
    const work = test.run({ browser, baseUrl, expect, person, gallery, complaints: people.complaints });
    await within(test.secondsMax ?? secondsByDefault, work);
    expect.quiet(people.complaints, test.expectedComplaints ?? []);
    console.log(`ok    ${test.name} (${seconds()})`);
    return true;
  } catch (error) {
    console.log(`FAIL  ${test.name} (${seconds()})\n${indented(error.stack ?? error)}`);
    for (const complaint of people.complaints) console.log(indented(`the page said: ${complaint}`));
    await pictures(people, test.file);
    return false;
  } finally {
    await people.leave();
  }
}

async function within(secondsMax, work) {
  const late = new AbortController();
  const alarm = sleep(secondsMax * 1000, undefined, { signal: late.signal }).then(() => {
    throw new Error(`not done after ${secondsMax} s`);
  });
  alarm.catch(() => {});
  work.catch(() => {});
  await Promise.race([work, alarm]).finally(() => late.abort());
}

async function pictures(people, file) {
  for (const [index, page] of people.pages().entries()) {
    const path = join(screenshots, `FAIL-${file.replace('.mjs', '')}-${index + 1}.png`);
    const taken = await page.screenshot({ path, timeout: 5000 }).catch(() => undefined);
    if (taken !== undefined) console.log(indented(`${page.url()} looked like ${path}`));
  }
}

function indented(text) {
  return `${text}`.replace(/^/gm, '      ');
}
