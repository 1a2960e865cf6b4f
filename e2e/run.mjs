// The browser ring. `node run.mjs [--product | --self-test] [filter]` drives every test of tests/ against a freshly
// seeded demo city, or those of self_test/ against a small page of their own, to prove that the harness sees what it
// should. Each test file exports `name` and `run(context)`; README.md tells what a context offers.
import { readdir } from 'node:fs/promises';
import { launchBrowser } from './lib/browser.mjs';
import { startDemoCity } from './lib/demo_city.mjs';
import { startSamplePages } from './lib/sample_pages.mjs';
import { runTest } from './lib/run_test.mjs';

const words = process.argv.slice(2);
const isSelfTest = words.includes('--self-test');
const filter = words.find((word) => !word.startsWith('--'));
const folder = new URL(isSelfTest ? './self_test/' : './tests/', import.meta.url);

let site;
let browser;
async function stop() {
  await browser?.close().catch(() => {});
  await site?.stop();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => stop().finally(() => process.exit(1)));
}

const tests = await load();
let failed = 0;
try {
  if (tests.length > 0) {
    site = isSelfTest ? await startSamplePages() : await startDemoCity();
    browser = await launchBrowser();
  }
  for (const test of tests) {
    if (!(await runTest(test, { browser, baseUrl: site.baseUrl }))) failed += 1;
  }
  if (failed > 0) site.explain();
} catch (error) {
  console.log(`FAIL  ${isSelfTest ? 'sample pages' : 'demo city'}: ${error.message}`);
  failed = Math.max(failed, tests.length, 1);
} finally {
  await stop();
}
console.log(`${tests.length - Math.min(failed, tests.length)} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function load() {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort();
  const loaded = await Promise.all(files.map(async (file) => ({ file, ...(await import(new URL(file, folder))) })));
  for (const { file, name, run } of loaded) {
    if (typeof name !== 'string' || typeof run !== 'function') throw new Error(`${file} exports no name and run`);
  }
  return loaded.filter(({ file, name }) => filter === undefined || name.includes(filter) || file.includes(filter));
}
