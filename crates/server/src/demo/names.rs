//! Generated names of people; any likeness is chance.

use crate::dice::Dice;

/// Surname, its pinyin, how many of a thousand people bear it.
const SURNAMES: [(&str, &str, u32); 40] = [
    ("王", "Wang", 72),
    ("李", "Li", 72),
    ("张", "Zhang", 68),
    ("刘", "Liu", 54),
    ("陈", "Chen", 46),
    ("杨", "Yang", 31),
    ("黄", "Huang", 23),
    ("赵", "Zhao", 21),
    ("吴", "Wu", 20),
    ("周", "Zhou", 19),
    ("徐", "Xu", 15),
    ("孙", "Sun", 14),
    ("马", "Ma", 13),
    ("朱", "Zhu", 12),
    ("胡", "Hu", 12),
    ("郭", "Guo", 11),
    ("何", "He", 11),
    ("林", "Lin", 11),
    ("高", "Gao", 10),
    ("罗", "Luo", 10),
    ("郑", "Zheng", 9),
    ("梁", "Liang", 9),
    ("谢", "Xie", 8),
    ("宋", "Song", 7),
    ("唐", "Tang", 7),
    ("许", "Xu", 6),
    ("韩", "Han", 6),
    ("邓", "Deng", 6),
    ("冯", "Feng", 6),
    ("曹", "Cao", 6),
    ("彭", "Peng", 5),
    ("曾", "Zeng", 5),
    ("萧", "Xiao", 5),
    ("田", "Tian", 5),
    ("董", "Dong", 5),
    ("潘", "Pan", 5),
    ("袁", "Yuan", 4),
    ("蔡", "Cai", 4),
    ("蒋", "Jiang", 4),
    ("余", "Yu", 4),
];

const FEMALE: [(&str, &str); 36] = [
    ("秀兰", "Xiulan"),
    ("淑珍", "Shuzhen"),
    ("桂英", "Guiying"),
    ("玉梅", "Yumei"),
    ("海燕", "Haiyan"),
    ("丽华", "Lihua"),
    ("春梅", "Chunmei"),
    ("红霞", "Hongxia"),
    ("晓燕", "Xiaoyan"),
    ("静", "Jing"),
    ("婷", "Ting"),
    ("雪", "Xue"),
    ("佳怡", "Jiayi"),
    ("雨桐", "Yutong"),
    ("梓涵", "Zihan"),
    ("诗涵", "Shihan"),
    ("欣怡", "Xinyi"),
    ("思琪", "Siqi"),
    ("梦瑶", "Mengyao"),
    ("雅婷", "Yating"),
    ("慧敏", "Huimin"),
    ("文静", "Wenjing"),
    ("美玲", "Meiling"),
    ("凤英", "Fengying"),
    ("小红", "Xiaohong"),
    ("晓梅", "Xiaomei"),
    ("倩", "Qian"),
    ("琳", "Lin"),
    ("萍", "Ping"),
    ("娟", "Juan"),
    ("若曦", "Ruoxi"),
    ("一诺", "Yinuo"),
    ("可欣", "Kexin"),
    ("玉珍", "Yuzhen"),
    ("翠花", "Cuihua"),
    ("巧玲", "Qiaoling"),
];

const MALE: [(&str, &str); 36] = [
    ("建国", "Jianguo"),
    ("志强", "Zhiqiang"),
    ("建华", "Jianhua"),
    ("卫东", "Weidong"),
    ("国庆", "Guoqing"),
    ("海涛", "Haitao"),
    ("立新", "Lixin"),
    ("永强", "Yongqiang"),
    ("伟", "Wei"),
    ("强", "Qiang"),
    ("磊", "Lei"),
    ("军", "Jun"),
    ("洋", "Yang"),
    ("勇", "Yong"),
    ("杰", "Jie"),
    ("浩然", "Haoran"),
    ("子轩", "Zixuan"),
    ("宇航", "Yuhang"),
    ("俊杰", "Junjie"),
    ("天佑", "Tianyou"),
    ("明辉", "Minghui"),
    ("志远", "Zhiyuan"),
    ("文博", "Wenbo"),
    ("家豪", "Jiahao"),
    ("振华", "Zhenhua"),
    ("德福", "Defu"),
    ("长庚", "Changgeng"),
    ("守义", "Shouyi"),
    ("大勇", "Dayong"),
    ("小龙", "Xiaolong"),
    ("鹏飞", "Pengfei"),
    ("瑞", "Rui"),
    ("凯", "Kai"),
    ("晨", "Chen"),
    ("铁柱", "Tiezhu"),
    ("水生", "Shuisheng"),
];

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// Chinese.
    pub zh: String,
    /// Pinyin, surname last.
    pub en: String,
    /// Whether it is a woman's.
    pub is_female: bool,
}

/// Makes one up.
pub fn person(is_female: bool, dice: &mut Dice) -> PersonName {
    let weights = SURNAMES.map(|(_, _, weight)| weight);
    let (surname, pinyin, _) = SURNAMES[dice.weighted(&weights)];
    let (given, given_pinyin) = *dice.pick(if is_female { &FEMALE } else { &MALE });
    PersonName { zh: format!("{surname}{given}"), en: format!("{given_pinyin} {pinyin}"), is_female }
}
