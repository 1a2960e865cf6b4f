// A device whose clock is hours late counts down by the city's clock, not by its own.
import { askPrice, holdTime } from '../lib/story.mjs';

export const name = 'what is left of a held time is told by the city\'s clock, whatever the device shows';

export async function run({ person, expect }) {
  for (const late of [3 * 3600, -3 * 3600]) {
    const customer = await person({ width: 390, late });
    await askPrice(customer, 'HC-D', { quantity: 2 });
    await holdTime(customer);
    await expect.text(customer.page.locator('count-down').first(), /^\d{1,2}:\d\d$/);
    expect.notEqual(await customer.page.locator('count-down').first().innerText(), '00:00');
  }
}
