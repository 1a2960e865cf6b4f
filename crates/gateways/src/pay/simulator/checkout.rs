//! The provider's checkout page: what the payer sees; plain HTML that works everywhere.

use super::book::ChargeRow;
use crate::pay::protocol::ChargeState;

/// The page for one charge; `refused`: how many refunds of it the bank refused.
pub(crate) fn page(row: &ChargeRow, refused: usize) -> String {
    let charge = &row.charge;
    let body = match charge.state {
        ChargeState::Pending => format!(
            r#"<form method="post"><button name="answer" value="pay">确认支付 Pay {amount}</button>
            <button name="answer" value="pay_without_refunds" class="quiet">用不接受退款的卡支付 Pay by a card that refuses refunds</button>
            <button name="answer" value="decline" class="quiet">取消 Decline</button></form>"#,
            amount = escape(&charge.amount.to_string())
        ),
        ChargeState::Paid => format!(
            r#"<p class="done">支付成功 Paid</p><p><a href="{}">返回商家 Back to the shop</a></p>{}"#,
            escape(&row.return_url),
            if refused > 0 { AFTER_ALL } else { "" },
        ),
        ChargeState::Failed | ChargeState::Closed => {
            format!(
                r#"<p>支付未完成 Not paid</p><p><a href="{}">返回商家 Back to the shop</a></p>"#,
                escape(&row.return_url)
            )
        }
    };
    format!(
        r#"<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟支付 Simulated payment</title><link rel="stylesheet" href="/checkout.css"><main>
<p class="mark">模拟支付 · Simulated payment · 不会扣款 no real money</p><h1>{amount}</h1><p>{subject}</p>{body}</main></html>"#,
        amount = escape(&charge.amount.to_string()),
        subject = escape(&row.subject),
    )
}

const AFTER_ALL: &str = r#"<form method="post"><button name="answer" value="refund_after_all" class="quiet">银行补付被拒的退款 The bank pays the refused refunds after all</button></form>"#;

/// The style sheet of the page.
pub(crate) const STYLE: &str = "body{margin:0;font:16px/1.5 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;background:#f4f5f7;color:#1b1d21}\
main{max-width:380px;margin:12vh auto;padding:32px 28px;background:#fff;border-radius:16px;box-shadow:0 8px 30px #0002;text-align:center}\
h1{font-size:36px;margin:8px 0}.mark{color:#697077;font-size:13px}form{display:grid;gap:12px;margin-top:24px}\
button{font:inherit;padding:14px;border:0;border-radius:10px;background:#1769e0;color:#fff;cursor:pointer}button.quiet{background:#e8eaee;color:#1b1d21}\
.done{color:#117a3d;font-weight:600}@media(prefers-color-scheme:dark){body{background:#111418;color:#e8eaee}main{background:#1b1f25}\
button.quiet{background:#2b3038;color:#e8eaee}}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
