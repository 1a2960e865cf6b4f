// Forms are filled by name; a session outlives its window; a refused sign-in is noticed.
export const name = 'a person signs in, with and without scripts, and stays signed in';

export async function run({ expect, person }) {
  for (const script of [true, false]) {
    const customer = await person({ script });
    await customer.login('/door', { phone: '13800000000', kind: 'cleaning', agreed: true });
    await expect.visible(customer.page.locator('.known'));
    const again = await person({ session: await customer.session() });
    await again.goto('/');
    await expect.visible(again.page.locator('.known'));
  }
  const stranger = await person();
  await expect.rejects(stranger.login('/door', { phone: '1' }), /still on \/door/);
}
