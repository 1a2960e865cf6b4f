// What somebody may not do is not offered to them: every link opens, every form is sent to a place that takes it from their role.
import { atConsole, crawl, forms, Routes } from '../lib/console.mjs';

export const name = 'the console offers each role only what it may do';
export const secondsMax = 150;

const roles = { owner: 'owner', dispatch: 'dispatcher', desk: 'service_desk', accounts: 'accountant', auditor: 'auditor' };

export async function run({ person, expect }) {
  const routes = new Routes();
  const faults = new Set();
  for (const [login, role] of Object.entries(roles)) {
    const one = await atConsole(person, login);
    const { pages } = await crawl(one, routes, { each: 2, most: 160 });
    expect.ok(pages.length >= 12, `${login} found only ${pages.length} pages`);
    for (const { path, status, text } of pages) {
      if (status !== 200) faults.add(`${login}: the link to ${path} answers ${status}`);
      for (const form of forms(text, new URL(path, one.page.url()))) {
        const route = routes.of(form.method, form.path);
        if (!route) faults.add(`${login}: ${path} sends a form to ${form.method} ${form.path}, which is no route`);
        else if (route.answers[role] === 'refused') faults.add(`${login}: ${path} offers ${form.method} ${route.path}`);
      }
    }
    await one.leave();
  }
  expect.deepEqual([...faults], []);
}
