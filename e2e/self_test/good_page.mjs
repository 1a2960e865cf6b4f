// What is right is found right.
export const name = 'a good page passes every check, in every dress';

export async function run({ expect, person, gallery }) {
  await gallery('sample', '/');
  const customer = await person({ width: 390, locale: 'zh-CN' });
  await customer.goto('/');
  await expect.text(customer.page.locator('h1'), 'Good');
  await expect.text(customer.page.locator('main'), /zh-CN/);
  await expect.gone(customer.page.locator('.known'));
  await expect.path(customer.page, '/');
}
