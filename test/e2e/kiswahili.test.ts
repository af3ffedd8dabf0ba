// @module-tag slow
import { expect, test } from 'vitest';
import { juma, labels, openShop, type Shop } from '../support/shop.ts';

/** A shop whose owner Juma reads Kiswahili, after a sale of KES 500. */
async function soldShop() {
  const shop = await openShop({ common: { ownerIds: [juma.id], confirmMs: 10 * 60_000 } });
  const chat = shop.chat(juma.id);
  await sell(shop, '0712345678', 500);
  return { shop, chat };
}

async function sell(shop: Shop, phone: string, amount: number): Promise<void> {
  const chat = shop.chat(juma.id);
  const said = chat.say(`/omba ${phone} ${amount}`);
  await chat.sees(/📲/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Limelipwa: KES 500/, said);
}

test('a charge is closed in Kiswahili', async () => {
  const { shop, chat } = await soldShop();
  const said = chat.say('/omba 0722345678 70');
  const card = await chat.sees(/📲 PIN bado\. Mwombe mteja aangalie simu yake\./, said);
  const now = () => chat.heard().find(({ message_id }) => message_id === card.message_id)!;
  expect(labels(now())).toEqual([
    'Mteja ameghairi',
    'Funga',
    expect.stringMatching(/^Tuma tena kuanzia \d\d:\d\d$/),
  ]);
  expect(await chat.press(now(), labels(now())[2]!)).toMatch(
    /^Huenda ombi bado liko kwenye simu\. Unaweza kutuma tena baada ya /,
  );
  await chat.press(now(), 'Funga');
  await shop.until('the reasons', () => labels(now()).includes('Amelipa taslimu'));
  expect(labels(now())).toEqual(['Amelipa taslimu', 'Amebadili mawazo', 'Namba si sahihi', '‹ Rudi']);
  expect(await chat.press(now(), 'Amelipa taslimu')).toBe('Limefungwa.');
  await chat.sees(
    /💵 Limefungwa \(Juma\): amelipa taslimu\. Likilipwa hata hivyo kabla ya .*, nitakuambia\./,
  );
  await chat.sees(/^Hakuna ombi linalosubiri/, chat.say('/subiri'));
});

test('customers are listed, named and opened in Kiswahili', async () => {
  const { chat } = await soldShop();
  await chat.sees(/^Nimehifadhi: Wanjiku · 0712 345 678$/, chat.say('/jina 0712345678 Wanjiku'));
  const list = await chat.sees(/^Wateja wako\nWanjiku · [^\n]+\nKES 500 · malipo 1\n/, chat.say('/wateja'));
  expect(list.text).toContain('Kumtafuta mmoja: /wateja na jina au namba');
  await chat.press(list, 'Wanjiku · 0712 345 678');
  const page = await chat.sees(
    /^Wanjiku\n0712 345 678\nKES 500 · malipo 1\n[^]*Maombi ya mwisho:\n#1 · KES 500/,
  );
  expect(labels(page)).toEqual(['Omba malipo', 'Zuia', 'Futa', '‹ Wateja']);
  await chat.press(page, 'Zuia');
  await chat.sees(/🚫 Amezuiwa: namba hii haiombwi malipo\./);
});

test('a refund is noted and taken back in Kiswahili', async () => {
  const { chat } = await soldShop();
  await chat.press(await chat.sees(/Historia/, chat.say('/hali 1')), 'Zimerudishwa');
  await chat.press(await chat.sees(/^Mteja amerudishiwa kiasi gani cha #1\? Kisizidi KES 500\./), 'Kiasi tu');
  await chat.sees(/^Shilingi ngapi za #1 zimerudishwa\? Zisizidi KES 500\./);
  chat.say('200');
  await chat.press(await chat.sees(/^Kwa nini KES 200 za #1 zimerudishwa\?/), 'Bidhaa zimerudishwa');
  await chat.sees(/^↩️ Nimehifadhi: KES 200 zimerudishwa \(#1, KES 500\)\. Baki: KES 300\.$/);
  const page = await chat.sees(/↩️ KES 200 zimerudishwa \(Juma\): Bidhaa zimerudishwa/, chat.say('/hali 1'));
  await chat.press(page, 'Futa marejesho ya KES 200');
  await chat.press(await chat.sees(/^Kwa nini ufute marejesho ya KES 200 \(#1\)\?/), 'Nilihifadhi kimakosa');
  await chat.sees(/^Marejesho ya KES 200 \(#1\) yamefutwa na hayahesabiwi tena\. Baki: KES 500\.$/);
});

test('an export has Kiswahili labels', async () => {
  const { shop, chat } = await soldShop();
  const question = await chat.sees(/^Faili la .*: aina gani\?/, chat.say('/faili'));
  await chat.press(question, '📄 CSV');
  const find = () => chat.heard().find(({ document }) => document !== undefined);
  await shop.until('the file', () => find() !== undefined);
  const [head = '', first = ''] = Buffer.from(shop.telegram.file(find()!.document!.file_id)!.bytes)
    .toString()
    .replace('\ufeff', '')
    .split(/\r?\n/);
  expect(head).toBe(
    'Wakati,Namba,Hali,Kiasi (KES),Kilicholipwa (KES),Kilichorudishwa (KES),Risiti,Mteja,Jina,Maelezo,Keshia,Aliyethibitisha',
  );
  expect(first).toMatch(/,1,limelipwa,500,500,0,[A-Z\d]{10},0712 345 678,,,Juma,M‑Pesa$/);
});
